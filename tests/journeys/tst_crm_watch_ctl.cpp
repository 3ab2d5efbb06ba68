#include "crm/peer.h"
#include "journeys/ctlrun.h"

#include <csignal>

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// A CRM's stand-in kept equal by the program, until a signal ends it.
class TestCrmWatchCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void itGoesOnUntilItIsStopped_data();
    void itGoesOnUntilItIsStopped();
    void itEndsWhereOnlyAPersonCanHelp();
    void wrongUseIsSaid();

private:
    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
    std::optional<Peer> m_peer;
};

void TestCrmWatchCtl::initTestCase()
{
    m_peer.emplace(u"salesforce"_s);
    m_ctl.write(u"secret"_s, "secret");
    QVERIFY(QFile::setPermissions(m_ctl.path(u"secret"_s), QFile::ReadOwner | QFile::WriteOwner));
    QVERIFY(m_ctl.found(u"incident-commander,engineering"_s));
    QVERIFY(!m_ctl.ask({u"incident"_s, u"open"_s, u"--title"_s, u"Leak"_s}).isEmpty());
    QVERIFY(!m_ctl
                 .ask({u"crm"_s, u"add"_s, u"sf"_s, u"--kind"_s, u"salesforce"_s, u"--url"_s, m_peer->address(),
                       u"--auth"_s, u"client"_s, u"--client-id"_s, u"consumerKey"_s, u"--secret-file"_s,
                       m_ctl.path(u"secret"_s)})
                 .isEmpty());
    QVERIFY(!m_ctl.ask({u"crm"_s, u"release"_s, u"sf"_s, u"--incident"_s, u"INC-0001"_s, u"--reason"_s, u"they ask"_s})
                 .isEmpty());
}

void TestCrmWatchCtl::itGoesOnUntilItIsStopped_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("sent");
    QTest::newRow("SIGINT") << SIGINT << 1;
    QTest::newRow("SIGTERM") << SIGTERM << 0; // it is there
}

void TestCrmWatchCtl::itGoesOnUntilItIsStopped()
{
    QFETCH(const int, signal);
    QFETCH(const int, sent);
    const auto running = m_ctl.begin({u"crm"_s, u"sync"_s, u"sf"_s, u"--watch"_s});
    QProcess& watching = *running;
    const bool hasAnswered = QTest::qWaitFor([&] { return watching.canReadLine() || watching.waitForReadyRead(50); },
                                             30'000);
    QVERIFY2(hasAnswered && watching.canReadLine(), watching.readAllStandardError().constData());
    const QJsonObject said = QJsonDocument::fromJson(watching.readLine()).object();
    QCOMPARE(said[u"pushed"_s].toInt(-1), sent);
    QCOMPARE(said[u"failed"_s].toArray().size(), 0);
    QCOMPARE(watching.state(), QProcess::Running);
    ::kill(static_cast<pid_t>(watching.processId()), signal);
    QVERIFY(watching.waitForFinished(30'000));
    QCOMPARE(watching.exitStatus(), QProcess::NormalExit);
    QCOMPARE(watching.exitCode(), 0);
    QVERIFY(!m_ctl.ask({u"verify"_s}).isEmpty()); // all of it is signed
}

void TestCrmWatchCtl::itEndsWhereOnlyAPersonCanHelp()
{
    QVERIFY(!m_ctl.ask({u"crm"_s, u"pause"_s, u"sf"_s, u"--reason"_s, u"it may be the leak"_s}).isEmpty());
    QCOMPARE(m_ctl.ask({u"crm"_s, u"sync"_s, u"sf"_s, u"--watch"_s}, 5)[u"error"_s][u"code"_s].toString(),
             u"crm.suspect"_s);
}

void TestCrmWatchCtl::wrongUseIsSaid()
{
    for (const QStringList& wrong : {QStringList{u"--every"_s, u"5"_s}, {u"--watch"_s, u"--every"_s, u"0"_s}}) {
        QCOMPARE(m_ctl.ask(QStringList{u"crm"_s, u"sync"_s, u"sf"_s} + wrong, 2)[u"error"_s][u"code"_s].toString(),
                 u"usage.value"_s);
    }
}

QTEST_GUILESS_MAIN(TestCrmWatchCtl)
#include "tst_crm_watch_ctl.moc"
