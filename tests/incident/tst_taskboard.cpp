#include "models/incident/itemmodels/taskboard.h"

#include <QTest>

using namespace bulkhead;
using namespace Qt::StringLiterals;

/// The board as a value: which card stands where and what it says.
class TaskBoardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyWithoutTasks();
    void hasALaneForEachRoleWithACard();
    void leavesStruckTasksOut();
    void sortsByPhaseThenDueThenTag();
    void marksWhatIsOverdue();
    void marksWhatIsMineAndShowsOnlyThat();
    void marksWhatIsEarly();
    void namesWhatBlocksACard();
    void saysWhichClockACardWaitsFor();
    void findsCardsAndPlaces();
    void arrowKeysReachEveryCard();
    void arrowKeysStayAtTheEdge();
};

namespace {
Kept<Task> task(quint64 number, const QString& tag, Role lane, TaskState state = TaskState::Open,
                Phase phase = Phase::Triage, std::optional<qint64> due = {})
{
    Kept<Task> kept;
    kept.id = Id::make(static_cast<qint64>(number));
    kept.value.title = u"Title of "_s + tag;
    kept.value.playbookId = tag;
    kept.value.lane = lane;
    kept.value.state = state;
    kept.value.phase = phase;
    kept.value.due = due;
    return kept;
}

QStringList tags(const TaskBoard& board)
{
    QStringList result;
    for (const BoardCard* card : board.cards()) {
        result.append(card->tag);
    }
    return result;
}

std::vector<Kept<Task>> spread()
{
    return {task(1, u"A"_s, Role::IncidentCommander),
            task(2, u"B"_s, Role::IncidentCommander, TaskState::Done),
            task(3, u"C"_s, Role::Engineering, TaskState::InProgress),
            task(4, u"D"_s, Role::Engineering, TaskState::InProgress),
            task(5, u"E"_s, Role::Legal),
            task(6, u"F"_s, Role::Legal, TaskState::NotApplicable)};
}
} // namespace

void TaskBoardTest::isEmptyWithoutTasks()
{
    const TaskBoard board = TaskBoard::of({}, {});
    QVERIFY(board.isEmpty());
    QCOMPARE(board.count(), 0);
    QCOMPARE(board.overdue(), 0);
    QCOMPARE(board.neighbour(Id::make(1), TaskBoard::Direction::Down), Id());
    QVERIFY(!board.card(BoardPlace{}));
}

void TaskBoardTest::hasALaneForEachRoleWithACard()
{
    const TaskBoard board = TaskBoard::of(spread(), {});
    QCOMPARE(board.lanes.size(), std::size_t(3));
    QCOMPARE(board.lanes[0].role, Role::IncidentCommander);
    QCOMPARE(board.lanes[1].role, Role::Engineering);
    QCOMPARE(board.lanes[2].role, Role::Legal);
    QCOMPARE(board.lanes[1].cells[1].size(), std::size_t(2));
    QCOMPARE(tags(board), QStringList({u"A"_s, u"B"_s, u"C"_s, u"D"_s, u"E"_s, u"F"_s}));
}

void TaskBoardTest::leavesStruckTasksOut()
{
    auto tasks = spread();
    tasks[4].value.isStruck = tasks[5].value.isStruck = true;
    const TaskBoard board = TaskBoard::of(tasks, {});
    QCOMPARE(board.lanes.size(), std::size_t(2));
    QCOMPARE(board.count(), 4);
}

void TaskBoardTest::sortsByPhaseThenDueThenTag()
{
    const auto legal = [](quint64 number, const QString& tag, Phase phase, std::optional<qint64> due) {
        return task(number, tag, Role::Legal, TaskState::Open, phase, due);
    };
    const TaskBoard board = TaskBoard::of(
        {legal(1, u"late phase"_s, Phase::Review, 1), legal(2, u"no due time"_s, Phase::Contain, {}),
         legal(3, u"Z due soon"_s, Phase::Contain, 10), legal(4, u"B due late"_s, Phase::Contain, 20),
         legal(5, u"A due late"_s, Phase::Contain, 20)},
        {});
    QCOMPARE(tags(board),
             QStringList({u"Z due soon"_s, u"A due late"_s, u"B due late"_s, u"no due time"_s, u"late phase"_s}));
}

void TaskBoardTest::marksWhatIsOverdue()
{
    const auto due = [](quint64 number, TaskState state, qint64 at) {
        return task(number, u"T"_s, Role::Legal, state, Phase::Triage, at);
    };
    BoardQuestion question;
    question.now = 100;
    const TaskBoard board = TaskBoard::of({due(1, TaskState::Open, 99), due(2, TaskState::Open, 100),
                                           due(3, TaskState::Done, 1), due(4, TaskState::NotApplicable, 1),
                                           due(5, TaskState::InProgress, 50)},
                                          question);
    QCOMPARE(board.overdue(), 2);
    QVERIFY(board.card(Id::make(1)) == nullptr); // ids are made, never equal by time alone
    QVERIFY(board.lanes[0].cells[0][0].isOverdue);
    QVERIFY(!board.lanes[0].cells[0][1].isOverdue);
    QVERIFY(!board.lanes[0].cells[2][0].isOverdue);
}

