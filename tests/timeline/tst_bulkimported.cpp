#include "models/incident/bulkedit.h"

#include "timeline/fixture.h"

#include <QTest>

#include <limits>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Imported rows edited at once with what people wrote.
class BulkImportedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEverythingThatTheFileSaid();
    void theFileDoesNotBringThemBack();
};

namespace {
const QByteArray csv = "time,source,message\n"
                       "2026-03-02T03:10:00Z,gateway,login of svc-export\n"
                       "2026-03-02T03:11:00Z,gateway,export of contacts begun\n"
                       "2026-03-02T03:12:00Z,gateway,export of contacts ended\n";
const KeyStretches everything = {{1, std::numeric_limits<qint64>::max() - 1}};

std::vector<Observation> valuesOf(const std::vector<TimelineRow>& rows)
{
    std::vector<Observation> values;
    std::ranges::transform(rows, std::back_inserter(values),
                           [](const TimelineRow& row) { return row.observation->value; });
    return values;
}
} // namespace

void BulkImportedTest::keepsEverythingThatTheFileSaid()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, csv));
    Observation ours;
    ours.raw = u"called the gateway's owner"_s;
    must(desk.casework().add(incident, ours));
    const auto before = observationRows(desk, incident);
    QCOMPARE(before.size(), std::size_t(4));
    const auto outcome = must(
        editObservations(desk.casework(), incident, {}, everything, {.addTags = {u"first look"_s}, .pinned = true}));
    QCOMPARE(outcome.changed, 4);
    const auto after = observationRows(desk, incident);
    QCOMPARE(after.size(), before.size());
    std::vector<Observation> expected = valuesOf(before);
    for (Observation& one : expected) {
        one.tags.append(u"first look"_s);
        one.isPinned = true;
    }
    QCOMPARE(valuesOf(after), expected);
    VERIFY_OK(desk.journal().rebuild());
    QCOMPARE(valuesOf(observationRows(desk, incident)), expected);
}

void BulkImportedTest::theFileDoesNotBringThemBack()
{
    Desk desk;
    const Id incident = desk.declare();
    (void)must(importBytes(desk, incident, csv));
    QCOMPARE(must(editObservations(desk.casework(), incident, {}, everything, {.strikeReason = u"a test of ours"_s}))
                 .changed,
             3);
    QCOMPARE(must(importBytes(desk, incident, csv)).import.accepted, 0);
    const auto rows = observationRows(desk, incident);
    QCOMPARE(rows.size(), std::size_t(3));
    for (const TimelineRow& row : rows) {
        QVERIFY(row.isStruck);
    }
}

QTEST_GUILESS_MAIN(BulkImportedTest)
#include "tst_bulkimported.moc"
