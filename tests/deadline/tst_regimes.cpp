#include "models/base/zone.h"
#include "models/deadline/checking.h"
#include "models/deadline/lawbook.h"
#include "models/incident/resources.h"
#include "support/testvault.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <random>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
using Named = std::vector<std::pair<QString, QString>>;

qint64 instant(const QString& text)
{
    const QDateTime at = QDateTime::fromString(text, Qt::ISODate);
    return at.isValid() && at.timeSpec() != Qt::LocalTime ? at.toMSecsSinceEpoch() : -1;
}
QString utc(const std::optional<qint64>& at)
{
    return at ? QDateTime::fromMSecsSinceEpoch(*at, Qt::UTC).toString(Qt::ISODate) : u"none"_s;
}
QString asUtc(const QString& text)
{
    return text.isEmpty() ? u"none"_s : utc(instant(text));
}
Events eventsFrom(const Named& named)
{
    Events events;
    for (const auto& [name, text] : named) {
        events.emplace(name, instant(text));
    }
    return events;
}
std::optional<qint64> under(const Computation& computation, Reading reading)
{
    const auto found = std::ranges::find(computation.answers, reading,
                                         [](const Answer& one) { return one.due.reading; });
    return found == computation.answers.end() ? std::nullopt : std::optional(found->due.at);
}
} // namespace

