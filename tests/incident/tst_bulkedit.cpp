#include "models/incident/bulkedit.h"
#include "models/incident/timelineprojection.h"

#include "incident/desk.h"

#include <QTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Many observations edited at once.
class BulkEditTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void editsWhatStandsInTheStretchesAndNothingElse();
    void leavesWhatPostedItself();
    void countsWhatWasLikeThatAlready();
    void strikesWithTheReason();
    void editsOnlyWhatTheFilterShows();
    void writesFewChangesForMany();
    void keepsWhatStoodBefore();
    void refusesAnEditOfNothing();
    void isAllOrNothingWithoutTheRight();
    void appliesToOneObservation_data();
    void appliesToOneObservation();

private:
    [[nodiscard]] std::vector<qint64> addSome(int count, const QString& text = u"seen"_s);
    [[nodiscard]] BulkOutcome edit(const KeyStretches& stretches, const BulkEdit& what,
                                   const TimelineQuery& filter = {})
    {
        return must(editObservations(m_desk->casework(), m_incident, filter, stretches, what));
    }
    [[nodiscard]] std::vector<Kept<Observation>> all() { return must(m_desk->casework().all<Observation>(m_incident)); }

    std::unique_ptr<Desk> m_desk;
    Id m_incident;
};

namespace {
constexpr qint64 always = std::numeric_limits<qint64>::max() - 1;
const KeyStretches everything = {{1, always}};
} // namespace

void BulkEditTest::init()
{
    m_desk = std::make_unique<Desk>();
    m_incident = m_desk->declare();
}

std::vector<qint64> BulkEditTest::addSome(int count, const QString& text)
{
    std::vector<Observation> values;
    for (int i = 0; i < count; ++i) {
        Observation one;
        one.raw = u"%1 %2"_s.arg(text).arg(i);
        one.occurred = m_desk->now() - Desk::day + i * Desk::minute;
        one.tags = {u"old"_s};
        values.push_back(one);
    }
    must(m_desk->casework().addMany(m_incident, values));
    TimelineQuery query;
    query.withPosted = false;
    return must(m_desk->casework().timelineKeys(m_incident, query));
}

void BulkEditTest::editsWhatStandsInTheStretchesAndNothingElse()
{
    const auto keys = addSome(10);
    const auto outcome = edit({{keys[2], keys[4]}, {keys[7], keys[7]}}, {.addTags = {u"new"_s}, .pinned = true});
    QCOMPARE(outcome.changed, 4);
    for (const auto& one : all()) {
        const auto number = one.value.raw.section(u' ', 1).toInt();
        const bool isMeant = (number >= 2 && number <= 4) || number == 7;
        QCOMPARE(one.value.isPinned, isMeant);
        QCOMPARE(one.value.tags, isMeant ? (QStringList{u"old"_s, u"new"_s}) : QStringList{u"old"_s});
    }
}

void BulkEditTest::leavesWhatPostedItself()
{
    (void)addSome(3);
    const qint64 rows = must(m_desk->casework().timelineCount(m_incident));
    QVERIFY(rows > 3);
    const auto outcome = edit(everything, {.source = u"gateway"_s});
    QCOMPARE(outcome.changed, 3);
    QCOMPARE(outcome.posted, rows - 3);
}

void BulkEditTest::countsWhatWasLikeThatAlready()
{
    (void)addSome(5);
    QCOMPARE(edit(everything, {.addTags = {u"old"_s}}).changed, 0);
    const auto outcome = edit(everything, {.addTags = {u"old"_s}});
    QCOMPARE(outcome.unchanged, 5);
    QCOMPARE(outcome.changes, 0); // nothing is written for nothing
}

