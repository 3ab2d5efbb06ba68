#include "models/vault/backup.h"
#include "models/vault/fileio.h"
#include "tests/vault/fixture.h"

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
int actsToLive = 0; ///< before the process dies; 0: for ever

int dieAtAct(fileio::Act, int, const QString&)
{
    if (actsToLive > 0 && --actsToLive == 0) {
        ::kill(::getpid(), SIGKILL);
    }
    return 0;
}

Expected<void> addColours(Database& database)
{
    return database.run("CREATE TABLE colours(name TEXT); INSERT INTO colours VALUES ('blue')");
}

Expected<void> addShades(Database& database)
{
    return database.run("ALTER TABLE colours ADD COLUMN shade TEXT NOT NULL DEFAULT 'dark'");
}

QByteArray one(const Vault& vault, const char* sql)
{
    auto database = vault.connect(Database::Mode::ReadOnly);
    auto read = database ? database->prepare(sql) : Expected<Statement>(std::unexpected(database.error()));
    return read && read->step().value_or(false) ? read->text(0).toUtf8() : QByteArray("nothing");
}
} // namespace

/// An older vault comes forward whole, after a backup, or stays what it is.
class TestMigration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        const auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        device = (*made)->deviceKey();
    }
    void cleanup() { fileio::setTap(nullptr); }

    void bringsAVaultForward()
    {
        {
            const auto vault = open(twoSteps());
            VERIFY_OK(vault);
            QCOMPARE(one(**vault, "SELECT name || ' ' || shade FROM colours"), QByteArray("blue dark"));
            QCOMPARE((*vault)->deviceKey(), device);
        }
        VERIFY_OK(open(twoSteps())); // Once is enough.
        QCOMPARE(backups(), QStringList{u"vault.before-format-1.bulkhead-backup"_s});
    }

    void goesOnlyTheStepsThatAreLeft()
    {
        VERIFY_OK(open({{1, addColours}}));
        const auto vault = open(twoSteps());
        VERIFY_OK(vault);
        QCOMPARE(one(**vault, "SELECT shade FROM colours"), QByteArray("dark"));
        QCOMPARE(backups(),
                 (QStringList{u"vault.before-format-1.bulkhead-backup"_s, u"vault.before-format-2.bulkhead-backup"_s}));
    }

    void itsBackupIsTheVaultAsItWas()
    {
        VERIFY_OK(open(twoSteps()));
        auto restoration = Restoration::unpack(place->path(u"vault.before-format-1.bulkhead-backup"_s),
                                               place->path(u"before"_s), passphrase("correct horse"));
        VERIFY_OK(restoration);
        VERIFY_OK(restoration->keep());
        const auto before = openVault(place->path(u"before"_s), clock);
        VERIFY_OK(before);
        QCOMPARE(one(**before, "SELECT name FROM colours"), QByteArray("nothing"));
    }

    void anOlderProgramRefusesItUntouched()
    {
        VERIFY_OK(open(twoSteps()));
        const QByteArray header = contentOf(place->vault() + "/vault.json"_L1);
        const QByteArray database = contentOf(place->vault() + "/journal.db"_L1);
        COMPARE_ERROR(openVault(place->vault(), clock), "vault.newer-format");
        COMPARE_ERROR(open({{1, addColours}}), "vault.newer-format");
        QCOMPARE(contentOf(place->vault() + "/vault.json"_L1), header);
        QCOMPARE(contentOf(place->vault() + "/journal.db"_L1), database);
    }

    /// The number in vault.json is not all that there is: the tables know their own.
    void aFormerHeaderDoesNotLetAnOlderProgramIn()
    {
        const QByteArray header = contentOf(place->vault() + "/vault.json"_L1);
        VERIFY_OK(open(twoSteps()));
        for (const auto name : {"/vault.json"_L1, "/vault.json.bak"_L1}) {
            setContent(place->vault() + name, header);
        }
        COMPARE_ERROR(openVault(place->vault(), clock), "vault.newer-format");
        const auto vault = open(twoSteps()); // The newer one puts it right.
        VERIFY_OK(vault);
        QCOMPARE(one(**vault, "SELECT shade FROM colours"), QByteArray("dark"));
    }

    void readersWaitForAWriter()
    {
        COMPARE_ERROR(open(twoSteps(), Vault::Access::Read), "vault.old-format");
        QCOMPARE(backups(), QStringList());
        VERIFY_OK(open(twoSteps()));
        VERIFY_OK(open(twoSteps(), Vault::Access::Read));
    }

    void aStepThatFailsChangesNothing()
    {
        const auto half = [](Database& database) -> Expected<void> {
            CHECK_OK(database.run("INSERT INTO colours(name, shade) VALUES ('red', 'light')"));
            return database.run("INSERT INTO no_such_table VALUES (1)");
        };
        Migrations steps = twoSteps();
        steps.push_back({3, half});
        const QByteArray header = contentOf(place->vault() + "/vault.json"_L1);
        const auto failed = open(steps);
        COMPARE_ERROR(failed, "vault.migration-failed");
        QVERIFY(failed.error().message.contains("before-format-1"_L1));
        QCOMPARE(contentOf(place->vault() + "/vault.json"_L1), header);
        const auto vault = openVault(place->vault(), clock); // The older program goes on.
        VERIFY_OK(vault);
        QCOMPARE(one(**vault, "SELECT name FROM colours"), QByteArray("nothing"));
        QCOMPARE((*vault)->deviceKey(), device);
    }

    void keepsEveryBackupWhereItIsTriedAgain()
    {
        const Migrations broken{{1, [](Database& database) { return database.run("nonsense"); }}};
        COMPARE_ERROR(open(broken), "vault.migration-failed");
        COMPARE_ERROR(open(broken), "vault.migration-failed");
        VERIFY_OK(open(twoSteps()));
        QCOMPARE(
            backups(),
            (QStringList{u"vault.before-format-1-2.bulkhead-backup"_s, u"vault.before-format-1-3.bulkhead-backup"_s,
                         u"vault.before-format-1.bulkhead-backup"_s}));
    }

    void doesNothingWithoutItsBackup()
    {
        {
            const SmallDisk disk(1U << 13);
            COMPARE_ERROR(open(twoSteps()), "vault.disk-full");
        }
        QCOMPARE(backups(), QStringList());
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QCOMPARE(one(**vault, "SELECT name FROM colours"), QByteArray("nothing"));
    }

    void survivesAKillInTheMiddleOfAStep()
    {
        const auto dies = [](Database& database) -> Expected<void> {
            CHECK_OK(addColours(database));
            ::kill(::getpid(), SIGKILL);
            return {};
        };
        QVERIFY(isKilled([&] { (void)open({{1, dies}}); }));
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QCOMPARE(one(**vault, "SELECT name FROM colours"), QByteArray("nothing"));
    }

    void survivesAKillAtEveryAct()
    {
        copyFolder(place->root(), place->root() + "-before"_L1);
        int kills = 0;
        for (int act = 1; act < 100; ++act) {
            const bool wasKilled = isKilled([&] {
                actsToLive = act;
                fileio::setTap(dieAtAct);
                (void)open(twoSteps());
            });
            auto opened = open(twoSteps());
            VERIFY_OK(opened);
            QCOMPARE(one(**opened, "SELECT name || ' ' || shade FROM colours"), QByteArray("blue dark"));
            QCOMPARE((*opened)->deviceKey(), device);
            if (!wasKilled) {
                break;
            }
            ++kills;
            opened->reset();
            QVERIFY(QDir(place->vault()).removeRecursively() && QDir(place->state()).removeRecursively());
            copyFolder(place->root() + "-before"_L1, place->root());
        }
        QDir(place->root() + "-before"_L1).removeRecursively();
        QVERIFY(kills > 10);
    }

private:
    static Migrations twoSteps() { return {{1, addColours}, {2, addShades}}; }
    Expected<std::unique_ptr<Vault>> open(const Migrations& steps, Vault::Access access = Vault::Access::Write)
    {
        return Vault::open(place->vault(), passphrase("correct horse"), access, clock, steps);
    }
    QStringList backups() const
    {
        return QDir(place->root()).entryList({u"*backup*"_s}, QDir::Files | QDir::Hidden, QDir::Name);
    }
    static bool isKilled(const std::function<void()>& work)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            work();
            ::_exit(0);
        }
        int status = 0;
        return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status);
    }

    StillClock clock;
    std::unique_ptr<Place> place;
    Bytes device;
};

QTEST_GUILESS_MAIN(TestMigration)
#include "tst_migration.moc"
