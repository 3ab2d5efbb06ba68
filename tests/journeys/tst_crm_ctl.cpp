#include "crm/peer.h"
#include "journeys/ctlrun.h"

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// An incident and its CRM, from the first release to a killed run, by the program as scripts run it and against the
/// stand-in.
class TestCrmCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aPackageIsWritten();
    void nothingLeavesBeforeItsRelease();
    void commentsGoBothWays();
    void theTruthIsReadFromTheCrm();
    void whoseRecordsTheyAreIsAsked();
    void unknownRowsAreAskedAbout();
    void evidenceIsAskedAbout();
    void anAskingThatBreaksOffSaysSo();
    void whatBreaksOffIsOneDocument();
    void onlyAnApprovedTextIsAttached();
    void aKilledRunDoublesNothing_data();
    void aKilledRunDoublesNothing();
    void aPausedConnectorSendsNothing();
    void wrongUseHasItsExitCodes_data();
    void wrongUseHasItsExitCodes();

private:
    [[nodiscard]] static QByteArray text(const QJsonObject& json) { return QJsonDocument(json).toJson(); }
    [[nodiscard]] QJsonObject sync(int exit = 0) { return m_ctl.ask({u"crm"_s, u"sync"_s, u"sf"_s}, exit); }
    void share(const QString& title)
    {
        const QString id
            = m_ctl.ask(of({u"task"_s, u"add"_s, u"--title"_s, title, u"--role"_s, u"incident-commander"_s}))[u"id"_s]
                  .toString();
        QVERIFY(!m_ctl.ask({u"task"_s, u"set"_s, id, u"shareable=true"_s}).isEmpty());
    }
    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
    std::unique_ptr<Peer> m_peer;
};

void TestCrmCtl::initTestCase()
{
    m_peer = std::make_unique<Peer>(u"salesforce"_s);
    m_ctl.write(u"secret"_s, "secret\n");
    QVERIFY(m_ctl.found(u"incident-commander,legal,communications"_s));
    QVERIFY(!m_ctl.ask({u"incident"_s, u"open"_s, u"--title"_s, u"Contacts on a paste site"_s}).isEmpty());
    QVERIFY(!m_ctl
                 .ask({u"crm"_s, u"add"_s, u"sf"_s, u"--kind"_s, u"salesforce"_s, u"--url"_s, m_peer->address(),
                       u"--auth"_s, u"client"_s, u"--client-id"_s, u"consumerKey"_s, u"--secret-file"_s,
                       m_ctl.path(u"secret"_s)})
                 .isEmpty());
    share(u"Call the customer"_s);
}

void TestCrmCtl::aPackageIsWritten()
{
    const QStringList package{u"crm"_s, u"package"_s, u"sf"_s, u"--output"_s, m_ctl.path(u"package"_s)};
    QVERIFY(!m_ctl.ask(package).isEmpty());
    QVERIFY(m_ctl.read(u"package/package.xml"_s).contains("Case.Leak_Key__c"));
    QVERIFY(m_ctl.read(u"package/objects/Case.object"_s).contains("<unique>true</unique>"));
    QCOMPARE(code(m_ctl.ask(package, 7)), u"crm.package"_s); // nothing is written over
}

void TestCrmCtl::nothingLeavesBeforeItsRelease()
{
    QCOMPARE(code(m_ctl.ask(of({u"crm"_s, u"sync"_s, u"sf"_s}), 5)), u"crm.not-released"_s);
    QVERIFY(m_peer->rows(u"Case"_s).isEmpty());
    QVERIFY(!m_ctl.ask(of({u"crm"_s, u"release"_s, u"sf"_s, u"--reason"_s, u"customers ask"_s})).isEmpty());
    QCOMPARE(m_ctl.ask(of({u"crm"_s, u"preview"_s, u"sf"_s}))[u"leaving"_s].toArray().size(), 2);
    QCOMPARE(sync()[u"pushed"_s].toInt(), 2);
    QCOMPARE(m_peer->rows(u"Case"_s).size(), 1);
    QVERIFY(m_peer->rows(u"Case"_s).first()[u"Subject"_s].toString() != u"Contacts on a paste site"_s);
    QVERIFY(
        !m_ctl.ask(of({u"crm"_s, u"release"_s, u"sf"_s, u"--scope"_s, u"full"_s, u"--reason"_s, u"customers ask"_s}))
             .isEmpty());
    QCOMPARE(sync()[u"pushed"_s].toInt(), 1);
    QCOMPARE(m_peer->rows(u"Case"_s).first()[u"Subject"_s].toString(), u"Contacts on a paste site"_s);
}

