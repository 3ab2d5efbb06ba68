#include "tests/vault/child.h"
#include "tests/vault/fixture.h"

#include <sys/prctl.h>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
Expected<int> entriesIn(const Vault& vault)
{
    TRY(Database database, vault.connect(Database::Mode::ReadOnly));
    TRY(Statement read, database.prepare("SELECT count(*) FROM t"));
    TRY(const bool found, read.step());
    return found ? static_cast<int>(read.integer(0)) : -1;
}

/// Opens for writing, commits three entries and holds the vault.
int hold(const QString& folder)
{
    const StillClock clock;
    const auto vault = openVault(folder, clock);
    if (!vault) {
        return 1;
    }
    auto database = (*vault)->connect(Database::Mode::ReadWrite);
    if (!database || !database->run("CREATE TABLE IF NOT EXISTS t(a); INSERT INTO t VALUES (1), (2), (3)")) {
        return 2;
    }
    sayAndWait("held");
    return 0;
}

/// Writes numbers one by one, each said aloud once it is committed.
int count(const QString& folder)
{
    const StillClock clock;
    const auto vault = openVault(folder, clock);
    if (!vault) {
        return 1;
    }
    auto database = (*vault)->connect(Database::Mode::ReadWrite);
    if (!database || !database->run("CREATE TABLE IF NOT EXISTS t(a)")) {
        return 2;
    }
    for (int i = 1;; ++i) {
        if (!database->run("INSERT INTO t VALUES (1)")) {
            return 3;
        }
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

int crash(bool isHardened)
{
    const rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_CORE, &unlimited);
    if (isHardened) {
        hardenProcess();
    }
    sayAndWait("ready");
    std::abort();
}
} // namespace

class TestProcesses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { place = std::make_unique<Place>(); }

    void keepsASecondWriterOutAndNamesTheFirst()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        Child child(u"hold"_s, place->vault());
        QVERIFY(child.says("held"));
        const auto second = openVault(place->vault(), clock);
        COMPARE_ERROR(second, "vault.locked");
        const QString holder = u"tst_processes, process %1 on "_s.arg(child.process.processId());
        QVERIFY2(second.error().message.contains(holder), qPrintable(second.error().message));
        const auto status = Vault::status(place->vault());
        VERIFY_OK(status);
        QVERIFY2(status->lockedBy.startsWith(holder), qPrintable(status->lockedBy));

        // Reading goes on beside it, and tells what the other has committed.
        const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
        VERIFY_OK(reader);
        QCOMPARE(entriesIn(**reader).value(), 3);
    }

    void isFreeAsSoonAsTheHolderDies()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        {
            Child child(u"hold"_s, place->vault());
            QVERIFY(child.says("held"));
            child.kill();
        }
        QVERIFY(
            contentOf(place->path(u"vault/vault.lock"_s)).contains("process")); // The text of a dead one means nothing.
        QCOMPARE(Vault::status(place->vault())->lockedBy, QString());
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QCOMPARE((*vault)->walDamage(), QString());
        QCOMPARE(entriesIn(**vault).value(), 3);
    }

    void keepsEveryAcknowledgedEntryThroughKills()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        int acknowledged = 0;
        for (int round = 0; round < 4; ++round) {
            Child child(u"count"_s, place->vault());
            const int before = acknowledged;
            while (acknowledged < before + 20 + 13 * round) {
                QVERIFY(child.says(QByteArray::number(acknowledged - before + 1)));
                ++acknowledged;
            }
            child.kill();
            acknowledged += static_cast<int>(child.process.readAllStandardOutput().count('\n'));
            const auto vault = openVault(place->vault(), clock);
            VERIFY_OK(vault);
            QCOMPARE((*vault)->walDamage(), QString());
            const int found = entriesIn(**vault).value_or(-1);
            // One may have been committed and not yet said aloud.
            QVERIFY2(found == acknowledged || found == acknowledged + 1,
                     qPrintable(u"%1 acknowledged, %2 found"_s.arg(acknowledged).arg(found)));
            acknowledged = found;
        }
    }

    void leavesNoCoreDump()
    {
        Child hardened(u"hardened"_s, place->root());
        hardened.process.setWorkingDirectory(place->root());
        QVERIFY(hardened.says("ready"));
        const QByteArray limits = contentOf(u"/proc/%1/limits"_s.arg(hardened.process.processId()));
        const QRegularExpression none(u"Max core file size\\s+0\\s+0\\s"_s);
        QVERIFY2(none.match(QString::fromLatin1(limits)).hasMatch(), limits.constData());
        hardened.process.closeWriteChannel();
        QVERIFY(hardened.process.waitForFinished(60'000));
        QCOMPARE(hardened.process.exitStatus(), QProcess::CrashExit);
        QCOMPARE(QDir(place->root()).entryList({u"core*"_s}, QDir::Files), QStringList());
    }

    /// By the kernel's own word, and against a process that is not hardened.
    void isNotDumpedByTheKernel()
    {
        const auto isDumped = [](bool isHardened) {
            const pid_t child = ::fork();
            if (child == 0) {
                (void)::chdir("/proc"); // Nowhere to write to.
                ::signal(SIGABRT, SIG_DFL);
                const rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
                ::setrlimit(RLIMIT_CORE, &unlimited);
                if (isHardened) {
                    hardenProcess();
                    const bool isOff = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
                    if (!isOff) {
                        ::_exit(1);
                    }
                }
                std::abort();
            }
            int status = 0;
            return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) ? int(WCOREDUMP(status) != 0) : -1;
        };
        QCOMPARE(isDumped(true), 0);
    }

    void saysNothingOfDumpsOnceHardened()
    {
        VERIFY_OK(newVault(place->vault(), clock));
        const pid_t child = ::fork();
        if (child == 0) {
            hardenProcess();
            const auto vault = openVault(place->vault(), clock, Vault::Access::Read);
            ::_exit(vault && !(*vault)->warnings().join(u' ').contains("Core dumps"_L1) ? 0 : 1);
        }
        int status = 1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }

private:
    StillClock clock;
    std::unique_ptr<Place> place;
};

int main(int argc, char** argv)
{
    return mainWithParts<TestProcesses>(
        argc, argv,
        {{u"hold"_s, hold}, {u"count"_s, count}, {u"hardened"_s, [](const QString&) { return crash(true); }}});
}
#include "tst_processes.moc"
