#include "crm/contract.h"
#include "incident/desk.h"
#include "models/crm/sync/syncing.h"

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
/// Hands everything on; once, after the pulls of a run, somebody over there is quick.
class Interrupted final : public Connector
{
public:
    explicit Interrupted(Connector& behind)
        : m_behind(behind)
    {
    }
    std::function<void()> afterReading;
    QString lastRead; ///< the kind that is pulled last

    [[nodiscard]] Capabilities capabilities() const override { return m_behind.capabilities(); }
    [[nodiscard]] Expected<Identity> authorise(std::stop_token stop) override { return m_behind.authorise(stop); }
    [[nodiscard]] Expected<ObjectDescription> describe(const QString& object, std::stop_token stop) override
    {
        return m_behind.describe(object, stop);
    }
    [[nodiscard]] std::vector<Outcome> upsert(const Batch& batch, std::stop_token stop) override
    {
        return m_behind.upsert(batch, stop);
    }
    [[nodiscard]] Expected<QString> changes(const ChangesSince& since, const Page& page, std::stop_token stop) override
    {
        auto cursor = m_behind.changes(since, page, stop);
        if (afterReading && since.object == lastRead) {
            std::exchange(afterReading, {})();
        }
        return cursor;
    }
    [[nodiscard]] Expected<void> query(const Query& query, const Page& page, std::stop_token stop) override
    {
        return m_behind.query(query, page, stop);
    }
    [[nodiscard]] Expected<void> related(const Relation& relation, const Page& page, std::stop_token stop) override
    {
        return m_behind.related(relation, page, stop);
    }
    [[nodiscard]] Expected<Written> attach(const Attachment& attachment, QIODevice& content,
                                           std::stop_token stop) override
    {
        return m_behind.attach(attachment, content, stop);
    }
    [[nodiscard]] Expected<std::vector<EventLog>> eventLogs(Instant after, const QStringList& types,
                                                            std::stop_token stop) override
    {
        return m_behind.eventLogs(after, types, stop);
    }
    [[nodiscard]] Expected<void> download(const EventLog& log, QIODevice& into, std::stop_token stop) override
    {
        return m_behind.download(log, into, stop);
    }
    [[nodiscard]] Expected<bulkhead::crm::Receipt> act(const Action& action, std::stop_token stop) override
    {
        return m_behind.act(action, stop);
    }
    [[nodiscard]] Quota quota() const override { return m_behind.quota(); }

private:
    Connector& m_behind;
};
} // namespace

/// Whole runs of a synchronisation: a real vault, real connectors, stand-ins for the CRMs.
class CrmRunsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        m_desk.emplace();
    }
    void cleanup() { m_crm.reset(); }

    void bothSidesAreEqualAfterRuns_data() { systems(); }
    void bothSidesAreEqualAfterRuns();
    void nothingIsWrittenOverWhatWasChangedMeanwhile_data() { systems(); }
    void nothingIsWrittenOverWhatWasChangedMeanwhile();
    void whatWasDeletedMeanwhileIsNotMadeAnew_data() { systems(); }
    void whatWasDeletedMeanwhileIsNotMadeAnew();
    void aFieldThatVanishesHoldsBackOnlyWhatNeedsIt_data() { systems(); }
    void aFieldThatVanishesHoldsBackOnlyWhatNeedsIt();
    void aFieldThatIsRequiredNowIsNamed();
    void aValueThatTheCrmHasNotIsToBeMapped();

