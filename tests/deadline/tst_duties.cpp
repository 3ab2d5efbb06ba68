#include "incident/desk.h"
#include "models/deadline/clockcalendar.h"
#include "models/deadline/duties.h"
#include "models/incident/resources.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
qint64 instant(const char* text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}
QString utc(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODate);
}

/// A desk with the lawbook and one incident of Friday, 12 June 2026.
struct Case
{
    Case()
        : book(must(Lawbook::load()))
    {
        desk.clock().set(instant("2026-06-12T14:00:00Z"));
        incident = desk.declare();
    }
    [[nodiscard]] Duties duties() { return Duties(desk.casework(), book); }
    [[nodiscard]] IncidentClock clock(const Id& id) { return must(desk->one<IncidentClock>(id)).value; }
    /// Under eu.gdpr.33.sa, from 13:20 UTC.
    [[nodiscard]] ClockWish notice() const
    {
        ClockWish wish;
        wish.regime = u"eu.gdpr.33.sa"_s;
        wish.zone = u"Europe/Berlin"_s;
        wish.country = u"de"_s;
        wish.events = {{u"aware"_s, instant("2026-06-12T13:20:00Z")}};
        wish.why = u"Real rows were found"_s;
        return wish;
    }

    Lawbook book;
    Desk desk;
    Id incident;
};
} // namespace

