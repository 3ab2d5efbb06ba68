#include "journeys/ctlrun.h"

#include <QProcess>

#include <csignal>
#include <random>

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Somebody asks whether a synthetic set gives its training persons away, and keeps the answer.
class TestRiskCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aSetIsAssessedWithoutAVault();
    void theReportIsAFile();
    void theAnswerIsKeptWithTheDataSet();
    void wrongUseIsRefused_data();
    void wrongUseIsRefused();
    void anInterruptLeavesNothing();

private:
    static QByteArray table(quint64 seed, int count)
    {
        QByteArray csv = "name,birth date,city,income,email\n";
        std::mt19937_64 chance(seed);
        const auto number = [&](quint64 most) { return QByteArray::number(chance() % most); };
        for (int i = 0; i < count; ++i) {
            csv += "Anna F" + number(100'000) + ",19" + QByteArray::number(50 + static_cast<int>(chance() % 40)) + "-0"
                + QByteArray::number(1 + static_cast<int>(chance() % 9)) + "-11,Town" + number(12) + ','
                + number(90'000) + ".5,u" + number(1'000'000'000) + "@mail.example\n";
        }
        return csv;
    }
    [[nodiscard]] QStringList risk(const QStringList& more = {}) const
    {
        return QStringList{u"dataset"_s,
                           u"risk"_s,
                           m_ctl.path(u"made.csv"_s),
                           u"--training"_s,
                           m_ctl.path(u"real.csv"_s),
                           u"--holdout"_s,
                           m_ctl.path(u"held.csv"_s)}
        + more;
    }

    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
};

void TestRiskCtl::initTestCase()
{
    m_ctl.write(u"real.csv"_s, table(2, 800));
    m_ctl.write(u"held.csv"_s, table(3, 800));
    m_ctl.write(u"fair.csv"_s, table(1, 800));
    // The first forty training rows are in it.
    m_ctl.write(u"made.csv"_s, table(1, 800) + table(2, 40).mid(table(2, 0).size()));
    m_ctl.write(u"other.csv"_s, "product,price\nlamp,3\nchair,4\n");
}

void TestRiskCtl::aSetIsAssessedWithoutAVault()
{
    const QString vault = std::exchange(m_ctl.vault, {});
    const QJsonObject bad = m_ctl.ask(risk());
    m_ctl.vault = vault;
    const QJsonArray signs = bad[u"signs"_s].toArray();
    QVERIFY(signs.contains(u"exact-copies"_s) && signs.contains(u"identifier-copies"_s));
    QCOMPARE(bad[u"copies"_s][0][u"synthetic_rows"_s].toInt(), 40);
    QCOMPARE(bad[u"copies"_s][0][u"examples"_s][0][u"synthetic_row"_s].toInt(), 801);
    QCOMPARE(bad[u"copies"_s][0][u"examples"_s][0][u"training_row"_s].toInt(), 1);
    QVERIFY(bad[u"kept"_s].isNull());
    QVERIFY(bad[u"cautions"_s].toArray().size() >= 4);
    QStringList fair = risk({u"--threads"_s, u"1"_s});
    fair[2] = m_ctl.path(u"fair.csv"_s);
    const QJsonObject good = m_ctl.ask(fair);
    QCOMPARE(good[u"signs"_s].toArray(), QJsonArray());
    const QJsonValue share = good[u"distance"_s][u"nearer_to_training"_s];
    QVERIFY(share[u"low"_s].toDouble() < 0.5 && share[u"high"_s].toDouble() > 0.5);
}

void TestRiskCtl::theReportIsAFile()
{
    const QString file = m_ctl.path(u"report.txt"_s);
    QCOMPARE(m_ctl.ask(risk({u"-o"_s, file}))[u"file"_s].toString(), file);
    const QByteArray text = m_ctl.read(u"report.txt"_s);
    QVERIFY(text.startsWith("There are signs"));
    QVERIFY(text.contains("801 = 1") && text.contains("Not proven") && text.contains("Nobody has reviewed"));
    QVERIFY(!text.contains("@mail.example") && !text.contains("Anna"));
    QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(!m_ctl.ask(risk({u"-o"_s, file}), 4).isEmpty()); // it is there already
    QVERIFY(!m_ctl.ask(risk({u"-o"_s, m_ctl.path(u"report.json"_s), u"--report"_s, u"json"_s})).isEmpty());
    QCOMPARE(QJsonDocument::fromJson(m_ctl.read(u"report.json"_s)).object()[u"method"_s].toInt(), 1);
}

