#include "journeys/ctlrun.h"

#include <algorithm>

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// From clauses and customers over the breach question to the register, by the program as scripts run it.
class TestBreachCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aListFillsTheMatrix();
    void clocksStartTogetherAndNoticesEndThem();
    void theQuestionIsAnsweredAndSigned();
    void misuseIsTold();
    void theRegisterIsFilledAndWritten();
    void aPackIsReviewed();
    void wrongUseHasItsExitCodes_data();
    void wrongUseHasItsExitCodes();

private:
    /// The customer of that name in the matrix.
    [[nodiscard]] QJsonObject customer(const QString& name)
    {
        const QJsonArray all = m_ctl.ask(of({u"party"_s, u"matrix"_s}))[u"customers"_s].toArray();
        for (const QJsonValue& one : all) {
            if (one[u"name"_s].toString() == name) {
                return one.toObject();
            }
        }
        return {};
    }

    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
};

void TestBreachCtl::initTestCase()
{
    QVERIFY(m_ctl.found(u"incident-commander,legal"_s));
    QVERIFY(!m_ctl
                 .ask({u"incident"_s, u"open"_s, u"--title"_s, u"Leak"_s, u"--detected"_s, u"2026-06-12T14:00Z"_s,
                       u"--aware"_s, u"2026-06-12T15:00Z"_s})
                 .isEmpty());
    const auto clause = m_ctl.ask(
        {u"clause"_s, u"add"_s, u"--name"_s, u"DPA"_s, u"--hours"_s, u"24"_s, u"--trigger"_s, u"suspected"_s});
    QCOMPARE(clause[u"starts"_s].toString(), u"suspected"_s); // follows from what it speaks of
    QCOMPARE(m_ctl.ask({u"clause"_s, u"list"_s})[u"clauses"_s].toArray().size(), 1);
}

void TestBreachCtl::aListFillsTheMatrix()
{
    m_ctl.write(u"customers.csv"_s,
                "Account,Tenant,Role,Country,Time zone,Contract,Records\n"
                "Northwind,nw,processor,DE,Europe/Berlin,dpa,120\n"
                "Contoso,co,controller,FR,Europe/Paris,,\n"
                "Fabrikam,fa,processor,DE,,Secret clause,\n"
                "Adatum,ad,processor,DE,Berlin,,\n");
    const auto read = m_ctl.ask(of({u"party"_s, u"import"_s, m_ctl.path(u"customers.csv"_s)}));
    QCOMPARE(read[u"imported"_s].toInt(), 2);
    QCOMPARE(read[u"rejected"_s][0][u"reason"_s].toString(), u"party.unknown-clause"_s);
    QVERIFY(!read[u"rejected"_s][0][u"detail"_s].toString().contains(u"Secret"_s));
    QCOMPARE(read[u"rejected"_s][1][u"reason"_s].toString(), u"party.bad-zone"_s);
    const auto northwind = customer(u"Northwind"_s);
    QCOMPARE(northwind[u"clause_name"_s].toString(), u"DPA"_s);
    QCOMPARE(northwind[u"owed"_s].toString(), u"yes"_s);
    QVERIFY(northwind[u"records"_s].toString().startsWith(u"120..120; estimate; "_s));
    QCOMPARE(customer(u"Contoso"_s)[u"owed"_s].toString(), u"no"_s);
    // What a list adds is filled in, what it says differently is rejected.
    m_ctl.write(u"more.csv"_s, "Account,Tenant,Role,Email\nNorthwind,nw,,dpo@nw.example\nContoso,co,processor,\n");
    const auto more = m_ctl.ask(of({u"party"_s, u"import"_s, m_ctl.path(u"more.csv"_s)}));
    QCOMPARE(more[u"completed"_s].toInt(), 1);
    QCOMPARE(more[u"rejected"_s][0][u"reason"_s].toString(), u"party.differs"_s);
    QCOMPARE(customer(u"Northwind"_s)[u"contact"_s].toString(), u"dpo@nw.example"_s);
    QCOMPARE(customer(u"Contoso"_s)[u"our_role"_s].toString(), u"controller"_s);
    QVERIFY(!m_ctl.ask(of({u"party"_s, u"change"_s, u"Contoso"_s, u"--role"_s, u"both"_s})).isEmpty());
    QCOMPARE(customer(u"Contoso"_s)[u"owed"_s].toString(), u"depends"_s);
}

