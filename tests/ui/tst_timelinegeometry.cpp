#include "ui/timeline/timelinegeometry.h"
#include "ui/timeline/timelineraster.h"
#include "ui/timeline/timelineticks.h"

#include "models/incident/timelineprojection.h"

#include <QTest>

#include <random>

using namespace bulkhead;
using namespace Qt::StringLiterals;

/// Time to pixels, lanes and rows, and what is drawn of them: arithmetic without a widget.
class TimelineGeometryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timeAndPixelsAreInverse_data();
    void timeAndPixelsAreInverse();
    void fitsASpanWithRoomAtBothEnds();
    void aSpanOfNoLengthIsStillSeen();
    void keepsWhatIsUnderThePointerWhileZooming_data();
    void keepsWhatIsUnderThePointerWhileZooming();
    void zoomEndsAtTenYearsAndBelowAMillisecond();
    void panningMovesByWholePixelsAndStopsAtTheEnds();
    void tellsAShiftFromAnotherScale();

    void choosesAStepByTheRoom_data();
    void choosesAStepByTheRoom();
    void ticksStandOnRoundWallClockTimes_data();
    void ticksStandOnRoundWallClockTimes();
    void anHourThatOccursTwiceHasTwoTicks();
    void anHourThatIsLeftOutHasNone();
    void daysBeginAtMidnightAcrossSummerTime();
    void theContextBeginsBeforeTheWindow();

    void everyEntryIsInOneLane_data();
    void everyEntryIsInOneLane();
    void manySourcesCollapseIntoOthers();
    void postedEntriesAreALaneOfTheirOwn();
    void authorsStandInTheLaneOfTheirRole();
    void findsPlacesAsALinearSearchDoes();
    void spansHoldExactlyTheirRows();
    void beginsWhereMostOfItIs();
    void takesFewOctetsAnEntry();

    void lanesFillTheHeightAndNoneIsTooLow();
    void largerLanesHaveMoreRows();
    void entriesAtOneTimeStandInDifferentRows();
    void hitsWhatIsDrawn();
    void hitsNothingBesideTheEntries();
    void aLabelEndsBeforeTheNextEntryOfItsRow();
    void crowdingDoesNotDependOnTheWindow();
    void aShiftedPictureEqualsANewOne_data();
    void aShiftedPictureEqualsANewOne();
    void pinnedEntriesStayVisibleAboveACrowd();
};

namespace {
constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 base = 1'772'000'000'000;

TimelineMark mark(qint64 at, quint16 source = 1, quint8 flags = 0, quint64 tie = 0)
{
    TimelineMark made;
    made.key = TimelineProjection::keyOf(at) + static_cast<qint64>(tie);
    made.recorded = at;
    made.source = source;
    made.kind = Table<Observation>::kind;
    made.flags = flags;
    return made;
}

std::shared_ptr<const TimelinePicture> pictureOf(std::vector<TimelineMark> marks,
                                                 TimelineGrouping grouping = TimelineGrouping::BySource,
                                                 int sources = 3, TimelineSurroundings surroundings = {})
{
    TimelineMarks all;
    all.sources = {QString()};
    for (int i = 1; i <= sources; ++i) {
        all.sources += u"source %1"_s.arg(i);
    }
    all.authors = {Id::make(1), Id::make(2)};
    std::ranges::sort(marks, std::greater(), &TimelineMark::key);
    all.marks = std::move(marks);
    return makeTimelinePicture(std::move(all), std::move(surroundings), grouping);
}

/// Bursts and lone entries over two days.
std::vector<TimelineMark> someMarks(int count, int sources = 3)
{
    std::mt19937_64 random(11);
    std::vector<TimelineMark> marks;
    for (int i = 0; i < count; ++i) {
        const qint64 at = base
            + static_cast<qint64>(i % 3 == 0 ? random() % (2 * day) : random() % (20 * minute) + 9 * hour);
        const auto flags = static_cast<quint8>((i % 97 == 0 ? TimelineMark::Pinned : 0)
                                               | (i % 61 == 0 ? TimelineMark::Struck : 0));
        marks.push_back(mark(at, static_cast<quint16>(1 + i % sources), flags, static_cast<quint64>(i)));
    }
    return marks;
}

QTimeZone zone(const char* name)
{
    return QTimeZone(name);
}
qint64 utc(const QString& text)
{
    return QDateTime::fromString(text + u'Z', Qt::ISODate).toMSecsSinceEpoch();
}
QStringList labels(const std::vector<TimelineTick>& ticks)
{
    QStringList result;
    std::ranges::transform(ticks, std::back_inserter(result), &TimelineTick::label);
    return result;
}
} // namespace

