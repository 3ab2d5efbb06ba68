#include "ui/board/boardroom.h"

#include "ui/board/boardpage.h"
#include "ui/common/actions.h"
#include "ui/common/icons.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
class BoardRoom final : public Room
{
    Q_OBJECT

public:
    explicit BoardRoom(const RoomContext& context)
        : m_context(context)
    {
        addActions();
    }

    [[nodiscard]] QString id() const override { return u"board"_s; }
    [[nodiscard]] QString title() const override { return tr("Board"); }
    [[nodiscard]] QIcon icon() const override { return bulkhead::icon("board"); }
    [[nodiscard]] QKeySequence shortcut() const override { return QKeySequence(u"Ctrl+4"_s); }
    [[nodiscard]] QWidget* widget() override { return page(); }
    [[nodiscard]] QString badge() const override
    {
        const int overdue = m_page ? m_page->overdue() : 0;
        return overdue > 0 ? QString::number(overdue) : QString();
    }
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
    [[nodiscard]] QStringList keyHints() const override
    {
        return {
            tr("Arrow keys move the selection; Home and End go to the first and last task."),
            tr("Ctrl with left or right moves the task to the state beside, Ctrl with up or down to the role above or "
               "below."),
            tr("Enter opens the task.")};
    }

private:
    BoardPage* page()
    {
        if (!m_page) {
            m_page = new BoardPage(m_context);
            for (QAction* action : m_actions) {
                m_page->addAction(action);
            }
            connect(m_page, &BoardPage::inspectWanted, this, &Room::inspect);
            connect(m_page, &BoardPage::announced, this, &Room::announce);
            connect(m_page, &BoardPage::overdueChanged, this, &Room::badgeChanged);
            m_page->setIncident(m_incident);
        }
        return m_page;
    }

    using Command = void (BoardPage::*)();
    void add(const QString& name, const QString& text, const QString& description, const QKeySequence& shortcut,
             const QString& iconName, Command command)
    {
        QAction* action = m_context.actions.add(
            this, {u"board."_s + name, tr("Board"), text, description, shortcut, iconName, id()},
            [this, command] { (page()->*command)(); });
        action->setEnabled(false);
        m_actions.push_back(action);
    }
    void addActions()
    {
        add(u"add"_s, tr("Add &task…"), tr("Adds a task by hand."), QKeySequence(u"Ctrl+Shift+N"_s), u"add"_s,
            &BoardPage::add);
        add(u"open"_s, tr("&Open task…"), tr("Shows the current task and lets you change it."), QKeySequence(u"F2"_s),
            u"edit"_s, &BoardPage::open);
        add(u"assign"_s, tr("&Assign to me"), tr("Takes the current task on, or gives it back."),
            QKeySequence(Qt::Key_A), u"user"_s, &BoardPage::assignToMe);
        add(u"due"_s, tr("Set &due…"), tr("Sets when the current task is due."), QKeySequence(Qt::Key_D), u"clock"_s,
            &BoardPage::setDue);
        add(u"on"_s, tr("Move o&n"), tr("Moves the current task to the next state."), QKeySequence(Qt::Key_N),
            u"chevron-right"_s, &BoardPage::moveOn);
        add(u"back"_s, tr("Move &back"), tr("Moves the current task to the state before."), QKeySequence(Qt::Key_B),
            u"chevron-left"_s, &BoardPage::moveBack);
        add(u"mine"_s, tr("Only &mine"), tr("Shows only tasks that are assigned to you, or all again."),
            QKeySequence(Qt::Key_M), u"filter"_s, &BoardPage::toggleMine);
        add(u"strike"_s, tr("&Strike…"), tr("Strikes the current task through, with a reason."),
            QKeySequence(u"Ctrl+Shift+X"_s), u"strike"_s, &BoardPage::strike);
    }

    RoomContext m_context;
    Id m_incident;
    QPointer<BoardPage> m_page;
    std::vector<QAction*> m_actions;
};
} // namespace

std::unique_ptr<Room> makeBoardRoom(const RoomContext& context)
{
    return std::make_unique<BoardRoom>(context);
}

} // namespace bulkhead

#include "boardroom.moc"