void BulkEditTest::strikesWithTheReason()
{
    const auto keys = addSome(3);
    must(m_desk->casework().strike(all().front().id, u"first reason"_s));
    const auto outcome = edit({{keys.front(), keys.back()}}, {.strikeReason = u" our own test "_s});
    QCOMPARE(outcome.changed, 2);
    QCOMPARE(outcome.unchanged, 1);
    int ours = 0;
    for (const auto& one : all()) {
        QVERIFY(one.value.isStruck);
        ours += one.value.struckReason == u"our own test" ? 1 : 0;
    }
    QCOMPARE(ours, 2); // the other keeps its reason
}

void BulkEditTest::editsOnlyWhatTheFilterShows()
{
    (void)addSome(4, u"export"_s);
    (void)addSome(3, u"login"_s);
    TimelineQuery filter;
    filter.text = u"login"_s;
    QCOMPARE(edit(everything, {.pinned = true}, filter).changed, 3);
    for (const auto& one : all()) {
        QCOMPARE(one.value.isPinned, one.value.raw.startsWith(u"login"));
    }
}

void BulkEditTest::writesFewChangesForMany()
{
    (void)addSome(6001);
    const auto before = must(m_desk->journal().counts()).changes;
    const auto outcome = edit(everything, {.addTags = {u"seen"_s}});
    QCOMPARE(outcome.changed, 6001);
    QCOMPARE(outcome.changes, 7); // a thousand facts each
    QCOMPARE(must(m_desk->journal().counts()).changes, before + 7);
}

void BulkEditTest::keepsWhatStoodBefore()
{
    (void)addSome(1);
    const Id id = all().front().id;
    const auto before = must(m_desk->journal().history(id)).size();
    QCOMPARE(edit(everything, {.removeTags = {u"old"_s}}).changed, 1);
    const auto history = must(m_desk->journal().history(id));
    QCOMPARE(history.size(), before + 1);
    QCOMPARE(history.back().body.intent, u"observation.bulk"_s);
    QVERIFY(all().front().value.tags.isEmpty());
}

void BulkEditTest::refusesAnEditOfNothing()
{
    (void)addSome(1);
    COMPARE_ERROR(editObservations(m_desk->casework(), m_incident, {}, everything, {}), "value.empty");
    COMPARE_ERROR(editObservations(m_desk->casework(), m_incident, {}, everything, {.strikeReason = u"  "_s}),
                  "value.empty");
}

void BulkEditTest::isAllOrNothingWithoutTheRight()
{
    (void)addSome(1500);
    m_desk->enrol(u"Xavier"_s, Role::Executive);
    m_desk->signIn(u"Xavier"_s);
    COMPARE_ERROR(editObservations(m_desk->casework(), m_incident, {}, everything, {.pinned = true}),
                  "journal.not-permitted");
    m_desk->signIn();
    for (const auto& one : all()) {
        QVERIFY(!one.value.isPinned);
    }
}

void BulkEditTest::appliesToOneObservation_data()
{
    QTest::addColumn<QStringList>("add");
    QTest::addColumn<QStringList>("remove");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("adds at the end") << QStringList{u"c"_s} << QStringList() << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("adds none twice") << QStringList{u"a"_s} << QStringList() << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("removes") << QStringList() << QStringList{u"a"_s, u"z"_s} << QStringList{u"b"_s};
    QTest::newRow("what is added and removed is there")
        << QStringList{u"a"_s} << QStringList{u"a"_s} << QStringList{u"b"_s, u"a"_s};
}

void BulkEditTest::appliesToOneObservation()
{
    QFETCH(QStringList, add);
    QFETCH(QStringList, remove);
    QFETCH(QStringList, expected);
    Observation before;
    before.tags = {u"a"_s, u"b"_s};
    before.source = u"phone"_s;
    const Observation after = BulkEdit{.addTags = add, .removeTags = remove}.appliedTo(before);
    QCOMPARE(after.tags, expected);
    Observation same = after;
    same.tags = before.tags;
    QCOMPARE(same, before);
}

QTEST_GUILESS_MAIN(BulkEditTest)
#include "tst_bulkedit.moc"