void TimelineGeometryTest::timeAndPixelsAreInverse_data()
{
    QTest::addColumn<double>("msPerPixel");
    QTest::newRow("ten years") << 3.15e11 / 1600;
    QTest::newRow("days") << 250'000.0;
    QTest::newRow("seconds") << 12.5;
    QTest::newRow("a millisecond is twenty pixels") << 0.05;
}

void TimelineGeometryTest::timeAndPixelsAreInverse()
{
    QFETCH(double, msPerPixel);
    const TimelineScale scale{base, msPerPixel, -37.25};
    for (const int x : {0, 1, 500, 1599}) {
        const qint64 first = scale.firstAt(x);
        QVERIFY(std::floor(scale.xOf(first) + 1e-6) >= x);
        QVERIFY(std::floor(scale.xOf(first - 1)) < x);
        QVERIFY(std::abs(scale.xOf(scale.timeAt(x)) - x) <= 1 + 1 / msPerPixel);
    }
}

void TimelineGeometryTest::fitsASpanWithRoomAtBothEnds()
{
    const TimelineScale scale = TimelineScale::fitting({base, base + day}, 1000, 40, 200);
    QCOMPARE(qRound(scale.xOf(base)), 40);
    QCOMPARE(qRound(scale.xOf(base + day)), 800);
}

void TimelineGeometryTest::aSpanOfNoLengthIsStillSeen()
{
    const TimelineScale scale = TimelineScale::fitting({base, base}, 1000);
    QVERIFY(scale.xOf(base) > 0 && scale.xOf(base) < 1000);
    QVERIFY(scale.window(1000).length() >= minute);
}

void TimelineGeometryTest::keepsWhatIsUnderThePointerWhileZooming_data()
{
    QTest::addColumn<double>("factor");
    QTest::newRow("in") << 1.25;
    QTest::newRow("out") << 0.8;
    QTest::newRow("far in") << 5000.0;
}

void TimelineGeometryTest::keepsWhatIsUnderThePointerWhileZooming()
{
    QFETCH(double, factor);
    const TimelineSpan bounds{base, base + 30 * day};
    const TimelineScale scale = TimelineScale::fitting(bounds, 1600);
    for (const double x : {300.0, 801.5, 1400.0}) {
        const qint64 at = scale.timeAt(x);
        const TimelineScale zoomed = scale.zoomed(factor, x, bounds, 1600);
        QVERIFY(std::abs(zoomed.xOf(at) - x) <= 1 + 1 / zoomed.msPerPixel);
        QCOMPARE(zoomed.msPerPixel, scale.msPerPixel / factor);
    }
}

void TimelineGeometryTest::zoomEndsAtTenYearsAndBelowAMillisecond()
{
    const TimelineSpan bounds{base, base + hour};
    TimelineScale scale = TimelineScale::fitting(bounds, 1000);
    for (int i = 0; i < 200; ++i) {
        scale = scale.zoomed(0.5, 500, bounds, 1000);
    }
    QCOMPARE(qRound64(scale.msPerPixel * 1000), TimelineScale::widest);
    QVERIFY(scale.xOf(bounds.to) >= 0 && scale.xOf(bounds.from) <= 1000); // still in sight
    for (int i = 0; i < 200; ++i) {
        scale = scale.zoomed(2, 500, bounds, 1000);
    }
    QCOMPARE(scale.msPerPixel, TimelineScale::finest);
    const TimelineSpan centuries{base, base + 300 * 365 * day};
    scale = TimelineScale::fitting(bounds, 1000).zoomed(1e-12, 500, centuries, 1000);
    QVERIFY(scale.msPerPixel * 1000 >= static_cast<double>(centuries.length()));
}

