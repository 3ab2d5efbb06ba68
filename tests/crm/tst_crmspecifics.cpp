#include "crm/contract.h"
#include "support/memory.h"

#include <QBuffer>

#include <cstring>
#include <tuple>

using namespace Qt::StringLiterals;

namespace bulkhead::test {

using crm::Record;

namespace {
/// Octets that are nowhere at once: made when they are read, counted when they are written.
class Endless final : public QIODevice
{
public:
    explicit Endless(qint64 size)
        : m_size(size)
    {
    }
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] qint64 written() const { return m_written; }

protected:
    qint64 readData(char* into, qint64 most) override
    {
        const qint64 count = std::min(most, m_size - pos());
        std::memset(into, 'x', static_cast<std::size_t>(count));
        return count;
    }
    qint64 writeData(const char*, qint64 count) override
    {
        m_written += count;
        return count;
    }

private:
    qint64 m_size;
    qint64 m_written = 0;
};
} // namespace

/// What one CRM has and the others do not.
class TestCrmSpecifics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // --- Salesforce
    void salesforcePullsInBulk()
    {
        const Party crm = salesforceParty(
            [](crm::SalesforceSettings& settings, crm::TransportParts&) { settings.largestBulkPage = 50; });
        const QJsonObject data{{u"LastName"_s, u"O'Brien, \"{n}\"\nthe second"_s},
                               {u"Company"_s, u"C"_s},
                               {u"Email"_s, u"p{n}@x.example"_s}};
        crm.peer->seed(
            {{u"records"_s, QJsonArray{QJsonObject{{u"type"_s, u"Lead"_s}, {u"data"_s, data}, {u"count"_s, 120}}}}});
        std::vector<Record> found;
        VERIFY_OK(crm.connector->query({.object = u"Lead"_s, .fields = {u"LastName"_s, u"Email"_s}, .isLarge = true},
                                       collect(found), {}));
        QCOMPARE(found.size(), 120);
        QCOMPARE(std::get<QString>(found[7].fields[u"LastName"_s]), u"O'Brien, \"7\"\nthe second"_s);
        QVERIFY(!found[7].id.isEmpty() && found[7].modifiedAt.ms > 0);
        QCOMPARE(crm.peer->log(u"GET"_s, u"/results"_s).size(), 3);
    }
    void salesforceGivesUpAJobThatDoesNotEnd()
    {
        const Party crm = salesforceParty();
        crm.peer->seed({{u"stuckJobs"_s, true}});
        std::vector<Record> found;
        QCOMPARE(codeOf(crm.connector->query({.object = u"Lead"_s, .fields = {u"Email"_s}, .isLarge = true},
                                             collect(found), {})),
                 u"crm.timeout"_s);
        const QJsonArray aborted = crm.peer->log(u"PATCH"_s, u"/jobs/query/"_s);
        QCOMPARE(aborted.size(), 1);
        QVERIFY(aborted.first()[u"body"_s].toString().contains(u"Aborted"_s));
    }
    void salesforceSaysWhyAJobFailed()
    {
        const Party crm = salesforceParty();
        crm.peer->seed({{u"failedJobs"_s, true}});
        std::vector<Record> found;
        const crm::Query large{.object = u"Lead"_s, .fields = {u"Email"_s}, .isLarge = true};
        const auto failed = crm.connector->query(large, collect(found), {});
        QCOMPARE(codeOf(failed), u"crm.permanent"_s);
        QVERIFY2(failed.error().message.contains(u"InvalidBatch"_s), qPrintable(failed.error().message));
        // A job that is not there any more is not waited for, nor aborted.
        crm.peer->forget();
        crm.peer->fault({{u"kind"_s, u"status"_s},
                         {u"status"_s, 404},
                         {u"code"_s, u"NOT_FOUND"_s},
                         {u"method"_s, u"GET"_s},
                         {u"path"_s, u"/jobs/query/"_s},
                         {u"times"_s, 100}});
        QCOMPARE(codeOf(crm.connector->query(large, collect(found), {})), u"crm.missing"_s);
        QCOMPARE(crm.peer->log(u"GET"_s, u"/jobs/query/"_s).size(), 1);
        QVERIFY(crm.peer->log(u"PATCH"_s, u"/jobs/query/"_s).isEmpty());
        QVERIFY(found.empty());
    }
    void salesforceLeavesNoJobBehindWhenItIsStopped()
    {
        std::stop_source person;
        const Party crm = salesforceParty([&person](crm::SalesforceSettings&, crm::TransportParts& parts) {
            parts.pause = [&person](qint64, const std::stop_token&) { person.request_stop(); };
        });
        crm.peer->seed({{u"stuckJobs"_s, true}});
        std::vector<Record> found;
        QCOMPARE(codeOf(crm.connector->query({.object = u"Lead"_s, .fields = {u"Email"_s}, .isLarge = true},
                                             collect(found), person.get_token())),
                 u"crm.cancelled"_s);
        const QJsonArray aborted = crm.peer->log(u"PATCH"_s, u"/jobs/query/"_s);
        QCOMPARE(aborted.size(), 1);
        QVERIFY(aborted.first()[u"body"_s].toString().contains(u"Aborted"_s));
    }
    void salesforceSendsAgainWhatWentBackWithAnother_data()
    {
        QTest::addColumn<int>("times");
        QTest::newRow("once") << 1;
        QTest::newRow("always") << 100;
    }
    void salesforceSendsAgainWhatWentBackWithAnother()
    {
        QFETCH(const int, times);
        const Party crm = salesforceParty();
        VERIFY_OK(crm.connector->authorise({}));
        std::vector<Record> records;
        for (int at = 0; at < 5; ++at) {
            records.push_back(Party::record(crm.incident, u"lk-all-%1"_s.arg(at), u"All or none"_s));
        }
        records[3].fields[crm.choice] = crm.badChoice;
        crm.peer->forget();
        crm.peer->fault({{u"kind"_s, u"all-or-none"_s}, {u"times"_s, times}});
        const auto outcomes = crm.connector->upsert(crm.batch(crm.incident, records), {});
        for (std::size_t at = 0; at < outcomes.size(); ++at) {
            QCOMPARE(outcomes[at].result.has_value(), at != 3);
        }
        QCOMPARE(outcomes[3].result.error().error.code, u"crm.choice"_s);
        QCOMPARE(crm.peer->rows(u"Case"_s).size(), 4);
        QCOMPARE(crm.peer->log(u"PATCH"_s, u"composite"_s).size(), 2);
    }
    void salesforcePullsManyPagesByKeyset()
    {
        const Party crm = salesforceParty(
            [](crm::SalesforceSettings& settings, crm::TransportParts&) { settings.largestPage = 200; });
        const QJsonObject seed{
            {u"type"_s, u"Case"_s}, {u"data"_s, QJsonObject{{u"Subject"_s, u"Case {n}"_s}}}, {u"count"_s, 950}};
        crm.peer->seed({{u"records"_s, QJsonArray{seed}}});
        QSet<QString> ids;
        int pages = 0;
        const auto cursor = crm.connector->changes({.object = u"Case"_s, .fields = {u"Subject"_s}},
                                                   [&](std::span<const Record> records) -> Expected<void> {
                                                       for (const Record& record : records) {
                                                           ids += record.id;
                                                       }
                                                       // Somebody writes while we read.
                                                       if (++pages == 2) {
                                                           crm.peer->seed({{u"records"_s, QJsonArray{seed}}});
                                                       }
                                                       return {};
                                                   },
                                                   {});
        VERIFY_OK(cursor);
        QCOMPARE(ids.size(), 1900);
    }
    void salesforceSendsAnIncidentWithItsTasksAsOneRequest()
    {
        const Party crm = salesforceParty();
        VERIFY_OK(crm.connector->authorise({}));
        crm.peer->forget();
        crm::Batch batch = crm.batch(crm.incident, {Party::record(crm.incident, u"lk-one"_s, u"One"_s)});
        batch.targets[crm.task.object] = crm.task.target;
        for (int at = 0; at < 24; ++at) {
            batch.records.push_back(Party::record(crm.task, u"lk-one-t%1"_s.arg(at), u"Task"_s));
            batch.records.back().fields[u"WhatId"_s] = crm::Link{
                .object = u"Case"_s, .keyField = u"Leak_Key__c"_s, .key = u"lk-one"_s};
        }
        for (const auto& outcome : crm.connector->upsert(batch, {})) {
            QVERIFY(outcome.result && outcome.result->isCreated);
        }
        QCOMPARE(crm.peer->log().size(), 1);
        // Nobody is assigned, nobody gets mail, and the event logs name us.
        const QJsonValue headers = crm.peer->log().first()[u"headers"_s];
        QCOMPARE(headers[u"sforce-auto-assign"_s].toString(), u"FALSE"_s);
        QCOMPARE(headers[u"sforce-call-options"_s].toString(), u"client=Bulkhead"_s);
        const QString id = crm.peer->rows(u"Case"_s).first()[u"Id"_s].toString();
        for (const auto& task : crm.peer->rows(u"Task"_s)) {
            QCOMPARE(task[u"WhatId"_s].toString(), id);
        }
    }
    void salesforceSplitsLongLists()
    {
        const Party crm = salesforceParty();
        std::vector<crm::Value> values;
        for (int at = 0; at < 190; ++at) {
            values.emplace_back(QString(200, u'ä') + QString::number(at));
        }
        std::vector<Record> found;
        VERIFY_OK(crm.connector->query(
            {.object = u"Lead"_s, .fields = {u"Email"_s}, .conditions = {{u"Email"_s, crm::Comparison::Equal, values}}},
            collect(found), {}));
        const QJsonArray asked = crm.peer->log(u"GET"_s, u"/query"_s);
        QVERIFY(asked.size() > 10 && asked.size() < 30);
        for (const auto& one : asked) {
            QVERIFY(one[u"query"_s].toString().size() < 16'000);
        }
    }
    void salesforceGivesEventLogs()
    {
        const Party crm = salesforceParty();
        const QByteArray csv = "\"EVENT_TYPE\",\"URI\"\r\n\"ReportExport\",\"a \"\"b\"\"\nc\"\r\n";
        const auto log = [&csv](const QString& type) {
            return QJsonObject{{u"type"_s, u"EventLogFile"_s},
                               {u"data"_s,
                                QJsonObject{{u"EventType"_s, type},
                                            {u"Interval"_s, u"Hourly"_s},
                                            {u"Sequence"_s, 2},
                                            {u"LogDate"_s, u"2026-11-23T10:00:00.000+0000"_s},
                                            {u"LogFileFieldNames"_s, u"EVENT_TYPE,URI"_s}}},
                               {u"blob"_s, QString::fromUtf8(csv)}};
        };
        crm.peer->seed({{u"records"_s, QJsonArray{log(u"ReportExport"_s), log(u"Login"_s), log(u"URI"_s)}}});
        const auto logs = crm.connector->eventLogs({}, {u"ReportExport"_s, u"Login"_s}, {});
        VERIFY_OK(logs);
        QCOMPARE(logs->size(), 2);
        QCOMPARE(logs->front().type, u"ReportExport"_s);
        QCOMPARE(logs->front().sequence, 2);
        QCOMPARE(logs->front().columns, (QStringList{u"EVENT_TYPE"_s, u"URI"_s}));
        QCOMPARE(logs->front().from.ms, 1'795'428'000'000);
        QBuffer into;
        QVERIFY(into.open(QIODevice::WriteOnly));
        VERIFY_OK(crm.connector->download(logs->front(), into, {}));
        QCOMPARE(into.data(), csv);
        QCOMPARE(logs->front().size, csv.size());
        QVERIFY(crm.connector->eventLogs(logs->back().createdAt, {}, {})->empty());
    }
    void salesforceTellsALogThatWasReplacedOrContinued()
    {
        Party crm = salesforceParty();
        const auto put = [&crm](const QString& period, qint64 sequence, const QByteArray& csv) {
            const QJsonObject data{{u"EventType"_s, u"ReportExport"_s},
                                   {u"Interval"_s, period},
                                   {u"LogDate"_s, u"2026-11-23T00:00:00.000+0000"_s},
                                   {u"Sequence"_s, sequence}};
            crm.peer->seed(
                {{u"records"_s,
                  QJsonArray{QJsonObject{
                      {u"type"_s, u"EventLogFile"_s}, {u"data"_s, data}, {u"blob"_s, QString::fromLatin1(csv)}}}}});
            crm.skipped += 3'600'000; // each an hour later
            crm.peer->skew(crm.skipped);
        };
        const QByteArray head = "\"EVENT_TYPE\",\"REQUEST_ID\"\n";
        put(u"Daily"_s, 0, head + "\"ReportExport\",\"a\"\n");
        put(u"Hourly"_s, 1, head + "\"ReportExport\",\"b\"\n");
        const auto first = crm.connector->eventLogs({}, {}, {});
        VERIFY_OK(first);
        QCOMPARE(first->size(), std::size_t(2));
        put(u"Daily"_s, 0, head + "\"ReportExport\",\"a\"\n\"ReportExport\",\"c\"\n");  // replaced
        put(u"Hourly"_s, 2, head + "\"ReportExport\",\"b\"\n\"ReportExport\",\"d\"\n"); // late, with an overlap
        const auto later = crm.connector->eventLogs(first->back().createdAt, {}, {});
        VERIFY_OK(later);
        QCOMPARE(later->size(), std::size_t(2)); // nothing that was there is given again
        const crm::EventLog& replaced = later->front();
        QVERIFY(replaced.id != first->front().id && replaced.createdAt > first->front().createdAt);
        QCOMPARE(std::tuple(replaced.type, replaced.period, replaced.from, replaced.sequence),
                 std::tuple(first->front().type, first->front().period, first->front().from, first->front().sequence));
        const crm::EventLog& continued = later->back();
        QCOMPARE(std::tuple(continued.type, continued.period, continued.from),
                 std::tuple(first->back().type, first->back().period, first->back().from));
        QCOMPARE(continued.sequence, 2);
        QBuffer into;
        QVERIFY(into.open(QIODevice::WriteOnly));
        VERIFY_OK(crm.connector->download(continued, into, {}));
        QVERIFY(into.data().contains("\"b\"") && into.data().contains("\"d\""));
    }
    void salesforceMovesFilesOfAnySizeInLittleMemory()
    {
        constexpr qint64 mebi = 1024 * 1024;
        const Party crm = salesforceParty();
        VERIFY_OK(crm.connector->authorise({}));
        const QString record = crm.connector
                                   ->upsert(
                                       crm.batch(crm.incident, {Party::record(crm.incident, u"lk-huge"_s, u"X"_s)}), {})
                                   .front()
                                   .result->id;
        const QJsonObject data{{u"EventType"_s, u"URI"_s}, {u"Interval"_s, u"Daily"_s}};
        crm.peer->seed(
            {{u"records"_s,
              QJsonArray{QJsonObject{
                  {u"type"_s, u"EventLogFile"_s}, {u"data"_s, data}, {u"blob"_s, u"x"_s}, {u"megabytes"_s, 160}}}}});
        const auto logs = crm.connector->eventLogs({}, {}, {});
        VERIFY_OK(logs);
        const double idle = memory("VmRSS:");
        forgetPeak();
        Endless down(0);
        QVERIFY(down.open(QIODevice::WriteOnly));
        VERIFY_OK(crm.connector->download(logs->front(), down, {}));
        QCOMPARE(down.written(), 160 * mebi);
        Endless up(96 * mebi);
        QVERIFY(up.open(QIODevice::ReadOnly));
        VERIFY_OK(crm.connector->attach(
            {.record = {.object = u"Case"_s, .id = record}, .key = u"lk-huge-file"_s, .name = u"huge.bin"_s}, up, {}));
        QCOMPARE(crm.peer->rows(u"ContentVersion"_s).first()[u"ContentSize"_s].toInteger(), 96 * mebi);
        const double grown = memory("VmHWM:") - idle;
        QVERIFY2(grown < 64, qPrintable(QString::number(grown)));
    }
    void salesforceReadsALogAnewThatBrokeOff()
    {
        const Party crm = salesforceParty();
        const QByteArray csv = "\"EVENT_TYPE\"\n" + QByteArray("\"URI\"\n").repeated(20'000);
        const QJsonObject data{{u"EventType"_s, u"URI"_s}, {u"Interval"_s, u"Daily"_s}};
        crm.peer->seed(
            {{u"records"_s,
              QJsonArray{QJsonObject{
                  {u"type"_s, u"EventLogFile"_s}, {u"data"_s, data}, {u"blob"_s, QString::fromLatin1(csv)}}}}});
        const auto logs = crm.connector->eventLogs({}, {}, {});
        VERIFY_OK(logs);
        crm.peer->fault({{u"kind"_s, u"reset-mid-body"_s}, {u"path"_s, u"LogFile$"_s}});
        QBuffer half;
        QVERIFY(half.open(QIODevice::WriteOnly));
        const auto broken = crm.connector->download(logs->front(), half, {});
        if (broken) { // The reset overtook what was sent before it: nothing had come, so it was asked for again.
            QCOMPARE(half.data(), csv);
        } else {
            QCOMPARE(codeOf(broken), u"crm.transport"_s); // not mended in the middle
        }
        QBuffer whole;
        QVERIFY(whole.open(QIODevice::WriteOnly));
        VERIFY_OK(crm.connector->download(logs->front(), whole, {}));
        QCOMPARE(whole.data(), csv);
    }
    void salesforceContainsAUser()
    {
        const Party crm = salesforceParty();
        const QString user = u"005000000000002AAA"_s;
        const auto row = [](const QString& type, const QJsonObject& data) {
            return QJsonObject{{u"type"_s, type}, {u"data"_s, data}};
        };
        const QJsonArray ids = crm.peer->seed(
            {{u"records"_s,
              QJsonArray{row(u"UserLogin"_s, {{u"UserId"_s, user}}),
                         row(u"AuthSession"_s, {{u"UsersId"_s, user}, {u"SourceIp"_s, u"198.51.100.7"_s}}),
                         row(u"AuthSession"_s, {{u"UsersId"_s, user}}),
                         row(u"AuthSession"_s, {{u"UsersId"_s, user}, {u"IsCurrent"_s, true}}),
                         row(u"OauthToken"_s,
                             {{u"UserId"_s, user}, {u"AppName"_s, u"Loader"_s}, {u"DeleteToken"_s, u"tok-1"_s}}),
                         row(u"PermissionSet"_s, {{u"Name"_s, u"Exports"_s}})}}});
        const QString assignment = crm.peer
                                       ->seed({{u"records"_s,
                                                QJsonArray{
                                                    row(u"PermissionSetAssignment"_s,
                                                        {{u"AssigneeId"_s, user}, {u"PermissionSetId"_s, ids[5]}})}}})
                                       .first()
                                       .toString();
        const auto act = [&crm](crm::ActionKind kind, const QString& target, const crm::Fields& parameters = {}) {
            return crm.connector->act({.kind = kind, .target = target, .parameters = parameters}, {});
        };
        const auto frozen = act(crm::ActionKind::FreezeUser, user);
        VERIFY_OK(frozen);
        QVERIFY(frozen->isReversible && frozen->isVerified && !frozen->wasDone && !frozen->requestId.isEmpty());
        QVERIFY(frozen->before.front().at(u"IsFrozen"_s) == crm::Value(false));
        QVERIFY(act(crm::ActionKind::FreezeUser, user)->wasDone);

        const auto revoked = act(crm::ActionKind::RevokeTokens, user);
        VERIFY_OK(revoked);
        QCOMPARE(revoked->count, 1);
        QVERIFY(revoked->isVerified && !revoked->isReversible);
        QVERIFY(!revoked->before.front().contains(u"DeleteToken"_s));

        const auto ended = act(crm::ActionKind::EndSessions, user);
        VERIFY_OK(ended);
        QCOMPARE(ended->count, 2);
        QVERIFY(ended->isVerified);
        QCOMPARE(crm.peer->rows(u"AuthSession"_s).size(), 1);

        const auto removed = act(crm::ActionKind::RemovePermission, assignment);
        VERIFY_OK(removed);
        QVERIFY(removed->isVerified && removed->isReversible);
        QVERIFY(crm.peer->rows(u"PermissionSetAssignment"_s).isEmpty());
        const auto restored = act(crm::ActionKind::RestorePermission, {}, removed->before.front());
        VERIFY_OK(restored);
        QVERIFY(restored->isVerified && !restored->wasDone);
        QCOMPARE(crm.peer->rows(u"PermissionSetAssignment"_s).size(), 1);
        VERIFY_OK(act(crm::ActionKind::UnfreezeUser, user));
        QCOMPARE(codeOf(act(crm::ActionKind::FreezeUser, u"005000000000009AAA"_s)), u"crm.missing"_s);
    }

    void salesforceTakesBackOnlyWhatNobodyHasChanged_data()
    {
        QTest::addColumn<QJsonObject>("change");
        QTest::addColumn<QString>("difference");
        QTest::newRow("somebody has let the user in again")
            << QJsonObject{{u"IsFrozen"_s, false}} << u"IsFrozen was left as \"true\" and is \"false\""_s;
        QTest::newRow("somebody has frozen the user once more")
            << QJsonObject{{u"IsFrozen"_s, true}, {u"LastModifiedById"_s, u"005000000000002AAA"_s}}
            << u"LastModifiedById was left as"_s;
    }
    void salesforceTakesBackOnlyWhatNobodyHasChanged()
    {
        QFETCH(const QJsonObject, change);
        QFETCH(const QString, difference);
        const Party crm = salesforceParty();
        const QString user = u"005000000000002AAA"_s;
        const auto row = [](const QString& type, const QJsonObject& data) {
            return QJsonObject{{u"type"_s, type}, {u"data"_s, data}};
        };
        const QString login = crm.peer->seed({{u"records"_s, QJsonArray{row(u"UserLogin"_s, {{u"UserId"_s, user}})}}})
                                  .first()
                                  .toString();
        const auto frozen = crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {});
        VERIFY_OK(frozen);
        const crm::Action back = {.kind = crm::ActionKind::UnfreezeUser,
                                  .target = user,
                                  .parameters = frozen->before.front(),
                                  .left = frozen->after};
        crm.peer->seed({{u"change"_s,
                         QJsonArray{QJsonObject{{u"type"_s, u"UserLogin"_s}, {u"id"_s, login}, {u"data"_s, change}}}}});
        crm.peer->forget();
        const auto refused = crm.connector->act(back, {});
        QCOMPARE(codeOf(refused), u"crm.conflict"_s);
        QVERIFY2(refused.error().message.contains(difference), qPrintable(refused.error().message));
        QVERIFY(crm.peer->log(u"PATCH"_s, {}).isEmpty());
    }
    void salesforceTakesBackWhatItDid()
    {
        const Party crm = salesforceParty();
        const QString user = u"005000000000002AAA"_s;
        crm.peer->seed(
            {{u"records"_s,
              QJsonArray{QJsonObject{{u"type"_s, u"UserLogin"_s}, {u"data"_s, QJsonObject{{u"UserId"_s, user}}}}}}});
        const auto act = [&](crm::ActionKind kind, const crm::Receipt& of) {
            return crm.connector->act({.kind = kind, .target = user, .parameters = of.before.front(), .left = of.after},
                                      {});
        };
        const auto frozen = must(crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {}));
        // What was frozen before we came is not ours to take back.
        const auto again = must(crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {}));
        QVERIFY(again.wasDone);
        QCOMPARE(codeOf(act(crm::ActionKind::UnfreezeUser, again)), u"crm.conflict"_s);
        const auto back = act(crm::ActionKind::UnfreezeUser, frozen);
        VERIFY_OK(back);
        QVERIFY(back->isVerified && !back->wasDone);
    }
    void salesforceGivesBackNoPermissionThatSomebodyHasGivenOtherwise()
    {
        const Party crm = salesforceParty();
        const QString user = u"005000000000002AAA"_s;
        const auto row = [](const QString& type, const QJsonObject& data) {
            return QJsonObject{{u"type"_s, type}, {u"data"_s, data}};
        };
        const QString set = crm.peer
                                ->seed(
                                    {{u"records"_s, QJsonArray{row(u"PermissionSet"_s, {{u"Name"_s, u"Exports"_s}})}}})
                                .first()
                                .toString();
        const QJsonObject given{{u"AssigneeId"_s, user}, {u"PermissionSetId"_s, set}};
        const QString assignment
            = crm.peer->seed({{u"records"_s, QJsonArray{row(u"PermissionSetAssignment"_s, given)}}}).first().toString();
        const auto removed = must(
            crm.connector->act({.kind = crm::ActionKind::RemovePermission, .target = assignment}, {}));
        QJsonObject otherwise = given;
        otherwise[u"ExpirationDate"_s] = u"2027-01-31T00:00:00.000+0000"_s;
        crm.peer->seed({{u"records"_s, QJsonArray{row(u"PermissionSetAssignment"_s, otherwise)}}});
        crm.peer->forget();
        const crm::Action back = {.kind = crm::ActionKind::RestorePermission, .parameters = removed.before.front()};
        const auto refused = crm.connector->act(back, {});
        QCOMPARE(codeOf(refused), u"crm.conflict"_s);
        QVERIFY2(refused.error().message.contains(u"ExpirationDate was left as"_s),
                 qPrintable(refused.error().message));
        // And to nobody who has been put out meanwhile.
        crm.peer->seed(
            {{u"change"_s,
              QJsonArray{QJsonObject{
                  {u"type"_s, u"User"_s}, {u"id"_s, user}, {u"data"_s, QJsonObject{{u"IsActive"_s, false}}}}}}});
        const auto gone = crm.connector->act(back, {});
        QCOMPARE(codeOf(gone), u"crm.conflict"_s);
        QVERIFY(gone.error().message.contains(u"IsActive"_s));
        QVERIFY(crm.peer->log(u"POST"_s, u"PermissionSetAssignment"_s).isEmpty());
    }
    void nobodyIsLockedOutWhoCouldTakeItBack()
    {
        const Party crm = salesforceParty();
        const QString own = u"005000000000001AAA"_s;
        const QString other = u"005000000000002AAA"_s;
        const auto logins = crm.peer->seed(
            {{u"records"_s,
              QJsonArray{QJsonObject{{u"type"_s, u"UserLogin"_s}, {u"data"_s, QJsonObject{{u"UserId"_s, own}}}},
                         QJsonObject{{u"type"_s, u"UserLogin"_s}, {u"data"_s, QJsonObject{{u"UserId"_s, other}}}}}}});
        const auto freeze = [&crm](const QString& user) {
            return crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {});
        };
        VERIFY_OK(crm.connector->authorise({}));
        crm.peer->forget();
        QCOMPARE(codeOf(freeze(own)), u"crm.guarded"_s);
        QCOMPARE(codeOf(freeze(own.left(15))), u"crm.guarded"_s);
        QVERIFY(crm.peer->log().isEmpty()); // before any request
        // The other becomes an administrator, and the first can no longer sign in.
        const QJsonValue profile = crm.peer->rows(u"Profile"_s).first()[u"Id"_s];
        const auto change = [&](const QString& type, const QJsonValue& id, const QJsonObject& data) {
            crm.peer->seed(
                {{u"change"_s, QJsonArray{QJsonObject{{u"type"_s, type}, {u"id"_s, id}, {u"data"_s, data}}}}});
        };
        change(u"User"_s, other, {{u"ProfileId"_s, profile}});
        change(u"UserLogin"_s, logins[0], {{u"IsFrozen"_s, true}});
        crm.peer->forget();
        QCOMPARE(codeOf(freeze(other)), u"crm.guarded"_s);
        for (const auto& one : crm.peer->log()) {
            QCOMPARE(one[u"method"_s].toString(), u"GET"_s);
        }
        change(u"UserLogin"_s, logins[0], {{u"IsFrozen"_s, false}});
        VERIFY_OK(freeze(other));
    }
    void itsOwnUserIsGuardedBeforeItHasSignedIn()
    {
        const Party crm = salesforceParty();
        QCOMPARE(
            codeOf(crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = u"005000000000001AAA"_s}, {})),
            u"crm.guarded"_s);
        for (const auto& one : crm.peer->log()) {
            const QString path = one[u"path"_s].toString(); // signing in, and nothing else
            QVERIFY2(!path.contains(u"/sobjects"_s) && !path.contains(u"/query"_s), qPrintable(path));
        }
    }
    void dataverseGuardsTheSame()
    {
        const Party crm = dataverseParty();
        const QString own = must(crm.connector->authorise({})).user;
        const QString other = u"77777777-7777-4777-8777-777777777777"_s;
        crm.peer->forget();
        QCOMPARE(codeOf(crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = own.toUpper()}, {})),
                 u"crm.guarded"_s);
        QVERIFY(crm.peer->log().isEmpty());
        const auto off = must(crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = other}, {}));
        crm.peer->seed({{u"change"_s,
                         QJsonArray{QJsonObject{{u"type"_s, u"systemusers"_s},
                                                {u"id"_s, other},
                                                {u"data"_s, QJsonObject{{u"isdisabled"_s, false}}}}}}});
        crm.peer->forget();
        const auto refused = crm.connector->act({.kind = crm::ActionKind::UnfreezeUser,
                                                 .target = other,
                                                 .parameters = off.before.front(),
                                                 .left = off.after},
                                                {});
        QCOMPARE(codeOf(refused), u"crm.conflict"_s);
        QVERIFY2(refused.error().message.contains(u"isdisabled was left as \"true\" and is \"false\""_s),
                 qPrintable(refused.error().message));
        QVERIFY(crm.peer->log(u"PATCH"_s, {}).isEmpty());
    }

    // --- HubSpot
    void hubspotHalvesABatchUntilTheConflictStandsAlone()
    {
        const Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::v3());
        crm.peer->seed({{u"records"_s,
                         QJsonArray{QJsonObject{{u"type"_s, u"tickets"_s},
                                                {u"data"_s,
                                                 QJsonObject{{u"subject"_s, u"Theirs"_s},
                                                             {u"hs_pipeline_stage"_s, u"1"_s},
                                                             {u"incident_key"_s, u"taken"_s}}}}}}});
        std::vector<Record> records;
        for (int at = 0; at < 100; ++at) {
            records.push_back(Party::record(crm.incident, u"lk-%1"_s.arg(at), u"Ours"_s));
        }
        records[41].fields[u"incident_key"_s] = u"taken"_s;
        const auto outcomes = crm.connector->upsert(crm.batch(crm.incident, records), {});
        for (std::size_t at = 0; at < outcomes.size(); ++at) {
            QCOMPARE(outcomes[at].result.has_value(), at != 41);
        }
        QCOMPARE(outcomes[41].result.error().error.code, u"crm.conflict"_s);
        QCOMPARE(crm.peer->rows(u"tickets"_s).size(), 100);
    }
    void hubspotIsNotFooledByALateIndex()
    {
        const Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::v3());
        crm.peer->seed({{u"lag"_s, 60'000}});
        for (int round = 0; round < 3; ++round) {
            const auto outcome = crm.connector->upsert(
                crm.batch(crm.incident, {Party::record(crm.incident, u"lk-lag"_s, u"Lag"_s)}), {});
            QCOMPARE(outcome.front().result->isCreated, round == 0);
        }
        QCOMPARE(crm.peer->rows(u"tickets"_s).size(), 1);
    }
    void hubspotPagesPastTheLimitOfItsSearch()
    {
        const Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::v3());
        crm.peer->seed({{u"searchLimit"_s, 1000}});
        crm.peer->seed(
            {{u"records"_s,
              QJsonArray{QJsonObject{{u"type"_s, u"contacts"_s},
                                     {u"data"_s, QJsonObject{{u"lastname"_s, u"Same"_s}, {u"phone"_s, u"{n}"_s}}},
                                     {u"count"_s, 1450}}}}});
        QSet<QString> ids;
        VERIFY_OK(crm.connector->query({.object = u"contacts"_s,
                                        .fields = {u"phone"_s},
                                        .conditions = {{u"lastname"_s, crm::Comparison::Equal, {u"Same"_s}}}},
                                       [&ids](std::span<const Record> records) -> Expected<void> {
                                           for (const Record& record : records) {
                                               ids += record.id;
                                           }
                                           return {};
                                       },
                                       {}));
        QCOMPARE(ids.size(), 1450);
    }
    void hubspotIsAskedNoFasterThanItAllows()
    {
        Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::v3());
        std::vector<Record> found;
        crm.surroundings->pauses();
        const qint64 began = crm.surroundings->clock.now();
        for (int at = 0; at < 12; ++at) {
            VERIFY_OK(crm.connector->query({.object = u"contacts"_s,
                                            .fields = {u"phone"_s},
                                            .conditions = {{u"lastname"_s, crm::Comparison::Equal, {u"X"_s}}}},
                                           collect(found), {}));
        }
        QCOMPARE(crm.peer->log(u"POST"_s, u"/search"_s).size(), 12);
        QVERIFY(crm.surroundings->clock.now() - began >= 2000);
    }
    void hubspotTellsHowLongToWait()
    {
        const Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::v3());
        VERIFY_OK(crm.connector->authorise({}));
        crm.surroundings->pauses();
        const auto limited = [](const QString& policy) {
            return QJsonObject{
                {u"kind"_s, u"status"_s}, {u"status"_s, 429}, {u"body"_s, QJsonObject{{u"policyName"_s, policy}}}};
        };
        crm.peer->fault(limited(u"TEN_SECONDLY_ROLLING"_s));
        crm.peer->fault(limited(u"SECONDLY"_s));
        VERIFY_OK(crm.connector->authorise({}));
        QCOMPARE(crm.surroundings->pauses(), (std::vector<qint64>{10'000, 1000}));
        crm.peer->fault(limited(u"DAILY"_s));
        QCOMPARE(codeOf(crm.connector->describe(u"tickets"_s, {})), u"crm.limit"_s);
    }
    void hubspotGivesItsActivity()
    {
        const Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::dated(u"2026-09"_s));
        QJsonArray events;
        for (int at = 0; at < 450; ++at) {
            events.append(
                QJsonObject{{u"id"_s, at}, {u"type"_s, u"EXPORT"_s}, {u"createdAt"_s, u"2026-11-23T10:00:00.000Z"_s}});
        }
        crm.peer->seed({{u"events"_s, QJsonObject{{u"security"_s, events}}}});
        const auto logs = crm.connector->eventLogs(crm::Instant{1'700'000'000'000}, {u"security"_s}, {});
        VERIFY_OK(logs);
        QCOMPARE(logs->size(), 1);
        QBuffer into;
        QVERIFY(into.open(QIODevice::WriteOnly));
        VERIFY_OK(crm.connector->download(logs->front(), into, {}));
        QCOMPARE(into.data().count('\n'), 450);
    }
    void hubspotNotesAreMarkupOnTheWireOnly()
    {
        const Party crm = hubspotParty(u"hubspot"_s, crm::HubspotPaths::v3());
        crm::Batch batch = crm.batch(crm.incident, {Party::record(crm.incident, u"lk-note"_s, u"Note"_s)});
        batch.targets[u"notes"_s] = crm.comment.target;
        const QString said = u"a < b & c\nnext <script>alert(1)</script>"_s;
        batch.records.push_back(Party::record(crm.comment, u"lk-note-1"_s, said));
        batch.records.back().fields[u"ticket"_s] = crm::Link{
            .object = u"tickets"_s, .keyField = u"leak_key"_s, .key = u"lk-note"_s};
        const auto outcomes = crm.connector->upsert(batch, {});
        QVERIFY(outcomes[1].result);
        QVERIFY(
            !crm.peer->rows(u"notes"_s).first()[u"properties"_s][u"hs_note_body"_s].toString().contains(u"<script>"_s));
        std::vector<Record> found;
        VERIFY_OK(crm.connector->related({.from = u"tickets"_s,
                                          .ids = {outcomes[0].result->id},
                                          .object = u"notes"_s,
                                          .fields = {u"hs_note_body"_s}},
                                         collect(found), {}));
        QCOMPARE(crm::withoutMarker(std::get<QString>(found.front().fields[u"hs_note_body"_s])), said);
    }

    // --- Dataverse
    void dataverseRefusesAVersionThatIsGone()
    {
        const Party crm = dataverseParty();
        Record record = Party::record(crm.incident, u"lk-etag"_s, u"One"_s);
        const auto first = crm.connector->upsert(crm.batch(crm.incident, {record}), {});
        QVERIFY(first.front().result && !first.front().result->version.isEmpty());
        record.version = first.front().result->version;
        record.fields[u"title"_s] = u"Two"_s;
        QVERIFY(crm.connector->upsert(crm.batch(crm.incident, {record}), {}).front().result);
        record.fields[u"title"_s] = u"Three"_s;
        QCOMPARE(crm.connector->upsert(crm.batch(crm.incident, {record}), {}).front().result.error().error.code,
                 u"crm.conflict"_s);
        QCOMPARE(crm.peer->rows(u"incidents"_s).first()[u"title"_s].toString(), u"Two"_s);
    }
    void dataverseStartsAnewAfterAnOldDeltaLink()
    {
        const Party crm = dataverseParty();
        const crm::ChangesSince all{.object = u"incidents"_s, .fields = {u"title"_s}};
        std::vector<Record> found;
        const auto cursor = crm.connector->changes(all, collect(found), {});
        VERIFY_OK(cursor);
        crm.peer->seed({{u"expireDelta"_s, true}});
        crm::ChangesSince next = all;
        next.cursor = *cursor;
        QCOMPARE(codeOf(crm.connector->changes(next, collect(found), {})), u"crm.resync"_s);
        VERIFY_OK(crm.connector->changes(all, collect(found), {}));
        next.cursor = u"https://elsewhere.example/api/data/v9.2/incidents?$deltatoken=1"_s;
        QCOMPARE(codeOf(crm.connector->changes(next, collect(found), {})), u"crm.foreign-host"_s);
    }
    void dataverseObeysItsServiceProtection()
    {
        const Party crm = dataverseParty();
        VERIFY_OK(crm.connector->authorise({}));
        crm.surroundings->pauses();
        for (const int seconds : {4, 8, 16}) {
            crm.peer->fault({{u"kind"_s, u"429"_s}, {u"retryAfter"_s, seconds}, {u"code"_s, u"0x80072322"_s}});
        }
        QVERIFY(crm.connector->upsert(crm.batch(crm.incident, {Party::record(crm.incident, u"lk-429"_s, u"X"_s)}), {})
                    .front()
                    .result);
        QCOMPARE(crm.surroundings->pauses(), (std::vector<qint64>{4000, 8000, 16'000}));
    }
    void dataversePullsManyPages()
    {
        const Party crm = dataverseParty();
        crm.peer->seed({{u"records"_s,
                         QJsonArray{QJsonObject{{u"type"_s, u"incidents"_s},
                                                {u"data"_s, QJsonObject{{u"title"_s, u"T{n}"_s}}},
                                                {u"count"_s, 1200}}}}});
        std::vector<Record> found;
        const auto cursor = crm.connector->changes({.object = u"incidents"_s, .fields = {u"title"_s}}, collect(found),
                                                   {});
        VERIFY_OK(cursor);
        QCOMPARE(found.size(), 1200);
        QCOMPARE(crm.peer->log(u"GET"_s, u"/incidents"_s).size(), 3);
    }
    void dataverseDisablesAUser()
    {
        const Party crm = dataverseParty();
        const QString user = u"77777777-7777-4777-8777-777777777777"_s;
        const auto receipt = crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {});
        VERIFY_OK(receipt);
        QVERIFY(receipt->isVerified && receipt->isReversible && !receipt->wasDone);
        QVERIFY(crm.connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {})->wasDone);
        QCOMPARE(codeOf(crm.connector->act(
                     {.kind = crm::ActionKind::FreezeUser, .target = u"99999999-7777-4777-8777-777777777777"_s}, {})),
                 u"crm.missing"_s);
    }
    void aMarkerIsFoundAgainWhateverTheCrmDoesToTheEnd()
    {
        const QString text = u"Said [lk:not a marker]\n"_s + crm::markerLine(u"lk-1"_s);
        QVERIFY(crm::isMarked(text, u"lk-1"_s));
        QVERIFY(crm::isMarked(text + u"\r\n "_s, u"lk-1"_s));
        QVERIFY(!crm::isMarked(text, u"lk-2"_s));
        QVERIFY(!crm::isMarked(text + u" edited"_s, u"lk-1"_s));
        QCOMPARE(crm::withoutMarker(text), u"Said [lk:not a marker]"_s);
        QCOMPARE(crm::withoutMarker(u"  no marker\n"_s), u"  no marker\n"_s);
    }

private:
    static crm::Page collect(std::vector<Record>& into)
    {
        return [&into](std::span<const Record> records) -> Expected<void> {
            into.insert(into.end(), records.begin(), records.end());
            return {};
        };
    }
};

} // namespace bulkhead::test

QTEST_GUILESS_MAIN(bulkhead::test::TestCrmSpecifics)
#include "tst_crmspecifics.moc"