void TestBreachCtl::clocksStartTogetherAndNoticesEndThem()
{
    const auto dry = m_ctl.ask(of({u"party"_s, u"start-clocks"_s, u"--dry-run"_s}));
    QCOMPARE(dry[u"plan"_s].toArray().size(), 2);
    QVERIFY(dry[u"ids"_s].toArray().isEmpty());
    const auto started = m_ctl.ask(of({u"party"_s, u"start-clocks"_s, u"Northwind"_s}));
    QCOMPARE(started[u"ids"_s].toArray().size(), 1);
    QCOMPARE(started[u"plan"_s][0][u"due"_s].toString(), u"2026-06-13T14:00:00.000+00:00"_s);
    QCOMPARE(customer(u"Northwind"_s)[u"due"_s].toString(), u"2026-06-13T14:00:00.000+00:00"_s);
    const QStringList told{u"party"_s, u"notice"_s, u"Northwind"_s, u"--at"_s, u"2026-06-13T15:00Z"_s};
    QCOMPARE(code(m_ctl.ask(of(told), 2)), u"deadline.reasons"_s);
    QCOMPARE(customer(u"Northwind"_s)[u"notice"_s].toString(), u"undecided"_s);
    QVERIFY(!m_ctl.ask(of(told + QStringList{u"--reasons"_s, u"Found late"_s})).isEmpty());
    QCOMPARE(customer(u"Northwind"_s)[u"notice"_s].toString(), u"sent"_s);
    QCOMPARE(customer(u"Northwind"_s)[u"clocks"_s][0][u"state"_s].toString(), u"late"_s);
}

void TestBreachCtl::theQuestionIsAnsweredAndSigned()
{
    const auto nothing = m_ctl.ask(of({u"breach"_s, u"show"_s}));
    QCOMPARE(nothing[u"conclusion"_s].toString(), u"insufficient_facts"_s);
    QVERIFY(nothing[u"reviewed_by"_s].isNull());
    const auto answered = m_ctl.ask(
        of({u"breach"_s, u"answer"_s, u"1=yes"_s, u"real_rows=yes"_s, u"--why"_s, u"Seen"_s, u"--owner"_s, u"Ada"_s}));
    QCOMPARE(answered[u"conclusion"_s].toString(), u"breach_confirmed"_s);
    const auto record = m_ctl.ask(of({u"breach"_s, u"sign"_s, u"--why"_s, u"Rows match"_s}));
    QCOMPARE(record[u"number"_s].toInt(), 1);
    const auto records = m_ctl.ask(of({u"breach"_s, u"list"_s}))[u"records"_s];
    QVERIFY(records[0][u"signature_valid"_s].toBool());
    QVERIFY(!m_ctl.ask(of({u"breach"_s, u"print"_s, u"--record"_s, u"1"_s, u"--output"_s, m_ctl.path(u"r.txt"_s)}))
                 .isEmpty());
    const QByteArray text = m_ctl.read(u"r.txt"_s);
    QVERIFY(text.contains("Rows match"));
    QVERIFY(text.contains("the signature is valid"));
    const auto facts = m_ctl.ask(of({u"deadline"_s, u"facts"_s}))[u"facts"_s].toArray();
    const bool isRead = std::ranges::any_of(facts, [](const QJsonValue& fact) {
        return fact[u"fact"_s] == "personal_data"_L1 && fact[u"value"_s] == "yes"_L1;
    });
    QVERIFY(isRead); // rules know
}

void TestBreachCtl::misuseIsTold()
{
    QVERIFY(!m_ctl.ask(of({u"breach"_s, u"answer"_s, u"misuse_voice=yes"_s, u"misuse_marked=no"_s})).isEmpty());
    const auto misuse = m_ctl.ask(of({u"breach"_s, u"misuse"_s}));
    QVERIFY(misuse[u"warning"_s].toString().contains(u"voices"_s));
    QVERIFY(misuse[u"marking"_s].toString().contains(u"not marked"_s));
}

void TestBreachCtl::theRegisterIsFilledAndWritten()
{
    const auto row = [&] { return m_ctl.ask({u"register"_s, u"list"_s})[u"register"_s][0].toObject(); };
    QCOMPARE(row()[u"conclusion"_s].toString(), u"breach_confirmed"_s);
    QVERIFY(row()[u"missing"_s].toArray().contains(u"cause"_s));
    const auto set = m_ctl.ask(of({u"register"_s, u"set"_s, u"cause=A sync job"_s, u"affected=confidentiality"_s,
                                   u"subjects=6..40; estimate; sample"_s}));
    QVERIFY(!set[u"missing"_s].toArray().contains(u"cause"_s));
    QCOMPARE(row()[u"subjects"_s][u"high"_s].toInt(), 40);
    QCOMPARE(m_ctl.ask({u"register"_s, u"list"_s, u"--conclusion"_s, u"none"_s})[u"register"_s].toArray().size(), 0);
    QCOMPARE(m_ctl.ask({u"register"_s, u"list"_s, u"--text"_s, u"SYNC"_s})[u"register"_s].toArray().size(), 1);
    QVERIFY(!m_ctl.ask({u"register"_s, u"export"_s, m_ctl.path(u"register.csv"_s)}).isEmpty());
    QVERIFY(m_ctl.read(u"register.csv"_s).contains("A sync job"));
    for (const QString& format : {u"html"_s, u"pdf"_s}) {
        const QString file = m_ctl.path(u"register."_s + format);
        QVERIFY(!m_ctl.ask({u"register"_s, u"export"_s, file, u"--format"_s, format}).isEmpty());
    }
    QVERIFY(m_ctl.read(u"register.pdf"_s).startsWith("%PDF-"));
    QVERIFY(m_ctl.read(u"register.html"_s).startsWith("<!DOCTYPE html>"));
    // Whoever exports the incident has it too.
    QVERIFY(!m_ctl
                 .ask({u"incident"_s, u"export"_s, u"INC-0001"_s, u"--format"_s, u"json"_s, u"-o"_s,
                       m_ctl.path(u"whole.json"_s)})
                 .isEmpty());
    const QByteArray whole = m_ctl.read(u"whole.json"_s);
    QVERIFY(whole.contains("\"breach_records\""));
    QVERIFY(whole.contains("A sync job"));
}