void TestCrmCtl::commentsGoBothWays()
{
    QVERIFY(!m_ctl.ask(of({u"comment"_s, u"add"_s, u"Northwind asks for the list"_s})).isEmpty());
    QCOMPARE(sync()[u"pushed"_s].toInt(), 1);
    const QJsonArray there = m_peer->rows(u"CaseComment"_s);
    QCOMPARE(there.size(), 1);
    QVERIFY(there.first()[u"CommentBody"_s].toString().startsWith(u"[Ada] Northwind asks for the list"_s));
    const QJsonObject said{{u"ParentId"_s, m_peer->rows(u"Case"_s).first()[u"Id"_s]},
                           {u"CommentBody"_s, u"They have called me twice"_s}};
    m_peer->seed({{u"records"_s, QJsonArray{QJsonObject{{u"type"_s, u"CaseComment"_s}, {u"data"_s, said}}}}});
    QCOMPARE(sync()[u"pulled"_s].toInt(), 1);
    QVERIFY(text(m_ctl.ask(of({u"timeline"_s, u"list"_s}))).contains("They have called me twice"));
    const auto quiet = sync();
    QCOMPARE(quiet[u"pulled"_s].toInt() + quiet[u"pushed"_s].toInt(), 0);
    QCOMPARE(m_peer->rows(u"CaseComment"_s).size(), 2);
}

void TestCrmCtl::theTruthIsReadFromTheCrm()
{
    const auto row = [](const QString& type, const QJsonObject& data) {
        return QJsonObject{{u"type"_s, type}, {u"data"_s, data}};
    };
    const QString account
        = m_peer->seed({{u"records"_s, QJsonArray{row(u"Account"_s, {{u"Name"_s, u"Northwind Traders"_s}})}}})
              .first()
              .toString();
    const auto contact = [&](const QString& mail) {
        return row(u"Contact"_s, {{u"LastName"_s, u"Roe"_s}, {u"Email"_s, mail}, {u"AccountId"_s, account}});
    };
    m_peer->seed(
        {{u"records"_s, QJsonArray{contact(u"jane@northwind.example"_s), contact(u"john@northwind.example"_s)}}});
    const QStringList words{u"dataset"_s, u"register"_s, u"--connector"_s, u"sf"_s,       u"--name"_s,
                            u"CRM"_s,     u"--kind"_s,   u"production"_s,  u"--object"_s, u"Contact"_s};
    const auto first = m_ctl.ask(words);
    QCOMPARE(first[u"records"_s].toInt(), 2);
    QVERIFY(!first[u"refresh"_s].toBool());
    m_peer->seed({{u"records"_s, QJsonArray{contact(u"jim@northwind.example"_s)}}});
    const auto again = m_ctl.ask(words);
    QVERIFY(again[u"refresh"_s].toBool());
    QVERIFY(again[u"records"_s].toInt() >= 1);
    QVERIFY(text(m_ctl.ask({u"dataset"_s, u"list"_s})).contains("CRM"));
}

void TestCrmCtl::whoseRecordsTheyAreIsAsked()
{
    m_ctl.write(u"leak.csv"_s, "email,note\njane@northwind.example,a\njim@northwind.example,b\nmade@up.example,c\n");
    QVERIFY(!m_ctl.ask(of({u"classify"_s, m_ctl.path(u"leak.csv"_s)})).isEmpty());
    const QStringList words = of({u"crm"_s, u"affected"_s, u"--connector"_s, u"sf"_s});
    m_peer->forget();
    const auto dry = m_ctl.ask(words + QStringList{u"--dry-run"_s});
    QVERIFY(dry[u"dry_run"_s].toBool());
    QCOMPARE(dry[u"rows"_s].toInt(), 2);
    QVERIFY(m_peer->log().isEmpty());
    QCOMPARE(m_ctl.ask(words)[u"added"_s].toArray().size(), 1);
    QVERIFY(text(m_ctl.ask(of({u"party"_s, u"matrix"_s}))).contains("Northwind Traders"));
}

