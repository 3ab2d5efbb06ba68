#include "incident/desk.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Tasks and the clocks that their due times follow.
class TasksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTaskIsDoneOnlyAfterWhatItDependsOn();
    void aStruckDependencyBlocksNothing();
    void notApplicableNeedsAReason();
    void refusesACycle();
    void refusesADependencyOutsideTheIncident();
    void aDailyTaskOpensTheNextOne();
    void dueTimesFollowTheEarliestClock();
    void aDueTimeSetByHandStaysWhereItIsPut();
    void aTargetWithoutItsClockWaits();
    void aMetClockLeavesTheDueTimesItGave();
    void aClockIsStoppedWithAReason();
    void aClockIsDueAfterItsHours();
    void refusesAClockWithoutNameOrHours();
};

namespace {
Id addTask(Desk& desk, const Id& incident, const QString& title, std::vector<Id> dependsOn = {},
           const QString& target = {})
{
    Task task;
    task.title = title;
    task.lane = Role::Engineering;
    task.dependsOn = std::move(dependsOn);
    task.target = target;
    return must(desk->add(incident, task));
}

Id startClock(Desk& desk, const Id& incident, const QString& name, qint64 hours)
{
    IncidentClock clock;
    clock.name = name;
    clock.hours = hours;
    return must(desk->startClock(incident, clock));
}

Task taskOf(Desk& desk, const Id& id)
{
    return must(desk->one<Task>(id)).value;
}
} // namespace

void TasksTest::aTaskIsDoneOnlyAfterWhatItDependsOn()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id first = addTask(desk, incident, u"Secure the logs"_s);
    const Id second = addTask(desk, incident, u"Read the logs"_s, {first});
    VERIFY_OK(desk->setTaskState(second, TaskState::InProgress));
    const auto refused = desk->setTaskState(second, TaskState::Done);
    COMPARE_ERROR(refused, "task.blocked");
    QVERIFY(refused.error().message.contains(u"Secure the logs"_s));
    COMPARE_ERROR(desk->setField(second, u"state"_s, u"done"_s), "task.blocked");

    desk.clock().advance(Desk::minute);
    VERIFY_OK(desk->setTaskState(first, TaskState::Done, u"30 days"_s));
    QCOMPARE(taskOf(desk, first).finishedAt, desk.now());
    QCOMPARE(taskOf(desk, first).result, u"30 days"_s);
    VERIFY_OK(desk->setTaskState(second, TaskState::Done));
    VERIFY_OK(desk->setTaskState(second, TaskState::Open));
    QCOMPARE(taskOf(desk, second).finishedAt, std::nullopt);
}

void TasksTest::aStruckDependencyBlocksNothing()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id first = addTask(desk, incident, u"Call the wrong host"_s);
    const Id second = addTask(desk, incident, u"Go on"_s, {first});
    VERIFY_OK(desk->strike(first, u"another host"_s));
    VERIFY_OK(desk->setTaskState(second, TaskState::Done));
}

void TasksTest::notApplicableNeedsAReason()
{
    Desk desk;
    const Id task = addTask(desk, desk.declare(), u"Empty the caches"_s);
    COMPARE_ERROR(desk->setTaskState(task, TaskState::NotApplicable), "value.bad");
    VERIFY_OK(desk->setTaskState(task, TaskState::NotApplicable, u"Nothing is cached"_s));
}

void TasksTest::refusesACycle()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id a = addTask(desk, incident, u"a"_s);
    const Id b = addTask(desk, incident, u"b"_s, {a});
    const Id c = addTask(desk, incident, u"c"_s, {b});
    COMPARE_ERROR(desk->setField(a, u"depends_on"_s, c.text()), "task.cycle");
    COMPARE_ERROR(desk->setField(a, u"depends_on"_s, a.text()), "task.cycle");
    VERIFY_OK(desk->setField(c, u"depends_on"_s, a.text() + u","_s + b.text()));
}

void TasksTest::refusesADependencyOutsideTheIncident()
{
    Desk desk;
    const Id elsewhere = addTask(desk, desk.declare(), u"elsewhere"_s);
    const Id task = addTask(desk, desk.declare(), u"here"_s);
    COMPARE_ERROR(desk->setField(task, u"depends_on"_s, elsewhere.text()), "value.bad");
}

void TasksTest::aDailyTaskOpensTheNextOne()
{
    Desk desk;
    const Id incident = desk.declare();
    Task task;
    task.title = u"Look for new copies"_s;
    task.lane = Role::Engineering;
    task.repeats = u"daily"_s;
    task.due = desk.now() + Desk::hour;
    const Id first = must(desk->add(incident, task));
    VERIFY_OK(desk->setTaskState(first, TaskState::Done, u"none found"_s));
    const auto tasks = must(desk->all<Task>(incident));
    QCOMPARE(tasks.size(), std::size_t(2));
    const auto& next = tasks[0].id == first ? tasks[1] : tasks[0];
    QCOMPARE(next.value.state, TaskState::Open);
    QCOMPARE(next.value.due, desk.now() + Desk::hour + Desk::day);
    QCOMPARE(next.value.result, QString());
    QCOMPARE(next.value.repeats, u"daily"_s);
}

