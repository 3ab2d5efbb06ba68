#include "incident/desk.h"

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class CasesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void declaringOpensTasksAndTheNoticeClock();
    void anUnknownNoticePeriodIsTwentyFourHours();
    void theNoticeClockStartsFromDetection();
    void whoeverDeclaresTakesCommand();
    void refusesADeclarationWithoutATitleOrWithAnUnknownSurface();
    void aRefusedDeclarationLeavesNothing();
    void countsNumbersUpAndGivesNeutralNames();
    void findsIncidentsByNumberIdAndPrefix();
    void twoDesksThatTookOneNumberBothStayFindable();
    void closesOnlyWhenBlockingTasksAreFinished();
    void aClosedIncidentTakesNothingUntilItIsReopened();
    void setsFieldsAsTyped();
    void refusesUnknownFieldsAndBadValues();
    void strikesWithAReasonAndErasesNothing();
    void aContestedFieldIsSettledByAPerson();
    void theOverviewCountsWhatStands();
    void addsManyInFewChanges();
};

void CasesTest::declaringOpensTasksAndTheNoticeClock()
{
    Desk desk;
    Declaration wish;
    wish.incident.title = u"  Sandbox list  "_s;
    wish.incident.surfaces = {u"api-endpoint"_s};
    wish.shortestNoticeHours = 48;
    const auto declared = desk->declare(wish, ourPlaybooks());
    VERIFY_OK(declared);
    QCOMPARE(declared->number, u"INC-0001"_s);
    QCOMPARE(declared->tasks, 15 + 11);
    QCOMPARE(declared->clocks, 1);

    const auto incident = desk->incident(declared->id);
    VERIFY_OK(incident);
    QCOMPARE(incident->value.title, u"Sandbox list"_s);
    QCOMPARE(incident->value.declaredAt, desk.now());

    const auto tasks = desk->all<Task>(declared->id);
    VERIFY_OK(tasks);
    QCOMPARE(tasks->size(), std::size_t(26));
    std::map<QString, Kept<Task>> byId;
    for (const auto& task : *tasks) {
        byId[task.value.playbookId] = task;
    }
    QCOMPARE(byId[u"X1"_s].value.due, desk.now() + 15 * Desk::minute);
    // 48 hours less a quarter of them.
    QCOMPARE(byId[u"X8"_s].value.due, desk.now() + 36 * Desk::hour);
    QCOMPARE(byId[u"A10"_s].value.dependsOn.size(), std::size_t(2));
    QVERIFY(std::ranges::count(byId[u"A10"_s].value.dependsOn, byId[u"X8"_s].id) == 1);
    QCOMPARE(byId[u"X14"_s].value.repeats, u"daily"_s);
    // The last task of the core waits for everything before the review that is done once.
    QCOMPARE(byId[u"X12"_s].value.dependsOn.size(), std::size_t(26 - 3));
}

void CasesTest::anUnknownNoticePeriodIsTwentyFourHours()
{
    Desk desk;
    const Id id = desk.declare();
    const auto clocks = desk->all<IncidentClock>(id);
    VERIFY_OK(clocks);
    QCOMPARE(clocks->size(), std::size_t(1));
    QCOMPARE(clocks->front().value.hours, 24);
    QCOMPARE(clocks->front().value.due, desk.now() + 24 * Desk::hour);
    QCOMPARE(clocks->front().value.startsFrom, u"declared"_s);
    QCOMPARE(clocks->front().value.decidedBy, desk.journal().user());
}

void CasesTest::theNoticeClockStartsFromDetection()
{
    Desk desk;
    Declaration wish;
    wish.incident.title = u"List"_s;
    wish.incident.detected = desk.now() - 3 * Desk::hour;
    wish.shortestNoticeHours = 72;
    const auto declared = desk->declare(wish, {});
    VERIFY_OK(declared);
    const auto clocks = desk->all<IncidentClock>(declared->id);
    VERIFY_OK(clocks);
    QCOMPARE(clocks->front().value.start, desk.now() - 3 * Desk::hour);
    QCOMPARE(clocks->front().value.due, desk.now() + 69 * Desk::hour);
    QCOMPARE(clocks->front().value.startsFrom, u"detected"_s);
}

