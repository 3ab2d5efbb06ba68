#include "ui/register/registerroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/register/registerpage.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class RegisterRoom final : public Room
{
    Q_OBJECT

public:
    explicit RegisterRoom(const RoomContext& context)
        : m_context(context)
    {
        const auto add = [this](const QString& name, const QString& text, const QString& description,
                                const QKeySequence& shortcut, const QString& iconName,
                                void (RegisterPage::*handler)()) {
            m_context.actions.add(this,
                                  {u"register."_s + name, tr("Re&gister"), text, description, shortcut, iconName, id()},
                                  [this, handler] { (page()->*handler)(); });
        };
        add(u"edit"_s, tr("&Edit the entry…"), tr("Writes cause, effects, remedial action and numbers of an incident."),
            {}, u"edit"_s, &RegisterPage::edit);
        add(u"open"_s, tr("&Open the incident"), tr("Goes to the current incident's overview."), {}, u"open"_s,
            &RegisterPage::open);
        add(u"csv"_s, tr("Export as &CSV…"), tr("What is shown as a table, safe to open in a spreadsheet."), {},
            u"export"_s, &RegisterPage::exportCsv);
        add(u"pdf"_s, tr("Export as &PDF…"), tr("What is shown as pages for a supervisory authority."), {}, u"export"_s,
            &RegisterPage::exportPdf);
        add(u"print"_s, tr("P&rint…"), tr("What is shown, on paper."), QKeySequence::Print, u"print"_s,
            &RegisterPage::print);
        add(u"copy"_s, tr("Cop&y"), tr("Copies the current incident's fields as text."), QKeySequence::Copy, u"copy"_s,
            &RegisterPage::copy);
        add(u"filter"_s, tr("&Filter"), tr("Puts the keyboard into the filter."), QKeySequence::Find, u"filter"_s,
            &RegisterPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"register"_s; }
    [[nodiscard]] QString title() const override { return tr("Register"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("report"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"F9"_s); }
    [[nodiscard]] bool needsIncident() const override { return false; }
    [[nodiscard]] QWidget* widget() override { return page(); }
    void setIncident(const Id& incident) override
    {
        if (m_page && !incident.isNull()) {
            m_page->reveal(incident);
        }
    }
    void reveal(const Id& entity) override { page()->reveal(entity); }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }

private:
    RegisterPage* page()
    {
        if (!m_page) {
            m_page = new RegisterPage(m_context);
            connect(m_page, &RegisterPage::announced, this, &Room::announce);
            connect(m_page, &RegisterPage::openWanted, this, [this](const Id& incident) {
                Q_EMIT openIncident(incident);
                Q_EMIT openRoom(u"overview"_s, {});
            });
        }
        return m_page;
    }

    RoomContext m_context;
    QPointer<RegisterPage> m_page;
};

} // namespace

std::unique_ptr<Room> makeRegisterRoom(const RoomContext& context)
{
    return std::make_unique<RegisterRoom>(context);
}

} // namespace bulkhead

#include "registerroom.moc"
