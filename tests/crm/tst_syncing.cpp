#include "crm/memorycrm.h"
#include "incident/desk.h"
#include "models/crm/sync/standing.h"

#include <random>

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Both sides of a synchronisation: a real vault and a CRM in memory.
class SyncingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        m_desk.emplace();
    }
    void init()
    {
        m_crm = std::make_unique<MemoryCrm>();
        m_desk->clock().advance(Desk::minute);
        m_incident = m_desk->declare(u"Contacts on a paste site"_s);
        m_connector = must(syncing().addConnector({.name = QStringLiteral("sf-%1").arg(++m_count),
                                                   .system = u"salesforce"_s,
                                                   .url = u"https://example.my.salesforce.com"_s,
                                                   .method = u"jwt"_s}));
    }
    void nothingLeavesUntilItIsReleased();
    void aFirstReleaseSendsNoTitle();
    void whatIsPrivilegedStays();
    void aTaskTickedThereIsTickedHere();
    void bothSidesChangedIsAskedAbout_data();
    void bothSidesChangedIsAskedAbout();
    void nothingIsWrittenOverWhatWasChangedMeanwhile_data();
    void nothingIsWrittenOverWhatWasChangedMeanwhile();
    void whatWasDeletedMeanwhileIsNotMadeAnew_data() { nothingIsWrittenOverWhatWasChangedMeanwhile_data(); }
    void whatWasDeletedMeanwhileIsNotMadeAnew();
    void onlyWhatIsThereIsReadAgain();
    void anAnswerThatWasLostDoublesNothing();
    void whatIsRefusedWaitsForAPerson();
    void whatWasDeletedThereIsSaid();
    void aSuspectConnectorSendsNothing();
    void whatNamesItsOrgMakesItSuspect_data();
    void whatNamesItsOrgMakesItSuspect();
    void aSurfaceFoundLaterMakesItSuspect();
    void whatIsPrivilegedMakesNobodySuspect();
    void aWithdrawnReleaseEndsIt();
    void aRunForOneIncidentLosesNothingOfOthers();
    void whatMayNotBeSoHereIsAskedAbout();
    void aConnectorIsCheckedAndFoundByName();
    void whatARunCameToIsKept();
    void onlyCommandAndLegalRelease();
    void longRunsWithFaultsEndEqual_data();
    void longRunsWithFaultsEndEqual();

private:
    [[nodiscard]] Synchronising syncing() { return Synchronising(m_desk->casework(), m_mappings); }
    [[nodiscard]] SyncReport run()
    {
        m_desk->clock().advance(Desk::minute);
        SyncStart start = must(syncing().start(m_connector, m_incident));
        must(syncing().announce(start));
        return must(syncing().finish(start, Synchronising::exchange(start, *m_crm, {})));
    }
    void release(CrmScope scope) { must(syncing().release(m_incident, m_connector, scope, u"customers ask"_s)); }
    [[nodiscard]] Id task(const QString& title, bool isShareable = true, Compartment compartment = Compartment::Team)
    {
        m_desk->clock().advance(1);
        Task value;
        value.title = title;
        value.isShareable = isShareable;
        return must(m_desk->casework().add(m_incident, value, compartment));
    }
    void see(const QString& words, Compartment compartment = Compartment::Team)
    {
        Observation seen;
        seen.raw = words;
        must(m_desk->casework().add(m_incident, seen, compartment));
    }
    [[nodiscard]] Task taskOf(const Id& id) { return must(m_desk->casework().one<Task>(id)).value; }
    /// Everything that was ever handed to the CRM, in one text.
    [[nodiscard]] QString everythingSent() const
    {
        QString all;
        for (const crm::Record& record : m_crm->sent) {
            for (const auto& [field, value] : record.fields) {
                all += field + u'=' + canonicalText(crm::FieldType::Text, value) + u'\n';
            }
        }
        return all;
    }

    Mappings m_mappings;
    std::optional<Desk> m_desk;
    std::unique_ptr<MemoryCrm> m_crm;
    Id m_incident;
    Id m_connector;
    int m_count = 0;
};