void TestCrmCtl::unknownRowsAreAskedAbout()
{
    const auto contact = [](const QString& mail) {
        return QJsonObject{{u"type"_s, u"Contact"_s},
                           {u"data"_s, QJsonObject{{u"LastName"_s, u"Poe"_s}, {u"Email"_s, mail}}}};
    };
    const QJsonArray ids = m_peer->seed(
        {{u"records"_s, QJsonArray{contact(u"ann@fabrikam.example"_s), contact(u"bob@fabrikam.example"_s)}}});
    m_ctl.write(u"asked.csv"_s,
                "email,remark\nann@fabrikam.example,secret-a\nbob@fabrikam.example,secret-b\n"
                "nobody@elsewhere.example,secret-c\njane@northwind.example,secret-d\n");
    const QStringList words{u"classify"_s, m_ctl.path(u"asked.csv"_s), u"--ask"_s, u"sf"_s};
    m_peer->forget();
    // Without a person's word nothing is asked, only counted.
    const auto counted = m_ctl.ask(words);
    QCOMPARE(counted[u"unknown"_s].toInt(), 3);
    const auto cost = counted[u"asked"_s].toObject();
    QVERIFY(!cost[u"done"_s].toBool());
    QCOMPARE(cost[u"unknown_rows"_s].toInt(), 3);
    QCOMPARE(cost[u"emails"_s].toInt(), 3);
    QVERIFY(cost[u"calls"_s].toInt() > 0);
    QVERIFY(cost[u"remaining_quota"_s].toInt() > cost[u"kept_for_people"_s].toInt());
    QVERIFY(cost[u"fields"_s].toArray().contains(u"Contact.Email"_s));
    QVERIFY(m_peer->log(u"GET"_s, u"/query"_s).isEmpty());
    // Then two of them turn out to be its own.
    const auto told = m_ctl.ask(words + QStringList{u"--yes"_s, u"--rows"_s, m_ctl.path(u"rows.csv"_s)});
    QCOMPARE(told[u"verdict"_s].toString(), u"personal"_s);
    QCOMPARE(told[u"production"_s].toInt(), 3);
    QCOMPARE(told[u"unknown"_s].toInt(), 1);
    const auto asked = told[u"asked"_s].toObject();
    QVERIFY(asked[u"done"_s].toBool());
    QCOMPARE(asked[u"records"_s].toArray().size(), 2);
    QCOMPARE(asked[u"calls_made"_s].toInt(), cost[u"calls"_s].toInt());
    QVERIFY(text(m_ctl.ask({u"dataset"_s, u"list"_s})).contains("sf: asked for asked.csv"));
    const QByteArray rows = m_ctl.read(u"rows.csv"_s);
    QVERIFY2(rows.contains("sf: asked for asked.csv") && rows.contains("Contact " + ids.first().toString().toLatin1()),
             rows.constData());
    // Of the values only those of unknown rows went out, and nothing else of these rows.
    const QByteArray wire = text({{u"log"_s, m_peer->log()}});
    QVERIFY(wire.contains("ann%40fabrikam") || wire.contains("ann@fabrikam"));
    QVERIFY(wire.contains("nobody"));
    QVERIFY(!wire.contains("jane") && !wire.contains("northwind"));
    QVERIFY(!wire.contains("secret-"));
    for (const auto& one : m_peer->log()) {
        const bool isSignIn = one[u"path"_s].toString().contains(u"/oauth2/"_s);
        QVERIFY2(isSignIn || one[u"method"_s].toString() == u"GET"_s, qPrintable(one[u"path"_s].toString()));
    }
    // The journal says who asked whom for how much, and no value.
    const auto exporting = m_ctl.begin({u"journal"_s, u"export"_s});
    QVERIFY(exporting->waitForFinished());
    const QByteArray journal = exporting->readAllStandardOutput();
    QVERIFY(journal.contains("is asked about unknown rows"));
    QVERIFY(!journal.contains("fabrikam.example") && !journal.contains(ids.first().toString().toLatin1()));
}

void TestCrmCtl::evidenceIsAskedAbout()
{
    m_peer->seed(
        {{u"records"_s,
          QJsonArray{QJsonObject{
              {u"type"_s, u"Contact"_s},
              {u"data"_s, QJsonObject{{u"LastName"_s, u"Doe"_s}, {u"Email"_s, u"carl@fabrikam.example"_s}}}}}}});
    m_ctl.write(u"held.csv"_s, "email\ncarl@fabrikam.example\nnoone@elsewhere.example\n");
    const auto filed = m_ctl.ask(of({u"classify"_s, m_ctl.path(u"held.csv"_s)}));
    QCOMPARE(filed[u"verdict"_s].toString(), u"unresolved"_s);
    const QString evidence = filed[u"files"_s].toArray().first()[u"evidence"_s].toString();
    QVERIFY(!evidence.isEmpty());
    const auto told = m_ctl.ask(of({u"classify"_s, evidence, u"--ask"_s, u"sf"_s, u"--yes"_s}));
    QCOMPARE(told[u"verdict"_s].toString(), u"personal"_s);
    QCOMPARE(told[u"asked"_s][u"record_rows"_s].toInt(), 1);
    const QByteArray timeline = text(m_ctl.ask(of({u"timeline"_s, u"list"_s})));
    QVERIFY(timeline.contains("is asked about unknown rows of “held.csv”"));
    QVERIFY(timeline.contains("records 1, of which rows of the sample speak: 1"));
    QVERIFY(timeline.contains("unknown → production: 1"));
    QVERIFY(!timeline.contains("carl@"));
}

