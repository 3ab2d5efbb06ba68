#include "ui/audit/auditroom.h"

#include "ui/audit/auditpage.h"
#include "ui/common/actions.h"
#include "ui/common/icons.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class AuditRoom final : public Room
{
    Q_OBJECT

public:
    explicit AuditRoom(const RoomContext& context)
        : m_context(context)
    {
        add(u"verify"_s, tr("&Verify the journal"), tr("Checks every change, its place and its signatures."),
            QKeySequence(u"F8"_s), u"verified"_s, &AuditPage::verify);
        add(u"verifyDeep"_s, tr("Verify with all &evidence"), tr("The same, and every octet of the evidence."),
            QKeySequence(u"Shift+F8"_s), u"verified"_s, &AuditPage::verifyDeep);
        add(u"verifyAgainst"_s, tr("Verify against a checkpoint…"),
            tr("Finds a vault that was put back to an older state, with a file that was kept outside."), {},
            u"verified"_s, &AuditPage::verifyAgainst);
        add(u"sign"_s, tr("&Sign now"), tr("Signs the changes that no signature covers yet."), {}, u"key"_s,
            &AuditPage::signNow);
        add(u"rebuild"_s, tr("&Rebuild from the journal…"), tr("Folds what is shown again from the changes."), {},
            u"refresh"_s, &AuditPage::rebuild);
        add(u"export"_s, tr("&Export the result…"), tr("Saves the last verification as JSON."), {}, u"export"_s,
            &AuditPage::exportResult);
        add(u"copy"_s, tr("&Copy the change"), tr("Copies the current change with its hash as text."),
            QKeySequence::Copy, u"copy"_s, &AuditPage::copy);
        add(u"checkpoint"_s, tr("&Make a checkpoint"), tr("Takes the ends of all chains into one signed number."), {},
            u"verified"_s, &AuditPage::makeCheckpoint);
        add(u"stamp"_s, tr("Make a &time-stamped checkpoint…"),
            tr("Has an authority sign when the checkpoint existed."), {}, u"clock"_s,
            &AuditPage::makeStampedCheckpoint);
        add(u"saveCheckpoint"_s, tr("Sa&ve a checkpoint's file…"),
            tr("Saves the current checkpoint, to be kept outside."), {}, u"export"_s, &AuditPage::saveCheckpoint);
        add(u"contested"_s, tr("C&ontested fields"), tr("Lists what people wrote without having seen each other."), {},
            u"warning"_s, &AuditPage::showContested);
        add(u"filter"_s, tr("&Filter changes"), tr("Puts the keyboard into the filter."), QKeySequence::Find,
            u"filter"_s, &AuditPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"audit"_s; }
    [[nodiscard]] QString title() const override { return tr("Audit"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("audit"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+8"_s); }
    [[nodiscard]] bool needsIncident() const override { return false; }
    [[nodiscard]] QString badge() const override
    {
        return m_page && m_page->contested() > 0 ? QString::number(m_page->contested()) : QString();
    }
    [[nodiscard]] QWidget* widget() override { return page(); }
    void setIncident(const Id& incident) override
    {
        m_incident = incident;
        if (m_page) {
            m_page->setIncident(incident);
        }
    }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }

private:
    AuditPage* page()
    {
        if (!m_page) {
            m_page = new AuditPage(m_context);
            connect(m_page, &AuditPage::announced, this, &Room::announce);
            connect(m_page, &AuditPage::inspectWanted, this, &Room::inspect);
            connect(m_page, &AuditPage::contestedChanged, this, &Room::badgeChanged);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, void (AuditPage::*handler)())
    {
        m_context.actions.add(this, {u"audit."_s + name, tr("&Audit"), text, description, shortcut, iconName, id()},
                              [this, handler] { (page()->*handler)(); });
    }

    RoomContext m_context;
    Id m_incident;
    QPointer<AuditPage> m_page;
};

} // namespace

std::unique_ptr<Room> makeAuditRoom(const RoomContext& context)
{
    return std::make_unique<AuditRoom>(context);
}

} // namespace bulkhead

#include "auditroom.moc"