void SyncingTest::nothingLeavesUntilItIsReleased()
{
    (void)task(u"Call the customer"_s);
    COMPARE_ERROR(syncing().start(m_connector, m_incident), "crm.not-released");
    const SyncStart all = must(syncing().start(m_connector));
    QVERIFY(all.records.empty());
    must(syncing().finish(all, Synchronising::exchange(all, *m_crm, {})));
    QCOMPARE(m_crm->calls, 0);
}

void SyncingTest::aFirstReleaseSendsNoTitle()
{
    const Id shared = task(u"Call the customer"_s);
    const Id own = task(u"Look into the gateway's logs"_s, false);
    must(m_desk->casework().setField(m_incident, u"summary"_s, u"Rows of the sandbox on a paste site"_s));
    release(CrmScope::Basic);
    const auto leaving = must(syncing().wouldLeave(must(syncing().start(m_connector, m_incident))));
    QCOMPARE(leaving.size(), std::size_t(2));
    QCOMPARE(run().pushed, 2);
    const QString key = CrmLink::keyOf(m_incident);
    QCOMPARE(m_crm->text(key, u"Subject"_s), must(m_desk->casework().incident(m_incident)).value.codeName);
    QCOMPARE(m_crm->text(CrmLink::keyOf(shared), u"Subject"_s), u"Call the customer"_s);
    QVERIFY(!m_crm->find(CrmLink::keyOf(own)));
    QCOMPARE(m_crm->text(key, u"Priority"_s), u"Medium"_s); // which nobody has written yet
    QVERIFY2(!everythingSent().contains(u"paste site"_s), qPrintable(everythingSent()));
    // The task hangs on the case.
    const auto parent = m_crm->find(CrmLink::keyOf(shared))->record.fields.at(u"WhatId"_s);
    QCOMPARE(std::get<Link>(parent).key, key);

    const auto said = [this](const QString& sentence) {
        const auto rows = must(m_desk->casework().timeline(m_incident, {}));
        return std::ranges::any_of(rows, [&](const TimelineRow& row) { return row.sentence.contains(sentence); });
    };
    QVERIFY(said(QStringLiteral("released the incident to the CRM “sf-%1”").arg(m_count)));
    release(CrmScope::Full);
    QVERIFY(said(QStringLiteral("“sf-%1” may have to full").arg(m_count)));
    QCOMPARE(run().pushed, 1);
    QCOMPARE(m_crm->text(key, u"Subject"_s), u"Contacts on a paste site"_s);
    QCOMPARE(m_crm->text(key, u"Description"_s), u"Rows of the sandbox on a paste site"_s);
    const int calls = m_crm->calls;
    QCOMPARE(run().pushed, 0); // nothing to say, nothing said
    QCOMPARE(m_crm->calls, calls);
}

void SyncingTest::whatIsPrivilegedStays()
{
    const Id secret = task(u"Settle with the insurer"_s, true, Compartment::Counsel);
    release(CrmScope::Full);
    (void)run();
    QVERIFY(!m_crm->find(CrmLink::keyOf(secret)));
    QVERIFY(!everythingSent().contains(u"insurer"_s));
}

void SyncingTest::aTaskTickedThereIsTickedHere()
{
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"Completed"_s);
    const SyncReport report = run();
    QCOMPARE(report.pulled, 1);
    QCOMPARE(report.pushed, 0);
    QCOMPARE(taskOf(id).state, TaskState::Done);
    QVERIFY(taskOf(id).finishedAt);
    const auto history = must(m_desk->journal().history(id));
    QCOMPARE(history.back().body.via, QStringLiteral("crm:sf-%1").arg(m_count));
    const auto rows = must(m_desk->casework().timeline(m_incident, {}));
    QVERIFY(std::ranges::any_of(rows, [this](const TimelineRow& row) {
        return row.sentence.contains(QStringLiteral("Ada (via the CRM “sf-%1”)").arg(m_count));
    }));
    QCOMPARE(run().pulled, 0);
    // And the other way round, after a value that means one of ours.
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"Waiting on someone else"_s);
    QCOMPARE(run().pulled, 1);
    QCOMPARE(taskOf(id).state, TaskState::InProgress);
}