void TimelineGeometryTest::panningMovesByWholePixelsAndStopsAtTheEnds()
{
    const TimelineSpan bounds{base, base + day};
    const TimelineScale start = TimelineScale::fitting(bounds, 1000).zoomed(3, 333, bounds, 1000);
    QCOMPARE(start.panned(17, bounds, 1000).shiftFrom(start), std::optional(17));
    QCOMPARE(start.panned(-5, bounds, 1000).shiftFrom(start), std::optional(-5));
    TimelineScale scale = start;
    for (int i = 0; i < 100; ++i) {
        scale = scale.panned(999, bounds, 1000);
    }
    QVERIFY(scale.xOf(bounds.to) >= TimelineScale::margin - 1 && scale.xOf(bounds.to) < 1000);
    QCOMPARE(scale.panned(50, bounds, 1000), scale);
    for (int i = 0; i < 100; ++i) {
        scale = scale.panned(-999, bounds, 1000);
    }
    QVERIFY(scale.xOf(bounds.from) <= 1000 - TimelineScale::margin + 1 && scale.xOf(bounds.from) > 0);
}

void TimelineGeometryTest::tellsAShiftFromAnotherScale()
{
    const TimelineScale scale{base, 50, 10.25};
    TimelineScale other = scale;
    other.left += 3;
    QCOMPARE(other.shiftFrom(scale), std::optional(3));
    other.left += 0.5;
    QCOMPARE(other.shiftFrom(scale), std::optional<int>());
    other = scale;
    other.msPerPixel *= 1.01;
    QCOMPARE(other.shiftFrom(scale), std::optional<int>());
}

void TimelineGeometryTest::choosesAStepByTheRoom_data()
{
    using Unit = TimelineStep::Unit;
    QTest::addColumn<double>("msPerPixel");
    QTest::addColumn<int>("unit");
    QTest::addColumn<int>("count");
    QTest::newRow("below a millisecond") << 0.009 << int(Unit::Millisecond) << 1;
    QTest::newRow("milliseconds") << 1.0 << int(Unit::Millisecond) << 100;
    QTest::newRow("seconds") << 100.0 << int(Unit::Second) << 10;
    QTest::newRow("quarters of an hour") << 9'000.0 << int(Unit::Minute) << 15;
    QTest::newRow("hours") << 100'000.0 << int(Unit::Hour) << 3;
    QTest::newRow("weeks") << 3e6 << int(Unit::Day) << 7;
    QTest::newRow("quarters of a year") << 7e7 << int(Unit::Month) << 3;
    QTest::newRow("decades") << 3e9 << int(Unit::Year) << 10;
    QTest::newRow("more than there is") << 1e15 << int(Unit::Year) << 100;
}

void TimelineGeometryTest::choosesAStepByTheRoom()
{
    QFETCH(double, msPerPixel);
    QFETCH(int, unit);
    QFETCH(int, count);
    const TimelineStep step = TimelineStep::choose(msPerPixel, 100);
    QCOMPARE(int(step.unit), unit);
    QCOMPARE(step.count, count);
}

void TimelineGeometryTest::ticksStandOnRoundWallClockTimes_data()
{
    using Unit = TimelineStep::Unit;
    QTest::addColumn<QByteArray>("zoneName");
    QTest::addColumn<int>("unit");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("three hours over the change to summer time")
        << QByteArray("Europe/Madrid") << int(Unit::Hour) << 3 << u"2026-03-28T22:30:00"_s << u"2026-03-29T08:00:00"_s
        << QStringList{u"00:00"_s, u"03:00"_s, u"06:00"_s, u"09:00"_s};
    QTest::newRow("six hours over the change to winter time")
        << QByteArray("Europe/Madrid") << int(Unit::Hour) << 6 << u"2026-10-24T21:00:00"_s << u"2026-10-25T12:00:00"_s
        << QStringList{u"00:00"_s, u"06:00"_s, u"12:00"_s};
    QTest::newRow("a zone of three quarters of an hour")
        << QByteArray("Asia/Kathmandu") << int(Unit::Hour) << 1 << u"2026-05-01T00:00:00"_s << u"2026-05-01T02:00:00"_s
        << QStringList{u"06:00"_s, u"07:00"_s};
    QTest::newRow("half a minute") << QByteArray("UTC") << int(Unit::Second) << 30 << u"2026-05-01T00:00:10"_s
                                   << u"2026-05-01T00:01:40"_s
                                   << QStringList{u"00:00:30"_s, u"00:01:00"_s, u"00:01:30"_s};
    QTest::newRow("weeks begin on Monday") << QByteArray("UTC") << int(Unit::Day) << 7 << u"2026-05-01T00:00:00"_s
                                           << u"2026-05-15T00:00:00"_s << QStringList{u"Mon 4"_s, u"Mon 11"_s};
    QTest::newRow("quarters") << QByteArray("America/New_York") << int(Unit::Month) << 3 << u"2026-02-01T00:00:00"_s
                              << u"2026-11-01T00:00:00"_s << QStringList{u"Apr"_s, u"Jul"_s, u"Oct"_s};
    QTest::newRow("years") << QByteArray("UTC") << int(Unit::Year) << 2 << u"2021-02-01T00:00:00"_s
                           << u"2026-11-01T00:00:00"_s << QStringList{u"2022"_s, u"2024"_s, u"2026"_s};
    QTest::newRow("thirty minutes where the clock is changed by thirty")
        << QByteArray("Australia/Lord_Howe") << int(Unit::Minute) << 30 << u"2026-04-04T14:00:00"_s
        << u"2026-04-04T16:00:00"_s << QStringList{u"01:00"_s, u"01:30"_s, u"01:30"_s, u"02:00"_s, u"02:30"_s};
}