void TestRiskCtl::theAnswerIsKeptWithTheDataSet()
{
    QVERIFY(m_ctl.found(u"engineering,compliance"_s));
    QCOMPARE(code(m_ctl.ask(risk({u"--keep"_s}), 4)), u"provenance.not-found"_s);
    const auto add = [&](const QString& file, const QString& name, const QString& kind) {
        return m_ctl.ask({u"dataset"_s, u"register"_s, m_ctl.path(file), u"--name"_s, name, u"--kind"_s, kind})[u"id"_s]
            .toString();
    };
    const QString set = add(u"made.csv"_s, u"Sandbox"_s, u"synthetic"_s);
    const QString real = add(u"real.csv"_s, u"CRM"_s, u"production"_s);
    QCOMPARE(m_ctl.ask(risk({u"--keep"_s}))[u"kept"_s].toString(), set);
    QJsonObject shown = m_ctl.ask({u"dataset"_s, u"show"_s, u"Sandbox"_s})[u"risk"_s].toObject();
    QVERIFY(shown[u"signs"_s].toArray().contains(u"exact-copies"_s));
    QVERIFY(shown[u"registered_file"_s].toBool());
    QVERIFY(!m_ctl.ask({u"dataset"_s, u"show"_s, u"CRM"_s}).contains(u"risk"_s));
    // Of another file, by name: said so.
    QStringList fair = risk({u"--dataset"_s, u"Sandbox"_s});
    fair[2] = m_ctl.path(u"fair.csv"_s);
    QCOMPARE(m_ctl.ask(fair)[u"kept"_s].toString(), set);
    shown = m_ctl.ask({u"dataset"_s, u"show"_s, u"Sandbox"_s})[u"risk"_s].toObject();
    QCOMPARE(shown[u"registered_file"_s], QJsonValue(false));
    QCOMPARE(shown[u"signs"_s].toArray(), QJsonArray());
    QVERIFY(!m_ctl.ask({u"dataset"_s, u"list"_s})[u"data_sets"_s][0].toObject().contains(u"risk"_s));
    // Production is nothing that was made of others.
    QCOMPARE(code(m_ctl.ask(risk({u"--dataset"_s, real}), 2)), u"value.bad"_s);
    QVERIFY(m_ctl.ask({u"verify"_s})[u"ok"_s].toBool());
    QVERIFY(!m_ctl.ask({u"journal"_s, u"rebuild"_s}).isEmpty());
    QVERIFY(m_ctl.ask({u"dataset"_s, u"show"_s, set}).contains(u"risk"_s));
}

void TestRiskCtl::wrongUseIsRefused_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("error");
    QTest::newRow("other columns") << QStringList{u"--training"_s, u"other.csv"_s} << 4 << u"provenance.risk-columns"_s;
    QTest::newRow("an unknown column") << QStringList{u"--columns"_s, u"salary"_s} << 4 << u"provenance.risk-columns"_s;
    QTest::newRow("no such file") << QStringList{u"--holdout"_s, u"none.csv"_s} << 4 << u"input.missing"_s;
    QTest::newRow("no distance") << QStringList{u"--near"_s, u"far"_s} << 2 << u"usage.value"_s;
    QTest::newRow("twice standard input") << QStringList{u"--keep"_s} << 2 << u"usage.value"_s;
}

void TestRiskCtl::wrongUseIsRefused()
{
    QFETCH(QStringList, more);
    QFETCH(int, exit);
    QFETCH(QString, error);
    QStringList words = risk();
    if (more.first() == "--keep"_L1) {
        words[2] = u"-"_s;
        words += more;
    } else if (const auto at = words.indexOf(more.first()); at >= 0) {
        words[at + 1] = m_ctl.path(more.last());
    } else {
        words += more;
    }
    QCOMPARE(code(m_ctl.ask(words, exit)), error);
}

void TestRiskCtl::anInterruptLeavesNothing()
{
    m_ctl.write(u"large.csv"_s, table(5, 60'000));
    QStringList words = risk({u"-o"_s, m_ctl.path(u"never.txt"_s), u"--dataset"_s, u"Sandbox"_s, u"--sample"_s,
                              u"60000"_s, u"--threads"_s, u"1"_s});
    words[2] = words[4] = m_ctl.path(u"large.csv"_s);
    const QJsonObject before = m_ctl.ask({u"dataset"_s, u"show"_s, u"Sandbox"_s})[u"risk"_s].toObject();
    const auto process = m_ctl.begin(words);
    QVERIFY(process->waitForStarted());
    QTest::qWait(700);
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    QVERIFY(process->waitForFinished(60'000));
    QCOMPARE(process->exitCode(), 130);
    QVERIFY(!QFile::exists(m_ctl.path(u"never.txt"_s)));
    QCOMPARE(m_ctl.ask({u"dataset"_s, u"show"_s, u"Sandbox"_s})[u"risk"_s].toObject(), before);
}

QTEST_GUILESS_MAIN(TestRiskCtl)
#include "tst_risk_ctl.moc"