void SyncingTest::bothSidesChangedIsAskedAbout_data()
{
    QTest::addColumn<bool>("isTheirs");
    QTest::newRow("theirs") << true;
    QTest::newRow("ours") << false;
}
void SyncingTest::bothSidesChangedIsAskedAbout()
{
    QFETCH(const bool, isTheirs);
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    const QString key = CrmLink::keyOf(id);
    m_crm->edit(key, u"Subject"_s, u"Call ACME"_s);
    must(m_desk->casework().setField(id, u"title"_s, u"Write to the customer"_s));
    must(m_desk->casework().setTaskState(id, TaskState::InProgress)); // changed here only: goes
    const SyncReport report = run();
    QCOMPARE(report.conflicts.size(), std::size_t(1));
    QCOMPARE(m_crm->text(key, u"Status"_s), u"In Progress"_s);
    const auto conflict = must(syncing().conflicts(m_incident)).front();
    QCOMPARE(conflict.value.ours, u"Write to the customer"_s);
    QCOMPARE(conflict.value.theirs, u"Call ACME"_s);
    QCOMPARE(conflict.value.theirAuthor, u"them"_s);
    // Neither side is touched until somebody chooses.
    (void)run();
    QCOMPARE(m_crm->text(key, u"Subject"_s), u"Call ACME"_s);
    QCOMPARE(taskOf(id).title, u"Write to the customer"_s);
    must(syncing().settle(conflict.id, isTheirs));
    COMPARE_ERROR(syncing().settle(conflict.id, isTheirs), "value.bad");
    QVERIFY(run().conflicts.empty());
    const QString whole = isTheirs ? u"Call ACME"_s : u"Write to the customer"_s;
    QCOMPARE(m_crm->text(key, u"Subject"_s), whole);
    QCOMPARE(taskOf(id).title, whole);
}

void SyncingTest::nothingIsWrittenOverWhatWasChangedMeanwhile_data()
{
    QTest::addColumn<bool>("checksVersions");
    QTest::addColumn<bool>("isQuick"); // between our looking and our writing
    QTest::newRow("read again before writing") << false << false;
    QTest::newRow("by its version") << true << false;
    QTest::newRow("by its version, in the last moment") << true << true;
}
void SyncingTest::nothingIsWrittenOverWhatWasChangedMeanwhile()
{
    QFETCH(const bool, checksVersions);
    QFETCH(const bool, isQuick);
    m_crm->checksVersions = checksVersions;
    const Id both = task(u"Call the customer"_s);
    const Id other = task(u"Write to the customer"_s);
    const Id untouched = task(u"Tell the board"_s);
    release(CrmScope::Basic);
    (void)run();
    (void)run();
    for (const Id& id : {both, other, untouched}) {
        must(m_desk->casework().setField(id, u"title"_s, u"Ours"_s));
    }
    (isQuick ? m_crm->beforeWriting : m_crm->afterReading) = [&] {
        m_crm->edit(CrmLink::keyOf(both), u"Subject"_s, u"Theirs"_s);
        m_crm->edit(CrmLink::keyOf(other), u"Status"_s, u"Completed"_s);
    };
    const SyncReport report = run();
    QCOMPARE(report.error, std::nullopt);
    QCOMPARE(report.failed.size(), std::size_t(0));
    // The same field: a person decides. Another field: both have what either wrote, in this run already.
    QCOMPARE(report.conflicts.size(), std::size_t(1));
    QCOMPARE(m_crm->text(CrmLink::keyOf(both), u"Subject"_s), u"Theirs"_s);
    QCOMPARE(taskOf(both).title, u"Ours"_s);
    QCOMPARE(m_crm->text(CrmLink::keyOf(other), u"Subject"_s), u"Ours"_s);
    QCOMPARE(m_crm->text(CrmLink::keyOf(other), u"Status"_s), u"Completed"_s);
    QCOMPARE(taskOf(other).state, TaskState::Done);
    QCOMPARE(m_crm->text(CrmLink::keyOf(untouched), u"Subject"_s), u"Ours"_s);
    QCOMPARE(report.pushed, 2);
    QCOMPARE(report.pulled, 1);
    QCOMPARE(run().conflicts.size(), std::size_t(1)); // the same
    QCOMPARE(must(syncing().conflicts(m_incident)).front().value.theirs, u"Theirs"_s);
}

