#include "models/deadline/holidays.h"
#include "support/testvault.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
/// Where ours and the independent table say something else, and why ours stands.
struct Difference
{
    const char* place;
    const char* ours;   ///< name in our table; "": it has none
    const char* theirs; ///< in theirs
    const char* why;
};
constexpr const char* moved = "Labour Code Art. 154(2): one on a weekend gives way to the next working day";
constexpr const char* federal
    = "a holiday of section 166 of the Canada Labour Code; theirs lists what all provinces keep";
constexpr const char* cantons = "not kept by all cantons; only 1 August is federal";
constexpr const char* computed = "theirs computes religious calendars; ours has the dates gazetted, until 2026";
constexpr const char* halfDay = "a half day from 13:00";
constexpr Difference explained[] = {
    {"BG", "New Year's Day, observed", "", moved},
    {"BG", "Liberation Day, observed", "", moved},
    {"BG", "Labour Day, observed", "", moved},
    {"BG", "St George's Day, observed", "", moved},
    {"BG", "Education and Culture Day, observed", "", moved},
    {"BG", "Unification Day, observed", "", moved},
    {"BG", "Independence Day, observed", "", moved},
    {"BG", "Christmas Eve, observed", "", moved},
    {"BG", "Christmas Day, observed", "", moved},
    {"BG", "St Stephen's Day, observed", "", moved},
    {"BG", "St Stephen's Day", "", "Art. 154(1) names 24, 25 and 26 December"},
    {"CA", "Victoria Day", "", federal},
    {"CA", "National Day for Truth and Reconciliation", "", federal},
    {"CA", "Thanksgiving Day", "", federal},
    {"CA", "Remembrance Day", "", federal},
    {"CA", "Boxing Day", "", federal},
    {"CH", "", "Good Friday", cantons},
    {"CH", "", "Easter Monday", cantons},
    {"CH", "", "Whit Monday", cantons},
    {"CH", "", "Boxing Day", cantons},
    {"CY", "Green Monday", "", "48 days before Easter Sunday is a Monday; theirs has the Tuesday"},
    {"CY", "", "Clean Monday", "48 days before Easter Sunday is a Monday; theirs has the Tuesday"},
    {"CY", "Kataklysmos", "", "the Monday after Pentecost is a public holiday; theirs has the Sunday only"},
    {"DE-BY", "Assumption Day", "", "kept where Catholics prevail, most municipalities, Munich among them"},
    {"ES", "", "Christmas Day (substitute day)", "each autonomous community decides; not all do"},
    {"IN", "", "Ambedkar Jayanti", "announced each year, not a fixed national holiday"},
    {"IS", "First Day of Summer", "", "the first Thursday after 18 April is never the 18th; theirs has it so"},
    {"IS", "", "First Day of Summer", "the first Thursday after 18 April is never the 18th; theirs has it so"},
    {"IS", "", "Christmas Eve", halfDay},
    {"IS", "", "New Year's Eve", halfDay},
    {"JP", "Citizens' Holiday", "", "21 September 2032 lies between two holidays, too"},
    {"LI", "All Saints' Day", "", "a holiday of Art. 18 of the Labour Act"},
    {"LI", "National Day", "", "15 August is the national holiday"},
    {"LI", "", "Feiertagsbrücke", "a habit of banks, no holiday"},
    {"LI", "", "Good Friday", "no holiday of Art. 18 of the Labour Act"},
    {"LV", "", "Bronze medal of the Latvian hockey team at the 2023 World Hockey Championship",
     "single days of the past belong into a file of one's own"},
    {"RO", "Second day of the New Year", "", "theirs has the two days as one entry"},
    {"RO", "", "Epiphany", "since 2024 only"},
    {"RO", "", "Saint John the Baptist", "since 2024 only"},
    {"SG", "Hari Raya Haji", "", computed},
    {"SG", "Hari Raya Haji, observed", "", computed},
    {"SG", "Hari Raya Puasa", "", computed},
    {"SG", "Hari Raya Puasa, observed", "", computed},
    {"SG", "Polling Day", "", "10 July 2020, a general election"},
    {"SG", "", "Chinese New Year", computed},
    {"SG", "", "Chinese New Year (substitute day)", computed},
    {"SG", "", "Deepavali", computed},
    {"SG", "", "Hari Raya Haji", computed},
    {"SG", "", "Hari Raya Puasa", computed},
    {"US", "Veterans Day, observed", "", "5 U.S.C. 6103(b) is about all of them"},
};
/// What theirs calls a place of ours.
QString theirPlace(const QString& place)
{
    return place == "GB"_L1 ? u"GB-ENG"_s : place == "FR-ALS"_L1 ? u"FR-67"_s : place;
}
} // namespace