void CasesTest::whoeverDeclaresTakesCommand()
{
    Desk desk;
    desk.enrol(u"Eng"_s, Role::Engineering);
    const auto people = desk->all<Assignment>(desk.declare());
    VERIFY_OK(people);
    QCOMPARE(people->size(), std::size_t(1));
    QCOMPARE(people->front().value.member, desk.journal().user());
    QVERIFY(people->front().value.role == Roles(Role::IncidentCommander));

    // An engineer declares too, but command is given, not taken.
    desk.signIn(u"Eng"_s);
    const auto none = desk->all<Assignment>(desk.declare());
    VERIFY_OK(none);
    QVERIFY(none->empty());
}

void CasesTest::refusesADeclarationWithoutATitleOrWithAnUnknownSurface()
{
    Desk desk;
    Declaration wish;
    wish.incident.title = u"   "_s;
    COMPARE_ERROR(desk->declare(wish, {}), "value.bad");
    wish.incident.title = u"List"_s;
    wish.incident.surfaces = {u"moon"_s};
    COMPARE_ERROR(desk->declare(wish, {}), "value.bad");
    wish.incident.surfaces.clear();
    wish.playbooks = {u"missing"_s};
    COMPARE_ERROR(desk->declare(wish, ourPlaybooks()), "value.bad");
    wish.playbooks.clear();
    wish.shortestNoticeHours = 0;
    COMPARE_ERROR(desk->declare(wish, {}), "value.bad");
}

void CasesTest::aRefusedDeclarationLeavesNothing()
{
    Desk desk(Role::Engineering);
    Declaration wish;
    wish.incident.title = u"List"_s;
    wish.incident.severity = Severity::Critical; // not an engineer's to set
    COMPARE_ERROR(desk->declare(wish, ourPlaybooks()), "journal.not-permitted");
    const auto incidents = desk->incidents();
    VERIFY_OK(incidents);
    QVERIFY(incidents->empty());
    const auto tasks = desk->all<Task>({});
    VERIFY_OK(tasks);
    QVERIFY(tasks->empty());
}

void CasesTest::countsNumbersUpAndGivesNeutralNames()
{
    Desk desk;
    QSet<QString> names;
    for (int i = 1; i <= 20; ++i) {
        const Id id = desk.declare(u"Merger of Aurelia Bank"_s);
        QCOMPARE(desk->shownNumber(id), u"INC-%1"_s.arg(i, 4, 10, QLatin1Char('0')));
        const QString name = desk->incident(id)->value.codeName;
        QVERIFY(name.contains(u' '));
        QVERIFY(!name.contains(u"Aurelia"));
        names.insert(name);
    }
    QCOMPARE(names.size(), 20);
}

void CasesTest::findsIncidentsByNumberIdAndPrefix()
{
    Desk desk;
    const Id first = desk.declare();
    desk.clock().advance(Desk::day); // ids begin with their time
    const Id second = desk.declare();
    for (const QString& text : {u"1"_s, u"INC-0001"_s, u"inc-1"_s, u" 0001 "_s, first.text(), first.text().left(12)}) {
        const auto found = desk->findIncident(text);
        VERIFY_OK(found);
        QCOMPARE(*found, first);
    }
    QCOMPARE(*desk->findIncident(second.text().toUpper()), second);
    COMPARE_ERROR(desk->findIncident(u"INC-0003"_s), "incident.not-found");
    COMPARE_ERROR(desk->findIncident(u"0"_s), "incident.not-found");
    COMPARE_ERROR(desk->findIncident(first.text().left(3)), "incident.not-found");
    COMPARE_ERROR(desk->findIncident(QString()), "incident.not-found");
    // What both ids begin with.
    qsizetype common = 0;
    while (first.text()[common] == second.text()[common]) {
        ++common;
    }
    QVERIFY(common >= 4);
    COMPARE_ERROR(desk->findIncident(first.text().left(common)), "incident.ambiguous");
}