void SyncingTest::whatWasDeletedMeanwhileIsNotMadeAnew()
{
    QFETCH(const bool, checksVersions);
    QFETCH(const bool, isQuick);
    m_crm->checksVersions = checksVersions;
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    must(m_desk->casework().setField(id, u"title"_s, u"Ours"_s));
    (isQuick ? m_crm->beforeWriting : m_crm->afterReading) = [&] { m_crm->erase(CrmLink::keyOf(id)); };
    const SyncReport report = run();
    QCOMPARE(report.pushed, 0);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QVERIFY(report.failed.front().isParked);
    QVERIFY(!m_crm->find(CrmLink::keyOf(id)));
}

void SyncingTest::onlyWhatIsThereIsReadAgain()
{
    const Id id = task(u"Call the customer"_s);
    (void)task(u"Write to the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    QVERIFY(m_crm->asked.empty()); // all of it was new
    (void)run();
    QVERIFY(m_crm->asked.empty()); // nothing to write
    must(m_desk->casework().setField(id, u"title"_s, u"Ours"_s));
    (void)task(u"Tell the board"_s);
    QCOMPARE(run().pushed, 2);
    QCOMPARE(m_crm->asked.size(), std::size_t(1));
    QCOMPARE(m_crm->asked.front().conditions.front().values, std::vector<crm::Value>{CrmLink::keyOf(id)});
    m_crm->checksVersions = true;
    must(m_desk->casework().setField(id, u"title"_s, u"Ours again"_s));
    QCOMPARE(run().pushed, 1);
    QCOMPARE(m_crm->asked.size(), std::size_t(1)); // the CRM looks itself
    const Id link = CrmLink::idFor(m_connector, id);
    (void)run();
    CrmLink unknown = must(m_desk->casework().one<CrmLink>(link)).value;
    unknown.version.clear();
    must(m_desk->casework().update(link, unknown));
    must(m_desk->casework().setField(id, u"title"_s, u"Ours at last"_s));
    QCOMPARE(run().pushed, 1);
    QCOMPARE(m_crm->asked.size(), std::size_t(2)); // it cannot, without a version
}

void SyncingTest::anAnswerThatWasLostDoublesNothing()
{
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    m_crm->faults = {MemoryCrm::Fault::AnswerLost};
    const SyncReport broken = run();
    QVERIFY(broken.error && broken.error->is("crm.transport"_L1));
    QCOMPARE(broken.failed.size(), std::size_t(1));
    QVERIFY(!broken.failed.front().isParked);
    QCOMPARE(run().pushed, 1); // the case was there already: the pull said so, only the task is left
    QCOMPARE(m_crm->records.size(), std::size_t(2));
    // The program dies between talking and writing down.
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"Completed"_s);
    must(m_desk->casework().setField(m_incident, u"severity"_s, u"critical"_s));
    SyncStart lost = must(syncing().start(m_connector, m_incident));
    must(syncing().announce(lost));
    (void)Synchronising::exchange(lost, *m_crm, {});
    (void)run();
    QCOMPARE(m_crm->records.size(), std::size_t(2));
    QCOMPARE(taskOf(id).state, TaskState::Done);
    QCOMPARE(m_crm->text(CrmLink::keyOf(m_incident), u"Priority"_s), u"High"_s);
    QVERIFY(must(syncing().conflicts(m_incident)).empty());
}