void TimelineGeometryTest::ticksStandOnRoundWallClockTimes()
{
    QFETCH(QByteArray, zoneName);
    QFETCH(int, unit);
    QFETCH(int, count);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QStringList, expected);
    const TimelineSpan span{utc(from), utc(to)};
    const auto ticks = ticksFor(span, {static_cast<TimelineStep::Unit>(unit), count}, QTimeZone(zoneName));
    QCOMPARE(labels(ticks.ticks), expected);
    for (const TimelineTick& tick : ticks.ticks) {
        QVERIFY(span.contains(tick.at));
    }
}

void TimelineGeometryTest::anHourThatOccursTwiceHasTwoTicks()
{
    const auto ticks = ticksFor({utc(u"2026-10-24T23:00:00"_s), utc(u"2026-10-25T03:00:00"_s)},
                                {TimelineStep::Unit::Hour, 1}, zone("Europe/Madrid"));
    QCOMPARE(labels(ticks.ticks), (QStringList{u"01:00"_s, u"02:00"_s, u"02:00"_s, u"03:00"_s, u"04:00"_s}));
    for (std::size_t i = 1; i < ticks.ticks.size(); ++i) {
        QCOMPARE(ticks.ticks[i].at - ticks.ticks[i - 1].at, hour);
    }
}

void TimelineGeometryTest::anHourThatIsLeftOutHasNone()
{
    const auto ticks = ticksFor({utc(u"2026-03-29T00:00:00"_s), utc(u"2026-03-29T02:00:00"_s)},
                                {TimelineStep::Unit::Hour, 1}, zone("Europe/Madrid"));
    QCOMPARE(labels(ticks.ticks), (QStringList{u"01:00"_s, u"03:00"_s, u"04:00"_s}));
}

void TimelineGeometryTest::daysBeginAtMidnightAcrossSummerTime()
{
    const QTimeZone madrid = zone("Europe/Madrid");
    const auto ticks = ticksFor({utc(u"2026-03-28T00:00:00"_s), utc(u"2026-03-31T00:00:00"_s)},
                                {TimelineStep::Unit::Day, 1}, madrid);
    QCOMPARE(ticks.ticks.size(), std::size_t(3));
    for (const TimelineTick& tick : ticks.ticks) {
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(tick.at, madrid).time(), QTime(0, 0));
    }
    QCOMPARE(ticks.ticks[1].at - ticks.ticks[0].at, 23 * hour);
    QCOMPARE(ticks.ticks[2].at - ticks.ticks[1].at, day);
}

void TimelineGeometryTest::theContextBeginsBeforeTheWindow()
{
    const TimelineSpan span{utc(u"2026-05-01T10:00:00"_s), utc(u"2026-05-02T10:00:00"_s)};
    const auto ticks = ticksFor(span, {TimelineStep::Unit::Hour, 6}, zone("UTC"));
    QCOMPARE(labels(ticks.contexts), (QStringList{u"Fri 1 May 2026 UTC"_s, u"Sat 2 May 2026 UTC"_s}));
    QVERIFY(ticks.contexts.front().at <= span.from);
    const auto fine = ticksFor({span.from + 30 * second, span.from + 31 * second},
                               {TimelineStep::Unit::Millisecond, 200}, zone("UTC"));
    QCOMPARE(labels(fine.contexts), QStringList{u"Fri 1 May 2026 10:00 UTC"_s});
    QCOMPARE(fine.ticks.front().label, u"30.000"_s);
}