/// Regimes: their packs, what they compute, and which apply. Numbers of rows are those of the collected examples.
class TestRegimes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_book = must(Lawbook::load()); }

    void computesTheExamples_data()
    {
        QTest::addColumn<QString>("regime");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("country");
        QTest::addColumn<Named>("events");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("outer");
        const auto row = [](const char* name, const char* regime, const char* zone, const char* country,
                            const Named& events, const char* target, const char* outer) {
            QTest::newRow(name) << QString::fromLatin1(regime) << QString::fromLatin1(zone)
                                << QString::fromLatin1(country) << events << QString::fromLatin1(target)
                                << QString::fromLatin1(outer);
        };
        const char* berlin = "Europe/Berlin";
        row("3 GDPR", "eu.gdpr.33.sa", berlin, "DE", {{u"aware"_s, u"2020-12-22T12:17+01:00"_s}},
            "2020-12-25T12:17+01:00", "2020-12-25T13:00+01:00");
        row("5 Friday", "eu.gdpr.33.sa", berlin, "DE", {{u"aware"_s, u"2026-06-12T15:20+02:00"_s}},
            "2026-06-15T15:20+02:00", "2026-06-17T00:00+02:00");
        row("8, 9 Easter", "eu.gdpr.33.sa", berlin, "DE", {{u"aware"_s, u"2026-04-02T16:30+02:00"_s}},
            "2026-04-05T16:30+02:00", "2026-04-09T00:00+02:00");
        row("10 Easter in Ireland", "eu.gdpr.33.sa", "Europe/Dublin", "IE", {{u"aware"_s, u"2026-04-02T16:30+01:00"_s}},
            "2026-04-05T16:30+01:00", "2026-04-08T00:00+01:00");
        row("11 clocks put forward", "eu.gdpr.33.sa", berlin, "DE", {{u"aware"_s, u"2026-03-27T10:15+01:00"_s}},
            "2026-03-30T08:15Z", "2026-04-01T00:00+02:00");
        row("18 UK", "uk.gdpr.33", "", "", {{u"aware"_s, u"2026-03-28T09:10Z"_s}}, "2026-03-31T09:10+01:00",
            "2026-04-01T00:00+01:00");
        row("21 NIS2 early warning", "eu.nis2.ew", berlin, "DE", {{u"aware"_s, u"2026-09-18T18:40+02:00"_s}},
            "2026-09-19T18:40+02:00", "2026-09-19T19:00+02:00");
        row("23 NIS2 final", "eu.nis2.fr", berlin, "DE", {{u"submitted(initial)"_s, u"2026-09-21T18:00+02:00"_s}},
            "2026-10-22T00:00+02:00", "2026-10-22T00:00+02:00");
        row("24 month end on a Saturday", "eu.nis2.fr", berlin, "DE",
            {{u"submitted(initial)"_s, u"2026-01-31T12:00+01:00"_s}}, "2026-03-01T00:00+01:00",
            "2026-03-03T00:00+01:00");
        row("28 DORA initial", "eu.dora.init", berlin, "DE",
            {{u"aware"_s, u"2026-06-12T10:05+02:00"_s}, {u"classified"_s, u"2026-06-12T16:20+02:00"_s}},
            "2026-06-12T20:20+02:00", "2026-06-15T12:00+02:00");
        row("DORA initial, not yet classified", "eu.dora.init", berlin, "DE",
            {{u"aware"_s, u"2026-06-10T10:05+02:00"_s}}, "2026-06-11T10:05+02:00", "2026-06-11T11:00+02:00");
        row("30 DORA, classified late", "eu.dora.init", berlin, "DE",
            {{u"aware"_s, u"2026-06-09T10:05+02:00"_s}, {u"classified"_s, u"2026-06-10T14:00+02:00"_s}},
            "2026-06-10T18:00+02:00", "2026-06-10T19:00+02:00");
        row("DORA intermediate", "eu.dora.int", berlin, "DE",
            {{u"aware"_s, u"2026-06-01T00:00+02:00"_s}, {u"submitted(initial)"_s, u"2026-06-09T10:00+02:00"_s}},
            "2026-06-12T10:00+02:00", "2026-06-12T11:00+02:00");
        row("32 AI Act, two days", "eu.aia.73.2", berlin, "DE", {{u"aware"_s, u"2028-06-09T10:00+02:00"_s}},
            "2028-06-12T00:00+02:00", "2028-06-14T00:00+02:00");
        row("35 AI Act, ten days", "eu.aia.73.10", berlin, "DE", {{u"aware"_s, u"2028-04-19T10:00+02:00"_s}},
            "2028-04-30T00:00+02:00", "2028-05-03T00:00+02:00");
        row("36 AI Act, leap day", "eu.aia.73.15", berlin, "DE", {{u"aware"_s, u"2028-02-14T10:00+01:00"_s}},
            "2028-03-01T00:00+01:00", "2028-03-01T00:00+01:00");
        row("38 SEC", "us.sec.8k105", "", "", {{u"determined"_s, u"2026-07-02T12:00-04:00"_s}},
            "2026-07-09T17:30-04:00", "2026-07-09T17:30-04:00");
        row("39 SEC, weekend", "us.sec.8k105", "", "", {{u"determined"_s, u"2026-06-06T12:00-04:00"_s}},
            "2026-06-11T17:30-04:00", "2026-06-11T17:30-04:00");
        row("41 HIPAA", "us.hipaa", "", "", {{u"discovered"_s, u"2026-01-02T12:00-05:00"_s}}, "2026-03-04T00:00-05:00",
            "2026-03-04T00:00-05:00");
        row("41 HIPAA, by awareness", "us.hipaa", "", "", {{u"aware"_s, u"2026-01-02T12:00-05:00"_s}},
            "2026-03-04T00:00-05:00", "2026-03-04T00:00-05:00");
        row("42 HIPAA, annual", "us.hipaa.hhs.annual", "", "", {{u"discovered"_s, u"2026-06-02T12:00-04:00"_s}},
            "2027-03-02T00:00-05:00", "2027-03-02T00:00-05:00");
        row("42 HIPAA, annual, leap year", "us.hipaa.hhs.annual", "", "",
            {{u"discovered"_s, u"2027-12-31T23:00-05:00"_s}}, "2028-03-01T00:00-05:00", "2028-03-01T00:00-05:00");
        row("43 California", "us.ca.1798.82", "", "", {{u"discovered"_s, u"2026-02-01T12:00-08:00"_s}},
            "2026-03-04T00:00-08:00", "2026-03-04T00:00-08:00");
        row("44 Texas", "us.tx.521.053.ag", "", "", {{u"determined"_s, u"2026-03-10T12:00-05:00"_s}},
            "2026-04-10T00:00-05:00", "2026-04-10T00:00-05:00");
        row("45 Singapore", "sg.pdpa.26D", "", "", {{u"assessed"_s, u"2026-06-12T12:00+08:00"_s}},
            "2026-06-16T00:00+08:00", "2026-06-16T00:00+08:00");
        row("47 Australia", "au.ndb", "", "", {{u"suspected"_s, u"2026-01-30T12:00+11:00"_s}}, "2026-03-02T00:00+11:00",
            "2026-03-02T00:00+11:00");
        row("48 Japan", "jp.appi.26", "", "", {{u"aware"_s, u"2026-05-01T12:00+09:00"_s}}, "2026-05-04T00:00+09:00",
            "2026-05-06T00:00+09:00");
        row("49 CERT-In", "in.certin", "", "", {{u"noticed"_s, u"2026-06-12T23:40+05:30"_s}}, "2026-06-13T05:40+05:30",
            "2026-06-13T05:40+05:30");
        row("51 CRA", "eu.cra.14.vuln.fin", berlin, "DE", {{u"fix_available"_s, u"2026-10-01T12:00+02:00"_s}},
            "2026-10-16T00:00+02:00", "2026-10-16T00:00+02:00");
        row("52 Reg. 611", "eu.eprivacy.611", berlin, "DE", {{u"detected"_s, u"2026-06-12T15:20+02:00"_s}},
            "2026-06-13T15:20+02:00", "2026-06-13T16:00+02:00");
        row("Brazil, business days", "br.lgpd.48", "", "", {{u"aware"_s, u"2026-09-04T12:00-03:00"_s}},
            "2026-09-11T00:00-03:00", "2026-09-11T00:00-03:00");
        row("no period", "eu.aia.50", berlin, "DE", {{u"aware"_s, u"2026-09-04T12:00Z"_s}}, "", "");
    }
    void computesTheExamples()
    {
        QFETCH(QString, regime);
        QFETCH(QString, zone);
        QFETCH(QString, country);
        QFETCH(Named, events);
        QFETCH(QString, target);
        QFETCH(QString, outer);
        const Regime rule = must(m_book.regimes.get(regime));
        const auto venue = must(Venue::of(m_book, rule, zone, country));
        const auto computation = must(compute(rule, eventsFrom(events), {}, venue.place));
        QCOMPARE(utc(computation.target), asUtc(target));
        QCOMPARE(utc(computation.outerLimit), asUtc(outer));
        for (const Answer& one : computation.answers) {
            QVERIFY(one.due.steps.size() >= 2);
            QVERIFY(one.isArgument || *computation.target <= one.due.at);
        }
    }

    void readingsStandSideBySide()
    {
        const Regime rule = must(m_book.regimes.get(u"eu.gdpr.33.sa"_s));
        const auto venue = must(Venue::of(m_book, rule, u"Europe/Berlin"_s, u"DE"_s));
        const auto computation = must(
            compute(rule, eventsFrom({{u"aware"_s, u"2026-06-12T15:20+02:00"_s}}), {}, venue.place)); // rows 5 to 7
        QCOMPARE(utc(under(computation, Reading::Elapsed)), asUtc(u"2026-06-15T15:20+02:00"_s));
        QCOMPARE(utc(under(computation, Reading::Eu1182)), asUtc(u"2026-06-15T16:00+02:00"_s));
        QCOMPARE(utc(under(computation, Reading::Eu1182Hours)), asUtc(u"2026-06-16T16:00+02:00"_s));
        QCOMPARE(utc(under(computation, Reading::Eu1182Full)), asUtc(u"2026-06-17T00:00+02:00"_s));
        QCOMPARE(computation.due, under(computation, Reading::Elapsed));
        QVERIFY(computation.notes.join(u' ').contains("disputed"_L1));
    }

    void whatIsMissingIsAskedFor()
    {
        const auto codeFor = [&](const char* regime, const Events& events, const Facts& facts) {
            const Regime rule = must(m_book.regimes.get(QString::fromLatin1(regime)));
            const auto venue = must(Venue::of(m_book, rule, u"Europe/Berlin"_s, u"DE"_s));
            return codeOf(compute(rule, events, facts, venue.place));
        };
        const Events aware = eventsFrom({{u"aware"_s, u"2026-06-12T15:20+02:00"_s}});
        // The trap of the popular sites: these never run from awareness.
        QCOMPARE(codeFor("eu.dora.int", aware, {}), u"deadline.event"_s);
        QCOMPARE(codeFor("eu.nis2.fr", aware, {}), u"deadline.event"_s);
        QCOMPARE(codeFor("us.sec.8k105", aware, {}), u"deadline.event"_s);
        QCOMPARE(codeFor("contract.dpa", aware, {}), u"deadline.clause"_s);
        QCOMPARE(codeFor("contract.dpa", aware, {{u"clause_hours"_s, u"0"_s}}), u"deadline.clause"_s);
        QCOMPARE(codeFor("contract.dpa", aware, {{u"clause_hours"_s, u"soon"_s}}), u"deadline.clause"_s);
        QCOMPARE(codeFor("contract.dpa", aware, {{u"clause_hours"_s, u"24"_s}, {u"clause_starts"_s, u"suspected"_s}}),
                 u"deadline.event"_s);
        QCOMPARE(codeOf(m_book.regimes.get(u"eu.gdpr.99"_s)), u"deadline.regime"_s);
        const Regime gdpr = must(m_book.regimes.get(u"eu.gdpr.33.sa"_s));
        QCOMPARE(codeOf(Venue::of(m_book, gdpr, {}, u"DE"_s)), u"deadline.zone"_s);
        QCOMPARE(codeOf(Venue::of(m_book, gdpr, u"Berlin"_s, u"DE"_s)), u"deadline.zone"_s);
        QCOMPARE(codeOf(Venue::of(m_book, gdpr, u"Europe/Berlin"_s, u"XX"_s)), u"deadline.country"_s);
        QCOMPARE(codeOf(compute(gdpr, {{u"aware"_s, -1}}, {}, must(Venue::of(m_book, gdpr, u"UTC"_s, {})).place)),
                 u"deadline.range"_s);
    }

    void aClauseMayStartOnSuspicion()
    {
        const Regime rule = must(m_book.regimes.get(u"contract.dpa"_s));
        const auto venue = must(Venue::of(m_book, rule, u"Europe/Berlin"_s, {}));
        const auto computation = must(compute(rule, eventsFrom({{u"suspected"_s, u"2026-06-12T16:00+02:00"_s}}),
                                              {{u"clause_hours"_s, u"24"_s}, {u"clause_starts"_s, u"suspected"_s}},
                                              venue.place));
        QCOMPARE(utc(computation.target), asUtc(u"2026-06-13T16:00+02:00"_s));
        QCOMPARE(computation.startsFrom, u"suspected"_s);
    }

    void notesSayWhatIsNotKnown()
    {
        const Regime gdpr = must(m_book.regimes.get(u"eu.gdpr.33.sa"_s));
        const Events aware = eventsFrom({{u"aware"_s, u"2026-06-12T15:20+02:00"_s}});
        const auto without = must(
            compute(gdpr, aware, {}, must(Venue::of(m_book, gdpr, u"Europe/Berlin"_s, {})).place));
        QVERIFY(without.notes.join(u' ').contains("No country was named"_L1));
        const auto with = must(
            compute(gdpr, aware, {}, must(Venue::of(m_book, gdpr, u"Europe/Berlin"_s, u"DE"_s)).place));
        QVERIFY(!with.notes.join(u' ').contains("No country was named"_L1));
        const Regime own = must(m_book.regimes.get(u"eu.gdpr.34.ds"_s));
        const auto target = must(compute(own, eventsFrom({{u"high_risk_concluded"_s, u"2026-06-12T15:20+02:00"_s}}), {},
                                         must(Venue::of(m_book, own, u"Europe/Berlin"_s, u"DE"_s)).place));
        QVERIFY(target.answers.front().isOwnTarget);
        QVERIFY(target.notes.join(u' ').contains("not law"_L1));
        const Regime singapore = must(m_book.regimes.get(u"uk.gdpr.33"_s));
        const auto late = must(compute(singapore, eventsFrom({{u"aware"_s, u"2030-06-12T15:20Z"_s}}), {},
                                       must(Venue::of(m_book, singapore, u"Asia/Singapore"_s, u"SG"_s)).place));
        QVERIFY(late.notes.join(u' ').contains("known after 2026"_L1));
    }

    void unknownTakesTheConservativeBranch()
    {
        using Result = Applicability::Answer;
        const auto answer = [&](const char* regime, const Facts& facts) {
            return applicability(must(m_book.regimes.get(QString::fromLatin1(regime))), facts);
        };
        QCOMPARE(answer("eu.gdpr.33.sa", {}).answer, Result::Applies);
        QCOMPARE(answer("eu.gdpr.33.sa", {{u"personal_data"_s, u"unknown"_s}}).answer, Result::Applies);
        const auto refuted = answer("eu.gdpr.33.sa", {{u"personal_data"_s, u"no"_s}});
        QCOMPARE(refuted.answer, Result::DoesNot);
        QVERIFY(refuted.against.contains("personal_data"_L1));
        QCOMPARE(answer("eu.gdpr.33.sa", {{u"risk"_s, u"unlikely"_s}}).answer, Result::DoesNot);
        QCOMPARE(answer("eu.gdpr.34.ds", {}).unknown, QStringList{u"risk"_s});
        QCOMPARE(answer("eu.nis2.ew", {}).answer, Result::Depends);
        // A purely synthetic leak can still be an incident of 24 hours.
        QCOMPARE(answer("eu.nis2.ew", {{u"nis2_entity"_s, u"yes"_s}, {u"personal_data"_s, u"no"_s}}).answer,
                 Result::Applies);
        QCOMPARE(answer("eu.gdpr.33.proc", {{u"role"_s, u"controller"_s}}).answer, Result::DoesNot);
    }

    void statusFollowsTheDay_data()
    {
        QTest::addColumn<QString>("regime");
        QTest::addColumn<QDate>("day");
        QTest::addColumn<QString>("status");
        QTest::newRow("GDPR before") << u"eu.gdpr.33.sa"_s << QDate(2018, 5, 24) << u"not_yet"_s;
        QTest::newRow("GDPR") << u"eu.gdpr.33.sa"_s << QDate(2018, 5, 25) << u"in_force"_s;
        QTest::newRow("CRA before") << u"eu.cra.14.vuln.ew"_s << QDate(2026, 9, 10) << u"not_yet"_s;
        QTest::newRow("CRA") << u"eu.cra.14.vuln.ew"_s << QDate(2026, 9, 11) << u"in_force"_s;
        QTest::newRow("deployers") << u"eu.aia.26.5"_s << QDate(2027, 12, 1) << u"not_yet"_s;
        QTest::newRow("India") << u"in.dpdp.r7"_s << QDate(2026, 11, 24) << u"not_yet"_s;
        QTest::newRow("PECR") << u"uk.pecr.5A"_s << QDate(2025, 8, 20) << u"in_force"_s;
        QTest::newRow("the omnibus is a draft") << u"eu.gdpr.33.omnibus"_s << QDate(2030, 1, 1) << u"disabled"_s;
        QTest::newRow("CIRCIA") << u"us.circia.incident"_s << QDate(2030, 1, 1) << u"disabled"_s;
    }
    void statusFollowsTheDay()
    {
        QFETCH(QString, regime);
        QFETCH(QDate, day);
        QFETCH(QString, status);
        QCOMPARE(statusId(must(m_book.regimes.get(regime)).statusAt(day)), status);
    }

    void eachRegimeCanBeUsedAndSaysWhereItStands()
    {
        QVERIFY(m_book.regimes.all().size() > 70);
        for (const Regime& regime : m_book.regimes.all()) {
            const QByteArray id = regime.id.toUtf8();
            QVERIFY2(!regime.citation.isEmpty() && !regime.trigger.isEmpty(), id.constData());
            QVERIFY2(regime.reviewedBy.isEmpty(), id.constData()); // nobody has; this must not be forgotten
            QVERIFY2(regime.reviewDue.isValid(), id.constData());
            Events events;
            for (const QString& name : regime.events()) {
                events.emplace(name, instant(u"2026-11-24T10:00Z"_s));
                // What a stage waits for is a stage of its group.
                if (name.startsWith("submitted("_L1)) {
                    const QString stage = name.sliced(10).chopped(1);
                    QVERIFY2(std::ranges::any_of(
                                 m_book.regimes.all(),
                                 [&](const Regime& one) { return one.group == regime.group && one.stage == stage; }),
                             id.constData());
                }
            }
            const QString zone = regime.zone.isEmpty() ? u"Europe/Berlin"_s : regime.zone;
            const auto venue = must(Venue::of(m_book, regime, zone, {}));
            const auto result = compute(regime, events, {{u"clause_hours"_s, u"24"_s}}, venue.place);
            QVERIFY2(result.has_value(), id.constData());
            QCOMPARE(result->target.has_value(), !regime.limits.empty());
        }
        const auto after = m_book.regimes.following(must(m_book.regimes.get(u"eu.dora.init"_s)));
        QCOMPARE(after.size(), std::size_t(1));
        QCOMPARE(after.front()->id, u"eu.dora.int"_s);
    }

    void holdsForRandomInstants()
    {
        std::mt19937_64 random(5); // NOLINT: the same each time
        const QStringList countries{u"DE"_s, u"IE"_s, u"PL"_s, u"BG"_s, u"GB-SCT"_s, u"US"_s, u"JP"_s, u"BR"_s};
        const QStringList zones{u"Europe/Berlin"_s, u"Europe/Dublin"_s,       u"America/New_York"_s,
                                u"Asia/Kolkata"_s,  u"Australia/Lord_Howe"_s, u"Pacific/Apia"_s};
        const QStringList ids{u"eu.gdpr.33.sa"_s, u"eu.aia.73.2"_s, u"us.sec.8k105"_s, u"eu.dora.init"_s};
        const int rounds = qEnvironmentVariableIntValue("BULKHEAD_ROUNDS") > 0
            ? qEnvironmentVariableIntValue("BULKHEAD_ROUNDS")
            : 4000;
        std::uniform_int_distribution<qint64> when(instant(u"1990-01-01T00:00Z"_s), instant(u"2099-01-01T00:00Z"_s));
        std::map<QString, Calendar> calendars;
        for (const QString& country : countries) {
            calendars.emplace(country, must(m_book.holidays.calendar(country)));
        }
        for (int i = 0; i < rounds; ++i) {
            const Regime& rule = *m_book.regimes.find(ids.at(i % ids.size()));
            const qint64 at = when(random);
            const Calendar& calendar = calendars.at(countries.at((i / 3) % countries.size()));
            Place place{.zone = QTimeZone(zones.at((i / 5) % zones.size()).toUtf8())};
            place.holiday = [&](QDate day) { return calendar.holiday(day); };
            const Events events{{u"aware"_s, at}, {u"determined"_s, at}, {u"classified"_s, at}};
            const auto found = must(compute(rule, events, {}, place));
            const QByteArray where = QByteArray::number(at) + ' ' + rule.id.toUtf8();
            QVERIFY2(*found.target > at, where.constData());
            QVERIFY2(*found.outerLimit >= *found.target, where.constData());
            // A holiday more never makes a period shorter.
            const QDate extra
                = QDateTime::fromMSecsSinceEpoch(at, place.zone).date().addDays(static_cast<qint64>(i % 6));
            Place freer = place;
            freer.holiday = [&](QDate day) { return day == extra ? u"extra"_s : calendar.holiday(day); };
            const auto longer = must(compute(rule, events, {}, freer));
            QVERIFY2(*longer.outerLimit >= *found.outerLimit && *longer.target >= *found.target, where.constData());
        }
    }

    void errorsNameTheLine_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        const QByteArray head = "title: t\nversion: 1\nsource: s\nregimes:\n";
        const QByteArray good = "  - id: x.y\n    title: T\n    from: a\n    to: b\n    trigger: c\n    hardness: h\n"
                                "    citation: d\n";
        const auto within = [&](const QByteArray& more) { return head + good + more; };
        QTest::newRow("no list") << QByteArray("title: t\nversion: 1\nsource: s\nregimes: many\n") << u":4: "_s;
        QTest::newRow("no version") << QByteArray("title: t\nsource: s\nregimes: []\n") << u"“version” is missing"_s;
        QTest::newRow("no title") << head + "  - id: x\n" << u":5: the key “title” is missing"_s;
        QTest::newRow("unknown key") << within("    within: 3 days\n    mood: bad\n") << u":13: the key “mood”"_s;
        QTest::newRow("no period") << within("    starts: aware\n    readings: [day]\n    within: soon\n")
                                   << u":14: “soon” is no period"_s;
        QTest::newRow("no reading") << within("    starts: aware\n    readings: [guess]\n    within: 3 days\n")
                                    << u":13: there is no reading “guess”"_s;
        QTest::newRow("reading of another unit")
            << within("    starts: aware\n    readings: [eu1182]\n    within: 3 days\n") << u":14: "_s;
        QTest::newRow("no start") << within("    readings: [day]\n    within: 3 days\n") << u":13: "_s;
        QTest::newRow("no date") << within("    valid_from: May\n") << u":12: “valid_from” takes a date"_s;
        QTest::newRow("no zone") << within("    zone: Berlin\n") << u":12: there is no time zone"_s;
        QTest::newRow("group without stage") << within("    group: x\n") << u"go together"_s;
        QTest::newRow("unknown fact") << within("    when: {mood: [bad]}\n") << u":12: No regime asks for"_s;
        QTest::newRow("comes twice") << head + good + good << u":12: the regime “x.y” comes twice"_s;
        QTest::newRow("no YAML") << QByteArray("title: [t\n") << u"this is not YAML"_s;
    }
    void errorsNameTheLine()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        QTemporaryDir own;
        const QString name = own.filePath(u"own.yaml"_s);
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        const auto loaded = Regimes::load({own.path()});
        QCOMPARE(codeOf(loaded), u"deadline.regimes"_s);
        QVERIFY2(loaded.error().message.startsWith(name), qPrintable(loaded.error().message));
        QVERIFY2(loaded.error().message.contains(said), qPrintable(loaded.error().message));
    }

    void checkingFindsWhatIsWrong()
    {
        int files = 0;
        QVERIFY(checkLaw(QFileInfo(resourceFolder(u"regimes"_s)).path(), files).empty());
        QVERIFY(files > 45);
        QTemporaryDir own;
        QVERIFY(QDir(own.path()).mkdir(u"regimes"_s) && QDir(own.path()).mkdir(u"holidays"_s));
        for (const QString& name : {u"regimes/x.yaml"_s, u"holidays/y.yaml"_s}) {
            QFile file(own.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("title: [\n");
        }
        files = 0;
        const auto problems = checkLaw(own.path(), files);
        QCOMPARE(files, 2);
        QCOMPARE(problems.size(), std::size_t(2));
        QCOMPARE(problems.front().code, u"deadline.regimes"_s);
        QCOMPARE(problems.back().code, u"deadline.holidays"_s);
    }

    void zonesAreNames()
    {
        QVERIFY(zoneNamed(u"Europe/Berlin"_s) && zoneNamed(u"UTC"_s) && zoneNamed(u"Asia/Calcutta"_s));
        // What Qt takes for rules of POSIX, or for a path, is none.
        for (const QString& name :
             {u"Berlin"_s, u"CET-1"_s, u""_s, u"../etc/passwd"_s, u"Europe/Atlantis"_s, u"tzdata.zi"_s, u"Europe"_s}) {
            QVERIFY2(!zoneNamed(name), qPrintable(name));
        }
    }

    void anOwnFileSaysWhatHoldsAnyway()
    {
        QTemporaryDir own;
        const auto load = [&](const QByteArray& known) {
            QFile file(own.filePath(u"acme.yaml"_s));
            if (file.open(QIODevice::WriteOnly)) {
                file.write("title: Acme\nversion: 1\nsource: counsel\nknown: " + known + '\n');
            }
            file.close();
            return Regimes::load(resourceFolders(u"regimes"_s) << own.path());
        };
        const auto regimes = must(load("{nis2_entity: yes, dora_entity: no}"));
        QCOMPARE(regimes.known().at(u"nis2_entity"_s), u"yes"_s);
        QCOMPARE(regimes.all().size(), m_book.regimes.all().size());
        const auto unknown = load("{mood: bad}");
        QCOMPARE(codeOf(unknown), u"deadline.regimes"_s);
        QVERIFY(unknown.error().message.contains("acme.yaml:4: "_L1));
        QCOMPARE(codeOf(load("{nis2_entity: perhaps}")), u"deadline.regimes"_s);
        QCOMPARE(codeOf(load("[nis2_entity]")), u"deadline.regimes"_s);
    }

    void anOwnPackReplacesOurs()
    {
        QTemporaryDir own;
        QFile file(own.filePath(u"uk.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: UK\nversion: \"7\"\nsource: counsel\nreviewed_by: J. Doe\nregimes:\n  - id: uk.gdpr.33\n"
                   "    title: ICO\n    from: a\n    to: b\n    trigger: c\n    hardness: h\n    citation: d\n"
                   "    starts: aware\n    readings: [elapsed]\n    within: 48 hours\n");
        file.close();
        QStringList folders = resourceFolders(u"regimes"_s);
        const auto regimes = must(Regimes::load(folders << own.path()));
        const Regime changed = must(regimes.get(u"uk.gdpr.33"_s));
        QCOMPARE(changed.limits.front().period.count, 48);
        QCOMPARE(changed.reviewedBy, u"J. Doe"_s);
        QVERIFY(changed.version.startsWith("7 "_L1));
        QCOMPARE(codeOf(regimes.get(u"uk.pecr.5A"_s)), u"deadline.regime"_s);
    }

private:
    Lawbook m_book;
};

QTEST_GUILESS_MAIN(TestRegimes)
#include "tst_regimes.moc"