void SyncingTest::whatIsRefusedWaitsForAPerson()
{
    const Id bad = task(u"x"_s);
    const Id good = task(u"y"_s);
    release(CrmScope::Basic);
    m_crm->refuses = [&](const crm::Record& record) { return record.key == CrmLink::keyOf(bad); };
    SyncReport report = run();
    QCOMPARE(report.pushed, 2);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QVERIFY(report.failed.front().isParked && report.failed.front().problem.contains(u"Too long"_s));
    QVERIFY(m_crm->find(CrmLink::keyOf(good)));
    const int calls = m_crm->calls;
    (void)run();
    QCOMPARE(m_crm->calls, calls);
    m_crm->refuses = {};
    QCOMPARE(must(syncing().retry(m_connector)), 1);
    QCOMPARE(run().pushed, 1);
    QVERIFY(m_crm->find(CrmLink::keyOf(bad)));
}

void SyncingTest::whatWasDeletedThereIsSaid()
{
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    m_crm->erase(CrmLink::keyOf(id));
    const SyncReport report = run();
    QCOMPARE(report.failed.size(), std::size_t(1));
    QVERIFY(report.failed.front().isParked);
    QVERIFY(!taskOf(id).isStruck); // nobody deletes ours from there
    must(m_desk->casework().setField(id, u"title"_s, u"Call them again"_s));
    (void)run();
    QVERIFY(!m_crm->find(CrmLink::keyOf(id)));
    QCOMPARE(must(syncing().retry(m_connector)), 1);
    (void)run();
    QCOMPARE(m_crm->text(CrmLink::keyOf(id), u"Subject"_s), u"Call them again"_s);
    QCOMPARE(m_crm->text(CrmLink::keyOf(id), u"Status"_s), u"Not Started"_s); // whole again
}

void SyncingTest::aSuspectConnectorSendsNothing()
{
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    COMPARE_ERROR(syncing().suspect(m_connector, true, u" "_s), "value.empty");
    must(syncing().suspect(m_connector, true, u"its org may be the leak"_s));
    must(m_desk->casework().setField(id, u"title"_s, u"What we know"_s));
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"In Progress"_s);
    const int calls = m_crm->calls;
    (void)run();
    QCOMPARE(m_crm->calls, calls);
    QCOMPARE(taskOf(id).state, TaskState::InProgress);
    QVERIFY(must(m_desk->journal().history(id)).back().body.via.contains(u"suspect"_s));
    must(syncing().suspect(m_connector, false, u"it is not"_s));
    (void)run();
    QCOMPARE(m_crm->text(CrmLink::keyOf(id), u"Subject"_s), u"What we know"_s);
}

void SyncingTest::whatNamesItsOrgMakesItSuspect_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("suspect");
    QTest::newRow("its host") << u"Session from https://example.my.salesforce.com/services at 03:12"_s << true;
    QTest::newRow("its user") << u"bulkhead@acme.example exported a report"_s << true;
    QTest::newRow("its app") << u"connected app 3MVG9abc was used"_s << true;
    QTest::newRow("somebody else") << u"Session from other.my.salesforce.com by ada@acme.example"_s << false;
}
void SyncingTest::whatNamesItsOrgMakesItSuspect()
{
    QFETCH(const QString, words);
    QFETCH(const bool, suspect);
    auto settings = must(m_desk->casework().one<CrmConnector>(m_connector)).value;
    settings.account = u"bulkhead@acme.example"_s;
    settings.client = u"3MVG9abc"_s;
    must(m_desk->casework().update(m_connector, settings));
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    see(words);
    must(m_desk->casework().setField(id, u"title"_s, u"What we know"_s));
    const int calls = m_crm->calls;
    (void)run();
    const auto is = [this] { return must(m_desk->casework().one<CrmConnector>(m_connector)).value.isSuspect; };
    QCOMPARE(is(), suspect);
    QCOMPARE(m_crm->calls == calls, suspect); // nothing left, already in this run
    const auto rows = must(m_desk->casework().timeline(m_incident, {.text = u"suspect"_s, .withPosted = false}));
    QCOMPARE(!rows.empty(), suspect);
    // A person lets it go on, and is not asked again for the same reason.
    must(syncing().suspect(m_connector, false, u"it was us"_s));
    (void)run();
    QVERIFY(!is());
    QCOMPARE(m_crm->text(CrmLink::keyOf(id), u"Subject"_s), u"What we know"_s);
}

