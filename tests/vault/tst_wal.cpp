#include "models/vault/database.h"
#include "models/vault/wal.h"
#include "tests/vault/fixture.h"

#include <QRandomGenerator>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
constexpr qint64 frame = 24 + 4096;

Expected<int> count(Database& database)
{
    TRY(Statement read, database.prepare("SELECT count(*) FROM t"));
    TRY(const bool found, read.step());
    return found ? static_cast<int>(read.integer(0)) : -1;
}

Expected<void> add(Database& database, int rows)
{
    for (int i = 0; i < rows; ++i) {
        CHECK_OK(database.run("INSERT INTO t(body) VALUES (randomblob(700))"));
    }
    return {};
}
} // namespace

class TestWal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        path = place->path(u"a.db"_s);
        key = SecretBytes::random(32);
        auto opened = Database::open(path, key, Database::Mode::Create);
        VERIFY_OK(opened);
        database = *std::move(opened);
        VERIFY_OK(database.run("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB); PRAGMA wal_autocheckpoint=0"));
        VERIFY_OK(database.checkpoint());
    }

    void cleanup() { database = {}; }

    void findsNothingInASoundLog()
    {
        QCOMPARE(damageInWal(path + "-wal"_L1), QString());
        VERIFY_OK(add(database, 30));
        QVERIFY(QFileInfo(path + "-wal"_L1).size() > 30 * frame);
        QCOMPARE(damageInWal(path + "-wal"_L1), QString());
        QCOMPARE(damageInWal(place->path(u"none"_s)), QString());
        setContent(place->path(u"empty"_s), {});
        QCOMPARE(damageInWal(place->path(u"empty"_s)), QString());
    }

    /// The reason for all this: SQLite opens the log after a flip and says nothing of the rows that it dropped.
    void knowsThatSqliteDropsTheRestInSilence()
    {
        VERIFY_OK(add(database, 100));
        const QString copy = snapshot();
        flip(copy + "-wal"_L1, QFileInfo(copy + "-wal"_L1).size() / 2);
        QVERIFY(damageInWal(copy + "-wal"_L1).contains("damaged at frame"_L1));
        auto reopened = Database::open(copy, key, Database::Mode::ReadWrite);
        VERIFY_OK(reopened);
        QVERIFY(count(*reopened).value() < 100);
        QVERIFY(reopened->damagedPages().value().isEmpty());
    }

    /// Whatever bit turns over: it is reported, or no row is missing.
    void reportsEveryFlipThatCostsARow()
    {
        VERIFY_OK(add(database, 24));
        const QString copy = snapshot();
        const QByteArray log = contentOf(copy + "-wal"_L1), file = contentOf(copy);
        QRandomGenerator random(5);
        std::vector<std::pair<qint64, int>> places;
        for (qint64 at = 0; at < 32; ++at) {
            places.emplace_back(at, random.bounded(8));
        }
        const qint64 frames = (log.size() - 32) / frame;
        for (qint64 number = 0; number < frames; ++number) {
            const qint64 start = 32 + number * frame;
            const bool isAll = number == 0 || number == frames / 2 || number >= frames - 2;
            for (qint64 at = 0; at < 24; at += isAll ? 1 : 7) {
                places.emplace_back(start + at, random.bounded(8));
            }
            places.emplace_back(start + 24 + random.bounded(4096), random.bounded(8));
        }
        int reported = 0;
        for (const auto& [at, bit] : places) {
            setContent(copy, file);
            setContent(copy + "-wal"_L1, log);
            QFile::remove(copy + "-shm"_L1);
            flip(copy + "-wal"_L1, at, bit);
            const bool isReported = !damageInWal(copy + "-wal"_L1).isEmpty();
            auto reopened = Database::open(copy, key, Database::Mode::ReadOnly);
            const int rows = reopened ? count(*reopened).value_or(-1) : -1;
            QVERIFY2(isReported || rows == 24,
                     qPrintable(u"octet %1 of %2, bit %3: %4 rows"_s.arg(at).arg(log.size()).arg(bit).arg(rows)));
            reported += isReported ? 1 : 0;
        }
        QVERIFY2(reported > static_cast<int>(places.size()) * 9 / 10, qPrintable(QString::number(reported)));
    }

    void namesATornLastTransactionAsWhatItMayBe()
    {
        VERIFY_OK(add(database, 10));
        const QString copy = snapshot();
        flip(copy + "-wal"_L1, QFileInfo(copy + "-wal"_L1).size() - 100);
        QVERIFY(damageInWal(copy + "-wal"_L1).contains("power cut"_L1));
    }

    void toleratesALogCutShort()
    {
        VERIFY_OK(add(database, 10));
        const QString copy = snapshot();
        const QByteArray log = contentOf(copy + "-wal"_L1);
        for (const qint64 size : {qint64(10), qint64(32), 32 + frame / 2, log.size() - 1, log.size() - frame}) {
            setContent(copy + "-wal"_L1, log.first(size));
            QCOMPARE(damageInWal(copy + "-wal"_L1), QString());
        }
    }

    /// Frames of a transaction that outgrew the cache and was taken back stay in the file, behind newer ones.
    void toleratesWhatWasRolledBack()
    {
        VERIFY_OK(add(database, 10));
        VERIFY_OK(database.run("PRAGMA cache_size=10"));
        {
            auto transaction = Transaction::begin(database);
            VERIFY_OK(transaction);
            VERIFY_OK(add(database, 400));
        }
        const qint64 spilled = QFileInfo(path + "-wal"_L1).size();
        QVERIFY(spilled > 60 * frame);
        QCOMPARE(damageInWal(path + "-wal"_L1), QString());
        VERIFY_OK(add(database, 3));
        QCOMPARE(QFileInfo(path + "-wal"_L1).size(), spilled);
        QCOMPARE(damageInWal(path + "-wal"_L1), QString());
        const QString copy = snapshot();
        auto reopened = Database::open(copy, key, Database::Mode::ReadOnly);
        VERIFY_OK(reopened);
        QCOMPARE(count(*reopened).value(), 13);
    }

    /// A log that begins anew keeps the frames of its last life behind the fresh ones.
    void toleratesFramesOfAnEarlierLife()
    {
        VERIFY_OK(add(database, 60));
        const qint64 former = QFileInfo(path + "-wal"_L1).size();
        VERIFY_OK(database.run("PRAGMA wal_checkpoint(RESTART)"));
        VERIFY_OK(add(database, 2));
        QCOMPARE(QFileInfo(path + "-wal"_L1).size(), former);
        QCOMPARE(damageInWal(path + "-wal"_L1), QString());
        const QString copy = snapshot();
        flip(copy + "-wal"_L1, 32 + frame / 2);
        QVERIFY(!damageInWal(copy + "-wal"_L1).isEmpty());
    }

    void isReadAtOpenBeforeSqliteRecovers()
    {
        StillClock clock;
        const QString folder = place->vault(), copy = place->path(u"copy"_s);
        const auto vault = newVault(folder, clock);
        VERIFY_OK(vault);
        QCOMPARE((*vault)->walDamage(), QString());
        auto connection = (*vault)->connect(Database::Mode::ReadWrite);
        VERIFY_OK(connection);
        VERIFY_OK(connection->run("CREATE TABLE t(id INTEGER PRIMARY KEY, body BLOB)"));
        VERIFY_OK(add(*connection, 20));
        copyFolder(folder, copy);
        const QString log = copy + "/journal.db-wal"_L1;
        flip(log, QFileInfo(log).size() / 2);
        {
            const auto reader = openVault(copy, clock, Vault::Access::Read);
            VERIFY_OK(reader);
            QVERIFY(!(*reader)->walDamage().isEmpty());
        }
        {
            const auto writer = openVault(copy, clock);
            VERIFY_OK(writer);
            QVERIFY(!(*writer)->walDamage().isEmpty());
        }
        // Closed in order: the log is empty and the next open has nothing to say.
        QVERIFY(QFileInfo(log).size() == 0);
        const auto again = openVault(copy, clock);
        VERIFY_OK(again);
        QCOMPARE((*again)->walDamage(), QString());
    }

private:
    /// Database and log as a killed process leaves them.
    QString snapshot()
    {
        const QString copy = place->path(u"copy.db"_s);
        setContent(copy, contentOf(path));
        setContent(copy + "-wal"_L1, contentOf(path + "-wal"_L1));
        QFile::remove(copy + "-shm"_L1);
        return copy;
    }

    std::unique_ptr<Place> place;
    QString path;
    SecretBytes key;
    Database database;
};

QTEST_GUILESS_MAIN(TestWal)
#include "tst_wal.moc"