void CasesTest::twoDesksThatTookOneNumberBothStayFindable()
{
    Desk first;
    (void)first.declare(u"Known to both"_s);
    Desk second(first.copy());

    const Id earlier = first.declare(u"On the first desk"_s);
    second.clock().advance(Desk::minute);
    const Id later = second.declare(u"On the second desk"_s);
    const Receipt receipt = first.receive(second);
    QCOMPARE(receipt.invalid + receipt.held, 0);

    QCOMPARE(first->shownNumber(earlier), u"INC-0002"_s);
    const QString other = first->shownNumber(later);
    QVERIFY2(other.startsWith(u"INC-0002-"_s) && other.size() == 11, qPrintable(other));
    QCOMPARE(*first->findIncident(other), later);
    // The bare number could mean either: neither is guessed, both are named.
    const auto ambiguous = first->findIncident(u"INC-0002"_s);
    COMPARE_ERROR(ambiguous, "incident.ambiguous");
    QVERIFY(ambiguous.error().message.contains(earlier.text()));
    QVERIFY(ambiguous.error().message.contains(later.text()));
}

void CasesTest::closesOnlyWhenBlockingTasksAreFinished()
{
    Desk desk;
    const Id id = desk.declare();
    Task task;
    task.title = u"Tell the tenants"_s;
    task.lane = Role::CustomerSuccess;
    task.blocksClosure = true;
    const auto blocking = desk->add(id, task);
    VERIFY_OK(blocking);
    const auto refused = desk->close(id, u"done"_s);
    COMPARE_ERROR(refused, "incident.tasks-open");
    QVERIFY(refused.error().message.contains(u"Tell the tenants"_s));
    COMPARE_ERROR(desk->setField(id, u"phase"_s, u"closed"_s), "incident.tasks-open");
    VERIFY_OK(desk->setTaskState(*blocking, TaskState::Done));
    COMPARE_ERROR(desk->close(id, u"  "_s), "value.bad");
    VERIFY_OK(desk->close(id, u"Everybody is told"_s));
    const auto closed = desk->incident(id);
    VERIFY_OK(closed);
    QCOMPARE(closed->value.phase, Phase::Closed);
    QCOMPARE(closed->value.closingNote, u"Everybody is told"_s);
    COMPARE_ERROR(desk->close(id, u"again"_s), "value.bad");
}

void CasesTest::aClosedIncidentTakesNothingUntilItIsReopened()
{
    Desk desk;
    const Id id = desk.declare();
    VERIFY_OK(desk->close(id, u"false alarm"_s));
    Observation late;
    late.raw = u"One more copy"_s;
    COMPARE_ERROR(desk->add(id, late), "journal.closed");
    VERIFY_OK(desk->setField(id, u"phase"_s, u"triage"_s));
    VERIFY_OK(desk->add(id, late));
}

void CasesTest::setsFieldsAsTyped()
{
    Desk desk;
    const Id id = desk.declare();
    VERIFY_OK(desk->setFields(id,
                              {{u"severity"_s, u"high"_s},
                               {u"detected"_s, u"2026-06-12T15:20:00+02:00"_s},
                               {u"surfaces"_s, u"api-endpoint, data-sync"_s}}));
    const auto incident = desk->incident(id);
    VERIFY_OK(incident);
    QCOMPARE(incident->value.severity, Severity::High);
    QCOMPARE(incident->value.detected, 1'781'270'400'000);
    QCOMPARE(incident->value.surfaces, QStringList({u"api-endpoint"_s, u"data-sync"_s}));
    const auto before = desk.journal().counts();
    VERIFY_OK(desk->setField(id, u"severity"_s, u"high"_s));
    QCOMPARE(desk.journal().counts()->changes, before->changes); // nothing changed, nothing written
}

void CasesTest::refusesUnknownFieldsAndBadValues()
{
    Desk desk;
    const Id id = desk.declare();
    COMPARE_ERROR(desk->setField(id, u"colour"_s, u"red"_s), "value.bad");
    COMPARE_ERROR(desk->setField(id, u"severity"_s, u"terrible"_s), "journal.bad-value");
    COMPARE_ERROR(desk->setField(id, u"detected"_s, u"yesterday"_s), "journal.bad-value");
    COMPARE_ERROR(desk->setField(Id::make(1), u"title"_s, u"x"_s), "entity.not-found");
    COMPARE_ERROR(desk->incident(Id::make(1)), "incident.not-found");
    COMPARE_ERROR(desk->one<Task>(id), "entity.not-found");
}