void SyncingTest::aSurfaceFoundLaterMakesItSuspect()
{
    must(m_desk->casework().setField(m_incident, u"surfaces"_s, u"data-sync"_s));
    m_desk->clock().advance(1);
    release(CrmScope::Basic); // by somebody who knew
    (void)run();
    const auto is = [this] { return must(m_desk->casework().one<CrmConnector>(m_connector)).value.isSuspect; };
    QVERIFY(!is());
    must(m_desk->casework().setField(m_incident, u"surfaces"_s, u"admin-console"_s));
    m_desk->clock().advance(1);
    must(m_desk->casework().setField(m_incident, u"surfaces"_s, u"admin-console, data-sync"_s));
    (void)run();
    QVERIFY(is());
}

void SyncingTest::whatIsPrivilegedMakesNobodySuspect()
{
    release(CrmScope::Basic);
    see(u"example.my.salesforce.com is the source"_s, Compartment::Counsel);
    (void)run();
    QVERIFY(!must(m_desk->casework().one<CrmConnector>(m_connector)).value.isSuspect);
}

void SyncingTest::aWithdrawnReleaseEndsIt()
{
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    must(syncing().withdraw(m_incident, m_connector, u"wrong org"_s));
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"Completed"_s);
    COMPARE_ERROR(syncing().start(m_connector, m_incident), "crm.not-released");
    COMPARE_ERROR(syncing().withdraw(m_incident, m_connector, {}), "crm.not-released");
    const SyncStart others = must(syncing().start(m_connector));
    must(syncing().finish(others, Synchronising::exchange(others, *m_crm, {})));
    QCOMPARE(taskOf(id).state, TaskState::Open);
    release(CrmScope::Basic); // and what was passed over meanwhile comes
    QCOMPARE(run().pulled, 1);
    QCOMPARE(taskOf(id).state, TaskState::Done);
}

void SyncingTest::aRunForOneIncidentLosesNothingOfOthers()
{
    const Id id = task(u"Call the customer"_s);
    release(CrmScope::Basic);
    (void)run();
    const Id first = m_incident;
    m_desk->clock().advance(Desk::minute);
    m_incident = m_desk->declare(u"Another"_s);
    release(CrmScope::Basic);
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"Completed"_s);
    must(m_desk->casework().setField(first, u"severity"_s, u"critical"_s));
    QCOMPARE(run().pushed, 1); // the other case, not what is new of the first
    QCOMPARE(m_crm->text(CrmLink::keyOf(first), u"Priority"_s), u"Medium"_s);
    QCOMPARE(taskOf(id).state, TaskState::Done);
    m_incident = first;
    QCOMPARE(run().pushed, 1);
    QCOMPARE(m_crm->text(CrmLink::keyOf(first), u"Priority"_s), u"High"_s);
}

void SyncingTest::whatMayNotBeSoHereIsAskedAbout()
{
    const Id first = task(u"First"_s);
    const Id second = task(u"Second"_s);
    Task after = taskOf(second);
    after.dependsOn = {first};
    must(m_desk->casework().update(second, after));
    release(CrmScope::Basic);
    (void)run();
    m_crm->edit(CrmLink::keyOf(second), u"Status"_s, u"Completed"_s); // while the first is open
    m_crm->edit(CrmLink::keyOf(first), u"Status"_s, u"Pondering"_s);  // a value that nobody mapped
    QCOMPARE(run().conflicts.size(), std::size_t(2));
    QCOMPARE(taskOf(second).state, TaskState::Open);
    for (const auto& conflict : must(syncing().conflicts(m_incident))) {
        QVERIFY2(conflict.value.theirs == u"Completed"_s || conflict.value.theirs == u"Pondering"_s,
                 qPrintable(conflict.value.theirs));
        QVERIFY(!syncing().settle(conflict.id, true)); // not here, not so
        must(syncing().settle(conflict.id, false));
    }
    QVERIFY(run().conflicts.empty());
    QCOMPARE(m_crm->text(CrmLink::keyOf(second), u"Status"_s), u"Not Started"_s);
}