void TasksTest::dueTimesFollowTheEarliestClock()
{
    Desk desk;
    const Id incident = desk.declare(); // brings a clock of 24 h
    const Id task = addTask(desk, incident, u"First notice"_s, {}, u"min(clock)-25%"_s);
    VERIFY_OK(desk->followTargets(incident));
    QCOMPARE(taskOf(desk, task).due, desk.now() + 18 * Desk::hour);
    const Id shorter = startClock(desk, incident, u"Vela Travel's contract"_s, 8);
    QCOMPARE(taskOf(desk, task).due, desk.now() + 6 * Desk::hour);
    VERIFY_OK(desk->setField(shorter, u"hours"_s, u"4"_s));
    QCOMPARE(must(desk->one<IncidentClock>(shorter)).value.due, desk.now() + 4 * Desk::hour);
    QCOMPARE(taskOf(desk, task).due, desk.now() + 3 * Desk::hour);
    VERIFY_OK(desk->setClockState(shorter, ClockState::NotApplicable, u"The contract has ended"_s));
    QCOMPARE(taskOf(desk, task).due, desk.now() + 18 * Desk::hour);
}

void TasksTest::aDueTimeSetByHandStaysWhereItIsPut()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id task = addTask(desk, incident, u"First notice"_s, {}, u"min(clock)"_s);
    VERIFY_OK(desk->followTargets(incident));
    VERIFY_OK(desk->setField(task, u"due"_s, u"2026-03-02T12:00:00Z"_s));
    QCOMPARE(taskOf(desk, task).target, QString());
    startClock(desk, incident, u"Sooner"_s, 1);
    QCOMPARE(taskOf(desk, task).due, 1'772'452'800'000);
}

void TasksTest::aTargetWithoutItsClockWaits()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id task = addTask(desk, incident, u"Report"_s, {}, u"clock(Authority)-24h"_s);
    VERIFY_OK(desk->followTargets(incident));
    QCOMPARE(taskOf(desk, task).due, std::nullopt);
    startClock(desk, incident, u"authority"_s, 72);
    QCOMPARE(taskOf(desk, task).due, desk.now() + 48 * Desk::hour);
}

void TasksTest::aMetClockLeavesTheDueTimesItGave()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id clock = startClock(desk, incident, u"Authority"_s, 72);
    const Id task = addTask(desk, incident, u"Report"_s, {}, u"clock(Authority)"_s);
    VERIFY_OK(desk->followTargets(incident));
    VERIFY_OK(desk->setClockState(clock, ClockState::Met, u"Filed as 4711"_s));
    QCOMPARE(taskOf(desk, task).due, desk.now() + 72 * Desk::hour);
}

void TasksTest::aClockIsStoppedWithAReason()
{
    Desk desk;
    const Id incident = desk.declare();
    const Id clock = must(desk->all<IncidentClock>(incident)).front().id;
    COMPARE_ERROR(desk->setClockState(clock, ClockState::Met, u" "_s), "value.bad");
    desk.clock().advance(Desk::hour);
    VERIFY_OK(desk->setClockState(clock, ClockState::Met, u"Notice sent"_s));
    auto kept = must(desk->one<IncidentClock>(clock));
    QCOMPARE(kept.value.state, ClockState::Met);
    QCOMPARE(kept.value.stoppedAt, desk.now());
    VERIFY_OK(desk->setClockState(clock, ClockState::Running, {}));
    QCOMPARE(must(desk->one<IncidentClock>(clock)).value.stoppedAt, std::nullopt);
}

void TasksTest::aClockIsDueAfterItsHours()
{
    Desk desk;
    const Id clock = startClock(desk, desk.declare(), u"Insurer"_s, 48);
    const auto kept = must(desk->one<IncidentClock>(clock)).value;
    QCOMPARE(kept.start, desk.now());
    QCOMPARE(kept.due, desk.now() + 48 * Desk::hour);
    QCOMPARE(kept.decidedBy, desk.journal().user());
}

void TasksTest::refusesAClockWithoutNameOrHours()
{
    Desk desk;
    const Id incident = desk.declare();
    IncidentClock clock;
    clock.hours = 24;
    COMPARE_ERROR(desk->startClock(incident, clock), "value.bad");
    clock.name = u"Insurer"_s;
    clock.hours = 0;
    COMPARE_ERROR(desk->startClock(incident, clock), "value.bad");
    clock.hours = 24;
    COMPARE_ERROR(desk->startClock(Id::make(1), clock), "incident.not-found");
}

QTEST_GUILESS_MAIN(TasksTest)
#include "tst_tasks.moc"
