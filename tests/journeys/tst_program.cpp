#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// The window as a process: what it prints, how it ends, and what it leaves behind.
class TestProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersionNeedNoDisplay();
    void wrongUsageIsTwo();
    void theTourEndsCleanly_data();
    void theTourEndsCleanly();
    void aFolderThatCannotBeMadeIsSaid();

private:
    struct Ran
    {
        int exit = -1;
        QByteArray out;
        QByteArray errors;
    };
    Ran run(const QStringList& arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOME"_s, m_home.path());
        environment.insert(u"XDG_STATE_HOME"_s, m_home.filePath(u"state"_s));
        environment.insert(u"XDG_RUNTIME_DIR"_s, m_home.path());
        environment.remove(u"QT_QPA_PLATFORM"_s);
        environment.remove(u"DISPLAY"_s);
        environment.remove(u"WAYLAND_DISPLAY"_s);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(BULKHEAD), arguments);
        if (!process.waitForFinished(240'000) || process.exitStatus() != QProcess::NormalExit) {
            return {-1, process.readAllStandardOutput(), process.readAllStandardError()};
        }
        return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
    }

    QTemporaryDir m_home;
};

void TestProgram::helpAndVersionNeedNoDisplay()
{
    const Ran help = run({u"--help"_s});
    QCOMPARE(help.exit, 0);
    QVERIFY(help.out.contains("--screenshot-tour"));
    QCOMPARE(run({u"--version"_s}).exit, 0);
}

void TestProgram::wrongUsageIsTwo()
{
    const Ran wrong = run({u"--theme"_s, u"pink"_s});
    QCOMPARE(wrong.exit, 2);
    QVERIFY2(wrong.errors.contains("pink"), wrong.errors.constData());
    QVERIFY(wrong.out.isEmpty());
}

void TestProgram::theTourEndsCleanly_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::newRow("light") << QStringList{u"--size"_s, u"1280x800"_s};
    QTest::newRow("dark, twice as large")
        << QStringList{u"--theme"_s, u"dark"_s, u"--scale"_s, u"2"_s, u"--size"_s, u"1000x700"_s};
}

void TestProgram::theTourEndsCleanly()
{
    QFETCH(const QStringList, options);
    const QTemporaryDir pictures;
    const Ran tour = run(QStringList{u"--screenshot-tour"_s, pictures.path()} + options);
    QVERIFY2(tour.exit == 0, tour.errors.constData());
    // Not one warning of Qt's, except what its platform for tests says of every dialog.
    for (const QByteArray& line : tour.errors.trimmed().split('\n')) {
        QVERIFY2(line.isEmpty() || line.contains("propagateSizeHints"), tour.errors.constData());
    }
    QVERIFY(QDir(pictures.path()).entryList({u"*.png"_s}).size() >= 15);
    QVERIFY(QDir(m_home.filePath(u".config"_s)).isEmpty()); // it leaves the person's settings alone
}

void TestProgram::aFolderThatCannotBeMadeIsSaid()
{
    const Ran tour = run({u"--screenshot-tour"_s, u"/proc/nowhere/pictures"_s});
    QCOMPARE(tour.exit, 1);
    QVERIFY2(tour.errors.contains("/proc/nowhere/pictures"), tour.errors.constData());
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