void SyncingTest::whatARunCameToIsKept()
{
    const Id bad = task(u"x"_s);
    const Id both = task(u"Said first"_s);
    release(CrmScope::Basic);
    m_crm->refuses = [&](const crm::Record& record) { return record.key == CrmLink::keyOf(bad); };
    (void)run();
    must(m_desk->casework().setField(both, u"title"_s, u"Said here"_s));
    m_crm->edit(CrmLink::keyOf(both), u"Subject"_s, u"Said there"_s);
    (void)run();
    m_crm->isSignedOut = true;
    (void)run();
    const auto all = must(standings(m_desk->casework(), m_mappings));
    const auto one = std::ranges::find(all, m_connector, [](const auto& each) { return each.connector.id; });
    QVERIFY(one != all.end() && !one->isSignedIn);
    QCOMPARE(one->scopeOf(m_incident), CrmScope::Basic);
    QCOMPARE(one->records, 2);
    QCOMPARE(one->parked(), 1);
    QCOMPARE(one->troubles.front().title, u"x"_s);
    QCOMPARE(one->differences.size(), std::size_t(1));
    QCOMPARE(one->differences.front().ourAuthor, m_desk->journal().nameOf(m_desk->journal().user()));
    QCOMPARE(one->differences.front().ourAt, m_desk->clock().now() - 2 * Desk::minute); // before the second run
    QCOMPARE(one->runs.size(), std::size_t(3));
    const RunOutcome& last = one->runs.front().outcome;
    QVERIFY2(last.error.startsWith(u"crm.auth: "_s) && !last.isClean(), qPrintable(last.error));
    QCOMPARE(last.at, m_desk->clock().now());
    QCOMPARE(one->runs[1].outcome.conflicts, 1);
    const RunOutcome& first = one->runs[2].outcome;
    QCOMPARE(first.pushed, 2);
    QCOMPARE(first.failed, 1);
    QCOMPARE(first.identity.host, u"memory"_s);
    QCOMPARE(RunOutcome::last(one->connector.value.watermarks).at, last.at);
}

void SyncingTest::aConnectorIsCheckedAndFoundByName()
{
    const QString name = QStringLiteral("SF-%1").arg(m_count);
    QCOMPARE(must(syncing().connector(name)).id, m_connector);
    const CrmConnector good = {
        .name = u"other"_s, .system = u"hubspot"_s, .url = u"https://api.example.com"_s, .method = u"token"_s};
    CrmConnector bad = good;
    bad.name = name;
    COMPARE_ERROR(syncing().addConnector(bad), "crm.connector");
    bad = good;
    bad.system = u"fax"_s;
    COMPARE_ERROR(syncing().addConnector(bad), "crm.mapping");
    for (const QString& url :
         {u"http://crm.example.com"_s, u"https://me:secret@example.com"_s, u"example"_s, QString()}) {
        bad = good;
        bad.url = url;
        COMPARE_ERROR(syncing().addConnector(bad), "value.bad");
    }
    bad = good;
    bad.method = u"password"_s; // no system is signed in to with a person's password
    COMPARE_ERROR(syncing().addConnector(bad), "value.bad");
    must(syncing().removeConnector(m_connector, u"moved"_s));
    COMPARE_ERROR(syncing().connector(name), "crm.connector");
}

void SyncingTest::onlyCommandAndLegalRelease()
{
    m_desk->enrol(QStringLiteral("Eve %1").arg(m_count), Role::Engineering);
    m_desk->signIn(QStringLiteral("Eve %1").arg(m_count));
    COMPARE_ERROR(syncing().release(m_incident, m_connector, CrmScope::Basic, {}), "journal.not-permitted");
    m_desk->signIn();
    release(CrmScope::Basic);
}

