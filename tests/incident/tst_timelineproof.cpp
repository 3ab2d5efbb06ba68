#include "incident/desk.h"

#include <QRandomGenerator>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// What `verify` says of the timeline's index, which it does not fold a second time.
class TimelineProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWhatTheChangesSay();
    void isWhatTheyTellInWhateverOrderTheyCame();
    void findsAnyColumnThatIsDifferent_data();
    void findsAnyColumnThatIsDifferent();
};

namespace {
Id observe(Desk& desk, const Id& incident, const QString& raw, Compartment compartment = Compartment::Team)
{
    Observation observation;
    observation.occurred = desk.now() - Desk::hour;
    observation.raw = raw;
    observation.tags = {u"leak"_s, u"früh"_s};
    return must(desk->add(incident, observation, compartment));
}

/// Observations that one change wrote and that several wrote, entries, counsel's.
std::vector<Id> work(Desk& desk, const Id& incident)
{
    std::vector<Id> made;
    for (int i = 0; i < 12; ++i) {
        desk.clock().advance(1'000);
        made.push_back(observe(desk, incident, u"export %1"_s.arg(i)));
        if (i % 3 == 0) {
            must(desk->setField(made.back(), u"raw"_s, u"export again %1"_s.arg(i)));
        }
        if (i % 4 == 0) {
            must(desk->strike(made.back(), u"twice"_s));
        }
    }
    made.push_back(observe(desk, incident, u"privileged"_s, Compartment::Counsel));
    must(desk->setField(incident, u"severity"_s, u"high"_s));
    must(desk->setField(incident, u"title"_s, u"Known better"_s));
    return made;
}

QStringList problemsOf(Desk& desk)
{
    QStringList found;
    for (const Problem& problem : must(desk.journal().verify(false)).problems) {
        found.append(problem.code + u' ' + problem.where);
    }
    return found;
}
} // namespace

void TimelineProofTest::isWhatTheChangesSay()
{
    Desk desk;
    const Id incident = desk.declare(u"List"_s, ourPlaybooks());
    work(desk, incident);
    QCOMPARE(problemsOf(desk), QStringList());
    must(desk.journal().rebuild());
    QCOMPARE(problemsOf(desk), QStringList());
}

void TimelineProofTest::isWhatTheyTellInWhateverOrderTheyCame()
{
    Desk here;
    const Id incident = here.declare();
    const auto made = work(here, incident);
    Desk there(here.copy());
    // Both go on with the same entities; what one has seen of the other comes late, with holes and in reverse.
    for (int round = 0; round < 3; ++round) {
        for (Desk* desk : {&here, &there}) {
            desk->clock().advance(5'000 * (round + 1));
            must((*desk)->setField(made[1], u"raw"_s, u"seen by round %1"_s.arg(round)));
            must((*desk)->setField(incident, u"severity"_s, round % 2 == 0 ? u"low"_s : u"critical"_s));
            observe(*desk, incident, u"new in round %1"_s.arg(round));
        }
        must(there.journal().signHeads());
        here.clock().set(std::max(here.now(), there.now()));
        Parcel parcel = must(there.journal().parcel());
        std::ranges::reverse(parcel.changes);
        Parcel first = parcel;
        first.changes.resize(parcel.changes.size() / 2);
        must(here.journal().receive(first));
        must(here.journal().receive(parcel));
        QCOMPARE(problemsOf(here), QStringList());
        there.receive(here);
        QCOMPARE(problemsOf(there), QStringList());
    }
    must(here.journal().rebuild());
    QCOMPARE(problemsOf(here), QStringList());
}

void TimelineProofTest::findsAnyColumnThatIsDifferent_data()
{
    QTest::addColumn<QByteArray>("sql");
    const auto row = [](const char* name, const char* sql) { QTest::newRow(name) << QByteArray(sql); };
    const QByteArray one = "WHERE row = (SELECT min(row) FROM timeline_entry WHERE change = 0)";
    row("a row gone", "DELETE FROM timeline_entry " + one);
    row("a row more",
        "INSERT INTO timeline_entry SELECT row + 1, stream, kind, entity, change, import, recorded, author, source, "
        "surface, flags, words "
        "FROM timeline_entry "
            + one);
    row("another time", "UPDATE timeline_entry SET row = row + (1 << 30) " + one);
    row("another kind", "UPDATE timeline_entry SET kind = kind + 1 " + one);
    row("another entity", "UPDATE timeline_entry SET entity = randomblob(16) " + one);
    row("another author", "UPDATE timeline_entry SET author = author + 1 " + one);
    row("another source", "UPDATE timeline_entry SET source = source + 1 " + one);
    row("another surface", "UPDATE timeline_entry SET surface = surface + 1 " + one);
    row("recorded at another time", "UPDATE timeline_entry SET recorded = recorded + 1 " + one);
    row("pinned", "UPDATE timeline_entry SET flags = flags | 1 " + one);
    row("other words", "UPDATE timeline_entry SET words = words + 1 " + one);
    row("two rows exchanged", "UPDATE timeline_entry SET recorded = 5 - recorded WHERE change > 0");
    row("an entry that says something else",
        "UPDATE timeline_content SET content = (SELECT content FROM timeline_content ORDER BY row DESC LIMIT 1) "
        "WHERE row = (SELECT min(row) FROM timeline_entry WHERE change > 0)");
    row("an observation made an entry", "UPDATE timeline_entry SET change = 1 " + one);
    row("words of nothing", "INSERT INTO timeline_text(rowid, seen) VALUES(7, 'nothing')");
    row("words gone", "DELETE FROM timeline_text WHERE rowid = (SELECT min(row) FROM timeline_entry)");
}

void TimelineProofTest::findsAnyColumnThatIsDifferent()
{
    QFETCH(const QByteArray, sql);
    Desk desk;
    work(desk, desk.declare());
    QCOMPARE(problemsOf(desk), QStringList());
    must(desk.journal().database().run(sql.constData()));
    QCOMPARE(problemsOf(desk), QStringList(u"journal.projection-mismatch main"_s));
    must(desk.journal().rebuild());
    QCOMPARE(problemsOf(desk), QStringList());
}

QTEST_GUILESS_MAIN(TimelineProofTest)
#include "tst_timelineproof.moc"