void TaskBoardTest::marksWhatIsMineAndShowsOnlyThat()
{
    auto tasks = spread();
    BoardQuestion question;
    question.me = Id::make(77);
    const Id other = Id::make(78);
    question.names = {{question.me, u"Ada"_s}, {other, u"Bob"_s}};
    tasks[0].value.assignee = question.me;
    tasks[2].value.assignee = other;
    TaskBoard board = TaskBoard::of(tasks, question);
    QVERIFY(board.card(tasks[0].id)->isMine);
    QCOMPARE(board.card(tasks[0].id)->assignee, u"Ada"_s);
    QVERIFY(!board.card(tasks[2].id)->isMine);
    QCOMPARE(board.card(tasks[2].id)->assignee, u"Bob"_s);
    QVERIFY(!board.card(tasks[1].id)->isMine);
    question.onlyMine = true;
    board = TaskBoard::of(tasks, question);
    QCOMPARE(tags(board), QStringList(u"A"_s));
    question.me = {};
    QVERIFY(TaskBoard::of(tasks, question).isEmpty()); // nobody's tasks are not those of nobody
}

void TaskBoardTest::marksWhatIsEarly()
{
    BoardQuestion question;
    question.phase = Phase::Contain;
    const TaskBoard board = TaskBoard::of({task(1, u"now"_s, Role::Legal, TaskState::Open, Phase::Contain),
                                           task(2, u"soon"_s, Role::Legal, TaskState::Open, Phase::Review),
                                           task(3, u"begun"_s, Role::Legal, TaskState::InProgress, Phase::Review)},
                                          question);
    const auto isEarly = [&](const QString& tag) {
        const auto cards = board.cards();
        return (*std::ranges::find(cards, tag, &BoardCard::tag))->isEarly;
    };
    QVERIFY(!isEarly(u"now"_s));
    QVERIFY(isEarly(u"soon"_s));
    QVERIFY(!isEarly(u"begun"_s));
}

void TaskBoardTest::namesWhatBlocksACard()
{
    auto tasks = spread();
    tasks[0].value.playbookId.clear();
    tasks[4].value.dependsOn = {tasks[0].id, tasks[1].id, tasks[2].id};
    tasks[5].value.dependsOn = {tasks[0].id};
    const TaskBoard board = TaskBoard::of(tasks, {});
    QCOMPARE(board.card(tasks[4].id)->blockedBy, QStringList({u"Title of A"_s, u"C"_s})); // B is done
    QVERIFY(board.card(tasks[4].id)->isBlocked());
    QVERIFY(!board.card(tasks[5].id)->isBlocked()); // finished itself
}

void TaskBoardTest::saysWhichClockACardWaitsFor()
{
    auto tasks = spread();
    tasks[0].value.target = u"clock(Insurer)-24h"_s;
    tasks[2].value.target = u"clock(Insurer)-24h"_s;
    tasks[2].value.due = 5;
    const TaskBoard board = TaskBoard::of(tasks, {});
    QVERIFY(board.card(tasks[0].id)->waitsFor.contains(u"Insurer"_s));
    QCOMPARE(board.card(tasks[2].id)->waitsFor, QString());
}

void TaskBoardTest::findsCardsAndPlaces()
{
    const auto tasks = spread();
    const TaskBoard board = TaskBoard::of(tasks, {});
    for (const Kept<Task>& one : tasks) {
        const auto place = board.placeOf(one.id);
        QVERIFY(place);
        QCOMPARE(board.card(*place)->id, one.id);
    }
    QCOMPARE(board.placeOf(tasks[3].id), (BoardPlace{1, 1, 1}));
    QCOMPARE(board.placeOf(Id::make(9)), std::nullopt);
    for (const BoardPlace& outside : {BoardPlace{-1, 0, 0}, {3, 0, 0}, {0, -1, 0}, {0, 4, 0}, {0, 0, 1}, {0, 0, -1}}) {
        QVERIFY(!board.card(outside));
    }
}

void TaskBoardTest::arrowKeysReachEveryCard()
{
    const auto tasks = spread();
    const TaskBoard board = TaskBoard::of(tasks, {});
    using Direction = TaskBoard::Direction;
    std::vector<Id> reached = {board.cards().front()->id};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        for (const Direction direction : {Direction::Left, Direction::Right, Direction::Up, Direction::Down}) {
            const Id next = board.neighbour(reached[i], direction);
            if (std::ranges::find(reached, next) == reached.end()) {
                reached.push_back(next);
            }
        }
    }
    QStringList names;
    for (const Id& id : reached) {
        names.append(board.card(id)->tag);
    }
    names.sort();
    QCOMPARE(names, tags(board));
}

void TaskBoardTest::arrowKeysStayAtTheEdge()
{
    const auto tasks = spread();
    const TaskBoard board = TaskBoard::of(tasks, {});
    using Direction = TaskBoard::Direction;
    QCOMPARE(board.neighbour(tasks[0].id, Direction::Left), tasks[0].id);
    QCOMPARE(board.neighbour(tasks[0].id, Direction::Up), tasks[0].id);
    QCOMPARE(board.neighbour(tasks[0].id, Direction::Right), tasks[1].id);
    QCOMPARE(board.neighbour(tasks[0].id, Direction::Down), tasks[2].id); // the nearest column
    QCOMPARE(board.neighbour(tasks[2].id, Direction::Down), tasks[3].id);
    QCOMPARE(board.neighbour(tasks[5].id, Direction::Right), tasks[5].id);
    QCOMPARE(board.neighbour(Id::make(5), Direction::Right), tasks[0].id); // a card that is gone
}

QTEST_GUILESS_MAIN(TaskBoardTest)
#include "tst_taskboard.moc"
