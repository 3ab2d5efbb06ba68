#include "crm/contract.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QThread>

using namespace Qt::StringLiterals;

namespace bulkhead::test {

using crm::Record;

/// What goes wrong between a connector and its CRM, by the numbers of the fault list. The transport is the same for all
/// connectors; it is tried with Salesforce's.
class TestCrmFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_crm = std::make_unique<Party>(salesforceParty([](crm::SalesforceSettings&, crm::TransportParts& parts) {
            parts.wire.deadlines = {.connect = 2000, .firstByte = 1000, .whole = 1500};
            parts.wire.largestBody = 4LL * 1024 * 1024;
        }));
        VERIFY_OK(m_crm->connector->authorise({}));
        const QJsonObject account{
            {u"type"_s, u"Account"_s}, {u"data"_s, QJsonObject{{u"Name"_s, u"Account {n}"_s}}}, {u"count"_s, 3}};
        m_crm->peer->seed({{u"records"_s, QJsonArray{account}}});
        QCOMPARE(codeOf(ask()), QString());
    }
    void cleanupTestCase() { m_crm.reset(); }
    void init()
    {
        m_crm->peer->forget();
        m_crm->peer->seed({{u"nextHost"_s, QString()}, {u"limit"_s, QJsonObject{{u"max"_s, 15000}, {u"used"_s, 10}}}});
        m_crm->surroundings->clock.skip(90'000'000); // Whatever the test before held back is over.
        QCOMPARE(codeOf(ask()), QString());
        m_crm->surroundings->pauses();
        m_crm->surroundings->lines();
        m_crm->peer->forget();
    }

    void anExpiredTokenIsRenewedOnce()
    {
        fault({{u"kind"_s, u"expired"_s}});
        VERIFY_OK(ask());
        QCOMPARE(tokens(), 1);
        QCOMPARE(queries(), 2);
    }
    void callsThatExpireTogetherRenewOnce()
    {
        m_crm->peer->expire();
        std::vector<std::unique_ptr<QThread>> threads;
        std::atomic<int> done = 0;
        for (int at = 0; at < 4; ++at) {
            threads.emplace_back(QThread::create([this, &done] { done += ask() ? 1 : 0; }))->start();
        }
        for (const auto& thread : threads) {
            thread->wait();
        }
        QCOMPARE(done, 4);
        QCOMPARE(tokens(), 1);
    }
    void aRevokedSignInStopsAtOnce()
    {
        fault({{u"kind"_s, u"expired"_s}, {u"path"_s, u"query"_s}, {u"times"_s, 50}});
        QCOMPARE(codeOf(ask()), u"crm.auth"_s);
        QCOMPARE(tokens(), 1);
        QCOMPARE(queries(), 2);
        QCOMPARE(codeOf(ask()), u"crm.auth"_s);
        QCOMPARE(queries(), 2);
        m_crm->peer->forget();
        VERIFY_OK(m_crm->connector->authorise({}));
        VERIFY_OK(ask());
    }
    void aUsedUpAllowanceHoldsBackAllButActions()
    {
        const auto user = u"005000000000002AAA"_s; // not the connector's own
        m_crm->peer->seed(
            {{u"records"_s,
              QJsonArray{QJsonObject{{u"type"_s, u"UserLogin"_s}, {u"data"_s, QJsonObject{{u"UserId"_s, user}}}}}}});
        fault({{u"kind"_s, u"limit"_s}});
        QCOMPARE(codeOf(ask()), u"crm.limit"_s);
        QCOMPARE(queries(), 1);
        QVERIFY(m_crm->connector->quota().pausedUntil > m_crm->surroundings->clock.now());
        QCOMPARE(codeOf(ask()), u"crm.limit"_s);
        QCOMPARE(queries(), 1);
        const auto receipt = m_crm->connector->act({.kind = crm::ActionKind::FreezeUser, .target = user}, {});
        VERIFY_OK(receipt);
        QVERIFY(receipt->isVerified);
    }
    void aReserveIsLeftToPeople()
    {
        m_crm->peer->seed({{u"limit"_s, QJsonObject{{u"max"_s, 1000}, {u"used"_s, 849}}}});
        QVERIFY(write(u"lk-reserve"_s).result);
        QCOMPARE(m_crm->connector->quota().left, 150);
        m_crm->peer->forget();
        QCOMPARE(codeOf(ask()), u"crm.limit"_s);
        QVERIFY(write(u"lk-reserve"_s).result);
        QCOMPARE(queries(), 0);
        // The number is read again from any answer: an allowance that grows lets pulls through.
        m_crm->peer->seed({{u"limit"_s, QJsonObject{{u"max"_s, 15000}, {u"used"_s, 10}}}});
        QVERIFY(write(u"lk-reserve"_s).result);
        VERIFY_OK(ask());
    }
    void aServerThatIsDownIsAskedAgainLater()
    {
        fault({{u"kind"_s, u"status"_s},
               {u"status"_s, 503},
               {u"html"_s, u"<html>maintenance</html>"_s},
               {u"times"_s, 3}});
        VERIFY_OK(ask());
        QCOMPARE(m_crm->surroundings->pauses(), (std::vector<qint64>{500, 1000, 2000}));
    }
    void everyPassingStatusIsRepeated()
    {
        for (const int status : {500, 502, 504, 420}) {
            fault({{u"kind"_s, u"status"_s}, {u"status"_s, status}, {u"times"_s, 1}});
            QVERIFY2(ask(), qPrintable(QString::number(status)));
        }
    }
    void patienceEndsAndTheCircuitOpens()
    {
        fault({{u"kind"_s, u"status"_s}, {u"status"_s, 503}, {u"html"_s, u"<html>down</html>"_s}, {u"times"_s, 1000}});
        QCOMPARE(codeOf(ask()), u"crm.busy"_s);
        QCOMPARE(queries(), 6);
        for (const qint64 pause : m_crm->surroundings->pauses()) {
            QVERIFY(pause <= 60'000);
        }
        QCOMPARE(codeOf(ask()), u"crm.busy"_s);
        QCOMPARE(queries(), 6);
        m_crm->peer->forget();
        m_crm->surroundings->clock.skip(61'000);
        VERIFY_OK(ask());
        VERIFY_OK(ask());
    }
    void retryAfterIsObeyed_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<qint64>("least");
        QTest::addColumn<qint64>("most");
        QTest::newRow("seconds") << u"3"_s << qint64(3000) << qint64(3000);
        QTest::newRow("date") << QString() << qint64(20'000) << qint64(31'000);
        QTest::newRow("a day") << u"86400"_s << qint64(-1) << qint64(-1);
    }
    void retryAfterIsObeyed()
    {
        QFETCH(QString, header);
        QFETCH(qint64, least);
        QFETCH(qint64, most);
        if (header.isEmpty()) {
            const auto at = QDateTime::fromMSecsSinceEpoch(m_crm->surroundings->clock.now() + 30'000, Qt::UTC);
            header = QLocale::c().toString(at, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
        }
        fault({{u"kind"_s, u"status"_s}, {u"status"_s, 429}, {u"headers"_s, QJsonObject{{u"retry-after"_s, header}}}});
        const auto asked = ask();
        const auto pauses = m_crm->surroundings->pauses();
        if (least < 0) {
            QCOMPARE(codeOf(asked), u"crm.limit"_s);
            QVERIFY(pauses.empty());
            QVERIFY(m_crm->connector->quota().pausedUntil > m_crm->surroundings->clock.now() + 86'000'000);
        } else {
            VERIFY_OK(asked);
            QCOMPARE(pauses.size(), 1);
            QVERIFY(pauses.front() >= least && pauses.front() <= most);
        }
    }
    void aLockedRowIsTriedAgain()
    {
        fault({{u"kind"_s, u"lock"_s}, {u"times"_s, 3}});
        QVERIFY(write(u"lk-locked"_s).result);
        QCOMPARE(m_crm->surroundings->pauses(), (std::vector<qint64>{250, 500, 1000}));
        fault({{u"kind"_s, u"lock"_s}, {u"times"_s, 100}});
        QCOMPARE(write(u"lk-locked"_s).result.error().error.code, u"crm.busy"_s);
    }
    void twoWritersOfOneKeyMakeOneRecord()
    {
        std::vector<std::unique_ptr<QThread>> threads;
        std::atomic<int> created = 0, done = 0;
        for (int at = 0; at < 4; ++at) {
            threads
                .emplace_back(QThread::create([&, this] {
                    const auto outcome = write(u"lk-race"_s);
                    done += outcome.result ? 1 : 0;
                    created += outcome.result && outcome.result->isCreated ? 1 : 0;
                }))
                ->start();
        }
        for (const auto& thread : threads) {
            thread->wait();
        }
        QCOMPARE(done, 4);
        QCOMPARE(created, 1);
    }
    void aKeyThatIsNotUniqueIsNotGuessed()
    {
        const QJsonObject one{{u"type"_s, u"Case"_s}, {u"data"_s, QJsonObject{{u"Leak_Key__c"_s, u"lk-several"_s}}}};
        const QJsonArray ids = m_crm->peer->seed({{u"records"_s, QJsonArray{one, one}}});
        const auto alone = write(u"lk-several"_s);
        QCOMPARE(alone.result.error().error.code, u"crm.multiple"_s);
        QCOMPARE(alone.result.error().candidates, (QStringList{ids[0].toString(), ids[1].toString()}));
        // With a task beside it the request is another one, and the answer has another form.
        crm::Batch batch = m_crm->batch(m_crm->incident, {Party::record(m_crm->incident, u"lk-several"_s, u"X"_s)});
        batch.targets[u"Task"_s] = m_crm->task.target;
        batch.records.push_back(Party::record(m_crm->task, u"lk-several-task"_s, u"X"_s));
        batch.records.back().fields[u"WhatId"_s] = crm::Link{
            .object = u"Case"_s, .keyField = u"Leak_Key__c"_s, .key = u"lk-several"_s};
        const auto together = m_crm->connector->upsert(batch, {});
        QCOMPARE(together[0].result.error().error.code, u"crm.multiple"_s);
        QCOMPARE(together[0].result.error().candidates, (QStringList{ids[0].toString(), ids[1].toString()}));
        QVERIFY(!together[1].result);
        for (const auto& row : m_crm->peer->rows(u"Case"_s)) {
            QVERIFY(row[u"Leak_Key__c"_s].toString() != u"lk-several"_s || row[u"Subject"_s].isNull());
        }
    }
    void whatMayNotBeDoneTwiceIsNotRepeated_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("reset") << u"commit-then-reset"_s;
        QTest::newRow("503") << u"commit-then-503"_s;
    }
    void whatMayNotBeDoneTwiceIsNotRepeated()
    {
        QFETCH(QString, kind);
        const QString key = u"lk-comment-"_s + kind;
        QVERIFY(write(key).result);
        crm::Batch batch = m_crm->batch(m_crm->comment, {Party::record(m_crm->comment, key, u"Said once"_s)});
        batch.records.front().fields[u"ParentId"_s] = crm::Link{
            .object = u"Case"_s, .keyField = u"Leak_Key__c"_s, .key = key};
        m_crm->peer->forget();
        fault({{u"kind"_s, kind}, {u"method"_s, u"POST"_s}});
        QCOMPARE(m_crm->connector->upsert(batch, {}).front().result.error().error.code, u"crm.ambiguous"_s);
        QCOMPARE(m_crm->peer->log(u"POST"_s, u"composite/sobjects"_s).size(), 1);
        const auto again = m_crm->connector->upsert(batch, {});
        QVERIFY(again.front().result && !again.front().result->isCreated);
        QCOMPARE(m_crm->peer->log(u"POST"_s, u"composite/sobjects"_s).size(), 1);
        int count = 0;
        for (const auto& row : m_crm->peer->rows(u"CaseComment"_s)) {
            count += crm::isMarked(row[u"CommentBody"_s].toString(), key) ? 1 : 0;
        }
        QCOMPARE(count, 1);
    }
    void aConnectionThatBreaksInTheMiddleIsAskedAgainAndEnds()
    {
        fault({{u"kind"_s, u"reset-mid-body"_s}});
        VERIFY_OK(ask());
        QElapsedTimer timer;
        timer.start();
        fault({{u"kind"_s, u"reset-mid-body"_s}, {u"times"_s, 100}});
        QCOMPARE(codeOf(ask()), u"crm.transport"_s);
        QVERIFY(timer.elapsed() < 5000);
    }
    void whatIsNoAnswerOfTheCrmIsSaidSo_data()
    {
        QTest::addColumn<QJsonObject>("made");
        QTest::newRow("truncated") << QJsonObject{{u"kind"_s, u"truncate"_s}};
        QTest::newRow("captive portal") << QJsonObject{
            {u"kind"_s, u"status"_s}, {u"status"_s, 200}, {u"html"_s, u"<html>Welcome to our café</html>"_s}};
        QTest::newRow("404 of something else")
            << QJsonObject{{u"kind"_s, u"status"_s}, {u"status"_s, 404}, {u"html"_s, u"<html>not found</html>"_s}};
        QTest::newRow("another object") << QJsonObject{
            {u"kind"_s, u"status"_s}, {u"status"_s, 200}, {u"body"_s, QJsonObject{{u"a"_s, 1}}}};
        QTest::newRow("nested a million deep")
            << QJsonObject{{u"kind"_s, u"status"_s}, {u"status"_s, 200}, {u"body"_s, QString(1'000'000, u'[')}};
    }
    void whatIsNoAnswerOfTheCrmIsSaidSo()
    {
        QFETCH(QJsonObject, made);
        fault(made);
        QCOMPARE(codeOf(ask()), u"crm.not-json"_s);
        QCOMPARE(queries(), 1);
    }
    void octetsThatAreNotUtf8AreShownAsSuch()
    {
        fault({{u"kind"_s, u"nonutf8"_s}});
        VERIFY_OK(ask());
    }
    void aSlowServerMeetsTheDeadline()
    {
        QElapsedTimer timer;
        timer.start();
        fault({{u"kind"_s, u"slowloris"_s}, {u"ms"_s, 40}});
        QCOMPARE(codeOf(ask()), u"crm.timeout"_s);
        QVERIFY(timer.elapsed() < 4000);
        QCOMPARE(queries(), 1);
    }
    void aSilentServerMeetsTheDeadline()
    {
        fault({{u"kind"_s, u"delay"_s}, {u"delayMs"_s, 4000}});
        QCOMPARE(codeOf(ask()), u"crm.timeout"_s);
    }
    void aBombIsNotUnpacked()
    {
        fault({{u"kind"_s, u"bomb"_s}, {u"megabytes"_s, 8}});
        QCOMPARE(codeOf(ask()), u"crm.too-large"_s);
    }
    void tokensDoNotGoToOtherHosts_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("next page") << u"next"_s;
        QTest::newRow("redirect") << u"redirect"_s;
    }
    void tokensDoNotGoToOtherHosts()
    {
        QFETCH(QString, how);
        const Peer foreign(u"salesforce"_s);
        if (how == u"next"_s) {
            m_crm->peer->seed(
                {{u"nextHost"_s, foreign.address()},
                 {u"records"_s,
                  QJsonArray{QJsonObject{{u"type"_s, u"Lead"_s},
                                         {u"data"_s, QJsonObject{{u"LastName"_s, u"L{n}"_s}, {u"Company"_s, u"C"_s}}},
                                         {u"count"_s, 2500}}}}});
        } else {
            fault({{u"kind"_s, u"status"_s},
                   {u"status"_s, 302},
                   {u"headers"_s, QJsonObject{{u"location"_s, foreign.address() + u"/services/data/"_s}}}});
        }
        QCOMPARE(codeOf(ask(u"Lead"_s, u"LastName"_s)), u"crm.foreign-host"_s);
        QVERIFY(foreign.log().isEmpty());
    }
    void aRedirectOnTheSameHostIsFollowed()
    {
        fault(
            {{u"kind"_s, u"status"_s},
             {u"status"_s, 307},
             {u"headers"_s,
              QJsonObject{
                  {u"location"_s,
                   u"/services/data/v62.0/query?q=SELECT%20Id,SystemModstamp,LastModifiedById,Name%20FROM%20Account"_s}}}});
        VERIFY_OK(ask());
    }
    void anOldQueryLocatorAsksForANewStart()
    {
        fault({{u"kind"_s, u"status"_s}, {u"status"_s, 400}, {u"code"_s, u"INVALID_QUERY_LOCATOR"_s}});
        QCOMPARE(codeOf(ask()), u"crm.resync"_s);
    }
    void noSecretAndNoValueStandsInTheLog()
    {
        m_crm->peer->expire();
        VERIFY_OK(ask());
        QVERIFY(write(u"lk-log"_s).result);
        const auto lines = m_crm->surroundings->lines();
        QVERIFY(lines.size() >= 4);
        for (const crm::LogLine& line : lines) {
            const QString whole = QString::fromLatin1(line.method) + line.where + line.said;
            for (const QString& secret : {u"secret"_s, u"Bearer"_s, u"00D0"_s, u"SELECT"_s, u"?"_s}) {
                QVERIFY2(!whole.contains(secret), qPrintable(whole));
            }
        }
    }
    void aTokenThatTheServerRepeatsIsNotShown()
    {
        QVERIFY(write(u"lk-echo"_s).result);
        const QString token = m_crm->peer->log().last()[u"headers"_s][u"authorization"_s].toString().section(u' ', 1);
        QVERIFY(token.size() > 20);
        fault({{u"kind"_s, u"status"_s},
               {u"status"_s, 400},
               {u"code"_s, u"STRING_TOO_LONG"_s},
               {u"message"_s, u"You sent "_s + token}});
        const auto refused = write(u"lk-echo"_s);
        QVERIFY(refused.result.error().error.message.contains(u"You sent"_s));
        QVERIFY(!refused.result.error().error.message.contains(token));
    }
    void nothingGoesOutWithoutTlsButToThisMachine()
    {
        Surroundings surroundings;
        crm::SalesforceSettings settings{.login = QUrl(u"http://192.0.2.1/"_s)};
        settings.signIn.flow = crm::Flow::ClientCredentials;
        const auto connector = crm::makeSalesforce(std::move(settings), surroundings.parts());
        QCOMPARE(codeOf(connector->authorise({})), u"crm.tls"_s);
    }
    void anUnreachableServerIsSaidSo()
    {
        Surroundings surroundings;
        crm::SalesforceSettings settings{.login = QUrl(u"http://127.0.0.1:1/"_s)};
        settings.signIn.flow = crm::Flow::ClientCredentials;
        const auto connector = crm::makeSalesforce(std::move(settings), surroundings.parts());
        QCOMPARE(codeOf(connector->authorise({})), u"crm.transport"_s);
    }

private:
    void fault(const QJsonObject& fault) { m_crm->peer->fault(fault); }
    Expected<void> ask(const QString& object = u"Account"_s, const QString& field = u"Name"_s)
    {
        return m_crm->connector->query({.object = object, .fields = {field}},
                                       [](std::span<const Record>) -> Expected<void> { return {}; }, {});
    }
    crm::Outcome write(const QString& key)
    {
        return m_crm->connector
            ->upsert(m_crm->batch(m_crm->incident, {Party::record(m_crm->incident, key, u"Title"_s)}), {})
            .front();
    }
    [[nodiscard]] qsizetype tokens() const { return m_crm->peer->log(u"POST"_s, u"oauth2/token"_s).size(); }
    [[nodiscard]] qsizetype queries() const { return m_crm->peer->log(u"GET"_s, u"/query"_s).size(); }

    std::unique_ptr<Party> m_crm;
};

} // namespace bulkhead::test

QTEST_GUILESS_MAIN(bulkhead::test::TestCrmFaults)
#include "tst_crmfaults.moc"
