#include "incident/desk.h"
#include "models/deadline/customers.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
qint64 instant(const char* text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch();
}

/// Friday, 12 June 2026, 16:00 in Berlin: something is suspected, nothing is known.
struct Case
{
    Case()
        : book(must(Lawbook::load()))
    {
        desk.clock().set(instant("2026-06-12T14:00:00Z"));
        Declaration wish;
        wish.incident.title = u"Contacts on a paste site"_s;
        wish.incident.detected = desk.now();
        incident = must(desk->declare(wish, {})).id;
    }
    Id clause(const QString& name, qint64 hours, const QString& trigger, const QString& starts,
              const QString& derived = {})
    {
        ContractClause clause;
        clause.name = name;
        clause.regime = u"contract.dpa"_s;
        clause.hours = hours;
        clause.trigger = trigger;
        clause.starts = starts;
        clause.derived = derived;
        desk.clock().advance(1);
        return must(addClause(desk.casework(), book, clause));
    }
    Id customer(const QString& name, const Id& clauseId, const QString& role = u"processor"_s,
                const QString& country = u"DE"_s)
    {
        Party party;
        party.name = name;
        party.kind = u"account"_s;
        party.clause = clauseId;
        party.ourRole = role;
        party.country = country;
        party.zone = u"Europe/Berlin"_s;
        desk.clock().advance(1);
        return must(desk->add(incident, party));
    }
    [[nodiscard]] CustomerRow row(const Id& party)
    {
        const auto rows = must(customersOf(desk.casework(), book, incident));
        return *std::ranges::find_if(rows, [&](const CustomerRow& one) { return one.party.id == party; });
    }
    std::vector<Id> start(const BulkWish& wish = {})
    {
        desk.clock().advance(1);
        return must(startFor(desk.casework(), incident, must(planFor(desk.casework(), book, incident, wish))));
    }
    void record(const QString& fact, const QString& value)
    {
        desk.clock().advance(1);
        Duties duties(desk.casework(), book);
        must(duties.record(incident, fact, value, {}));
    }

    Lawbook book;
    Desk desk;
    Id incident;
};
} // namespace

