#include "models/vault/database.h"
#include "models/vault/pagecheck.h"
#include "tests/vault/fixture.h"

#include <QRandomGenerator>

#include <sys/stat.h>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
constexpr int rows = 400;

Bytes payloadOf(int row)
{
    return Bytes("payload ") + QByteArray::number(row).repeated(60);
}

Expected<void> insert(Database& database, int from, int to)
{
    TRY(Statement write, database.prepare("INSERT INTO notes(id, text, body) VALUES (?, ?, ?)"));
    for (int row = from; row < to; ++row) {
        write.bind(1, row).bind(2, u"note %1"_s.arg(row)).bind(3, payloadOf(row));
        CHECK_OK(write.run());
    }
    return {};
}

Expected<int> countIntact(Database& database)
{
    TRY(Statement read, database.prepare("SELECT id, text, body FROM notes ORDER BY id"));
    int count = 0;
    for (;;) {
        TRY(const bool isRow, read.step());
        if (!isRow) {
            return count;
        }
        const auto row = static_cast<int>(read.integer(0));
        count += read.text(1) == u"note %1"_s.arg(row) && read.view(2) == payloadOf(row) ? 1 : -1'000'000;
    }
}

Expected<Database> filled(const QString& path, const SecretBytes& key)
{
    TRY(Database database, Database::open(path, key, Database::Mode::Create));
    CHECK_OK(database.run("CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, body BLOB)"));
    TRY(Transaction transaction, Transaction::begin(database));
    CHECK_OK(insert(database, 0, rows));
    CHECK_OK(transaction.commit());
    CHECK_OK(database.checkpoint());
    return database;
}