void TestCrmCtl::anAskingThatBreaksOffSaysSo()
{
    m_peer->forget();
    m_ctl.write(u"broken.csv"_s, "email\nwho@elsewhere.example\n");
    m_peer->fault({{u"path"_s, u"/query"_s}, {u"kind"_s, u"status"_s}, {u"status"_s, 401}, {u"times"_s, 99}});
    const QStringList words{u"classify"_s, m_ctl.path(u"broken.csv"_s), u"--ask"_s, u"sf"_s, u"--yes"_s};
    const auto told = m_ctl.ask(words, 6);
    QCOMPARE(told[u"asked"_s][u"error"_s][u"code"_s].toString(), u"crm.auth"_s);
    QCOMPARE(told[u"unknown"_s].toInt(), 1); // and the answer is given all the same
    m_peer->forget();
}

void TestCrmCtl::whatBreaksOffIsOneDocument()
{
    // Whatever was done before it, with the error beside it.
    m_peer->fault({{u"path"_s, u"/query"_s}, {u"kind"_s, u"status"_s}, {u"status"_s, 401}, {u"times"_s, 99}});
    const auto parties = m_ctl.ask(of({u"crm"_s, u"affected"_s, u"--connector"_s, u"sf"_s}), 6);
    QCOMPARE(code(parties), u"crm.auth"_s);
    QVERIFY(parties.contains(u"found"_s) && parties.contains(u"unanswered"_s));
    const auto run = m_ctl.ask(of({u"crm"_s, u"sync"_s, u"sf"_s}), 6);
    QCOMPARE(code(run), u"crm.auth"_s);
    QVERIFY(run.contains(u"pushed"_s) && run.contains(u"remaining_quota"_s));
    m_peer->forget();
}

void TestCrmCtl::onlyAnApprovedTextIsAttached()
{
    const QString draft
        = m_ctl.ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"executive-brief"_s}))[u"id"_s].toString();
    QCOMPARE(code(m_ctl.ask({u"crm"_s, u"attach"_s, draft, u"--connector"_s, u"sf"_s}, 2)),
             u"disclosure.not-submitted"_s);
    QVERIFY(m_peer->rows(u"ContentVersion"_s).isEmpty());
}