void TimelineGeometryTest::everyEntryIsInOneLane_data()
{
    QTest::addColumn<int>("grouping");
    QTest::newRow("source") << int(TimelineGrouping::BySource);
    QTest::newRow("kind") << int(TimelineGrouping::ByKind);
    QTest::newRow("role") << int(TimelineGrouping::ByRole);
    QTest::newRow("surface") << int(TimelineGrouping::BySurface);
}

void TimelineGeometryTest::everyEntryIsInOneLane()
{
    QFETCH(int, grouping);
    auto marks = someMarks(500);
    for (std::size_t i = 0; i < marks.size(); ++i) {
        marks[i].kind = static_cast<quint16>(i % 40 == 0 ? 999 : 10 + i % 12);
        marks[i].author = static_cast<quint16>(i % 3); // one more than there are
        marks[i].surface = static_cast<quint8>(i % 9);
    }
    const auto picture = pictureOf(marks, static_cast<TimelineGrouping>(grouping));
    std::size_t sum = 0;
    for (const TimelineLane& lane : picture->lanes) {
        QVERIFY(!lane.name.isEmpty());
        QVERIFY(std::ranges::is_sorted(lane.times));
        QCOMPARE(lane.times.size(), lane.rows.size());
        sum += lane.size();
    }
    QCOMPARE(sum, marks.size());
    for (int row = 0; row < 500; ++row) {
        const auto place = picture->placeOf(row);
        QVERIFY(place);
        QCOMPARE(picture->rowOf(*place), row);
        QCOMPARE(picture->lanes[std::size_t(place->lane)].times[place->place], picture->timeOf(row));
    }
    QVERIFY(!picture->placeOf(500));
    QVERIFY(!picture->placeOf(-1));
}

void TimelineGeometryTest::manySourcesCollapseIntoOthers()
{
    std::vector<TimelineMark> marks;
    for (int source = 1; source <= 20; ++source) {
        for (int i = 0; i < source; ++i) {
            marks.push_back(mark(base + i * minute + source, static_cast<quint16>(source)));
        }
    }
    const auto picture = pictureOf(marks, TimelineGrouping::BySource, 20);
    QCOMPARE(picture->lanes.size(), TimelinePicture::mostLanes + 1);
    QCOMPARE(picture->lanes.front().name, u"source 20"_s);
    for (std::size_t i = 1; i < TimelinePicture::mostLanes; ++i) {
        QVERIFY(picture->lanes[i].size() <= picture->lanes[i - 1].size());
    }
    QCOMPARE(picture->lanes.back().name, u"Others (8)"_s);
    QCOMPARE(picture->lanes.back().size(), std::size_t(8 * 9 / 2));
}

void TimelineGeometryTest::postedEntriesAreALaneOfTheirOwn()
{
    const auto picture = pictureOf({mark(base), mark(base + 1, 0), mark(base + 2, 0, TimelineMark::Posted)});
    QStringList names;
    std::ranges::transform(picture->lanes, std::back_inserter(names), &TimelineLane::name);
    names.sort();
    QCOMPARE(names, (QStringList{u"Done in this case"_s, u"No source given"_s, u"source 1"_s}));
}

void TimelineGeometryTest::authorsStandInTheLaneOfTheirRole()
{
    auto first = mark(base);
    auto second = mark(base + 1);
    second.author = 1;
    TimelineSurroundings surroundings;
    surroundings.roles = {Role::Legal | Role::Scribe, Roles()};
    const auto picture = pictureOf({first, second}, TimelineGrouping::ByRole, 3, surroundings);
    QCOMPARE(picture->lanes.size(), std::size_t(2));
    QCOMPARE(picture->lanes[0].name, roleName(Role::Scribe));
    QCOMPARE(picture->lanes[1].name, u"No role"_s);
}

