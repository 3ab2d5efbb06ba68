#include "models/provenance/registry/incoming.h"
#include "support/testvault.h"

using namespace bulkhead;
using namespace bulkhead::provenance;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Files that come into a folder are told once each, when they are whole.
class TestIncoming : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsAFileOnceItIsWhole();
    void tellsAFileAgainThatChanged();
    void leavesOutWhatIsHiddenOrALink();
    void saysThatTheFolderIsGone();

private:
    static void write(const QString& path, const QByteArray& content, qint64 modified)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        QVERIFY(file.flush());
        QVERIFY(file.setFileTime(QDateTime::fromMSecsSinceEpoch(modified), QFileDevice::FileModificationTime));
    }
};

void TestIncoming::tellsAFileOnceItIsWhole()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"leak.csv"_s);
    IncomingFiles incoming(folder.path());
    QVERIFY(must(incoming.look()).isEmpty());
    write(file, "a", 1000);
    QVERIFY(must(incoming.look()).isEmpty()); // perhaps it grows
    write(file, "ab", 2000);
    QVERIFY(must(incoming.look()).isEmpty());
    QCOMPARE(must(incoming.look()), QStringList(file));
    QVERIFY(must(incoming.look()).isEmpty());
    const QString other = folder.filePath(u"other.csv"_s);
    write(other, "a", 1000);
    incoming.skip(other);
    QVERIFY(must(incoming.look()).isEmpty());
    QVERIFY(must(incoming.look()).isEmpty());
}

void TestIncoming::tellsAFileAgainThatChanged()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"leak.csv"_s);
    write(file, "a", 1000);
    IncomingFiles incoming(folder.path());
    QVERIFY(must(incoming.look()).isEmpty());
    QCOMPARE(must(incoming.look()).size(), 1);
    write(file, "b", 2000); // as long as before
    QVERIFY(must(incoming.look()).isEmpty());
    QCOMPARE(must(incoming.look()).size(), 1);
    QVERIFY(QFile::remove(file));
    QVERIFY(must(incoming.look()).isEmpty());
    write(file, "b", 2000);
    QVERIFY(must(incoming.look()).isEmpty());
    QCOMPARE(must(incoming.look()).size(), 1);
}

void TestIncoming::leavesOutWhatIsHiddenOrALink()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(u"below"_s));
    write(folder.filePath(u"below/a.csv"_s), "a", 1000);
    write(folder.filePath(u".hidden"_s), "a", 1000);
    QVERIFY(QFile::link(folder.filePath(u"below/a.csv"_s), folder.filePath(u"link.csv"_s)));
    QCOMPARE(must(filesBelow(folder.path())), QStringList(folder.filePath(u"below/a.csv"_s)));
}

void TestIncoming::saysThatTheFolderIsGone()
{
    QTemporaryDir folder;
    IncomingFiles incoming(folder.path());
    QVERIFY(must(incoming.look()).isEmpty());
    QVERIFY(folder.remove());
    QCOMPARE(codeOf(incoming.look()), u"input.missing"_s);
}

QTEST_GUILESS_MAIN(TestIncoming)
#include "tst_incoming.moc"