void TestCrmCtl::aKilledRunDoublesNothing_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::newRow("while a record is written") << u"PATCH"_s << u"composite/sobjects/Task/"_s;
    QTest::newRow("while a comment is written") << u"POST"_s << u"composite/sobjects$"_s;
}
void TestCrmCtl::aKilledRunDoublesNothing()
{
    QFETCH(const QString, method);
    QFETCH(const QString, path);
    share(u"Tell the board"_s);
    QVERIFY(!m_ctl.ask(of({u"comment"_s, u"add"_s, u"They were told"_s})).isEmpty());
    const auto tasks = m_peer->rows(u"Task"_s).size() + 1;
    const auto comments = m_peer->rows(u"CaseComment"_s).size() + 1;
    m_peer->forget();
    m_peer->fault({{u"kind"_s, u"commit-then-silence"_s}, {u"method"_s, method}, {u"path"_s, path}});
    {
        const auto running = m_ctl.begin({u"crm"_s, u"sync"_s, u"sf"_s});
        // It was written there, and nobody will ever answer.
        const bool isComment = method == u"POST"_s;
        QTRY_COMPARE_WITH_TIMEOUT(m_peer->rows(isComment ? u"CaseComment"_s : u"Task"_s).size(),
                                  isComment ? comments : tasks, 20'000);
        running->kill();
        QVERIFY(running->waitForFinished());
    }
    m_peer->forget();
    const auto after = sync();
    QVERIFY(after[u"conflicts"_s].toArray().isEmpty() && after[u"failed"_s].toArray().isEmpty());
    QCOMPARE(m_peer->rows(u"Task"_s).size(), tasks);
    QCOMPARE(m_peer->rows(u"CaseComment"_s).size(), comments);
}

void TestCrmCtl::aPausedConnectorSendsNothing()
{
    QVERIFY(!m_ctl.ask({u"crm"_s, u"pause"_s, u"sf"_s, u"--reason"_s, u"its org may be the leak"_s}).isEmpty());
    share(u"Look into the org"_s);
    const auto before = m_peer->rows(u"Task"_s).size();
    QCOMPARE(sync()[u"pushed"_s].toInt(), 0);
    QCOMPARE(m_peer->rows(u"Task"_s).size(), before);
    QCOMPARE(code(m_ctl.ask(of({u"crm"_s, u"affected"_s, u"--connector"_s, u"sf"_s}), 5)), u"crm.suspect"_s);
    QCOMPARE(code(m_ctl.ask({u"classify"_s, m_ctl.path(u"leak.csv"_s), u"--ask"_s, u"sf"_s, u"--yes"_s}, 5)),
             u"crm.suspect"_s);
    QVERIFY(!m_ctl.ask({u"crm"_s, u"resume"_s, u"sf"_s, u"--reason"_s, u"it is not"_s}).isEmpty());
    QCOMPARE(sync()[u"pushed"_s].toInt(), 1);
}

void TestCrmCtl::wrongUseHasItsExitCodes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("error");
    const QStringList affected{u"crm"_s, u"affected"_s, u"--connector"_s};
    QTest::newRow("affected: no such connector") << of(affected + QStringList{u"fax"_s}) << 2 << u"crm.connector"_s;
    QTest::newRow("affected: no incident") << affected + QStringList{u"sf"_s} << 2 << u"usage.missing"_s;
    QTest::newRow("ask: no such connector")
        << QStringList{u"classify"_s, u"leak.csv"_s, u"--ask"_s, u"fax"_s} << 2 << u"crm.connector"_s;
    QTest::newRow("ask: standard input cannot be read twice")
        << QStringList{u"classify"_s, u"-"_s, u"--ask"_s, u"sf"_s} << 2 << u"usage.value"_s;
    QTest::newRow("yes to nothing") << QStringList{u"classify"_s, u"leak.csv"_s, u"--yes"_s} << 2 << u"usage.missing"_s;
    QTest::newRow("ask: no such evidence")
        << of({u"classify"_s, u"0000"_s, u"--ask"_s, u"sf"_s}) << 4 << u"input.missing"_s;
    QTest::newRow("attach: no such draft")
        << QStringList{u"crm"_s, u"attach"_s, u"0000"_s, u"--connector"_s, u"sf"_s} << 4 << u"entity.not-found"_s;
    QTest::newRow("attach: no connector") << QStringList{u"crm"_s, u"attach"_s, u"0000"_s} << 2 << u"usage.missing"_s;
    QTest::newRow("package: no such connector")
        << QStringList{u"crm"_s, u"package"_s, u"fax"_s, u"--output"_s, m_ctl.path(u"no"_s)} << 2 << u"crm.connector"_s;
    const QStringList truth{u"dataset"_s, u"register"_s,   u"--name"_s,     u"X"_s,
                            u"--kind"_s,  u"production"_s, u"--connector"_s};
    QTest::newRow("truth: a file too") << truth + QStringList{u"sf"_s, u"leak.csv"_s} << 2 << u"usage.value"_s;
    QTest::newRow("truth: no such kind of record")
        << truth + QStringList{u"sf"_s, u"--object"_s, u"Opportunity"_s} << 4 << u"crm.mapping"_s;
    QTest::newRow("truth: a condition that the CRM refuses")
        << truth + QStringList{u"sf"_s, u"--object"_s, u"Lead"_s, u"--where"_s, u"Nope = 1"_s} << 6 << u"crm.schema"_s;
    QTest::newRow("release: no such scope")
        << of({u"crm"_s, u"release"_s, u"sf"_s, u"--scope"_s, u"all"_s, u"--reason"_s, u"x"_s}) << 2
        << u"usage.value"_s;
    QTest::newRow("settle: no such side")
        << QStringList{u"crm"_s, u"settle"_s, u"0000"_s, u"both"_s} << 2 << u"usage.value"_s;
}
void TestCrmCtl::wrongUseHasItsExitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exit);
    QFETCH(QString, error);
    QCOMPARE(code(m_ctl.ask(arguments, exit)), error);
}

QTEST_GUILESS_MAIN(TestCrmCtl)
#include "tst_crm_ctl.moc"