class TestDuties : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClockKeepsHowItWasComputed()
    {
        Case one;
        const Id id = must(one.duties().start(one.incident, one.notice()));
        const IncidentClock clock = one.clock(id);
        QCOMPARE(clock.name, u"Notification to the supervisory authority"_s);
        QCOMPARE(utc(clock.due), u"2026-06-15T13:20:00Z"_s);
        QCOMPARE(utc(*clock.outerLimit), u"2026-06-16T22:00:00Z"_s);
        QCOMPARE(clock.state, ClockState::Running);
        QCOMPARE(clock.startsFrom, u"aware"_s);
        QCOMPARE(clock.events, QStringList{u"aware=2026-06-12T13:20:00.000Z"_s});
        QCOMPARE(clock.country, u"DE"_s);
        QVERIFY(clock.rules.contains("eu-gdpr 2026."_L1) && clock.rules.contains("DE "_L1)
                && clock.rules.contains("tzdata 20"_L1));
        QVERIFY(clock.reasoning.contains("which is not counted"_L1));
        QVERIFY(clock.reasoning.contains("has not been reviewed"_L1));
        QCOMPARE(clock.decidedBy, one.desk.journal().user());
        QVERIFY(must(one.desk->timeline(one.incident, {})).size() >= 2);
    }

    void theIncidentsInstantsAreItsEvents()
    {
        Case one;
        auto kept = must(one.desk->incident(one.incident));
        kept.value.aware = instant("2026-06-12T12:00:00Z");
        VERIFY_OK(one.desk->update(one.incident, kept.value));
        ClockWish wish = one.notice();
        wish.events.clear();
        QCOMPARE(utc(one.clock(must(one.duties().start(one.incident, wish))).due), u"2026-06-15T12:00:00Z"_s);
    }

    void whatCannotRunIsRefused()
    {
        Case one;
        const auto codeFor = [&](const std::function<void(ClockWish&)>& change) {
            ClockWish wish = one.notice();
            change(wish);
            return codeOf(one.duties().start(one.incident, wish));
        };
        QCOMPARE(codeFor([](ClockWish& wish) { wish.regime = u"eu.aia.50"_s; }), u"deadline.no-period"_s);
        QCOMPARE(codeFor([](ClockWish& wish) { wish.regime = u"eu.gdpr.33.omnibus"_s; }), u"deadline.disabled"_s);
        QCOMPARE(codeFor([](ClockWish& wish) { wish.regime = u"eu.nis2.fr"_s; }), u"deadline.event"_s);
        QCOMPARE(codeFor([](ClockWish& wish) { wish.zone.clear(); }), u"deadline.zone"_s);
        QCOMPARE(codeFor([](ClockWish& wish) { wish.facts = {{u"mood"_s, u"bad"_s}}; }), u"deadline.fact"_s);
        const auto before = must(one.desk->all<IncidentClock>(one.incident)).size();
        QCOMPARE(before, std::size_t(1)); // the one that declaring starts
    }

    void submittingStartsWhatFollows()
    {
        Case one;
        ClockWish wish;
        wish.regime = u"eu.dora.init"_s;
        wish.zone = u"Europe/Berlin"_s;
        wish.country = u"DE"_s;
        wish.events = {{u"aware"_s, instant("2026-06-09T08:00:00Z")},
                       {u"classified"_s, instant("2026-06-09T10:00:00Z")}};
        const Id initial = must(one.duties().start(one.incident, wish));
        const auto sent = must(one.duties().submit(initial, instant("2026-06-09T13:00:00Z"), {}));
        QVERIFY(!sent.isLate);
        QCOMPARE(one.clock(initial).state, ClockState::Met);
        QCOMPARE(utc(*one.clock(initial).submittedAt), u"2026-06-09T13:00:00Z"_s);
        QCOMPARE(sent.started.size(), std::size_t(1));
        const IncidentClock intermediate = one.clock(sent.started.front());
        QCOMPARE(intermediate.regime, u"eu.dora.int"_s);
        QCOMPARE(intermediate.follows, initial);
        QCOMPARE(utc(intermediate.due), u"2026-06-12T13:00:00Z"_s); // from the submission, not from awareness
        const auto next = must(one.duties().submit(sent.started.front(), instant("2026-06-12T10:00:00Z"), {}));
        QCOMPARE(one.clock(next.started.front()).regime, u"eu.dora.fin"_s);
        QCOMPARE(utc(one.clock(next.started.front()).due), u"2026-07-12T22:00:00Z"_s);
        QCOMPARE(codeOf(one.duties().submit(initial, instant("2026-06-09T14:00:00Z"), {})), u"clock.state"_s);
    }

    void lateNeedsReasons()
    {
        Case one;
        const Id id = must(one.duties().start(one.incident, one.notice()));
        const qint64 at = instant("2026-06-15T13:20:00Z");                     // the first instant that is too late
        QCOMPARE(codeOf(one.duties().submit(id, at, u"x"_s)), u"value.bad"_s); // which has not come yet
        one.desk.clock().set(at);
        const auto refused = one.duties().submit(id, at, u" "_s);
        QCOMPARE(codeOf(refused), u"deadline.reasons"_s);
        QVERIFY(refused.error().message.contains("reasons for the delay"_L1));
        QCOMPARE(one.clock(id).state, ClockState::Running);
        QVERIFY(must(one.duties().submit(id, at, u"The weekend's logs came on Monday"_s)).isLate);
        QCOMPARE(one.clock(id).state, ClockState::Late);
        QCOMPARE(one.clock(id).stateReason, u"The weekend's logs came on Monday"_s);
        QCOMPARE(codeOf(one.duties().submit(must(one.duties().start(one.incident, one.notice())),
                                            instant("2026-06-12T13:00:00Z"), {})),
                 u"value.bad"_s);
    }

    void reclassifyingMovesEarlierOnly()
    {
        Case one; // example 53
        one.desk.clock().set(instant("2028-06-05T08:00:00Z"));
        ClockWish wish;
        wish.regime = u"eu.aia.73.15"_s;
        wish.zone = u"Europe/Berlin"_s;
        wish.country = u"DE"_s;
        wish.events = {{u"aware"_s, instant("2028-06-02T08:00:00Z")}};
        const Id id = must(one.duties().start(one.incident, wish));
        QCOMPARE(utc(one.clock(id).due), u"2028-06-17T22:00:00Z"_s);
        ClockWish death;
        death.regime = u"eu.aia.73.10"_s;
        QCOMPARE(codeOf(one.duties().reclassify(id, death, u" "_s)), u"value.bad"_s);
        ClockWish draft;
        draft.regime = u"eu.gdpr.33.omnibus"_s;
        QCOMPARE(codeOf(one.duties().reclassify(id, draft, u"It is a draft"_s)), u"deadline.disabled"_s);
        VERIFY_OK(one.duties().reclassify(id, death, u"A person died"_s));
        QCOMPARE(one.clock(id).regime, u"eu.aia.73.10"_s);
        QCOMPARE(one.clock(id).name, u"Report of a death"_s);
        QCOMPARE(utc(one.clock(id).due), u"2028-06-12T22:00:00Z"_s);
        ClockWish back;
        back.regime = u"eu.aia.73.15"_s;
        VERIFY_OK(one.duties().reclassify(id, back, u"It was another system"_s));
        QCOMPARE(utc(one.clock(id).due), u"2028-06-12T22:00:00Z"_s);
        QVERIFY(one.clock(id).reasoning.contains("The earlier due time holds"_L1));
        // Nor may anybody write a later one past the rules.
        IncidentClock later = one.clock(id);
        later.due += Desk::day;
        QCOMPARE(codeOf(one.desk->update(id, later)), u"clock.later"_s);
    }

    void factsAreKeptWithTheirHistory()
    {
        Case one;
        const Id evidence = Id::make(one.desk.now());
        const Id first = must(one.duties().record(one.incident, u"personal_data"_s, u"yes"_s, u"rows"_s, {evidence}));
        one.desk.clock().advance(Desk::minute);
        QCOMPARE(must(one.duties().record(one.incident, u"personal_data"_s, u"no"_s, u"a second look"_s)), first);
        QCOMPARE(must(one.duties().facts(one.incident)).at(u"personal_data"_s), u"no"_s);
        QCOMPARE(codeOf(one.duties().record(one.incident, u"mood"_s, u"no"_s, {})), u"deadline.fact"_s);
        QCOMPARE(codeOf(one.duties().record(one.incident, u"risk"_s, u"none"_s, {})), u"deadline.fact"_s);
        VERIFY_OK(one.duties().record(one.incident, u"risk"_s, u"unknown"_s, {}));
    }

    void whatHoldsOfTheOrganisationIsNotAskedEachTime()
    {
        QTemporaryDir own;
        QFile file(own.filePath(u"acme.yaml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("title: Acme\nversion: 1\nsource: counsel\nknown: {nis2_entity: yes}\n");
        file.close();
        Case one;
        one.book.regimes = must(Regimes::load(resourceFolders(u"regimes"_s) << own.path()));
        QCOMPARE(must(one.duties().facts(one.incident)).at(u"nis2_entity"_s), u"yes"_s);
        (void)must(one.duties().record(one.incident, u"nis2_entity"_s, u"no"_s, u"Not this part of it"_s));
        QCOMPARE(must(one.duties().facts(one.incident)).at(u"nis2_entity"_s), u"no"_s); // an incident's own word wins
    }

    void suggestionsFollowTheFacts()
    {
        Case one;
        const auto find = [&](const char* id) {
            const auto all = must(one.duties().suggestions(one.incident));
            return *std::ranges::find_if(all, [&](const auto& it) { return it.regime->id == QLatin1StringView(id); });
        };
        QCOMPARE(find("eu.gdpr.33.sa").applicability.answer, Applicability::Answer::Applies);
        QCOMPARE(find("eu.nis2.ew").applicability.answer, Applicability::Answer::Depends);
        (void)must(one.duties().record(one.incident, u"nis2_entity"_s, u"yes"_s, {}));
        (void)must(one.duties().record(one.incident, u"personal_data"_s, u"no"_s, {}));
        QCOMPARE(find("eu.gdpr.33.sa").applicability.answer, Applicability::Answer::DoesNot);
        QCOMPARE(find("eu.nis2.ew").applicability.answer, Applicability::Answer::Applies);
        const auto all = must(one.duties().suggestions(one.incident));
        QCOMPARE(all.front().applicability.answer, Applicability::Answer::Applies);
        QVERIFY(all.back().status != RegimeStatus::InForce);
    }

    void aVerdictProposesAndNeverEnds()
    {
        // Friday 16:00 in Berlin: a clause of 24 hours from suspicion. The answer comes at 19:40.
        Case one;
        ClockWish clause;
        clause.regime = u"contract.dpa"_s;
        clause.zone = u"Europe/Berlin"_s;
        clause.facts = {{u"clause_hours"_s, u"24"_s}, {u"clause_starts"_s, u"suspected"_s}};
        clause.events = {{u"suspected"_s, instant("2026-06-12T14:00:00Z")}};
        clause.name = u"Northwind's contract"_s;
        const Id contract = must(one.duties().start(one.incident, clause));
        const Id notice = must(one.duties().start(one.incident, one.notice()));
        QVERIFY(must(one.duties().endProposals(one.incident)).empty());

        one.desk.clock().set(instant("2026-06-12T17:40:00Z"));
        auto kept = must(one.desk->incident(one.incident));
        kept.value.verdict = u"synthetic"_s;
        VERIFY_OK(one.desk->update(one.incident, kept.value));
        const auto proposed = must(one.duties().endProposals(one.incident));
        QCOMPARE(proposed.size(), std::size_t(2));
        QCOMPARE(utc(one.clock(contract).due), u"2026-06-13T14:00:00Z"_s); // Saturday, 16:00
        QCOMPARE(one.clock(contract).state, ClockState::Running);
        QCOMPARE(one.clock(notice).state, ClockState::Running);

        (void)must(one.duties().record(one.incident, u"personal_data"_s, u"yes"_s, u"Names of staff"_s));
        QVERIFY(must(one.duties().endProposals(one.incident)).empty());
        one.desk.clock().advance(Desk::minute);
        (void)must(one.duties().record(one.incident, u"personal_data"_s, u"no"_s, u"They were invented"_s));
        const auto refuted = must(one.duties().endProposals(one.incident));
        QCOMPARE(refuted.size(), std::size_t(1));
        QCOMPARE(refuted.front().clock, notice);
        VERIFY_OK(one.desk->setClockState(notice, ClockState::NotApplicable, u"No personal data"_s));
        QVERIFY(must(one.duties().endProposals(one.incident)).empty());
    }

    void tasksFollowARuleByItsId()
    {
        Case one;
        Task task;
        task.title = u"Draft the notification"_s;
        task.lane = Roles(Role::Legal);
        task.target = u"clock(eu.gdpr.33.sa)-24h"_s;
        const Id id = must(one.desk->add(one.incident, task));
        (void)must(one.duties().start(one.incident, one.notice()));
        VERIFY_OK(one.desk->followTargets(one.incident));
        QCOMPARE(utc(must(one.desk->one<Task>(id)).value.due.value_or(0)), u"2026-06-14T13:20:00Z"_s);
    }

    void aCalendarSaysNothingElse()
    {
        Case one;
        ClockWish wish = one.notice();
        wish.name = u"Secret name"_s;
        const Id id = must(one.duties().start(one.incident, wish));
        for (const auto& other : must(one.desk->all<IncidentClock>(one.incident))) {
            if (other.id != id) { // the one that declaring started
                VERIFY_OK(one.desk->setClockState(other.id, ClockState::NotApplicable, u"no contract"_s));
            }
        }
        const auto clocks = must(one.desk->all<IncidentClock>(one.incident));
        const QByteArray text = clockCalendar(u"Copper Lark"_s, clocks, one.desk.now());
        QCOMPARE(text.count("BEGIN:VEVENT"), 1);
        QCOMPARE(text.count("BEGIN:VALARM"), 3);
        QVERIFY(text.contains("DTSTART:20260615T132000Z\r\n"));
        QVERIFY(text.contains("TRIGGER;VALUE=DATE-TIME:20260614T012000Z\r\n")); // half of 72 hours
        QVERIFY(text.contains("SUMMARY:Copper Lark: due\r\n"));
        QVERIFY(text.contains("UID:" + id.text().toLatin1()));
        QVERIFY(!text.contains("Secret") && !text.contains("supervisory") && !text.contains("gdpr"));
        QVERIFY(text.endsWith("END:VCALENDAR\r\n"));
        // Alarms that have passed are not set off at once.
        QCOMPARE(clockCalendar(u"x"_s, clocks, instant("2026-06-15T04:00:00Z")).count("BEGIN:VALARM"), 1);
    }
};

QTEST_GUILESS_MAIN(TestDuties)
#include "tst_duties.moc"