void TimelineGeometryTest::findsPlacesAsALinearSearchDoes()
{
    const auto picture = pictureOf(someMarks(700));
    for (const TimelineLane& lane : picture->lanes) {
        std::vector<qint64> asked = {0, lane.times.front() - 1, lane.times.back() + 1};
        for (const qint64 at : lane.times) {
            asked.insert(asked.end(), {at - 1, at, at + 1});
        }
        for (const qint64 at : asked) {
            const auto expected = std::ranges::find_if(lane.times, [&](qint64 time) { return time >= at; });
            QCOMPARE(lane.placeAt(at), std::size_t(expected - lane.times.begin()));
        }
    }
}

void TimelineGeometryTest::spansHoldExactlyTheirRows()
{
    const auto picture = pictureOf({mark(base), mark(base + 10), mark(base + 10, 1, 0, 1), mark(base + 20)});
    QCOMPARE(picture->rowsIn({base + 10, base + 10}), std::optional(std::pair(1, 2)));
    QCOMPARE(picture->rowsIn({base, base + 20}), std::optional(std::pair(0, 3)));
    QCOMPARE(picture->rowsIn({base + 11, base + 19}), (std::optional<std::pair<int, int>>()));
    QCOMPARE(picture->rowsIn({base - 100, base - 1}), (std::optional<std::pair<int, int>>()));
    QCOMPARE(picture->rowsIn({base + 21, base + 100}), (std::optional<std::pair<int, int>>()));
}

void TimelineGeometryTest::beginsWhereMostOfItIs()
{
    std::vector<TimelineMark> marks = {mark(base - 100 * day)};
    for (int i = 0; i < 60; ++i) {
        marks.push_back(mark(base + i * minute));
    }
    const auto picture = pictureOf(marks);
    QVERIFY(picture->busiest().length() < hour);
    QCOMPARE(picture->bounds.from, base - 100 * day);
    marks.erase(marks.begin());
    QCOMPARE(pictureOf(marks)->busiest(), pictureOf(marks)->bounds);
}