private:
    static void systems()
    {
        QTest::addColumn<QString>("system");
        for (const QString& system : {u"salesforce"_s, u"hubspot"_s, u"dataverse"_s}) {
            QTest::newRow(qPrintable(system)) << system;
        }
    }
    void begin(const QString& system)
    {
        m_crm.emplace(partyOf(system));
        m_desk->clock().advance(Desk::minute);
        m_incident = m_desk->declare(u"Contacts on a paste site"_s);
        m_connector = must(syncing().addConnector({.name = QStringLiteral("crm-%1").arg(++m_count),
                                                   .system = system,
                                                   .url = u"https://crm.example"_s,
                                                   .method = signInOf(system)}));
        const ObjectMapping& mapping = *m_mappings.find(system)->object(u"task"_s);
        m_title = mapping.fields[0].theirs;
        m_state = mapping.fields[1];
        m_interrupted.emplace(*m_crm->connector);
        m_interrupted->lastRead = mapping.object;
    }
    static QString signInOf(const QString& system) { return system == u"hubspot"_s ? u"token"_s : u"client"_s; }
    [[nodiscard]] Synchronising syncing() { return Synchronising(m_desk->casework(), m_mappings); }
    [[nodiscard]] SyncReport run()
    {
        m_desk->clock().advance(Desk::minute);
        SyncStart start = must(syncing().start(m_connector, m_incident));
        must(syncing().announce(start));
        return must(syncing().finish(start, Synchronising::exchange(start, *m_interrupted, {})));
    }
    /// Lets the CRM's clock pass what it shows late.
    void settle()
    {
        m_crm->skipped += 70'000;
        m_crm->peer->skew(m_crm->skipped);
        m_crm->surroundings->clock.skip(70'000);
    }
    void release() { must(syncing().release(m_incident, m_connector, CrmScope::Basic, u"customers ask"_s)); }
    [[nodiscard]] Id task(const QString& title)
    {
        m_desk->clock().advance(1);
        Task value;
        value.title = title;
        value.isShareable = true;
        return must(m_desk->casework().add(m_incident, value));
    }
    [[nodiscard]] Task taskOf(const Id& id) { return must(m_desk->casework().one<Task>(id)).value; }
    [[nodiscard]] QString remoteOf(const Id& id)
    {
        return must(m_desk->casework().one<CrmLink>(CrmLink::idFor(m_connector, id))).value.remote;
    }
    void editThere(const Id& id, const QString& field, const QJsonValue& value)
    {
        m_crm->peer->seed(
            {{u"change"_s, QJsonArray{m_crm->changeOf(m_crm->task.object, remoteOf(id), {{field, value}})}}});
    }
    /// A state in the CRM's words.
    [[nodiscard]] QJsonValue stateThere(const QString& state) const
    {
        const QString text = m_state.outward.at(state);
        return m_state.type == crm::FieldType::Number ? QJsonValue(text.toInt()) : QJsonValue(text);
    }
    [[nodiscard]] QString there(const Id& id, const QString& field)
    {
        QString text = u"(gone)"_s;
        must(m_crm->connector->query({.object = m_crm->task.object,
                                      .fields = {field},
                                      .conditions = {{m_mappings.find(m_crm->name)->object(u"task"_s)->key,
                                                      Comparison::Equal,
                                                      {CrmLink::keyOf(id)}}}},
                                     [&](std::span<const crm::Record> records) -> Expected<void> {
                                         for (const crm::Record& record : records) {
                                             text = canonicalText(crm::FieldType::Text, record.fields.at(field));
                                         }
                                         return {};
                                     },
                                     {}));
        return text;
    }

    Mappings m_mappings;
    std::optional<Desk> m_desk;
    std::optional<bulkhead::test::Party> m_crm;
    std::optional<Interrupted> m_interrupted;
    Id m_incident;
    Id m_connector;
    QString m_title;
    FieldMapping m_state;
    int m_count = 0;
};

void CrmRunsTest::bothSidesAreEqualAfterRuns()
{
    QFETCH(const QString, system);
    begin(system);
    const Id id = task(u"Call the customer"_s);
    release();
    QCOMPARE(run().pushed, 2);
    QCOMPARE(there(id, m_title), u"Call the customer"_s);
    settle();
    (void)run();
    editThere(id, m_state.theirs, stateThere(u"done"_s));
    settle();
    must(m_desk->casework().setField(id, u"title"_s, u"Call ACME"_s));
    const SyncReport report = run();
    QCOMPARE(report.error, std::nullopt);
    QCOMPARE(report.pushed, 1);
    QCOMPARE(report.pulled, 1);
    QCOMPARE(taskOf(id).state, TaskState::Done);
    QCOMPARE(there(id, m_title), u"Call ACME"_s);
    settle();
    const SyncReport quiet = run();
    QCOMPARE(quiet.pushed + quiet.pulled, 0);
    QVERIFY(quiet.conflicts.empty() && quiet.failed.empty());
    QCOMPARE(m_crm->peer->rows(m_crm->task.table).size(), 1);
}

void CrmRunsTest::nothingIsWrittenOverWhatWasChangedMeanwhile()
{
    QFETCH(const QString, system);
    begin(system);
    const Id both = task(u"Call the customer"_s);
    const Id other = task(u"Write to the customer"_s);
    release();
    QCOMPARE(run().pushed, 3);
    settle();
    (void)run();
    for (const Id& id : {both, other}) {
        must(m_desk->casework().setField(id, u"title"_s, u"Ours"_s));
    }
    m_interrupted->afterReading = [&] {
        editThere(both, m_title, u"Theirs"_s);
        editThere(other, m_state.theirs, stateThere(u"in-progress"_s));
    };
    const SyncReport report = run();
    QCOMPARE(report.error, std::nullopt);
    QVERIFY(report.failed.empty());
    QCOMPARE(report.conflicts.size(), std::size_t(1));
    QCOMPARE(report.pushed, 1);
    QCOMPARE(report.pulled, 1);
    QCOMPARE(there(both, m_title), u"Theirs"_s);
    QCOMPARE(taskOf(both).title, u"Ours"_s);
    QCOMPARE(there(other, m_title), u"Ours"_s);
    QCOMPARE(there(other, m_state.theirs), m_state.outward.at(u"in-progress"_s));
    QCOMPARE(taskOf(other).state, TaskState::InProgress);
    const auto conflict = must(syncing().conflicts(m_incident)).front();
    QCOMPARE(conflict.value.theirs, u"Theirs"_s);
    must(syncing().settle(conflict.id, false));
    settle();
    QVERIFY(run().conflicts.empty());
    QCOMPARE(there(both, m_title), u"Ours"_s);
}

