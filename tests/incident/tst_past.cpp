#include "incident/desk.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// An incident as it was known at a moment.
class PastTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatStoodThen();
    void theTimelineIsTheOneOfThen();
    void countsAndOverviewAreOfThen();
    void writesNothing();
    void beforeTheIncidentThereIsNothing();
    void otherIncidentsShowAsTheyAre();
};

namespace {
struct Life
{
    Desk desk;
    Id incident = desk.declare();
    qint64 early = 0;
    Id task;
    Id note;
    Id later;

    Life()
    {
        Task wish;
        wish.title = u"Read the logs"_s;
        task = must(desk->add(incident, wish));
        Observation seen;
        seen.raw = u"first words"_s;
        note = must(desk->add(incident, seen));
        desk.clock().advance(Desk::minute);
        early = desk.now();
        desk.clock().advance(Desk::hour);
        must(desk->setTaskState(task, TaskState::Done, u"nothing"_s));
        must(desk->setField(incident, u"severity"_s, u"critical"_s));
        must(desk->setField(note, u"raw"_s, u"other words"_s));
        must(desk->setField(note, u"pinned"_s, u"true"_s));
        seen.raw = u"seen later, occurred before"_s;
        seen.occurred = early - Desk::hour;
        later = must(desk->add(incident, seen));
        desk.clock().advance(Desk::hour);
    }
};
} // namespace

void PastTest::showsWhatStoodThen()
{
    Life life;
    const Casework past = must(life.desk->asOf(life.incident, life.early));
    QVERIFY(past.isPast());
    QCOMPARE(past.now(), life.early);
    QCOMPARE(must(past.one<Task>(life.task)).value.state, TaskState::Open);
    QCOMPARE(must(past.incident(life.incident)).value.severity, Severity::Medium);
    QCOMPARE(must(past.all<Observation>(life.incident)).size(), std::size_t(1));
    QCOMPARE(must(past.one<Observation>(life.note)).value.raw, u"first words"_s);
    COMPARE_ERROR(past.one<Task>(Id::make(1)), "entity.not-found");
    // And now as it is.
    QCOMPARE(must(life.desk->one<Task>(life.task)).value.state, TaskState::Done);
    const Casework now = must(life.desk->asOf(life.incident, life.desk.now()));
    QCOMPARE(must(now.one<Observation>(life.note)).value.raw, u"other words"_s);
}

void PastTest::theTimelineIsTheOneOfThen()
{
    Life life;
    const Casework past = must(life.desk->asOf(life.incident, life.early));
    TimelineQuery observations;
    observations.withPosted = false;
    auto rows = must(past.timeline(life.incident, observations));
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(rows.front().observation->value.raw, u"first words"_s);
    QVERIFY(!rows.front().isPinned);
    observations.onlyPinned = true;
    QCOMPARE(must(past.timeline(life.incident, observations)).size(), std::size_t(0));
    QCOMPARE(must(life.desk->timeline(life.incident, observations)).size(), std::size_t(1));
    for (const TimelineRow& row : must(past.timeline(life.incident, {}))) {
        QVERIFY(row.recorded <= life.early);
    }
    const auto marks = must(past.timelineMarks(life.incident, {}));
    const auto keys = must(past.timelineKeys(life.incident, {}));
    QCOMPARE(marks.marks.size(), keys.size());
    QCOMPARE(static_cast<qint64>(keys.size()), must(past.timelineCount(life.incident)));
    QVERIFY(keys.size() < must(life.desk->timelineKeys(life.incident, {})).size());
    TimelineQuery newest;
    newest.newestFirst = true;
    newest.limit = 2;
    rows = must(past.timeline(life.incident, newest));
    QCOMPARE(rows.size(), std::size_t(2));
    QVERIFY(rows.front().row > rows.back().row);
}

void PastTest::countsAndOverviewAreOfThen()
{
    Life life;
    const Casework past = must(life.desk->asOf(life.incident, life.early));
    const auto overview = must(past.overview(life.incident));
    QCOMPARE(overview.tasksOpen, 1);
    QCOMPARE(overview.tasksDone, 0);
    QCOMPARE(overview.observations, 1);
    QCOMPARE(overview.incident.value.severity, Severity::Medium);
    const auto now = must(life.desk->overview(life.incident));
    QCOMPARE(now.tasksDone, 1);
    QCOMPARE(now.observations, 2);
}

void PastTest::writesNothing()
{
    Life life;
    Casework past = must(life.desk->asOf(life.incident, life.early));
    const auto before = must(life.desk.journal().counts()).changes;
    COMPARE_ERROR(past.setField(life.task, u"title"_s, u"Other"_s), "incident.is-past");
    COMPARE_ERROR(past.strike(life.note, u"wrong"_s), "incident.is-past");
    COMPARE_ERROR(past.add(life.incident, Task()), "incident.is-past");
    QCOMPARE(must(life.desk.journal().counts()).changes, before);
}

void PastTest::beforeTheIncidentThereIsNothing()
{
    Life life;
    COMPARE_ERROR(life.desk->asOf(life.incident, 1000), "incident.not-found");
}

void PastTest::otherIncidentsShowAsTheyAre()
{
    Life life;
    const Id other = life.desk.declare(u"Other"_s);
    const Casework past = must(life.desk->asOf(life.incident, life.early));
    QCOMPARE(must(past.incident(other)).value.title, u"Other"_s);
    QVERIFY(must(past.timelineCount(other)) > 0);
}

QTEST_GUILESS_MAIN(PastTest)
#include "tst_past.moc"