void TimelineGeometryTest::takesFewOctetsAnEntry()
{
    const auto picture = pictureOf(someMarks(50'000));
    QVERIFY2(picture->octets() + 50'000 * sizeof(qint64) <= 50'000 * 64,
             qPrintable(QString::number(picture->octets()))); // with the model's keys
}

void TimelineGeometryTest::lanesFillTheHeightAndNoneIsTooLow()
{
    const TimelineGeometry tall(std::vector<std::size_t>{1, 10, 10'000}, {800, 600});
    QVERIFY(tall.height() <= 600 && tall.height() > 590);
    for (int lane = 0; lane < 3; ++lane) {
        QVERIFY(tall.laneHeight(lane) >= TimelineGeometry::leastLane);
        QCOMPARE(tall.laneAt(tall.laneTop(lane)), lane);
        QCOMPARE(tall.laneAt(tall.laneTop(lane + 1) - 1), lane);
    }
    QCOMPARE(tall.laneAt(-1), -1);
    QCOMPARE(tall.laneAt(tall.height()), -1);
    const TimelineGeometry low(std::vector<std::size_t>(20, 5), {800, 100});
    QCOMPARE(low.height(), 20 * TimelineGeometry::leastLane); // scrolls
    const TimelineGeometry none(std::vector<std::size_t>(), {800, 100});
    QCOMPARE(none.height(), 0);
    QCOMPARE(none.laneAt(0), -1);
}

void TimelineGeometryTest::largerLanesHaveMoreRows()
{
    const TimelineGeometry geometry(std::vector<std::size_t>{1, 100'000}, {800, 500});
    QVERIFY(geometry.rows(1) > geometry.rows(0));
    QVERIFY(geometry.rowTop(1, geometry.rows(1) - 1) + TimelineGeometry::rowHeight <= geometry.height());
    QCOMPARE(geometry.rowAt(geometry.rowTop(1, 2) + 1), 2);
    QCOMPARE(geometry.rowAt(geometry.laneTop(1) + 1), -1); // the crown
}

void TimelineGeometryTest::entriesAtOneTimeStandInDifferentRows()
{
    std::vector<TimelineMark> marks;
    for (quint64 i = 0; i < 5; ++i) {
        marks.push_back(mark(base, 1, 0, i));
    }
    const auto picture = pictureOf(marks);
    const TimelineGeometry geometry(*picture, {800, 300});
    QVERIFY(geometry.rows(0) >= 5);
    QSet<int> rows;
    for (std::size_t place = 0; place < 5; ++place) {
        rows.insert(geometry.rowOf(0, place));
    }
    QCOMPARE(rows.size(), 5);
}

void TimelineGeometryTest::hitsWhatIsDrawn()
{
    const auto picture = pictureOf(someMarks(300));
    const TimelineGeometry geometry(*picture, {1200, 600});
    const TimelineScale scale = TimelineScale::fitting(picture->bounds, 1200).zoomed(2, 900, picture->bounds, 1200);
    int singles = 0;
    for (int index = 0; index < geometry.lanes(); ++index) {
        const TimelineLane& lane = picture->lanes[std::size_t(index)];
        const TimelineLaneView view(lane, scale, geometry.rows(index));
        for (std::size_t place = 0; place < lane.size(); ++place) {
            const int x = view.xOf(place);
            if (x < 0 || x >= 1200 || view.isCrowded(view.cellAt(x))) {
                continue;
            }
            ++singles;
            const auto hit = view.hit(x, geometry.rowOf(index, place));
            QVERIFY(hit);
            QCOMPARE(view.xOf(*hit), x); // itself, or one drawn over it
            if (view.labelRoom(place) > 0) {
                QCOMPARE(view.hit(x + TimelineLaneView::labelGap + 4, geometry.rowOf(index, place)),
                         std::optional(place));
            }
        }
    }
    QVERIFY(singles > 10);
}

void TimelineGeometryTest::hitsNothingBesideTheEntries()
{
    const auto picture = pictureOf({mark(base), mark(base + hour)});
    const TimelineScale scale = TimelineScale::fitting(picture->bounds, 1000, 100, 100);
    const TimelineLaneView view(picture->lanes.front(), scale, 3);
    QCOMPARE(view.hit(60, 0), std::optional<std::size_t>());
    QCOMPARE(view.hit(700, 0), std::optional<std::size_t>());
    QCOMPARE(view.hit(100, 1), std::optional<std::size_t>()); // its row is the first
    QCOMPARE(view.hit(100, -1), std::optional<std::size_t>());
    QCOMPARE(view.hit(100, 0), std::optional<std::size_t>(0));
    QCOMPARE(view.hit(900, 1), std::optional<std::size_t>(1));
}

void TimelineGeometryTest::aLabelEndsBeforeTheNextEntryOfItsRow()
{
    const auto picture = pictureOf({mark(base), mark(base + 60 * second), mark(base + 130 * second)});
    const TimelineScale scale{base, 1000, 0}; // a second a pixel
    const TimelineLaneView one(picture->lanes.front(), scale, 1);
    QVERIFY(one.labelRoom(0) > TimelineLaneView::shortestLabel);
    QVERIFY(one.labelRoom(0) + TimelineLaneView::labelGap < 60);
    QVERIFY(one.labelRoom(1) > one.labelRoom(0));
    QCOMPARE(one.labelRoom(2), TimelineLaneView::longestLabel);
    const TimelineLaneView two(picture->lanes.front(), scale, 2);
    QVERIFY(two.labelRoom(0) > 100); // the next one stands in the other row
    const TimelineLaneView narrow(picture->lanes.front(), TimelineScale{base, 4000, 0}, 1);
    QCOMPARE(narrow.labelRoom(0), 0);
}

void TimelineGeometryTest::crowdingDoesNotDependOnTheWindow()
{
    const auto picture = pictureOf(someMarks(3000), TimelineGrouping::BySource, 1);
    const TimelineScale start = TimelineScale::fitting(picture->bounds, 1200).zoomed(4, 600, picture->bounds, 1200);
    const TimelineLane& lane = picture->lanes.front();
    for (const int pan : {1, 17, 64, 200}) {
        const TimelineScale moved = start.panned(pan, picture->bounds, 1200);
        const TimelineLaneView before(lane, start, 3);
        const TimelineLaneView after(lane, moved, 3);
        for (std::size_t place = 0; place < lane.size(); ++place) {
            QCOMPARE(before.xOf(place) - after.xOf(place), pan);
            QCOMPARE(before.isCrowded(before.cellAt(before.xOf(place))),
                     after.isCrowded(after.cellAt(after.xOf(place))));
            QCOMPARE(before.labelRoom(place), after.labelRoom(place));
        }
    }
}

void TimelineGeometryTest::aShiftedPictureEqualsANewOne_data()
{
    QTest::addColumn<double>("zoom");
    QTest::addColumn<int>("pan");
    QTest::addColumn<double>("ratio");
    QTest::newRow("crowds, to the right") << 1.0 << 13 << 1.0;
    QTest::newRow("crowds, to the left") << 1.0 << -29 << 1.0;
    QTest::newRow("mixed") << 12.0 << 41 << 1.0;
    QTest::newRow("texts") << 300.0 << 7 << 1.0;
    QTest::newRow("texts, to the left") << 300.0 << -90 << 1.0;
    QTest::newRow("two device pixels a pixel") << 300.0 << 35 << 2.0;
    QTest::newRow("five device pixels for four") << 12.0 << 8 << 1.25;
}

void TimelineGeometryTest::aShiftedPictureEqualsANewOne()
{
    QFETCH(double, zoom);
    QFETCH(int, pan);
    QFETCH(double, ratio);
    auto marks = someMarks(4000);
    for (std::size_t i = 0; i < marks.size(); i += 5) {
        marks[i].recorded += 3 * hour; // late: these have tails
    }
    const auto picture = pictureOf(marks);
    constexpr QSize area(900, 400);
    TimelineRaster raster;
    raster.setLook(Theme::light(), textFont(TextSize::Small), ratio);
    raster.labels().setText([](int row) { return u"entry %1 of a long list of entries"_s.arg(row); });
    raster.labels().allow(-1);
    TimelineScene scene;
    scene.picture = picture.get();
    scene.geometry = TimelineGeometry(*picture, area);
    const TimelineScale start
        = TimelineScale::fitting(picture->bounds, area.width()).zoomed(zoom, 170, picture->bounds, area.width());
    const auto drawn = [&](QImage& image, const TimelineScale& scale, int from, int to) {
        scene.scale = scale;
        scene.lines = {picture->bounds.from + 10 * hour, picture->bounds.from + 9 * hour + 10 * minute};
        raster.draw(image, scene, from, to);
    };
    QImage image(area * ratio, QImage::Format_RGB32);
    drawn(image, start, 0, area.width());
    const TimelineScale moved = start.panned(pan, picture->bounds, area.width());
    QCOMPARE(moved.shiftFrom(start), std::optional(pan));
    QImage fresh(area * ratio, QImage::Format_RGB32);
    drawn(fresh, moved, 0, area.width());
    const int pixels = static_cast<int>(pan * ratio);
    QImage shifted(area * ratio, QImage::Format_RGB32);
    for (int y = 0; y < shifted.height(); ++y) {
        for (int x = 0; x < shifted.width(); ++x) {
            shifted.setPixel(x, y, image.pixel(std::clamp(x + pixels, 0, image.width() - 1), y));
        }
    }
    drawn(shifted, moved, pan > 0 ? area.width() - pan : 0, pan > 0 ? area.width() : -pan);
    QCOMPARE(shifted, fresh);
}

void TimelineGeometryTest::pinnedEntriesStayVisibleAboveACrowd()
{
    std::vector<TimelineMark> marks;
    for (quint64 i = 0; i < 20'000; ++i) {
        marks.push_back(mark(base + static_cast<qint64>(i) * 100, 1, 0, i));
    }
    const auto draw = [](const std::vector<TimelineMark>& all) {
        const auto picture = pictureOf(all);
        TimelineRaster raster;
        raster.setLook(Theme::light(), textFont(TextSize::Small), 1);
        TimelineScene scene;
        scene.picture = picture.get();
        scene.geometry = TimelineGeometry(*picture, {600, 120});
        scene.scale = TimelineScale::fitting(picture->bounds, 600);
        QImage image(600, 120, QImage::Format_RGB32);
        raster.draw(image, scene, 0, 600);
        return image.copy(0, 0, 600, TimelineGeometry::crown);
    };
    const QImage without = draw(marks);
    marks[9000].flags = TimelineMark::Pinned;
    const QImage with = draw(marks);
    QVERIFY(with != without);
    int changed = 0;
    for (int y = 0; y < with.height(); ++y) {
        for (int x = 0; x < with.width(); ++x) {
            changed += with.pixel(x, y) != without.pixel(x, y) ? 1 : 0;
        }
    }
    QVERIFY(changed > 20 && changed <= TimelineRaster::glyphSize * TimelineRaster::glyphSize);
}

QTEST_MAIN(TimelineGeometryTest)
#include "tst_timelinegeometry.moc"