void CasesTest::strikesWithAReasonAndErasesNothing()
{
    Desk desk;
    const Id id = desk.declare();
    Observation observation;
    observation.raw = u"Wrong host"_s;
    const auto entry = desk->add(id, observation);
    VERIFY_OK(entry);
    COMPARE_ERROR(desk->strike(*entry, u" "_s), "value.bad");
    COMPARE_ERROR(desk->strike(id, u"cannot"_s), "value.bad");
    VERIFY_OK(desk->strike(*entry, u"It was another host"_s));
    const auto kept = desk->one<Observation>(*entry);
    VERIFY_OK(kept);
    QVERIFY(kept->value.isStruck);
    QCOMPARE(kept->value.struckReason, u"It was another host"_s);
    QCOMPARE(kept->value.raw, u"Wrong host"_s);
}

void CasesTest::aContestedFieldIsSettledByAPerson()
{
    Desk first;
    const Id id = first.declare();
    Desk second(first.copy());
    VERIFY_OK(first->setField(id, u"title"_s, u"Seen from here"_s));
    VERIFY_OK(second->setField(id, u"title"_s, u"Seen from there"_s));
    QCOMPARE(first.receive(second).invalid, 0);

    QVERIFY(first->incident(id)->isContested);
    const auto field = Table<Incident>::titleField;
    COMPARE_ERROR(first->settle(id, 5, Value(u"high"_s)), "value.bad");
    VERIFY_OK(first->settle(id, field, Value(u"Seen from there"_s)));
    const auto settled = first->incident(id);
    VERIFY_OK(settled);
    QVERIFY(!settled->isContested);
    QCOMPARE(settled->value.title, u"Seen from there"_s);
}

void CasesTest::theOverviewCountsWhatStands()
{
    Desk desk;
    const Id id = desk.declare(u"List"_s, ourPlaybooks());
    Observation observation;
    observation.raw = u"Seen"_s;
    const auto first = desk->add(id, observation);
    VERIFY_OK(first);
    VERIFY_OK(desk->add(id, observation));
    VERIFY_OK(desk->strike(*first, u"twice"_s));
    desk.clock().advance(2 * Desk::hour);
    const auto overview = desk->overview(id);
    VERIFY_OK(overview);
    QCOMPARE(overview->number, u"INC-0001"_s);
    QCOMPARE(overview->tasksOpen, 15);
    QCOMPARE(overview->tasksDone, 0);
    QCOMPARE(overview->observations, 1);
    QCOMPARE(overview->people.size(), std::size_t(1));
    QCOMPARE(overview->clocks.size(), std::size_t(1));
    // Due within the first hour: X1, X2, X3 and the takedown request; all but X1 wait for something.
    QCOMPARE(overview->overdue.size(), std::size_t(4));
    QCOMPARE(overview->overdue.front().value.playbookId, u"X1"_s);
    QCOMPARE(overview->blocked.size(), std::size_t(14));
    QVERIFY(overview->lastRows.size() <= 10);
    QVERIFY(std::ranges::none_of(overview->lastRows, &TimelineRow::isStruck));
}

void CasesTest::addsManyInFewChanges()
{
    Desk desk;
    const Id id = desk.declare();
    const auto before = desk.journal().counts()->changes;
    std::vector<Observation> many(500);
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i].raw = u"row %1"_s.arg(i);
        many[i].occurred = desk.now() - static_cast<qint64>(i);
    }
    const auto ids = desk->addMany(id, many);
    VERIFY_OK(ids);
    QCOMPARE(ids->size(), std::size_t(500));
    QVERIFY(desk.journal().counts()->changes - before < 10);
    QCOMPARE(desk->all<Observation>(id)->size(), std::size_t(500));
    QCOMPARE(desk->one<Observation>((*ids)[17])->value.raw, u"row 17"_s);
}

QTEST_GUILESS_MAIN(CasesTest)
#include "tst_cases.moc"
