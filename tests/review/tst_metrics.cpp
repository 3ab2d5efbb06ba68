#include "models/review/metrics.h"
#include "models/review/teamreading.h"
#include "review/story.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::review;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestMetrics : public QObject
{
    Q_OBJECT

private:
    [[nodiscard]] static Measured taken(Desk& desk, const Id& incident)
    {
        return must(measured(desk.casework(), incident, regimes()));
    }
    /// Minutes of a metric; −1 where it is not known.
    [[nodiscard]] static qint64 minutes(const Measured& figures, const QString& id)
    {
        const Metric* metric = figures.metric(id);
        return metric == nullptr || !metric->value ? -1 : *metric->value / Desk::minute;
    }

private Q_SLOTS:
    void theMiddleAndTheNinetiethAreFound_data()
    {
        QTest::addColumn<QList<qint64>>("values");
        QTest::addColumn<qint64>("median");
        QTest::addColumn<qint64>("p90");
        QTest::newRow("one") << QList<qint64>{7} << qint64(7) << qint64(7);
        QTest::newRow("two") << QList<qint64>{9, 1} << qint64(5) << qint64(9);
        QTest::newRow("odd") << QList<qint64>{3, 1, 2} << qint64(2) << qint64(3);
        QTest::newRow("ten") << QList<qint64>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1} << qint64(5) << qint64(9);
        QTest::newRow("eleven") << QList<qint64>{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1} << qint64(6) << qint64(10);
        QTest::newRow("outlier") << QList<qint64>{1, 1, 1, 1000} << qint64(1) << qint64(1000);
    }
    void theMiddleAndTheNinetiethAreFound()
    {
        QFETCH(QList<qint64>, values);
        QFETCH(qint64, median);
        QFETCH(qint64, p90);
        const std::vector<qint64> all(values.begin(), values.end());
        QCOMPARE(medianOf(all), std::optional(median));
        QCOMPARE(percentileOf(all, 90), std::optional(p90));
    }
    void nothingHasNoMiddle()
    {
        QVERIFY(!medianOf({}));
        QVERIFY(!percentileOf({}, 90));
        QCOMPARE(durationText(std::optional<qint64>()), u"not known"_s);
    }
    void durationsAreShown_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing between") << qint64(0) << u"0 s"_s;
        QTest::newRow("not quite a second") << qint64(400) << u"400 ms"_s;
        QTest::newRow("seconds") << qint64(45'999) << u"45 s"_s;
        QTest::newRow("minutes") << qint64(61'000) << u"1 min 01 s"_s;
        QTest::newRow("hours") << 2 * Desk::hour + 5 * Desk::minute << u"2 h 05 min"_s;
        QTest::newRow("days") << 3 * Desk::day + 4 * Desk::hour << u"3 d 4 h"_s;
        QTest::newRow("late") << -2 * Desk::hour << u"−2 h 00 min"_s;
    }
    void durationsAreShown()
    {
        QFETCH(qint64, ms);
        QFETCH(QString, text);
        QCOMPARE(durationText(ms), text);
    }

    void anIncidentIsMeasured()
    {
        Desk desk;
        Story story(desk);
        story.tell();
        const Measured figures = taken(desk, story.incident);
        QCOMPARE(minutes(figures, u"dwell"_s), 600);
        QCOMPARE(minutes(figures, u"time_to_detect"_s), 120);
        QCOMPARE(minutes(figures, u"time_to_acknowledge"_s), 0);
        QCOMPARE(minutes(figures, u"time_to_classify"_s), 30);
        QCOMPARE(minutes(figures, u"time_to_decide"_s), 15);
        QCOMPARE(minutes(figures, u"time_to_contain_first"_s), 30);
        QCOMPARE(minutes(figures, u"time_to_contain"_s), 90);
        QCOMPARE(minutes(figures, u"time_to_notify_authority"_s), 120); // the notice to people was earlier
        QCOMPARE(minutes(figures, u"time_to_notify_customers_median"_s), 200);
        QCOMPARE(minutes(figures, u"time_to_notify_customers"_s), 440);
        QCOMPARE(figures.metric(u"least_margin")->value, std::optional(-30 * Desk::minute)); // late, not refused
        QCOMPARE(minutes(figures, u"time_to_resolve"_s), 600);

        QStringList ids;
        QStringList expected;
        std::ranges::transform(figures.metrics, std::back_inserter(ids), &Metric::id);
        std::ranges::transform(measures(), std::back_inserter(expected), &Measure::id);
        QCOMPARE(ids, expected);

        QCOMPARE(figures.metric(u"dwell")->from->origin, Origin::Entered);
        QCOMPARE(figures.metric(u"time_to_contain")->to->origin, Origin::Recorded);
        QCOMPARE(figures.metric(u"time_to_contain")->to->at, story.at(90));
        QCOMPARE(figures.metric(u"time_to_notify_authority")->to->origin, Origin::Entered);
        QCOMPARE(figures.metric(u"time_to_notify_authority")->to->entity, story.authority);
        QCOMPARE(figures.metric(u"time_to_classify")->from->origin, Origin::Recorded);

        QCOMPARE(figures.margins.size(), std::size_t(3)); // and the clock of the declaration
        const auto margin = std::ranges::find(figures.margins, story.authority, &ClockMargin::clock);
        QCOMPARE(margin->margin, std::optional(72 * Desk::hour - 2 * Desk::hour));
        QVERIFY(margin->note.isEmpty());
        const auto running = std::ranges::find(figures.margins, ClockState::Running, &ClockMargin::state);
        QVERIFY(!running->margin && !running->note.isEmpty());
    }
    void whatIsNotKnownIsNotNought()
    {
        Desk desk;
        const Id incident = desk.declare();
        const Measured figures = taken(desk, incident);
        QCOMPARE(figures.metrics.size(), measures().size());
        for (const Metric& one : figures.metrics) {
            QVERIFY2(!one.value, qPrintable(one.id));
            QVERIFY2(one.note.startsWith(u"Not known"_s), qPrintable(one.id));
            QVERIFY2(!one.definition.isEmpty() && one.definition.endsWith(u'.'), qPrintable(one.id));
        }
    }
    void instantsThatContradictAreRefused()
    {
        Desk desk;
        Story story(desk);
        story.goTo(100);
        story.set(&Incident::aware, std::optional(story.at(90)));
        story.set(&Incident::occurredFrom, std::optional(story.at(5)));
        story.set(&Incident::occurredTo, std::optional(story.at(6)));
        story.customer(u"Northwind"_s, NoticeState::Sent, story.at(80));
        story.customer(u"Contoso"_s, NoticeState::Sent, story.at(95));
        const Id clock = story.clock(u"Notice"_s, u"eu.gdpr.33.sa"_s, 72);
        story.submit(clock, story.at(40));
        const Measured figures = taken(desk, story.incident);
        for (const QString& id :
             {u"dwell"_s, u"time_to_detect"_s, u"time_to_notify_authority"_s, u"time_to_notify_customers_median"_s}) {
            const Metric* metric = figures.metric(id);
            QVERIFY2(!metric->value, qPrintable(id));
            QVERIFY2(metric->note.startsWith(u"Refused"_s), qPrintable(id));
            QVERIFY2(metric->from && metric->to, qPrintable(id)); // both are shown
        }
        QVERIFY(figures.metric(u"dwell")->note.contains(u"occurred from"_s));
        QVERIFY(figures.metric(u"dwell")->note.contains(u"entered by a person"_s));
        QCOMPARE(minutes(figures, u"time_to_notify_customers"_s), 5);
        const auto margin = std::ranges::find(figures.margins, clock, &ClockMargin::clock);
        QVERIFY(!margin->margin && margin->note.startsWith(u"Refused"_s));
        QVERIFY(!figures.metric(u"least_margin")->value);
    }
    void whatGoesOnAtDetectionHasItsDwellTime()
    {
        Desk desk;
        Story story(desk);
        story.goTo(30);
        story.set(&Incident::occurredTo, std::optional(story.at(25)));
        const Measured figures = taken(desk, story.incident);
        QCOMPARE(minutes(figures, u"dwell"_s), 600);
        QVERIFY(!figures.metric(u"time_to_detect")->value);
        QVERIFY(figures.metric(u"time_to_detect")->note.contains(u"before it ended"_s));
    }
    void aTaskThatIsBegunAcknowledges()
    {
        Desk desk;
        Story story(desk);
        const Id task = story.task(u"Look at the log"_s, Phase::Triage);
        story.set(&Incident::detected, std::optional(story.at(-60)));
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_acknowledge"_s), 60); // declaring takes command
        const auto people = must(desk->all<Assignment>(story.incident));
        QCOMPARE(people.size(), std::size_t(1));
        Assignment later = people.front().value;
        later.assumed = story.at(90);
        must(desk->update(people.front().id, later));
        story.goTo(10);
        must(desk->setTaskState(task, TaskState::InProgress));
        story.goTo(20);
        must(desk->setTaskState(task, TaskState::Open)); // and put back: it was begun all the same
        const Measured figures = taken(desk, story.incident);
        QCOMPARE(minutes(figures, u"time_to_acknowledge"_s), 70);
        QCOMPARE(figures.metric(u"time_to_acknowledge")->to->entity, task);
        QCOMPARE(figures.metric(u"time_to_acknowledge")->to->origin, Origin::Recorded);
    }
    void containmentIsOpenWhileAStepIs()
    {
        Desk desk;
        Story story(desk);
        const Id first = story.task(u"Deny the route"_s);
        const Id second = story.task(u"Revoke the token"_s);
        story.goTo(30);
        story.done(first);
        Measured figures = taken(desk, story.incident);
        QCOMPARE(minutes(figures, u"time_to_contain_first"_s), 30);
        QVERIFY(!figures.metric(u"time_to_contain")->value);
        QVERIFY(figures.metric(u"time_to_contain")->note.contains(u"Revoke the token"_s));
        story.goTo(40);
        must(desk->setTaskState(second, TaskState::NotApplicable, u"There is no token"_s));
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_contain"_s), 30);
    }
    void customersWhoWaitKeepTheLastOpen()
    {
        Desk desk;
        Story story(desk);
        story.set(&Incident::aware, std::optional(story.at(0)));
        story.goTo(100);
        story.customer(u"Northwind"_s, NoticeState::Sent, story.at(10));
        story.customer(u"Contoso"_s, NoticeState::Sent, story.at(20));
        const Id waiting = story.customer(u"Fabrikam"_s, NoticeState::Planned);
        Measured figures = taken(desk, story.incident);
        QCOMPARE(minutes(figures, u"time_to_notify_customers_median"_s), 15);
        QVERIFY(!figures.metric(u"time_to_notify_customers_median")->to); // it lies between two
        QVERIFY(!figures.metric(u"time_to_notify_customers")->value);
        must(desk->strike(waiting, u"No customer"_s));
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_notify_customers"_s), 20);
    }
    void anEarlierDecisionIsNotTheOneToNotify()
    {
        Desk desk;
        Story story(desk);
        story.goTo(10);
        story.decide(u"Deny the route"_s);
        story.set(&Incident::aware, std::optional(story.at(60)));
        Measured figures = taken(desk, story.incident);
        QVERIFY(!figures.metric(u"time_to_decide")->value);
        QVERIFY(figures.metric(u"time_to_decide")->note.startsWith(u"Refused"_s));
        story.goTo(70);
        story.decide(u"Notify"_s);
        figures = taken(desk, story.incident);
        QCOMPARE(minutes(figures, u"time_to_decide"_s), 10);
        QVERIFY(!figures.metric(u"time_to_decide")->note.isEmpty());
    }
    void aSendingToAnAuthorityCounts()
    {
        Desk desk;
        Story story(desk);
        story.set(&Incident::aware, std::optional(story.at(0)));
        Party authority;
        authority.name = u"BfDI"_s;
        authority.kind = u"authority"_s;
        Disclosure draft;
        draft.title = u"Notification"_s;
        draft.party = must(desk->add(story.incident, authority));
        DisclosureSending sending;
        sending.title = draft.title;
        sending.recipient = authority.name;
        sending.disclosure = must(desk->add(story.incident, draft));
        sending.sentAt = story.at(45);
        must(desk->add(story.incident, sending));
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_notify_authority"_s), 45);
        // One to a customer does not.
        draft.party = story.customer(u"Northwind"_s, NoticeState::Planned);
        sending.disclosure = must(desk->add(story.incident, draft));
        sending.sentAt = story.at(5);
        must(desk->add(story.incident, sending));
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_notify_authority"_s), 45);
    }
    void authoritiesAreToldFromOthers_data()
    {
        QTest::addColumn<QString>("regime");
        QTest::addColumn<bool>("isAuthority");
        const QStringList authorities{
            u"eu.gdpr.33.sa"_s, u"eu.gdpr.33.omnibus"_s, u"eu.nis2.ew"_s,       u"eu.dora.init"_s, u"uk.gdpr.33"_s,
            u"us.sec.8k105"_s,  u"us.hipaa.hhs"_s,       u"us.ca.1798.82.ag"_s, u"in.certin"_s,    u"br.lgpd.48"_s};
        const QStringList others{u"contract.dpa"_s,      u"eu.gdpr.33.proc"_s, u"eu.gdpr.34.ds"_s,
                                 u"eu.dora.clients"_s,   u"eu.nis2.rec"_s,     u"us.hipaa"_s,
                                 u"us.hipaa.media"_s,    u"us.ca.1798.82"_s,   u"us.bank.provider"_s,
                                 u"us.states.default"_s, u"no.such"_s,         QString()};
        for (const QString& id : authorities + others) {
            QTest::newRow(qPrintable(id.isEmpty() ? u"plain hours"_s : id)) << id << authorities.contains(id);
        }
    }
    void authoritiesAreToldFromOthers()
    {
        QFETCH(QString, regime);
        QFETCH(bool, isAuthority);
        IncidentClock clock;
        clock.regime = regime;
        QCOMPARE(isOwedToAuthority(clock, {}, regimes()), isAuthority);
        Kept<Party> party{Id::make(1), {}, {}};
        clock.party = party.id;
        for (const QString& kind : {u"authority"_s, u"account"_s}) { // where a party is named, it decides
            party.value.kind = kind;
            QCOMPARE(isOwedToAuthority(clock, {party}, regimes()), kind == u"authority"_s);
        }
        QVERIFY(!isOwedToAuthority(clock, {}, regimes())); // one that the team does not see
    }
    void resolvedIsForGood()
    {
        Desk desk;
        Story story(desk);
        story.goTo(100);
        story.set(&Incident::phase, Phase::Review);
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_resolve"_s), 100);
        story.goTo(200);
        story.set(&Incident::phase, Phase::Contain);
        QVERIFY(!taken(desk, story.incident).metric(u"time_to_resolve")->value);
        story.goTo(300);
        story.set(&Incident::phase, Phase::Review);
        story.goTo(400);
        must(desk->close(story.incident, u"Done"_s));
        QCOMPARE(minutes(taken(desk, story.incident), u"time_to_resolve"_s), 300);
        const auto then = must(desk->asOf(story.incident, story.at(150)));
        QCOMPARE(minutes(must(measured(then, story.incident, regimes())), u"time_to_resolve"_s), 100);
    }
    void whatIsPrivilegedDoesNotCount()
    {
        Desk desk;
        Story story(desk);
        story.set(&Incident::aware, std::optional(story.at(0)));
        story.goTo(10);
        story.decide(u"A privileged decision"_s, Compartment::Counsel);
        const Id hidden = story.sample(u"counsel.csv"_s, Compartment::Counsel);
        story.answer(hidden, Compartment::Counsel);
        story.answer(hidden);
        Task task;
        task.title = u"A privileged step"_s;
        task.phase = Phase::Contain;
        task.lane = Role::Legal;
        story.done(must(desk->add(story.incident, task, Compartment::Counsel)));
        const Measured figures = taken(desk, story.incident);
        for (const QString& id :
             {u"time_to_decide"_s, u"time_to_classify"_s, u"time_to_contain"_s, u"time_to_contain_first"_s}) {
            QVERIFY2(!figures.metric(id)->value, qPrintable(id));
            QVERIFY2(!figures.metric(id)->note.contains(u"rivileged"_s), qPrintable(id));
        }
        desk.enrol(u"Eve"_s, Role::Engineering);
        desk.signIn(u"Eve"_s);
        QVERIFY(taken(desk, story.incident).metrics == figures.metrics); // the same whoever asks
    }
    void drillsAreCountedApart()
    {
        Desk desk;
        Story first(desk);
        first.tell();
        Story second(desk);
        second.set(&Incident::occurredFrom, std::optional(second.at(-100)));
        Story drill(desk, true);
        drill.set(&Incident::occurredFrom, std::optional(drill.at(-7)));
        const Id bare = desk.declare();
        const Across across = must(measuredAcross(desk.casework(), regimes()));
        QCOMPARE(across.incidents.size(), std::size_t(4));
        QVERIFY(std::ranges::find(across.incidents, bare, &Measured::incident) != across.incidents.end());
        const Statistic& dwell = across.real.front();
        QCOMPARE(dwell.measure.id, u"dwell"_s);
        QCOMPARE(dwell.known, 2);
        QCOMPARE(dwell.unknown, 1); // the bare one: not 0
        QCOMPARE(dwell.median, std::optional(350 * Desk::minute));
        QCOMPARE(dwell.p90, std::optional(600 * Desk::minute));
        QCOMPARE(across.drills.front().known, 1);
        QCOMPARE(across.drills.front().median, std::optional(7 * Desk::minute));
        const auto margin = std::ranges::find(across.real, u"least_margin"_s,
                                              [](const Statistic& one) { return one.measure.id; });
        QCOMPARE(margin->median, std::optional(-30 * Desk::minute));
    }
    void aBadMarginIsTheSmallOne()
    {
        std::vector<Measured> incidents(10);
        for (std::size_t i = 0; i < incidents.size(); ++i) {
            Metric metric;
            metric.id = u"least_margin"_s;
            metric.value = static_cast<qint64>(i + 1);
            incidents[i].metrics.push_back(metric);
        }
        const auto all = statisticsOf(incidents, false);
        const auto margin = std::ranges::find(all, u"least_margin"_s,
                                              [](const Statistic& one) { return one.measure.id; });
        QCOMPARE(margin->p90, std::optional<qint64>(2)); // nine of ten are at least as good
        QVERIFY(margin->measure.isMargin);
    }
    void anUnknownIncidentIsRefused()
    {
        Desk desk;
        COMPARE_ERROR(measured(desk.casework(), Id::make(1), regimes()), "incident.not-found");
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