class TestCustomers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClauseOnSuspicionRunsBeforeAnyVerdict()
    {
        Case one;
        const Id party = one.customer(u"Northwind"_s, one.clause(u"DPA"_s, 24, u"suspected"_s, u"suspected"_s));
        QCOMPARE(one.row(party).owed, Applicability::Answer::Applies);
        const auto clocks = one.start();
        QCOMPARE(clocks.size(), std::size_t(1));
        const auto clock = must(one.desk->one<IncidentClock>(clocks.front())).value;
        QCOMPARE(clock.due, instant("2026-06-13T14:00:00Z")); // Saturday 16:00 in Berlin
        QCOMPARE(clock.party, party);
        QVERIFY2(clock.reasoning.contains(u"“suspected” is not recorded; “detected” stands in for it"_s),
                 qPrintable(clock.reasoning));
        QVERIFY(clock.name.startsWith(u"Northwind: "_s));

        // The verdict of 19:40, synthetic only, proposes its end and does not end it.
        one.desk.clock().set(instant("2026-06-12T17:40:00Z"));
        must(one.desk->setField(one.incident, u"verdict"_s, u"synthetic"_s));
        Duties duties(one.desk.casework(), one.book);
        QCOMPARE(must(duties.endProposals(one.incident)).size(), std::size_t(1));
        QCOMPARE(must(one.desk->one<IncidentClock>(clocks.front())).value.state, ClockState::Running);
        QVERIFY(one.start().empty()); // it runs already
    }
    void whatIsOwedFollowsClauseRoleAndFacts_data()
    {
        QTest::addColumn<QString>("trigger"); // empty: no clause
        QTest::addColumn<QString>("derived");
        QTest::addColumn<QString>("role");
        QTest::addColumn<QString>("country");
        QTest::addColumn<QString>("personal");
        QTest::addColumn<int>("owed");
        const auto row = [](const char* name, const char* trigger, const char* derived, const char* role,
                            const char* country, const char* personal, Applicability::Answer owed) {
            QTest::newRow(name) << QString::fromLatin1(trigger) << QString::fromLatin1(derived)
                                << QString::fromLatin1(role) << QString::fromLatin1(country)
                                << QString::fromLatin1(personal) << static_cast<int>(owed);
        };
        using Owed = Applicability::Answer;
        row("suspected, no personal data", "suspected", "", "processor", "DE", "no", Owed::Applies);
        row("security incident, no personal data", "security_incident", "", "processor", "DE", "no", Owed::Applies);
        row("breach, unknown", "personal_data_breach", "", "processor", "DE", "", Owed::Depends);
        row("breach, yes", "personal_data_breach", "", "processor", "DE", "yes", Owed::Applies);
        row("breach, no", "personal_data_breach", "no", "processor", "DE", "no", Owed::DoesNot);
        row("breach, no, derived data included", "personal_data_breach", "yes", "processor", "DE", "no", Owed::Depends);
        row("no clause, controller", "", "", "controller", "DE", "yes", Owed::DoesNot);
        row("no clause, processor", "", "", "processor", "DE", "yes", Owed::Applies);
        row("no clause, role unknown", "", "", "", "", "", Owed::Depends);
        row("no clause, no rule of ours", "", "", "processor", "ZA", "yes", Owed::Depends);
        row("a clause binds a controller too", "security_incident", "", "controller", "DE", "", Owed::Applies);
    }
    void whatIsOwedFollowsClauseRoleAndFacts()
    {
        QFETCH(QString, trigger);
        QFETCH(QString, derived);
        QFETCH(QString, role);
        QFETCH(QString, country);
        QFETCH(QString, personal);
        QFETCH(int, owed);
        Case one;
        const Id clause = trigger.isEmpty() ? Id() : one.clause(u"C"_s, 24, trigger, u"aware"_s, derived);
        const Id party = one.customer(u"Northwind"_s, clause, role, country);
        if (!personal.isEmpty()) {
            one.record(u"personal_data"_s, personal);
        }
        const CustomerRow row = one.row(party);
        QCOMPARE(static_cast<int>(row.owed), owed);
        QVERIFY(!row.because.isEmpty());
    }
    void clocksFollowClauseOrLaw()
    {
        Case one;
        const Id dpa = one.clause(u"DPA"_s, 48, u"security_incident"_s, u"aware"_s);
        const Id silent = one.clause(u"No hours"_s, 0, u"security_incident"_s, u"aware"_s);
        const Id withClause = one.customer(u"A"_s, dpa);
        const Id withoutHours = one.customer(u"B"_s, silent);
        const Id british = one.customer(u"C"_s, {}, u"processor"_s, u"GB"_s);
        const Id ours = one.customer(u"D"_s, {}, u"controller"_s);
        const BulkWish wish{.events = {{u"aware"_s, instant("2026-06-12T13:00:00Z")}}, .why = u"Declared"_s};
        const auto plan = must(planFor(one.desk.casework(), one.book, one.incident, wish));
        QCOMPARE(plan.size(), std::size_t(3)); // nothing is owed to D
        const auto planned = [&](const Id& party) { return *std::ranges::find(plan, party, &BulkClock::party); };
        QCOMPARE(planned(withClause).wish.regime, u"contract.dpa"_s);
        QCOMPARE(planned(withClause).preview->computation.target, std::optional(instant("2026-06-14T13:00:00Z")));
        QCOMPARE(planned(withoutHours).wish.regime, u"eu.gdpr.33.proc"_s);
        QCOMPARE(planned(british).wish.regime, u"uk.gdpr.33.proc"_s);
        QCOMPARE(one.start(wish).size(), std::size_t(3));
        QVERIFY(one.row(ours).clocks.empty());
        QCOMPARE(one.row(withClause).running()->why, u"Declared"_s);

        // Whoever is named is answered for, also where nothing can be started.
        const auto named = must(planFor(one.desk.casework(), one.book, one.incident, {.parties = {ours, withClause}}));
        QCOMPARE(named.size(), std::size_t(2));
        QVERIFY(
            std::ranges::all_of(named, [](const BulkClock& each) { return !each.preview && !each.problem.isEmpty(); }));
    }
    void tasksFollowClocksThatWereStartedTogether()
    {
        Case one;
        Task task;
        task.title = u"Tell the customer"_s;
        task.target = u"clock(contract.dpa)-2h"_s;
        const Id id = must(one.desk->add(one.incident, task));
        one.customer(u"A"_s, one.clause(u"DPA"_s, 24, u"suspected"_s, u"suspected"_s));
        one.start();
        QCOMPARE(must(one.desk->one<Task>(id)).value.due, std::optional(instant("2026-06-13T12:00:00Z")));
    }
    void anEventThatNobodyKnowsIsNotGuessed()
    {
        Case one;
        one.customer(u"A"_s, one.clause(u"DPA"_s, 24, u"security_incident"_s, u"confirmed"_s));
        const auto plan = must(planFor(one.desk.casework(), one.book, one.incident, {}));
        QVERIFY(!plan.front().preview);
        QVERIFY2(plan.front().problem.contains(u"confirmed"_s), qPrintable(plan.front().problem));
        QVERIFY(one.start().empty());
    }
    void aNoticeEndsTheClock()
    {
        Case one;
        const Id dpa = one.clause(u"DPA"_s, 24, u"suspected"_s, u"suspected"_s);
        const Id a = one.customer(u"A"_s, dpa);
        const Id b = one.customer(u"B"_s, dpa);
        one.start();
        one.desk.clock().advance(Desk::hour);
        auto& casework = one.desk.casework();
        COMPARE_ERROR(setNotice(casework, one.book, {a}, {.state = NoticeState::Sent}), "notice.bad");
        COMPARE_ERROR(setNotice(casework, one.book, {a}, {.at = one.desk.now() + 1}), "notice.bad");
        COMPARE_ERROR(setNotice(casework, one.book, {a}, {.state = NoticeState::NotOwed}), "notice.bad");
        COMPARE_ERROR(setNotice(casework, one.book, {}, {.at = one.desk.now()}), "notice.bad");
        VERIFY_OK(setNotice(casework, one.book, {a}, {.at = one.desk.now(), .note = u"Ticket 1"_s}));
        QCOMPARE(one.row(a).party.value.notice, NoticeState::Sent);
        QCOMPARE(one.row(a).clocks.front().value.state, ClockState::Met);
        QVERIFY(one.row(b).running());
        const auto sent = one.row(a).party.value.noticedAt;
        one.desk.clock().advance(Desk::hour);
        VERIFY_OK(setNotice(casework, one.book, {a}, {.state = NoticeState::Acknowledged}));
        QCOMPARE(one.row(a).party.value.noticedAt, sent); // an answer does not change when it was sent
        COMPARE_ERROR(setNotice(casework, one.book, {b}, {.state = NoticeState::Acknowledged}), "notice.bad");

        // Too late needs reasons, and nothing is written without.
        one.desk.clock().advance(2 * Desk::day);
        COMPARE_ERROR(setNotice(casework, one.book, {b}, {.at = one.desk.now()}), "deadline.reasons");
        QCOMPARE(one.row(b).party.value.notice, NoticeState::Undecided);
        VERIFY_OK(setNotice(casework, one.book, {b}, {.at = one.desk.now(), .reasons = u"Found late"_s}));
        QCOMPARE(one.row(b).clocks.front().value.state, ClockState::Late);

        // And a clock that is submitted by itself tells of the notice.
        const Id c = one.customer(u"C"_s, dpa);
        const auto started = one.start({.events = {{u"suspected"_s, one.desk.now()}}});
        Duties duties(casework, one.book);
        must(duties.submit(started.front(), one.desk.now(), {}));
        QCOMPARE(one.row(c).party.value.notice, NoticeState::Sent);
    }
    void clausesAreKeptOnceForAllIncidents()
    {
        Case one;
        const Id id = one.clause(u"Standard"_s, 24, u"suspected"_s, u"suspected"_s);
        auto& casework = one.desk.casework();
        QCOMPARE(must(findClause(casework, u"STANDARD"_s)).id, id);
        COMPARE_ERROR(findClause(casework, u"Other"_s), "clause.not-found");
        ContractClause clause = must(findClause(casework, u"Standard"_s)).value;
        COMPARE_ERROR(addClause(casework, one.book, clause), "clause.bad"); // the name is taken
        const std::vector<std::function<void(ContractClause&)>> wrongs{[](ContractClause& each) { each.name = u"  "_s; },
                                                                       [](ContractClause& each) { each.regime = u"eu.gdpr.33.sa"_s; },
                                                                       [](ContractClause& each) { each.trigger = u"fire"_s; },
                                                                       [](ContractClause& each) { each.starts = u"dawn"_s; },
                                                                       [](ContractClause& each) { each.hours = -1; },
                                                                       [](ContractClause& each) { each.hours = 10'001; },
                                                                       [](ContractClause& each) { each.derived = u"maybe"_s; },
                                                                       [](ContractClause& each) { each.note = QString(5000, u'x'); }};
        for (const auto& wrong : wrongs) {
            ContractClause other = clause;
            other.name = u"Other"_s;
            wrong(other);
            COMPARE_ERROR(addClause(casework, one.book, other), "clause.bad");
        }
        ContractClause unruled = clause;
        unruled.regime = u"no.such.rule"_s;
        COMPARE_ERROR(addClause(casework, one.book, unruled), "deadline.regime");
        clause.hours = 48;
        VERIFY_OK(changeClause(casework, one.book, id, clause));
        COMPARE_ERROR(retireClause(casework, id, u" "_s), "value.empty");
        VERIFY_OK(retireClause(casework, id, u"Replaced"_s));
        QVERIFY(must(clausesOf(casework)).empty());
        QCOMPARE(must(clausesOf(casework, true)).front().value.hours, 48);
        const Id party = one.customer(u"A"_s, id);
        QVERIFY(one.row(party).clause); // who has it keeps it
    }
    void tenantsOfTheSamplesBecomeCustomersOnce()
    {
        Case one;
        VerdictReport report;
        report.evidence = Id::make(1);
        report.rows = 10;
        report.tenants = {u"northwind=3"_s, u"contoso=1"_s};
        must(one.desk->add(one.incident, report));
        one.customer(u"Contoso"_s, {});
        Party known = must(one.desk->all<Party>(one.incident)).front().value;
        known.tenant = u"Contoso"_s;
        must(one.desk->update(must(one.desk->all<Party>(one.incident)).front().id, known));
        QCOMPARE(must(addCustomersFromSamples(one.desk.casework(), one.incident)), 1);
        QCOMPARE(must(addCustomersFromSamples(one.desk.casework(), one.incident)), 0);
        const auto rows = must(customersOf(one.desk.casework(), one.book, one.incident));
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows.back().party.value.tenant, u"northwind"_s);
        QVERIFY(rows.back().party.value.records.startsWith(u"3..3; exact"_s));
        QVERIFY(rows.front().party.value.records.startsWith(u"1..1; exact"_s));
    }
};

QTEST_GUILESS_MAIN(TestCustomers)
#include "tst_customers.moc"
