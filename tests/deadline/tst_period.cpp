#include "models/deadline/period.h"
#include "support/testvault.h"

#include <QtTest>

#include <random>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
constexpr qint64 hour = 3'600'000;

/// The days named, each called "holiday".
Place placeOf(const char* zone, const QStringList& holidays = {})
{
    QSet<QDate> days;
    for (const QString& day : holidays) {
        days.insert(QDate::fromString(day, Qt::ISODate));
    }
    return {.zone = QTimeZone(zone),
            .holiday = [days](QDate day) { return days.contains(day) ? u"holiday"_s : QString(); }};
}
/// "2026-06-12T15:20+02:00"
qint64 at(const QString& text)
{
    const QDateTime instant = QDateTime::fromString(text, Qt::ISODate);
    return instant.isValid() && instant.timeSpec() != Qt::LocalTime ? instant.toMSecsSinceEpoch() : -1;
}
QString utc(qint64 instant)
{
    return QDateTime::fromMSecsSinceEpoch(instant, Qt::UTC).toString(Qt::ISODate);
}
} // namespace

/// Periods as regulators and courts count them. The numbers of the rows are those of the collected examples.
class TestPeriod : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTableOfOffsetsAgreesWithItsZone()
    {
        std::mt19937_64 random(11); // NOLINT: the same each time
        std::uniform_int_distribution<qint64> when(0, at(u"2199-12-31T00:00:00Z"_s));
        for (const char* name : {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                                 "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "UTC"}) {
            const QTimeZone zone(name);
            const ZoneTable table(zone);
            Place plain{.zone = zone};
            Place quick{.zone = zone};
            quick.offsets = std::make_shared<const ZoneTable>(zone);
            for (int i = 0; i < 2000; ++i) {
                const qint64 instant = i % 2 == 0 ? when(random) : when(random) % at(u"2036-12-01T00:00:00Z"_s);
                const QDateTime there = QDateTime::fromMSecsSinceEpoch(instant, zone);
                QVERIFY2(table.offsetAt(instant) == there.offsetFromUtc() * qint64(1000),
                         qPrintable(QLatin1StringView(name) + there.toString(Qt::ISODate)));
                const Period days{1 + i % 40, Unit::Days};
                const Period hours{1 + i % 100, Unit::Hours};
                QCOMPARE(must(dueAt(Reading::DayRollTwo, instant, days, quick, Steps::Silent)).at,
                         must(dueAt(Reading::DayRollTwo, instant, days, plain, Steps::Silent)).at);
                QCOMPARE(must(dueAt(Reading::Eu1182Full, instant, hours, quick, Steps::Silent)).at,
                         must(dueAt(Reading::Eu1182Full, instant, hours, plain)).at);
            }
        }
    }

    void countsAsTheExamplesDo_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QStringList>("holidays");
        QTest::addColumn<QString>("event");
        QTest::addColumn<int>("count");
        QTest::addColumn<Unit>("unit");
        QTest::addColumn<Reading>("reading");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* zone, const QStringList& holidays, const char* event,
                            int count, Unit unit, Reading reading, const char* expected) {
            QTest::newRow(name) << QByteArray(zone) << holidays << QString::fromLatin1(event) << count << unit
                                << reading << QString::fromLatin1(expected);
        };
        const char* berlin = "Europe/Berlin";
        const QStringList none;
        const QStringList easterDe{u"2026-04-03"_s, u"2026-04-06"_s};
        const QStringList easterIe{u"2026-04-06"_s};
        const QStringList christmas{u"2020-12-25"_s, u"2020-12-26"_s};
        using Reading::Day, Reading::DayRoll, Reading::DayRollTwo, Reading::ReliefNoon;
        using Reading::Elapsed, Reading::WallClock, Reading::Eu1182, Reading::Eu1182Hours, Reading::Eu1182Full;
        using Unit::Hours, Unit::Days, Unit::Months;
        row("1", berlin, christmas, "2020-12-22T12:17+01:00", 72, Hours, Eu1182, "2020-12-25T13:00+01:00");
        row("2", berlin, christmas, "2020-12-22T12:59+01:00", 72, Hours, Eu1182, "2020-12-25T13:00+01:00");
        row("3", berlin, christmas, "2020-12-22T12:17+01:00", 72, Hours, Elapsed, "2020-12-25T12:17+01:00");
        row("4", berlin, none, "2026-06-09T12:00+02:00", 72, Hours, Elapsed, "2026-06-12T12:00+02:00");
        row("4 EU", berlin, none, "2026-06-09T12:00+02:00", 72, Hours, Eu1182, "2026-06-12T13:00+02:00");
        row("5", berlin, none, "2026-06-12T15:20+02:00", 72, Hours, Elapsed, "2026-06-15T15:20+02:00");
        row("5 EU", berlin, none, "2026-06-12T15:20+02:00", 72, Hours, Eu1182, "2026-06-15T16:00+02:00");
        row("6", berlin, none, "2026-06-12T15:20+02:00", 72, Hours, Eu1182Hours, "2026-06-16T16:00+02:00");
        row("7", berlin, none, "2026-06-12T15:20+02:00", 72, Hours, Eu1182Full, "2026-06-17T00:00+02:00");
        row("8", berlin, easterDe, "2026-04-02T16:30+02:00", 72, Hours, Elapsed, "2026-04-05T16:30+02:00");
        row("8 EU", berlin, easterDe, "2026-04-02T16:30+02:00", 72, Hours, Eu1182, "2026-04-05T17:00+02:00");
        row("9 hours", berlin, easterDe, "2026-04-02T16:30+02:00", 72, Hours, Eu1182Hours, "2026-04-08T17:00+02:00");
        row("9 days", berlin, easterDe, "2026-04-02T16:30+02:00", 72, Hours, Eu1182Full, "2026-04-09T00:00+02:00");
        row("10 hours", "Europe/Dublin", easterIe, "2026-04-02T16:30+01:00", 72, Hours, Eu1182Hours,
            "2026-04-07T17:00+01:00");
        row("10 days", "Europe/Dublin", easterIe, "2026-04-02T16:30+01:00", 72, Hours, Eu1182Full,
            "2026-04-08T00:00+01:00");
        row("10 EU", "Europe/Dublin", easterIe, "2026-04-02T16:30+01:00", 72, Hours, Eu1182, "2026-04-05T17:00+01:00");
        row("11", berlin, none, "2026-03-27T10:15+01:00", 72, Hours, Eu1182, "2026-03-30T12:00+02:00");
        row("11 elapsed", berlin, none, "2026-03-27T10:15+01:00", 72, Hours, Elapsed, "2026-03-30T11:15+02:00");
        row("11 wall", berlin, none, "2026-03-27T10:15+01:00", 72, Hours, WallClock, "2026-03-30T10:15+02:00");
        row("12", berlin, none, "2026-10-23T10:15+02:00", 72, Hours, Eu1182, "2026-10-26T10:00+01:00");
        row("12 elapsed", berlin, none, "2026-10-23T10:15+02:00", 72, Hours, Elapsed, "2026-10-26T09:15+01:00");
        row("12 wall", berlin, none, "2026-10-23T10:15+02:00", 72, Hours, WallClock, "2026-10-26T10:15+01:00");
        row("14", berlin, none, "2026-10-25T02:30+01:00", 72, Hours, Elapsed, "2026-10-28T02:30+01:00");
        row("14 EU", berlin, none, "2026-10-25T02:30+01:00", 72, Hours, Eu1182, "2026-10-28T03:00+01:00");
        row("15", "Europe/Paris", none, "2028-02-27T22:05+01:00", 72, Hours, Elapsed, "2028-03-01T22:05+01:00");
        row("15 EU", "Europe/Paris", none, "2028-02-27T22:05+01:00", 72, Hours, Eu1182, "2028-03-01T23:00+01:00");
        row("16", "Europe/Paris", none, "2027-02-26T23:59+01:00", 72, Hours, Eu1182, "2027-03-02T00:00+01:00");
        row("16 hours", "Europe/Paris", none, "2027-02-26T23:59+01:00", 72, Hours, Eu1182Hours,
            "2027-03-03T00:00+01:00");
        row("18", "Europe/London", none, "2026-03-28T09:10+00:00", 72, Hours, Elapsed, "2026-03-31T10:10+01:00");
        row("18 EU", "Europe/London", none, "2026-03-28T09:10+00:00", 72, Hours, Eu1182, "2026-03-31T11:00+01:00");
        row("19", "Europe/Dublin", none, "2026-06-10T10:15+05:30", 72, Hours, Eu1182, "2026-06-13T06:00+01:00");
        row("19 there", "Asia/Kolkata", none, "2026-06-10T10:15+05:30", 72, Hours, Eu1182, "2026-06-13T05:30+00:00");
        row("21", berlin, none, "2026-09-18T18:40+02:00", 24, Hours, Elapsed, "2026-09-19T18:40+02:00");
        row("21 EU", berlin, none, "2026-09-18T18:40+02:00", 24, Hours, Eu1182Hours, "2026-09-19T19:00+02:00");
        row("22", berlin, none, "2026-09-18T18:40+02:00", 72, Hours, Eu1182, "2026-09-21T19:00+02:00");
        row("23", berlin, none, "2026-09-21T11:00+02:00", 1, Months, DayRoll, "2026-10-22T00:00+02:00");
        row("24", berlin, none, "2026-01-31T11:00+01:00", 1, Months, Day, "2026-03-01T00:00+01:00");
        row("24 roll", berlin, none, "2026-01-31T11:00+01:00", 1, Months, DayRoll, "2026-03-03T00:00+01:00");
        row("27", berlin, none, "2026-08-31T11:00+02:00", 1, Months, DayRoll, "2026-10-01T00:00+02:00");
        row("28", berlin, none, "2026-06-12T16:20+02:00", 4, Hours, Elapsed, "2026-06-12T20:20+02:00");
        row("28 EU", berlin, none, "2026-06-12T16:20+02:00", 4, Hours, Eu1182, "2026-06-12T21:00+02:00");
        row("28 relief", berlin, none, "2026-06-12T20:30+02:00", 4, Hours, ReliefNoon, "2026-06-15T12:00+02:00");
        row("32", berlin, none, "2028-06-09T10:00+02:00", 2, Days, Day, "2028-06-12T00:00+02:00");
        row("32 roll", berlin, none, "2028-06-09T10:00+02:00", 2, Days, DayRoll, "2028-06-13T00:00+02:00");
        row("32 two", berlin, none, "2028-06-09T10:00+02:00", 2, Days, DayRollTwo, "2028-06-14T00:00+02:00");
        row("34", berlin, none, "2028-06-06T10:00+02:00", 2, Days, DayRollTwo, "2028-06-09T00:00+02:00");
        row("35", berlin, {u"2028-05-01"_s}, "2028-04-19T10:00+02:00", 10, Days, DayRoll, "2028-05-03T00:00+02:00");
        row("36", berlin, none, "2028-02-14T10:00+01:00", 15, Days, DayRoll, "2028-03-01T00:00+01:00");
        row("37", berlin, {u"2027-12-25"_s, u"2027-12-26"_s}, "2027-12-10T10:00+01:00", 15, Days, DayRoll,
            "2027-12-28T00:00+01:00");
        row("39", "America/New_York", none, "2026-06-06T12:00-04:00", 4, Unit::BusinessDays, Reading::BusinessDays,
            "2026-06-12T00:00-04:00");
        row("41", "America/New_York", none, "2026-01-02T12:00-05:00", 60, Days, Day, "2026-03-04T00:00-05:00");
        row("43", "America/Los_Angeles", none, "2026-02-01T12:00-08:00", 30, Days, Day, "2026-03-04T00:00-08:00");
        row("44", "America/Chicago", none, "2026-03-10T12:00-05:00", 30, Days, Day, "2026-04-10T00:00-05:00");
        row("44 individuals", "America/Chicago", none, "2026-03-10T12:00-05:00", 60, Days, Day,
            "2026-05-10T00:00-05:00");
        row("45", "Asia/Singapore", none, "2026-06-12T12:00+08:00", 3, Days, Day, "2026-06-16T00:00+08:00");
        row("47", "Australia/Sydney", none, "2026-01-30T12:00+11:00", 30, Days, Day, "2026-03-02T00:00+11:00");
        row("49", "Asia/Kolkata", none, "2026-06-12T23:40+05:30", 6, Hours, Elapsed, "2026-06-13T05:40+05:30");
        row("51", berlin, none, "2026-10-01T12:00+02:00", 14, Days, Day, "2026-10-16T00:00+02:00");
        row("52", berlin, none, "2026-06-12T15:20+02:00", 24, Hours, Eu1182, "2026-06-13T16:00+02:00");
    }
    void countsAsTheExamplesDo()
    {
        QFETCH(const QByteArray, zone);
        QFETCH(const QStringList, holidays);
        QFETCH(const QString, event);
        QFETCH(const int, count);
        QFETCH(const Unit, unit);
        QFETCH(const Reading, reading);
        QFETCH(const QString, expected);
        QVERIFY(at(event) > 0 && at(expected) > 0);
        const auto due = must(dueAt(reading, at(event), {count, unit}, placeOf(zone.constData(), holidays)));
        QCOMPARE(utc(due.at), utc(at(expected)));
        QVERIFY(due.steps.size() >= 2);
    }

    void stopsAtTheHourWhenFilingsAreTaken() // 38: the Friday is a federal holiday
    {
        Place place = placeOf("America/New_York", {u"2026-07-03"_s});
        place.cutOff = QTime(17, 30);
        const auto due = must(
            dueAt(Reading::BusinessDays, at(u"2026-07-02T12:00-04:00"_s), {4, Unit::BusinessDays}, place));
        QCOMPARE(utc(due.at), u"2026-07-09T21:30:00Z"_s);
        QVERIFY(due.steps.join(u' ').contains(u"holiday"_s));
    }

    void saysItsSteps()
    {
        const auto due = must(
            dueAt(Reading::Eu1182, at(u"2020-12-22T12:17+01:00"_s), {72, Unit::Hours}, placeOf("Europe/Berlin")));
        const QString steps = due.steps.join(u'\n');
        QVERIFY2(steps.contains(u"12:00 to 13:00"_s) && steps.contains(u"2020-12-25 13:00"_s), qPrintable(steps));
    }

    void readsTheEarlierOfTwoTimesOnTheWallAndTheStartOfAGap()
    {
        const Place place = placeOf("Europe/Berlin");
        // 02:30 happens twice on 25 October and not at all on 29 March.
        QCOMPARE(utc(must(dueAt(Reading::WallClock, at(u"2026-10-24T02:30+02:00"_s), {24, Unit::Hours}, place)).at),
                 u"2026-10-25T00:30:00Z"_s);
        QCOMPARE(utc(must(dueAt(Reading::WallClock, at(u"2026-03-28T02:30+01:00"_s), {24, Unit::Hours}, place)).at),
                 u"2026-03-29T00:30:00Z"_s);
    }

    void stepsOverADayThatAZoneLeftOut() // Samoa had no 30 December 2011, a Friday
    {
        const Place place = placeOf("Pacific/Apia");
        const qint64 event = at(u"2011-12-29T10:00-10:00"_s);
        QCOMPARE(utc(must(dueAt(Reading::Day, event, {1, Unit::Days}, place)).at), u"2011-12-30T10:00:00Z"_s);
        // 13 h on Thursday, then Monday to 24:00 and eleven hours of Tuesday.
        QCOMPARE(utc(must(dueAt(Reading::Eu1182Hours, event, {72, Unit::Hours}, place)).at), u"2012-01-02T21:00:00Z"_s);
    }

    void putsTheEarliestFirst()
    {
        const auto dues = must(dueUnder({Reading::Eu1182Full, Reading::Eu1182Hours, Reading::Eu1182, Reading::Elapsed},
                                        at(u"2026-06-12T15:20+02:00"_s), {72, Unit::Hours}, placeOf("Europe/Berlin")));
        QCOMPARE(dues.size(), 4U);
        QCOMPARE(dues[0].reading, Reading::Elapsed);
        QCOMPARE(dues[3].reading, Reading::Eu1182Full);
    }

    void refusesWhatItCannotCount()
    {
        const Place place = placeOf("Europe/Berlin");
        const qint64 event = at(u"2026-06-12T15:20+02:00"_s);
        QCOMPARE(codeOf(dueAt(Reading::Elapsed, event, {72, Unit::Hours}, {})), u"deadline.zone"_s);
        QCOMPARE(codeOf(dueAt(Reading::Elapsed, event, {0, Unit::Hours}, place)), u"deadline.period"_s);
        QCOMPARE(codeOf(dueAt(Reading::Day, event, {100'000, Unit::Months}, place)), u"deadline.period"_s);
        QCOMPARE(codeOf(dueAt(Reading::Elapsed, event, {3, Unit::Days}, place)), u"deadline.period"_s);
        QCOMPARE(codeOf(dueAt(Reading::Day, event, {72, Unit::Hours}, place)), u"deadline.period"_s);
        QCOMPARE(codeOf(dueAt(Reading::Elapsed, -1, {72, Unit::Hours}, place)), u"deadline.range"_s);
        QCOMPARE(codeOf(dueAt(Reading::Elapsed, std::numeric_limits<qint64>::max(), {72, Unit::Hours}, place)),
                 u"deadline.range"_s);
        Place idle = place;
        idle.holiday = [](QDate) { return u"Holiday without end"_s; };
        for (const Reading reading : {Reading::Eu1182Hours, Reading::Eu1182Full, Reading::ReliefNoon}) {
            QCOMPARE(codeOf(dueAt(reading, event, {72, Unit::Hours}, idle)), u"deadline.calendar"_s);
        }
        for (const Reading reading : {Reading::DayRoll, Reading::DayRollTwo}) {
            QCOMPARE(codeOf(dueAt(reading, event, {3, Unit::Days}, idle)), u"deadline.calendar"_s);
        }
        QCOMPARE(codeOf(dueAt(Reading::BusinessDays, event, {3, Unit::BusinessDays}, idle)), u"deadline.calendar"_s);
    }

    void leavesOutStepsOfALongPeriod()
    {
        const auto due = must(dueAt(Reading::BusinessDays, at(u"2026-06-12T15:20+02:00"_s), {400, Unit::BusinessDays},
                                    placeOf("Europe/Berlin")));
        QVERIFY(due.steps.size() < 50);
        QVERIFY(due.steps.join(u' ').contains(u"left out in the same way"_s));
    }

    void namesReadings()
    {
        for (int i = 0; i < readingCount; ++i) {
            const auto reading = static_cast<Reading>(i);
            QCOMPARE(readingOf(readingId(reading)), std::optional(reading));
        }
        QVERIFY(!readingOf(u"longest"));
    }

    void holdsWhateverTheInstant()
    {
        const quint32 seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937_64 random(seed);
        const QList<QByteArray> zones{"Europe/Berlin",    "America/New_York", "Asia/Kolkata",   "Australia/Lord_Howe",
                                      "America/St_Johns", "Pacific/Apia",     "Asia/Kathmandu", "UTC"};
        std::uniform_int_distribution<qint64> instants(at(u"1990-01-01T00:00Z"_s), at(u"2100-01-01T00:00Z"_s));
        for (int i = 0; i < 20'000; ++i) {
            const QByteArray zone = zones.at(static_cast<qsizetype>(random() % 8));
            const qint64 event = instants(random);
            const int hours = 1 + static_cast<int>(random() % 120);
            Place place = placeOf(zone.constData());
            const qint64 plain = must(dueAt(Reading::Elapsed, event, {hours, Unit::Hours}, place)).at;
            const qint64 whole = must(dueAt(Reading::Eu1182, event, {hours, Unit::Hours}, place)).at;
            const qint64 working = must(dueAt(Reading::Eu1182Hours, event, {hours, Unit::Hours}, place)).at;
            const qint64 full = must(dueAt(Reading::Eu1182Full, event, {hours, Unit::Hours}, place)).at;
            const qint64 day = must(dueAt(Reading::Day, event, {1 + hours / 24, Unit::Days}, place)).at;
            QVERIFY(plain == event + hours * hour);
            QVERIFY(whole > plain && whole <= plain + hour);
            QVERIFY(working >= whole && full >= whole);
            QVERIFY(day > event + (hours / 24) * 23 * hour);
            // A holiday more never shortens a period of working days.
            const int count = 1 + static_cast<int>(random() % 12);
            const qint64 without = must(dueAt(Reading::BusinessDays, event, {count, Unit::BusinessDays}, place)).at;
            const qint64 offset = static_cast<qint64>(random() % 20);
            const QDate added = QDateTime::fromMSecsSinceEpoch(event, place.zone).date().addDays(offset);
            place.holiday = [added](QDate one) { return one == added ? u"holiday"_s : QString(); };
            QVERIFY(must(dueAt(Reading::BusinessDays, event, {count, Unit::BusinessDays}, place)).at >= without);
            QVERIFY(must(dueAt(Reading::Eu1182Hours, event, {hours, Unit::Hours}, place)).at >= working);
        }
    }
};

QTEST_GUILESS_MAIN(TestPeriod)
#include "tst_period.moc"