void SyncingTest::longRunsWithFaultsEndEqual_data()
{
    QTest::addColumn<int>("seed");
    QTest::addColumn<bool>("checksVersions");
    for (const int seed : {1, 2, 3}) {
        QTest::addRow("seed %d", seed) << seed << (seed == 2);
    }
}
/// Edits at random on both sides, with faults; then quiet. Both sides are equal, nothing is there twice, and what only
/// one side wrote is what both sides have.
void SyncingTest::longRunsWithFaultsEndEqual()
{
    QFETCH(const int, seed);
    QFETCH(const bool, checksVersions);
    m_crm->checksVersions = checksVersions;
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    const auto below = [&random](int limit) { return static_cast<int>(random() % static_cast<std::uint32_t>(limit)); };
    std::vector<Id> tasks;
    for (int i = 0; i < 12; ++i) {
        tasks.push_back(task(QStringLiteral("Task %1").arg(i)));
    }
    release(CrmScope::Full);
    (void)run();
    m_crm->largestBatch = 3;
    const QStringList words = {u"Not Started"_s, u"In Progress"_s, u"Completed"_s};
    std::map<std::pair<QString, QString>, std::pair<QString, QString>>
        last; // by key and field: ours and theirs since quiet
    std::map<std::pair<QString, QString>, QStringList> written;
    const int edits = std::max(120, qEnvironmentVariableIntValue("BULKHEAD_EDITS"));
    for (int step = 0; step < edits; ++step) {
        const Id& id = tasks[static_cast<std::size_t>(below(12))];
        const QString key = CrmLink::keyOf(id);
        const bool isTitle = below(2) == 0;
        const QString value = isTitle ? QStringLiteral("Title %1").arg(step) : words[below(3)];
        const QString field = isTitle ? u"Subject"_s : u"Status"_s;
        written[{key, field}].append(value);
        if (below(2) == 0) {
            if (isTitle) {
                must(m_desk->casework().setField(id, u"title"_s, value));
            } else {
                must(m_desk->casework().setTaskState(id, static_cast<TaskState>(words.indexOf(value))));
            }
            last[{key, field}].first = value;
        } else {
            const auto edit = [&, key, field, value] {
                m_crm->edit(key, field, value);
                last[{key, field}].second = value;
            };
            constexpr auto nobody = nullptr;
            m_crm->afterReading = below(3) == 0 ? std::function<void()>(edit) : nobody; // during the next run
            if (!m_crm->afterReading) {
                edit();
            }
        }
        if (below(4) == 0) {
            constexpr std::array kinds = {MemoryCrm::Fault::None, MemoryCrm::Fault::NotSent,
                                          MemoryCrm::Fault::AnswerLost, MemoryCrm::Fault::FirstOnly};
            m_crm->faults = {kinds[static_cast<std::size_t>(below(4))], kinds[static_cast<std::size_t>(below(4))]};
            if (below(5) == 0) { // the program dies before it has written anything down
                SyncStart start = must(syncing().start(m_connector, m_incident));
                must(syncing().announce(start));
                (void)Synchronising::exchange(start, *m_crm, {});
            } else {
                (void)run();
            }
        }
    }
    m_crm->faults.clear();
    (void)run();
    for (const auto& conflict : must(syncing().conflicts(m_incident))) {
        must(syncing().settle(conflict.id, below(2) == 0));
    }
    (void)run();
    QVERIFY(run().conflicts.empty());
    QCOMPARE(m_crm->records.size(), tasks.size() + 1); // nothing twice
    for (const Id& id : tasks) {
        const QString key = CrmLink::keyOf(id);
        const Task ours = taskOf(id);
        QCOMPARE(m_crm->text(key, u"Subject"_s), ours.title);
        QCOMPARE(m_crm->text(key, u"Status"_s), words[static_cast<int>(ours.state)]);
    }
    for (const auto& [where, values] : last) {
        const QString now = m_crm->text(where.first, where.second);
        const bool isOneSided = values.first.isEmpty() || values.second.isEmpty();
        if (isOneSided) {
            QCOMPARE(now, values.first.isEmpty() ? values.second : values.first);
        } else {
            QVERIFY2(written[where].contains(now), qPrintable(where.second + u' ' + now));
        }
    }
}

QTEST_GUILESS_MAIN(SyncingTest)
#include "tst_syncing.moc"
