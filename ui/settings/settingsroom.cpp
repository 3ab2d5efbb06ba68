#include "ui/settings/settingsroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/settings/settingspage.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class SettingsRoom final : public Room
{
    Q_OBJECT

public:
    SettingsRoom(const RoomContext& context, Preferences& preferences, RekeyHandler rekey)
        : m_context(context)
        , m_preferences(preferences)
        , m_rekey(std::move(rekey))
    {
        const auto add = [this](const QString& name, const QString& text, const QString& description,
                                const QString& iconName, void (SettingsPage::*handler)()) {
            m_context.actions.add(this, {u"settings."_s + name, tr("&Settings"), text, description, {}, iconName, id()},
                                  [this, handler] { (page()->*handler)(); });
        };
        add(u"addMember"_s, tr("&Add a member…"), tr("Gives somebody a key slot and roles of their own."), u"add"_s,
            &SettingsPage::addMember);
        add(u"changePassphrase"_s, tr("Change my &passphrase…"), tr("The old one stops working at once."), u"key"_s,
            &SettingsPage::changePassphrase);
        add(u"backUp"_s, tr("&Back up…"), tr("Writes the whole vault into one encrypted file, while you work."),
            u"export"_s, &SettingsPage::backUp);
        add(u"newMasterKey"_s, tr("New &master key…"), tr("For when somebody leaves or a copy of the vault got out."),
            u"key"_s, &SettingsPage::newMasterKey);
        add(u"newRecoveryCode"_s, tr("Make a new &recovery code…"), tr("Opens the vault if your passphrase is lost."),
            u"key"_s, &SettingsPage::newRecoveryCode);
    }

    [[nodiscard]] QString id() const override { return u"settings"_s; }
    [[nodiscard]] QString title() const override { return tr("Settings"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("settings"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+9"_s); }
    [[nodiscard]] bool needsIncident() const override { return false; }
    [[nodiscard]] QWidget* widget() override { return page(); }
    void setIncident(const Id&) override { }
    void reveal(const Id& entity) override { page()->reveal(entity); }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }

private:
    SettingsPage* page()
    {
        if (!m_page) {
            m_page = new SettingsPage(m_context, m_preferences);
            connect(m_page, &SettingsPage::announced, this, &Room::announce);
            connect(m_page, &SettingsPage::evidenceWanted, this, [this](const Id& incident) {
                Q_EMIT openIncident(incident);
                Q_EMIT openRoom(u"evidence"_s, {});
            });
            connect(m_page, &SettingsPage::rekeyWanted, this,
                    [handler = m_rekey](const auto& request) { handler(request); });
        }
        return m_page;
    }

    RoomContext m_context;
    Preferences& m_preferences;
    RekeyHandler m_rekey;
    QPointer<SettingsPage> m_page;
};

} // namespace

std::unique_ptr<Room> makeSettingsRoom(const RoomContext& context, Preferences& preferences, RekeyHandler rekey)
{
    return std::make_unique<SettingsRoom>(context, preferences, std::move(rekey));
}

} // namespace bulkhead

#include "settingsroom.moc"