void TestBreachCtl::aPackIsReviewed()
{
    const auto reviewer = [&] {
        const QJsonArray packs = m_ctl.ask({u"law"_s, u"packs"_s})[u"packs"_s].toArray();
        for (const QJsonValue& pack : packs) {
            if (pack[u"pack"_s] == "eu-gdpr"_L1) {
                return pack[u"reviewed_by"_s].toString();
            }
        }
        return u"no such pack"_s;
    };
    QCOMPARE(reviewer(), QString());
    const auto review = m_ctl.ask(
        {u"law"_s, u"review"_s, u"eu-gdpr"_s, u"--why"_s, u"OJ L 119"_s, u"--due"_s, u"2199-01-01"_s});
    QVERIFY(reviewer().startsWith(u"Ada, signed "_s));
    QVERIFY(!m_ctl.ask({u"law"_s, u"withdraw"_s, review[u"id"_s].toString(), u"--why"_s, u"Changed"_s}).isEmpty());
    QCOMPARE(reviewer(), QString());
}

void TestBreachCtl::wrongUseHasItsExitCodes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("error");
    QTest::newRow("clause twice") << QStringList{u"clause"_s, u"add"_s, u"--name"_s, u"dpa"_s} << 2 << u"clause.bad"_s;
    QTest::newRow("clause of a law") << QStringList{u"clause"_s, u"add"_s,    u"--name"_s,
                                                    u"X"_s,      u"--rule"_s, u"eu.gdpr.33.sa"_s}
                                     << 2 << u"clause.bad"_s;
    QTest::newRow("no such clause") << of({u"party"_s, u"change"_s, u"Northwind"_s, u"--clause"_s, u"X"_s}) << 2
                                    << u"clause.not-found"_s;
    QTest::newRow("no such country") << of({u"party"_s, u"change"_s, u"Northwind"_s, u"--country"_s, u"Germany"_s}) << 2
                                     << u"value.bad"_s;
    QTest::newRow("bare count") << of({u"party"_s, u"change"_s, u"Northwind"_s, u"--records"_s, u"5"_s}) << 2
                                << u"value.bad"_s;
    QTest::newRow("reasons for none") << of({u"party"_s, u"notice"_s, u"Contoso"_s, u"--state"_s, u"not-owed"_s}) << 2
                                      << u"notice.bad"_s;
    QTest::newRow("no such question") << of({u"breach"_s, u"answer"_s, u"11=yes"_s}) << 2 << u"breach.question"_s;
    QTest::newRow("no such answer") << of({u"breach"_s, u"answer"_s, u"3=faker"_s}) << 2 << u"breach.answer"_s;
    QTest::newRow("no pair") << of({u"breach"_s, u"answer"_s, u"3"_s}) << 2 << u"usage.value"_s;
    QTest::newRow("no such field") << of({u"register"_s, u"set"_s, u"soul=yes"_s}) << 2 << u"usage.value"_s;
    QTest::newRow("bare subjects") << of({u"register"_s, u"set"_s, u"subjects=12"_s}) << 2 << u"register.bad"_s;
    QTest::newRow("no such pack") << QStringList{u"law"_s, u"review"_s, u"mars"_s, u"--why"_s, u"x"_s} << 2
                                  << u"usage.value"_s;
    QTest::newRow("no such day") << QStringList{u"law"_s, u"review"_s, u"uk"_s,  u"--why"_s,
                                                u"x"_s,   u"--due"_s,  u"soon"_s}
                                 << 2 << u"usage.value"_s;
}

void TestBreachCtl::wrongUseHasItsExitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, exit);
    QFETCH(QString, error);
    QCOMPARE(code(m_ctl.ask(arguments, exit)), error);
}

QTEST_GUILESS_MAIN(TestBreachCtl)
#include "tst_breach_ctl.moc"
