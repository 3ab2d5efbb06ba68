#include "ui/clocks/clocksroom.h"

#include "ui/clocks/clockspage.h"
#include "ui/common/actions.h"
#include "ui/common/icons.h"

#include <QPointer>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

class ClocksRoom final : public Room
{
    Q_OBJECT

public:
    explicit ClocksRoom(const RoomContext& context)
        : m_context(context)
    {
        add(u"start"_s, tr("&Start a clock…"), tr("Computes when something is due under a rule, and lets it run."),
            QKeySequence(u"Ctrl+Shift+K"_s), u"add"_s, &ClocksPage::start);
        add(u"submit"_s, tr("S&ubmitted…"), tr("Records that what was due was sent, and starts what follows."),
            QKeySequence(u"Ctrl+Shift+U"_s), u"check"_s, &ClocksPage::submit);
        add(u"end"_s, tr("&End this clock…"), tr("Says with a reason why the current clock runs no longer."), {},
            u"close"_s, &ClocksPage::end);
        add(u"reclassify"_s, tr("Compute a&new…"),
            tr("Computes the current clock under another rule or from other events; it moves earlier only."), {},
            u"refresh"_s, &ClocksPage::reclassify);
        add(u"fact"_s, tr("Record a &fact…"), tr("Answers the current question that rules ask."), {}, u"edit"_s,
            &ClocksPage::recordFact);
        add(u"assess"_s, tr("&How bad is it…"), tr("Assesses the severity for people, as known and at worst."), {},
            u"warning"_s, &ClocksPage::assess);
        add(u"calendar"_s, tr("&Put it in calendars…"),
            tr("Writes the running clocks as a calendar with alarms, under the code name only."), {}, u"calendar"_s,
            &ClocksPage::exportCalendar);
        add(u"print"_s, tr("P&rint duties and clocks…"),
            tr("All duties and clocks with their reasoning, facts and citations, for the file."), QKeySequence::Print,
            u"print"_s, &ClocksPage::print);
        add(u"copy"_s, tr("&Copy"), tr("Copies the computation of the current clock as text."), QKeySequence::Copy,
            u"copy"_s, &ClocksPage::copy);
        add(u"filter"_s, tr("Fi&lter"), tr("Puts the keyboard into the filter."), QKeySequence::Find, u"filter"_s,
            &ClocksPage::focusFilter);
    }

    [[nodiscard]] QString id() const override { return u"clocks"_s; }
    [[nodiscard]] QString title() const override { return tr("Clocks"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("clock"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+Shift+C"_s); }
    [[nodiscard]] QWidget* widget() override { return page(); }
    void setIncident(const Id& incident) override
    {
        m_incident = incident;
        if (m_page) {
            m_page->setIncident(incident);
        }
        for (QAction* action : m_actions) {
            action->setEnabled(!incident.isNull());
        }
    }
    void reveal(const Id& entity) override { page()->reveal(entity); }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }

private:
    ClocksPage* page()
    {
        if (!m_page) {
            m_page = new ClocksPage(m_context);
            connect(m_page, &ClocksPage::inspectWanted, this, &Room::inspect);
            connect(m_page, &ClocksPage::announced, this, &Room::announce);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, void (ClocksPage::*handler)())
    {
        QAction* action = m_context.actions.add(
            this, {u"clocks."_s + name, tr("Cloc&ks"), text, description, shortcut, iconName, id()},
            [this, handler] { (page()->*handler)(); });
        action->setEnabled(false);
        m_actions.push_back(action);
    }

    RoomContext m_context;
    Id m_incident;
    QPointer<ClocksPage> m_page;
    std::vector<QAction*> m_actions;
};

} // namespace

std::unique_ptr<Room> makeClocksRoom(const RoomContext& context)
{
    return std::make_unique<ClocksRoom>(context);
}

} // namespace bulkhead

#include "clocksroom.moc"
