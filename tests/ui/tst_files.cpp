#include "ui/bench.h"

#include "ui/provenance/filesview.h"
#include "ui/provenance/provenancepage.h"
#include "ui/shell/mainwindow.h"

#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QUrl>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Many files at a time: dropped, in folders, and coming into a folder that is watched.
class TestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aDropOfManyIsAnsweredFileByFile();
    void aFileIsOpenedFromTheList();
    void filesComeIntoAWatchedFolder();
    void allAreAttachedToTheIncident();

private:
    [[nodiscard]] ProvenancePage* page() { return m_bench.window().findChild<ProvenancePage*>(); }
    [[nodiscard]] FilesView* files() { return page()->findChild<FilesView*>(); }
    [[nodiscard]] QString summary() { return page()->findChild<QLabel*>(u"provenance.filesSummary"_s)->text(); }
    void write(const QString& name, const QByteArray& content)
    {
        QDir().mkpath(QFileInfo(m_bench.path(name)).path());
        QFile file(m_bench.path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    }
    static QByteArray demo(const QString& name)
    {
        QFile file(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/") + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// Whole rows of the synthetic set.
    static QByteArray someMadeUp()
    {
        const QByteArray front = demo(u"sandbox-contacts.csv"_s).left(4000);
        return front.left(front.lastIndexOf('\n') + 1);
    }
    void picture(const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (!folder.isEmpty()) {
            QTest::qWait(100);
            QVERIFY(m_bench.window().grab().save(folder + u'/' + name));
        }
    }

    Bench m_bench;
};

void TestFiles::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    m_bench.window().showRoom(u"provenance"_s);
    QVERIFY(m_bench.settle());
    write(u"drop/a/real.csv"_s, demo(u"production-contacts.csv"_s));
    write(u"drop/made-up.csv"_s, someMadeUp());
    write(u"drop/unknown.txt"_s, "nothing that anybody knows\n");
    write(u"drop/.hidden.csv"_s, demo(u"production-contacts.csv"_s));
    write(u"broken.pdf"_s, "%PDF-1.4 and nothing more");
}

void TestFiles::aDropOfManyIsAnsweredFileByFile()
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(m_bench.path(u"drop"_s)), QUrl::fromLocalFile(m_bench.path(u"broken.pdf"_s))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(page(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(page(), &drop);
    QTRY_COMPARE_WITH_TIMEOUT(files()->count(), 4, patienceMs);
    QVERIFY(files()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(files()->isSettled(), patienceMs);
    QVERIFY2(summary().startsWith(u"4 files: 1 with data of real persons, 1 not resolved, 1 synthetic, 1 without"_s),
             qPrintable(summary()));
    QVERIFY(m_bench.settle());
    QCOMPARE(namelessStops(*files()), QStringList());
    picture(u"files.png"_s);
    // The gravest first.
    auto* table = page()->findChild<QTableView*>(u"provenance.fileTable"_s);
    QCOMPARE(table->model()->index(0, FilesModel::NameColumn).data().toString(), u"real.csv"_s);
    QVERIFY(!table->model()->index(1, FilesModel::PlaceColumn).data().toString().isEmpty());
}

void TestFiles::aFileIsOpenedFromTheList()
{
    auto* table = page()->findChild<QTableView*>(u"provenance.fileTable"_s);
    table->setCurrentIndex(table->model()->index(0, 0));
    table->setFocus();
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(page()->hasAnswer() && !page()->isAttached(), patienceMs);
    QVERIFY(m_bench.settle());
    QVERIFY(!files()->isVisible()); // the whole answer is
    page()->showFiles();
    QVERIFY(files()->isVisible());
}

void TestFiles::filesComeIntoAWatchedFolder()
{
    write(u"inbox/there-already.csv"_s, someMadeUp());
    files()->watch(m_bench.path(u"inbox"_s));
    QVERIFY(summary().contains(u"Watching"_s));
    QTRY_COMPARE_WITH_TIMEOUT(files()->count(), 5, patienceMs);
    write(u"inbox/later/leak.csv"_s, demo(u"production-contacts.csv"_s));
    QTRY_COMPARE_WITH_TIMEOUT(files()->count(), 6, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(summary().startsWith(u"6 files: 2 with"_s), patienceMs);
    picture(u"files-watched.png"_s);
    page()->findChild<QPushButton*>(u"provenance.watchButton"_s)->click();
    QVERIFY(!files()->isWatching() && !summary().contains(u"Watching"_s));
    // The folder goes while it is watched.
    files()->watch(m_bench.path(u"inbox"_s));
    QVERIFY(QDir(m_bench.path(u"inbox"_s)).removeRecursively());
    QTRY_VERIFY_WITH_TIMEOUT(!files()->isWatching(), patienceMs);
}

void TestFiles::allAreAttachedToTheIncident()
{
    // The watched files are gone, the others are filed.
    auto* attach = page()->findChild<QPushButton*>(u"provenance.attachAll"_s);
    QTRY_VERIFY_WITH_TIMEOUT(attach->isEnabled(), patienceMs);
    attach->click();
    QTRY_VERIFY_WITH_TIMEOUT(files()->isSettled(), patienceMs);
    QVERIFY(m_bench.settle());
    auto* table = page()->findChild<QTableView*>(u"provenance.fileTable"_s);
    int problems = 0;
    for (int row = 0; row < table->model()->rowCount(); ++row) {
        const QString place = table->model()->index(row, FilesModel::PlaceColumn).data().toString();
        problems += place.contains(u"cannot be read"_s) ? 1 : 0;
    }
    QCOMPARE(problems, 2);
    files()->clear();
    QCOMPARE(files()->count(), 0);
    QVERIFY(!attach->isEnabled());
}

QTEST_MAIN(TestFiles)
#include "tst_files.moc"