class TestHolidays : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithAnIndependentTable()
    {
        const auto table = must(HolidayTable::load({QStringLiteral(HOLIDAYS)}));
        QStringList places;
        for (const HolidayPlace& place : table.places()) {
            places.append(place.id);
        }
        QVERIFY(places.size() > 50);
        QStringList theirs;
        std::ranges::transform(places, std::back_inserter(theirs), theirPlace);
        QProcess oracle;
        oracle.start(QStringLiteral(NODE), QStringList{QStringLiteral(ORACLE), QStringLiteral(DATE_HOLIDAYS)} + theirs);
        QVERIFY(oracle.waitForFinished(120'000));
        QCOMPARE(oracle.exitCode(), 0);
        const QJsonObject answer = QJsonDocument::fromJson(oracle.readAllStandardOutput()).object();
        QCOMPARE(answer.size(), theirs.size());

        QStringList unexplained;
        std::set<const Difference*> met;
        int agreed = 0;
        for (const QString& place : places) {
            const Calendar calendar = must(table.calendar(place));
            const QJsonObject days = answer.value(theirPlace(place)).toObject();
            for (QDate day(2018, 1, 1); day.year() <= 2040; day = day.addDays(1)) {
                const QString mine = calendar.holiday(day);
                const QString other = days.value(day.toString(Qt::ISODate)).toString();
                if (day.dayOfWeek() >= Qt::Saturday || mine.isEmpty() == other.isEmpty()) {
                    agreed += day.dayOfWeek() < Qt::Saturday && !mine.isEmpty() ? 1 : 0;
                    continue;
                }
                const auto found = std::ranges::find_if(explained, [&](const Difference& one) {
                    return place == QLatin1StringView(one.place) && mine == QString::fromUtf8(one.ours)
                        && other == QString::fromUtf8(one.theirs);
                });
                if (found == std::end(explained)) {
                    unexplained.append(
                        u"%1 %2: ours “%3”, theirs “%4”"_s.arg(place, day.toString(Qt::ISODate), mine, other));
                } else {
                    met.insert(found);
                }
            }
        }
        QVERIFY2(unexplained.isEmpty(), qPrintable(unexplained.join(u'\n')));
        QVERIFY(agreed > 9000); // days of all places and years on which both have a holiday
        for (const Difference& one : explained) {
            QVERIFY2(met.contains(&one), one.place); // an explanation of nothing
        }
    }

    void knowsThePublishedDates_data()
    {
        QTest::addColumn<QString>("place");
        QTest::addColumn<QDate>("day");
        QTest::addColumn<QString>("name");
        QTest::newRow("Easter Monday 2026") << u"DE"_s << QDate(2026, 4, 6) << u"Easter Monday"_s;
        QTest::newRow("Easter Monday 2027") << u"de"_s << QDate(2027, 3, 29) << u"Easter Monday"_s;
        QTest::newRow("Easter Monday 2028") << u"FR"_s << QDate(2028, 4, 17) << u"Easter Monday"_s;
        QTest::newRow("Good Friday is none in Ireland") << u"IE"_s << QDate(2026, 4, 3) << QString();
        QTest::newRow("Good Friday is none in France") << u"FR"_s << QDate(2026, 4, 3) << QString();
        QTest::newRow("and is in Alsace") << u"FR-ALS"_s << QDate(2026, 4, 3) << u"Good Friday"_s;
        QTest::newRow("Christmas Eve in Poland 2024") << u"PL"_s << QDate(2024, 12, 24) << QString();
        QTest::newRow("Christmas Eve in Poland 2025") << u"PL"_s << QDate(2025, 12, 24) << u"Christmas Eve"_s;
        QTest::newRow("St Brigid on a Friday") << u"IE"_s << QDate(2030, 2, 1) << u"St Brigid's Day"_s;
        QTest::newRow("Orthodox Easter Monday 2026") << u"GR"_s << QDate(2026, 4, 13) << u"Easter Monday"_s;
        QTest::newRow("Independence Day of 2026") << u"US"_s << QDate(2026, 7, 3) << u"Independence Day, observed"_s;
        QTest::newRow("New Year's Day of 2022") << u"US"_s << QDate(2021, 12, 31) << u"New Year's Day, observed"_s;
        QTest::newRow("Repentance in Saxony") << u"DE-SN"_s << QDate(2026, 11, 18) << u"Day of Repentance and Prayer"_s;
        QTest::newRow("Easter Monday is none in Scotland") << u"GB-SCT"_s << QDate(2026, 4, 6) << QString();
        QTest::newRow("a Boxing Day that gave way") << u"GB"_s << QDate(2026, 12, 28) << u"Boxing Day, observed"_s;
    }
    void knowsThePublishedDates()
    {
        QFETCH(QString, place);
        QFETCH(QDate, day);
        QFETCH(QString, name);
        const auto table = must(HolidayTable::load({QStringLiteral(HOLIDAYS)}));
        QCOMPARE(must(table.calendar(place)).holiday(day), name);
    }

    void anOwnFileWins()
    {
        QTemporaryDir own;
        write(own.filePath(u"ours.yaml"_s),
              "country: DE\ndays:\n"
              "  - {date: 2027-05-07, name: Works holiday}\n"
              "  - {date: 2027-05-17, working: true}\n");
        write(own.filePath(u"bavaria.yaml"_s), "country: DE-BY\ndays:\n  - {date: 2027-05-07, working: true}\n");
        const auto table = must(HolidayTable::load({QStringLiteral(HOLIDAYS), own.path()}));
        const auto plain = must(must(HolidayTable::load({QStringLiteral(HOLIDAYS)})).calendar(u"DE"_s));
        const auto germany = must(table.calendar(u"DE"_s));
        QCOMPARE(plain.holiday(QDate(2027, 5, 17)), u"Whit Monday"_s);
        QCOMPARE(germany.holiday(QDate(2027, 5, 17)), QString());
        QCOMPARE(germany.holiday(QDate(2027, 5, 7)), u"Works holiday"_s);
        QCOMPARE(must(table.calendar(u"DE-BY"_s)).holiday(QDate(2027, 5, 7)), QString());
        QCOMPARE(must(table.calendar(u"DE-BE"_s)).holiday(QDate(2027, 5, 7)), u"Works holiday"_s);
        QVERIFY(germany.version() != plain.version()); // a computation says by which days it was made
        QVERIFY(germany.version().startsWith("DE "_L1));

        write(own.filePath(u"de.yaml"_s),
              "country: DE\nname: Germany\nsource: ours\nholidays:\n"
              "  - {on: 12-25, name: Christmas}\n");
        const auto replaced = must(HolidayTable::load({QStringLiteral(HOLIDAYS), own.path()}));
        QCOMPARE(must(replaced.calendar(u"DE"_s)).holiday(QDate(2027, 10, 3).addDays(-2)), QString());
        QCOMPARE(codeOf(replaced.calendar(u"DE-BY"_s)), QLatin1StringView("deadline.country"));
    }

    void errorsNameTheLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        const QByteArray head = "country: DE\nname: G\nsource: s\nholidays:\n";
        QTest::newRow("no such rule") << head + "  - {on: someday, name: X}\n" << u":5: “someday” is no rule"_s;
        QTest::newRow("no such day") << head + "  - {on: 02-30, name: X}\n" << u":5: "_s;
        QTest::newRow("no such weekday") << head + "  - {on: 1st moonday in 05, name: X}\n" << u":5: "_s;
        QTest::newRow("no name") << head + "  - {on: 12-25}\n" << u":5: the key “name” is missing"_s;
        QTest::newRow("unknown key") << head + "  - {on: 12-25, name: X, colour: red}\n" << u"“colour” is not known"_s;
        QTest::newRow("bad year") << head + "  - {on: 12-25, name: X, since: soon}\n" << u":5: “since”"_s;
        QTest::newRow("bad substitute") << head + "  - {on: 12-25, name: X, instead: never}\n" << u":5: “instead”"_s;
        QTest::newRow("both kinds of rule") << head + "  - {on: 12-25, dates: [2026-01-02], name: X}\n" << u":5: "_s;
        QTest::newRow("country") << QByteArray("country: Germany\nname: G\nsource: s\nholidays: []\n")
                                 << u":1: “country”"_s;
        QTest::newRow("region without") << head
                + "  - {on: 12-25, name: X}\nregions:\n  BY:\n    name: B\n    without: [Y]\n"
                                        << u":9: “without” names “Y”"_s;
        QTest::newRow("day") << QByteArray("country: DE\ndays:\n  - {date: 2026-13-01, name: X}\n") << u":3: a day"_s;
        QTest::newRow("day of both kinds")
            << QByteArray("country: DE\ndays:\n  - {date: 2026-12-01, name: X, working: true}\n") << u":3: a day"_s;
        QTest::newRow("no YAML") << QByteArray("country: [DE\n") << u"this is not YAML"_s;
    }
    void errorsNameTheLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        QTemporaryDir own;
        const QString file = own.filePath(u"x.yaml"_s);
        write(file, text);
        const auto checked = HolidayTable::check(file);
        QCOMPARE(codeOf(checked), QLatin1StringView("deadline.holidays"));
        QVERIFY2(checked.error().message.contains(said), qPrintable(checked.error().message));
        QVERIFY(checked.error().message.startsWith(file));
        QCOMPARE(codeOf(HolidayTable::load({own.path()})), QLatin1StringView("deadline.holidays"));
    }

    void anUnknownPlaceNamesThoseThereAre()
    {
        const auto table = must(HolidayTable::load({QStringLiteral(HOLIDAYS)}));
        const auto country = table.calendar(u"XX"_s);
        QCOMPARE(codeOf(country), QLatin1StringView("deadline.country"));
        QVERIFY(country.error().message.contains("DE"_L1));
        const auto region = table.calendar(u"DE-XX"_s);
        QCOMPARE(codeOf(region), QLatin1StringView("deadline.country"));
        QVERIFY(region.error().message.contains("DE-BY"_L1));
        QCOMPARE(codeOf(table.calendar(u"AT-1"_s)), QLatin1StringView("deadline.country"));
        QCOMPARE(must(table.calendar(u"SG"_s)).knownUntil(), 2026);
    }

private:
    static void write(const QString& file, const QByteArray& text)
    {
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(text);
    }
};

QTEST_GUILESS_MAIN(TestHolidays)
#include "tst_holidays.moc"
