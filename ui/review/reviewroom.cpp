#include "ui/review/reviewroom.h"

#include "ui/common/actions.h"
#include "ui/common/icons.h"
#include "ui/review/reviewpage.h"

#include <QAction>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
class ReviewRoom final : public Room
{
    Q_OBJECT

public:
    explicit ReviewRoom(const RoomContext& context)
        : m_context(context)
    {
        addItemActions();
        addViewActions();
    }

    [[nodiscard]] QString id() const override { return u"review"_s; }
    [[nodiscard]] QString title() const override { return tr("Review"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("history"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+Shift+V"_s); }
    [[nodiscard]] QWidget* widget() override { return page(); }
    [[nodiscard]] QString badge() const override
    {
        const int overdue = m_page ? m_page->overdue() : 0;
        return overdue > 0 ? QString::number(overdue) : QString();
    }
    void setIncident(const Id& incident) override
    {
        m_incident = incident;
        for (QAction* action : m_actions) {
            action->setEnabled(!incident.isNull());
        }
        if (m_page) {
            m_page->setIncident(incident);
        }
    }
    void reveal(const Id& entity) override { page()->reveal(entity); }
    [[nodiscard]] bool isSettled() const override { return !m_page || m_page->isSettled(); }
    [[nodiscard]] QStringList keyHints() const override
    {
        return {tr("Enter changes the current finding or action."),
                tr("Ctrl with Page Up or Page Down changes the tab.")};
    }

private:
    using Command = void (ReviewPage::*)();
    QAction* add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
                 const QString& iconName, Command command)
    {
        QAction* action = m_context.actions.add(
            this, {u"review."_s + name, tr("Revie&w"), text, description, shortcut, iconName, id()},
            [this, command] { (page()->*command)(); });
        action->setEnabled(false);
        m_actions.push_back(action);
        return action;
    }
    void addItemActions()
    {
        add(u"finding"_s, tr("Add a &finding…"), tr("Notes a cause, a factor, what helped or hindered, or luck."),
            QKeySequence(u"Ctrl+Shift+N"_s), u"add"_s, &ReviewPage::newFinding);
        add(u"action"_s, tr("Add an &action…"), tr("Notes what is to be done, by whom and by when."),
            QKeySequence(u"Ctrl+Shift+A"_s), u"add"_s, &ReviewPage::newAction);
        add(u"edit"_s, tr("&Edit…"), tr("Changes the current finding or action."), {}, u"edit"_s, &ReviewPage::edit);
        add(u"finish"_s, tr("F&inish…"), tr("Finishes the current action, with its outcome."),
            QKeySequence(u"Ctrl+Shift+D"_s), u"check"_s, &ReviewPage::finish);
        add(u"drop"_s, tr("&Drop…"), tr("Gives the current action up, with a reason."), {}, u"close"_s,
            &ReviewPage::drop);
        add(u"reopen"_s, tr("&Open again"), tr("Opens the current action again."), {}, u"undo"_s, &ReviewPage::reopen);
        add(u"strike"_s, tr("&Strike…"), tr("Strikes the current finding or action through, with a reason."),
            QKeySequence(u"Ctrl+Shift+X"_s), u"strike"_s, &ReviewPage::strike);
    }
    void addViewActions()
    {
        add(u"all"_s, tr("Of all &incidents"), tr("Lists the open actions of all incidents."),
            QKeySequence(u"Ctrl+Shift+I"_s), u"incidents"_s, &ReviewPage::showActions)
            ->setCheckable(true);
        add(u"open"_s, tr("&Go to its incident"), tr("Opens the incident that the current action is of."),
            QKeySequence(u"Ctrl+Shift+G"_s), u"open"_s, &ReviewPage::openIncident);
        add(u"definitions"_s, tr("Defi&nitions"), tr("Shows how each metric is defined, as a column."), {}, u"info"_s,
            &ReviewPage::showDefinitions)
            ->setCheckable(true);
        add(u"export"_s, tr("E&xport the report…"), tr("Writes the report as PDF, ODT, DOCX, Markdown or text."),
            QKeySequence(u"Ctrl+E"_s), u"export"_s, &ReviewPage::exportReport);
        add(u"print"_s, tr("&Print the report…"), tr("The report of the review, on paper."), QKeySequence::Print,
            u"print"_s, &ReviewPage::print);
        add(u"copy"_s, tr("&Copy"), tr("Copies the current row as text."), QKeySequence::Copy, u"copy"_s,
            &ReviewPage::copy);
        add(u"filter"_s, tr("Fi&lter"), tr("Puts the keyboard into the filter of findings and actions."),
            QKeySequence::Find, u"filter"_s, &ReviewPage::focusFilter);
    }
    ReviewPage* page()
    {
        if (!m_page) {
            m_page = new ReviewPage(m_context);
            for (QAction* action : m_actions) {
                m_page->addAction(action);
            }
            connect(m_page, &ReviewPage::inspectWanted, this, &Room::inspect);
            connect(m_page, &ReviewPage::announced, this, &Room::announce);
            connect(m_page, &ReviewPage::overdueChanged, this, &Room::badgeChanged);
            connect(m_page, &ReviewPage::openWanted, this, [this](const Id& incident, const Id& action) {
                Q_EMIT openIncident(incident);
                Q_EMIT openRoom(id(), action);
            });
            m_page->setIncident(m_incident);
        }
        return m_page;
    }

    RoomContext m_context;
    Id m_incident;
    QPointer<ReviewPage> m_page;
    std::vector<QAction*> m_actions;
};
} // namespace

std::unique_ptr<Room> makeReviewRoom(const RoomContext& context)
{
    return std::make_unique<ReviewRoom>(context);
}

} // namespace bulkhead

#include "reviewroom.moc"