QString pragma(Database& database, const char* sql)
{
    auto statement = database.prepare(sql);
    return statement && statement->step().value_or(false) ? statement->text(0) : QString();
}
} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsValuesOfEveryType()
    {
        Place place;
        const auto key = SecretBytes::random(32);
        const QString path = place.path(u"a.db"_s);
        {
            auto database = Database::open(path, key, Database::Mode::Create);
            VERIFY_OK(database);
            VERIFY_OK(database->run("CREATE TABLE t(a, b, c, d, e)"));
            auto write = database->prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)");
            VERIFY_OK(write);
            write->bind(1, std::numeric_limits<qint64>::min())
                .bind(2, u"Zo\u00eb \U0001f512"_s)
                .bind(3, Bytes("\0x", 2));
            write->bind(4, BytesView()).bindNull(5);
            VERIFY_OK(write->run());
            QCOMPARE(database->lastRowId(), 1);
            QCOMPARE(database->changedRows(), 1);
        }
        auto database = Database::open(path, key, Database::Mode::ReadOnly);
        VERIFY_OK(database);
        auto read = database->prepare("SELECT * FROM t");
        VERIFY_OK(read);
        QVERIFY(read->step().value());
        QCOMPARE(read->integer(0), std::numeric_limits<qint64>::min());
        QCOMPARE(read->text(1), u"Zo\u00eb \U0001f512"_s);
        QCOMPARE(read->bytes(2), Bytes("\0x", 2));
        QVERIFY(!read->isNull(3) && read->bytes(3).isEmpty());
        QVERIFY(read->isNull(4));
        QVERIFY(!read->step().value());
    }

    void reportsABindThatFailed()
    {
        Place place;
        auto database = Database::open(place.path(u"a.db"_s), SecretBytes::random(32), Database::Mode::Create);
        VERIFY_OK(database);
        auto statement = database->prepare("SELECT ?");
        VERIFY_OK(statement);
        statement->bind(2, 1);
        COMPARE_ERROR(statement->step(), "vault.sql");
        statement->reset();
        statement->bind(1, 5);
        QVERIFY(statement->step().value());
    }

    void givesOutAStatementThatWasUsedBeforeAsIfItWereNew()
    {
        Place place;
        auto database = filled(place.path(u"a.db"_s), SecretBytes::random(32));
        VERIFY_OK(database);
        const char* const sql = "SELECT id FROM notes WHERE id = ? ORDER BY id";
        for (int round = 0; round < 3; ++round) {
            auto one = database->prepare(sql);
            auto other = database->prepare(sql);
            VERIFY_OK(one);
            VERIFY_OK(other);
            // Nothing is bound, and no row of an earlier use is left.
            QCOMPARE(one->step(), Expected<bool>(false));
            one->reset();
            one->bind(1, round);
            other->bind(1, round + 1);
            QCOMPARE(one->step(), Expected<bool>(true));
            QCOMPARE(other->step(), Expected<bool>(true));
            QCOMPARE(one->integer(0), round);
            QCOMPARE(other->integer(0), round + 1);
        }
        // Those that are kept hold nothing up, and follow what the tables have become.
        VERIFY_OK(database->run("ALTER TABLE notes RENAME TO letters; CREATE TABLE notes(id INTEGER, more TEXT);"
                                "INSERT INTO notes VALUES(7, '')"));
        auto again = database->prepare(sql);
        VERIFY_OK(again);
        again->bind(1, 7);
        QCOMPARE(again->step(), Expected<bool>(true));
        *again = Statement();
        for (int i = 0; i < 200; ++i) {
            VERIFY_OK(database->prepare(QByteArray("SELECT " + QByteArray::number(i)).constData()));
        }
        VERIFY_OK(database->run("DROP TABLE notes"));
        QVERIFY(!database->prepare(sql));
    }

    void runsAsTheDesignSays()
    {
        Place place;
        auto database = Database::open(place.path(u"a.db"_s), SecretBytes::random(32), Database::Mode::Create);
        VERIFY_OK(database);
        QCOMPARE(pragma(*database, "PRAGMA journal_mode"), u"wal"_s);
        QCOMPARE(pragma(*database, "PRAGMA synchronous"), u"2"_s);
        QCOMPARE(pragma(*database, "PRAGMA secure_delete"), u"1"_s);
        QCOMPARE(pragma(*database, "PRAGMA temp_store"), u"2"_s);
        QCOMPARE(pragma(*database, "PRAGMA foreign_keys"), u"1"_s);
        QCOMPARE(pragma(*database, "PRAGMA cipher_page_size"), u"4096"_s);
        QCOMPARE(pragma(*database, "PRAGMA cipher_hmac_algorithm"), u"HMAC_SHA512"_s);
        QVERIFY(pragma(*database, "PRAGMA cipher_version").startsWith(u'4'));
        VERIFY_OK(database->run("CREATE VIRTUAL TABLE words USING fts5(text)"));
    }

    void isPrivateAndUnreadableOnDisk()
    {
        Place place;
        ::umask(0);
        const auto key = SecretBytes::random(32);
        auto database = filled(place.path(u"a.db"_s), key);
        VERIFY_OK(database);
        VERIFY_OK(insert(*database, rows, rows + 1));
        ::umask(022);
        for (const auto suffix : {""_L1, "-wal"_L1, "-shm"_L1}) {
            struct stat facts = {};
            QCOMPARE(::stat(QFile::encodeName(place.path(u"a.db"_s) + suffix).constData(), &facts), 0);
            QCOMPARE(facts.st_mode & 0777, 0600U);
        }
        for (const auto suffix : {""_L1, "-wal"_L1}) {
            const QByteArray file = contentOf(place.path(u"a.db"_s) + suffix);
            QVERIFY(file.size() > 4000);
            QVERIFY(!file.contains("SQLite") && !file.contains("payload") && !file.contains("notes"));
        }
    }

    void opensOnlyWithItsKey()
    {
        Place place;
        const QString path = place.path(u"a.db"_s);
        const auto key = SecretBytes::random(32);
        VERIFY_OK(filled(path, key));
        COMPARE_ERROR(Database::open(path, SecretBytes::random(32), Database::Mode::ReadWrite), "vault.wrong-key");
        COMPARE_ERROR(Database::open(path, SecretBytes::random(32), Database::Mode::ReadOnly), "vault.wrong-key");
        auto database = Database::open(path, key, Database::Mode::ReadWrite);
        VERIFY_OK(database);
        QCOMPARE(countIntact(*database).value(), rows);
    }

    void neverTakesAnEmptyOrMissingFileForADatabase()
    {
        Place place;
        const auto key = SecretBytes::random(32);
        setContent(place.path(u"empty.db"_s), {});
        COMPARE_ERROR(Database::open(place.path(u"empty.db"_s), key, Database::Mode::ReadWrite), "vault.damaged");
        COMPARE_ERROR(Database::open(place.path(u"none.db"_s), key, Database::Mode::ReadWrite), "vault.io");
        QVERIFY(!QFile::exists(place.path(u"none.db"_s)));
        QVERIFY(!Database::open(place.path(u"empty.db"_s), key, Database::Mode::Create));
    }

    void rollsBackUnlessCommitted()
    {
        Place place;
        auto database = filled(place.path(u"a.db"_s), SecretBytes::random(32));
        VERIFY_OK(database);
        {
            auto transaction = Transaction::begin(*database);
            VERIFY_OK(transaction);
            VERIFY_OK(insert(*database, rows, rows + 50));
            Transaction moved = *std::move(transaction);
            QCOMPARE(countIntact(*database).value(), rows + 50);
        }
        QCOMPARE(countIntact(*database).value(), rows);
        auto transaction = Transaction::begin(*database);
        VERIFY_OK(transaction);
        VERIFY_OK(insert(*database, rows, rows + 50));
        VERIFY_OK(transaction->commit());
        QCOMPARE(countIntact(*database).value(), rows + 50);
    }

    void namesFaultsOfStatementsAsSuch()
    {
        Place place;
        auto database = filled(place.path(u"a.db"_s), SecretBytes::random(32));
        VERIFY_OK(database);
        COMPARE_ERROR(database->run("SELECT nothing FROM nowhere"), "vault.sql");
        COMPARE_ERROR(database->prepare("SELEKT"), "vault.sql");
        COMPARE_ERROR(insert(*database, 0, 1), "vault.constraint");
        QCOMPARE(countIntact(*database).value(), rows);
    }

    void readsBesideAWriter()
    {
        Place place;
        const QString path = place.path(u"a.db"_s);
        const auto key = SecretBytes::random(32);
        auto writer = filled(path, key);
        VERIFY_OK(writer);
        auto reader = Database::open(path, key, Database::Mode::ReadOnly);
        VERIFY_OK(reader);
        auto transaction = Transaction::begin(*writer);
        VERIFY_OK(transaction);
        VERIFY_OK(insert(*writer, rows, rows + 10));
        QCOMPARE(countIntact(*reader).value(), rows);
        VERIFY_OK(transaction->commit());
        QCOMPARE(countIntact(*reader).value(), rows + 10);
        COMPARE_ERROR(insert(*reader, rows + 20, rows + 21), "vault.read-only");
    }

    void saysWhenAnotherOneWrites()
    {
        Place place;
        const QString path = place.path(u"a.db"_s);
        const auto key = SecretBytes::random(32);
        auto one = filled(path, key);
        VERIFY_OK(one);
        auto other = Database::open(path, key, Database::Mode::ReadWrite);
        VERIFY_OK(other);
        VERIFY_OK(other->run("PRAGMA busy_timeout=50"));
        auto transaction = Transaction::begin(*one);
        VERIFY_OK(transaction);
        COMPARE_ERROR(Transaction::begin(*other), "vault.busy");
        VERIFY_OK(transaction->commit());
        VERIFY_OK(Transaction::begin(*other));
    }

    void attachesASecondFileUnderItsOwnKey()
    {
        Place place;
        const auto key = SecretBytes::random(32), roomKey = SecretBytes::random(32);
        const QString room = place.path(u"room's.db"_s);
        auto database = filled(place.path(u"a.db"_s), key);
        VERIFY_OK(database);
        VERIFY_OK(database->attach(room, "counsel", roomKey));
        VERIFY_OK(database->run("CREATE TABLE counsel.advice(text); INSERT INTO counsel.advice VALUES ('privileged')"));
        QCOMPARE(pragma(*database, "PRAGMA counsel.journal_mode"), u"wal"_s);
        QCOMPARE(pragma(*database, "PRAGMA counsel.synchronous"), u"2"_s);
        VERIFY_OK(database->checkpoint());
        VERIFY_OK(database->detach("counsel"));
        COMPARE_ERROR(database->run("SELECT * FROM counsel.advice"), "vault.sql");

        COMPARE_ERROR(database->attach(room, "counsel", key), "vault.wrong-key");
        COMPARE_ERROR(database->run("SELECT * FROM counsel.advice"), "vault.sql");
        VERIFY_OK(database->attach(room, "counsel", roomKey));
        QCOMPARE(pragma(*database, "SELECT text FROM counsel.advice"), u"privileged"_s);
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(room).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600U);
        QVERIFY(!contentOf(room).contains("privileged"));
    }

    /// Wherever a bit turns over: a clear error, or every row as it was. Never other rows, never a crash.
    void findsEveryFlippedBit()
    {
        Place place;
        const QString path = place.path(u"a.db"_s), copy = place.path(u"copy.db"_s);
        const auto key = SecretBytes::random(32);
        VERIFY_OK(filled(path, key));
        const QByteArray whole = contentOf(path);
        const qint64 pages = whole.size() / 4096;
        QVERIFY(pages > 10);
        QRandomGenerator random(11);
        int refused = 0, located = 0;
        for (qint64 page = 0; page < pages; ++page) {
            for (int round = 0; round < 4; ++round) {
                setContent(copy, whole);
                flip(copy, page * 4096 + random.bounded(4096), random.bounded(8));
                auto database = Database::open(copy, key, Database::Mode::ReadOnly);
                if (!database) {
                    QCOMPARE(errorOf(database), QByteArray("vault.wrong-key"));
                    QCOMPARE(page, 0);
                    ++refused;
                    ++located;
                    continue;
                }
                const auto damaged = database->damagedPages();
                VERIFY_OK(damaged);
                QCOMPARE(damaged->size(), 1);
                QVERIFY2(damaged->first().contains(QString::number(page + 1)), qPrintable(damaged->first()));
                ++located;
                const auto count = countIntact(*database);
                if (count) {
                    QCOMPARE(*count, rows);
                } else {
                    QCOMPARE(errorOf(count), QByteArray("vault.damaged"));
                    ++refused;
                }
            }
        }
        QCOMPARE(located, pages * 4);
        QVERIFY2(refused > pages, qPrintable(QString::number(refused)));
    }

    /// Every page once, whether a statement read it or not.
    void provesEveryPageOnce()
    {
        Place place;
        const QString path = place.path(u"a.db"_s), copy = place.path(u"copy.db"_s);
        const auto key = SecretBytes::random(32);
        VERIFY_OK(filled(path, key));
        const QByteArray whole = contentOf(path);
        QRandomGenerator random(12);
        int unread = 0;
        for (qint64 page = 0; page <= whole.size() / 4096; ++page) {
            for (const bool readsFirst : {false, true}) {
                const bool isWhole = page == whole.size() / 4096; // the last round damages nothing
                setContent(copy, whole);
                if (!isWhole) {
                    flip(copy, page * 4096 + random.bounded(4096), random.bounded(8));
                }
                auto database = Database::open(copy, key, Database::Mode::ReadOnly);
                if (!database) {
                    QCOMPARE(page, 0);
                    continue;
                }
                auto check = PageCheck::begin(*database);
                VERIFY_OK(check);
                const auto count = readsFirst ? countIntact(*database) : Expected<int>(rows);
                unread += !isWhole && count ? 1 : 0;
                QCOMPARE(check->isRestWhole(), isWhole);
            }
        }
        QVERIFY(unread > 10);
        // What was read before is in memory only: the file is read again.
        auto database = Database::open(path, key, Database::Mode::ReadWrite);
        VERIFY_OK(database);
        QCOMPARE(countIntact(*database), Expected<int>(rows));
        {
            auto check = PageCheck::begin(*database);
            VERIFY_OK(check);
            flip(path, 4096 * 5 + 100, 3);
            QCOMPARE(countIntact(*database), Expected<int>(rows));
            QVERIFY(!check->isRestWhole());
            flip(path, 4096 * 5 + 100, 3);
        }
        auto check = PageCheck::begin(*database);
        QVERIFY(check->isRestWhole());
        QVERIFY(!database->run("SELECT nothing"));
        QVERIFY(!check->isRestWhole()); // a statement failed, for whatever reason
    }

    void findsATruncatedFile()
    {
        Place place;
        const QString path = place.path(u"a.db"_s), copy = place.path(u"copy.db"_s);
        const auto key = SecretBytes::random(32);
        VERIFY_OK(filled(path, key));
        const QByteArray whole = contentOf(path);
        for (qsizetype size = 0; size < whole.size(); size += size < 8192 ? 511 : 4096 * 3 + 1000) {
            setContent(copy, whole.first(size));
            auto database = Database::open(copy, key, Database::Mode::ReadWrite);
            if (!database) {
                const QByteArray code = errorOf(database);
                QVERIFY2(code == "vault.wrong-key" || code == "vault.damaged", code.constData());
                continue;
            }
            const auto count = countIntact(*database);
            QVERIFY2(!count, qPrintable(QString::number(size)));
            QCOMPARE(errorOf(count), QByteArray("vault.damaged"));
        }
    }

    void losesNothingWhenTheDiskIsFull()
    {
        Place place;
        const QString path = place.path(u"a.db"_s);
        const auto key = SecretBytes::random(32);
        auto database = filled(path, key);
        VERIFY_OK(database);
        int written = rows;
        {
            const SmallDisk small(600'000);
            Expected<void> last;
            while (last) {
                QVERIFY(written < 20'000);
                last = insert(*database, written, written + 1);
                written += last ? 1 : 0;
            }
            COMPARE_ERROR(last, "vault.disk-full");
            QVERIFY(written > rows + 10);
            QCOMPARE(countIntact(*database).value(), written);
            // A large transaction that does not fit leaves nothing of itself.
            {
                auto transaction = Transaction::begin(*database);
                VERIFY_OK(transaction);
                auto result = insert(*database, written, written + 4000);
                if (result) {
                    result = transaction->commit();
                }
                COMPARE_ERROR(result, "vault.disk-full");
            }
            QCOMPARE(countIntact(*database).value(), written);
        }
        VERIFY_OK(insert(*database, written, written + 500));
        QCOMPARE(countIntact(*database).value(), written + 500);
        QVERIFY(database->damagedPages().value().isEmpty());
        database = Database::open(path, key, Database::Mode::ReadWrite);
        VERIFY_OK(database);
        QCOMPARE(countIntact(*database).value(), written + 500);
    }

    void opensInAFolderThatCannotBeWrittenTo()
    {
        Place place;
        QDir().mkdir(place.path(u"cd"_s));
        const QString path = place.path(u"cd/a b?#%.db"_s);
        const auto key = SecretBytes::random(32);
        VERIFY_OK(filled(path, key));
        QVERIFY(!QFile::exists(path + "-wal"_L1));
        const int answer = withoutPrivileges(place.root(), [&] {
            ::chmod(QFile::encodeName(place.path(u"cd"_s)).constData(), 0500);
            auto reader = Database::open(path, key, Database::Mode::ReadOnly);
            const auto writer = Database::open(path, key, Database::Mode::ReadWrite);
            const bool isRefused = errorOf(writer) == "vault.read-only";
            return reader && countIntact(*reader).value_or(-1) == rows && isRefused ? 0 : 1;
        });
        if (answer < 0) {
            QSKIP("This machine gives no process without privileges.");
        }
        QCOMPARE(answer, 0);
    }

    /// Opened as unchanging, the file alone would answer, without what stands only in the log.
    void refusesAReadOnlyFolderWhoseLogHoldsMore()
    {
        Place place;
        QDir().mkdir(place.path(u"cd"_s));
        const QString path = place.path(u"a.db"_s), copy = place.path(u"cd/a.db"_s);
        const auto key = SecretBytes::random(32);
        auto database = filled(path, key);
        VERIFY_OK(database);
        VERIFY_OK(insert(*database, rows, rows + 5));
        setContent(copy, contentOf(path));
        setContent(copy + "-wal"_L1, contentOf(path + "-wal"_L1));
        const int answer = withoutPrivileges(place.root(), [&] {
            ::chmod(QFile::encodeName(place.path(u"cd"_s)).constData(), 0500);
            return errorOf(Database::open(copy, key, Database::Mode::ReadOnly)) == "vault.read-only" ? 0 : 1;
        });
        if (answer < 0) {
            QSKIP("This machine gives no process without privileges.");
        }
        QCOMPARE(answer, 0);
        auto whole = Database::open(copy, key, Database::Mode::ReadOnly);
        if (::geteuid() == 0) { // Nothing is forbidden to root: the log is read.
            VERIFY_OK(whole);
            QCOMPARE(countIntact(*whole).value(), rows + 5);
        }
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"