void CrmRunsTest::whatWasDeletedMeanwhileIsNotMadeAnew()
{
    QFETCH(const QString, system);
    begin(system);
    const Id id = task(u"Call the customer"_s);
    release();
    QCOMPARE(run().pushed, 2);
    settle();
    (void)run();
    must(m_desk->casework().setField(id, u"title"_s, u"Ours"_s));
    m_interrupted->afterReading = [&] {
        m_crm->peer->seed({{u"remove"_s, QJsonArray{m_crm->removalOf(m_crm->task.object, remoteOf(id))}}});
    };
    const SyncReport report = run();
    QCOMPARE(report.pushed, 0);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QVERIFY2(report.failed.front().isParked && report.failed.front().problem.startsWith(u"crm.missing"_s),
             qPrintable(report.failed.front().problem));
    QCOMPARE(there(id, m_title), u"(gone)"_s);
    QVERIFY(m_crm->peer->rows(m_crm->task.table).isEmpty());
}

void CrmRunsTest::aFieldThatVanishesHoldsBackOnlyWhatNeedsIt()
{
    QFETCH(const QString, system);
    begin(system);
    const Id needing = task(u"Call the customer"_s);
    const Id ours = task(u"Write to the customer"_s);
    const Id theirs = task(u"Tell the board"_s);
    release();
    QCOMPARE(run().pushed, 4);
    settle();
    (void)run();
    must(m_desk->casework().setField(needing, u"title"_s, u"Call ACME"_s));
    must(m_desk->casework().setTaskState(ours, TaskState::InProgress));
    editThere(theirs, m_state.theirs, stateThere(u"done"_s));
    m_crm->peer->seed(
        {{u"dropFields"_s, QJsonArray{QJsonObject{{u"type"_s, m_crm->task.object}, {u"name"_s, m_title}}}}});
    settle();
    const SyncReport report = run();
    QCOMPARE(report.error, std::nullopt);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QCOMPARE(report.failed.front().entity, needing);
    QVERIFY2(report.failed.front().isParked && report.failed.front().problem.startsWith(u"crm.schema"_s)
                 && report.failed.front().problem.contains(m_title),
             qPrintable(report.failed.front().problem));
    QCOMPARE(report.pushed, 1);
    QCOMPARE(there(ours, m_state.theirs), m_state.outward.at(u"in-progress"_s));
    QCOMPARE(report.pulled, 1);
    QCOMPARE(taskOf(theirs).state, TaskState::Done);
    QCOMPARE(taskOf(theirs).title, u"Tell the board"_s); // nobody has cleared it
    QVERIFY(report.conflicts.empty());
    if (system != u"hubspot"_s) { // which answers as if all were well
        QCOMPARE(report.vanished, QStringList{m_crm->task.object + u'.' + m_title});
    }
    settle();
    QCOMPARE(run().pushed, 0); // it waits for a person
}

void CrmRunsTest::aFieldThatIsRequiredNowIsNamed()
{
    begin(u"salesforce"_s);
    const Id before = task(u"Call the customer"_s);
    release();
    QCOMPARE(run().pushed, 2);
    settle();
    m_crm->peer->seed(
        {{u"requireFields"_s, QJsonArray{QJsonObject{{u"type"_s, u"Task"_s}, {u"name"_s, u"Description"_s}}}}});
    must(m_desk->casework().setField(before, u"title"_s, u"Call ACME"_s));
    const Id after = task(u"Write to the customer"_s);
    const SyncReport report = run();
    QCOMPARE(report.pushed, 1);
    QCOMPARE(there(before, m_title), u"Call ACME"_s);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QCOMPARE(report.failed.front().entity, after);
    QVERIFY2(report.failed.front().isParked && report.failed.front().problem.contains(u"Description"_s),
             qPrintable(report.failed.front().problem));
}

void CrmRunsTest::aValueThatTheCrmHasNotIsToBeMapped()
{
    begin(u"salesforce"_s);
    const Id one = task(u"Call the customer"_s);
    const Id other = task(u"Write to the customer"_s);
    release();
    m_crm->peer->seed(
        {{u"dropChoices"_s,
          QJsonArray{QJsonObject{{u"type"_s, u"Task"_s}, {u"name"_s, u"Status"_s}, {u"value"_s, u"In Progress"_s}}}}});
    must(m_desk->casework().setTaskState(one, TaskState::InProgress));
    const SyncReport report = run();
    QCOMPARE(report.pushed, 2);
    QCOMPARE(there(other, m_title), u"Write to the customer"_s);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QCOMPARE(report.failed.front().entity, one);
    QVERIFY2(report.failed.front().isParked && report.failed.front().problem.startsWith(u"crm.choice"_s)
                 && report.failed.front().problem.contains(u"Map this value"_s),
             qPrintable(report.failed.front().problem));
    // Another value is taken at once, when a person says so.
    must(m_desk->casework().setTaskState(one, TaskState::Done));
    QCOMPARE(must(syncing().retry(m_connector)), 1);
    QCOMPARE(run().pushed, 1);
    QCOMPARE(there(one, m_state.theirs), u"Completed"_s);
}

QTEST_GUILESS_MAIN(CrmRunsTest)
#include "tst_crmruns.moc"
