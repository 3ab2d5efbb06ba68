#include "models/vault/crypto.h"
#include "models/vault/incarnation.h"
#include "tests/vault/fixture.h"

#include <sys/stat.h>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

/// A chain must never be continued in two places: who goes on as which device.
class TestDevices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        const auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        device = (*made)->deviceKey();
        QCOMPARE(device.size(), 32);
    }

    void staysTheSameFromOpenToOpen()
    {
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(deviceOf(place->vault()), device);
        }
    }

    void staysTheSameWhenTheFolderMoves()
    {
        QVERIFY(QDir().rename(place->vault(), place->path(u"moved"_s)));
        QCOMPARE(deviceOf(place->path(u"moved"_s)), device);
    }

    void isAnotherWhereTheStateIsUnknown()
    {
        QVERIFY(QDir(place->state()).removeRecursively());
        const Bytes fresh = deviceOf(place->vault());
        QVERIFY(fresh.size() == 32 && fresh != device);
        QCOMPARE(deviceOf(place->vault()), fresh);
    }

    void isAnotherOnAnotherMachine()
    {
        copyFolder(place->vault(), place->path(u"copy"_s));
        QDir().mkdir(place->path(u"elsewhere"_s));
        qputenv("XDG_STATE_HOME", QFile::encodeName(place->path(u"elsewhere"_s)));
        QVERIFY(deviceOf(place->path(u"copy"_s)) != device);
        qputenv("XDG_STATE_HOME", QFile::encodeName(place->state()));
        QCOMPARE(deviceOf(place->vault()), device);
    }

    void goesOnInOneOfTwoCopiesOnly_data()
    {
        QTest::addColumn<bool>("isCopyFirst");
        QTest::newRow("the original is opened first") << false;
        QTest::newRow("the copy is opened first") << true;
    }
    void goesOnInOneOfTwoCopiesOnly()
    {
        QFETCH(const bool, isCopyFirst);
        const QString copy = place->path(u"copy"_s);
        copyFolder(place->vault(), copy);
        const Bytes first = deviceOf(isCopyFirst ? copy : place->vault());
        const Bytes second = deviceOf(isCopyFirst ? place->vault() : copy);
        QCOMPARE(first, device);
        QVERIFY(second != device);
    }

    void isAnotherWhenAnOlderCopyIsPutBack()
    {
        const QString backup = place->path(u"backup"_s);
        copyFolder(place->vault(), backup);
        QCOMPARE(deviceOf(place->vault()), device);
        copyFolder(backup, place->vault());
        const Bytes restored = deviceOf(place->vault());
        QVERIFY(restored != device);
        copyFolder(backup, place->vault());
        const Bytes again = deviceOf(place->vault());
        QVERIFY(again != device && again != restored);
    }

    void isAnotherInACopyOpenedBesideTheOriginal()
    {
        const QString copy = place->path(u"copy"_s);
        Bytes copied;
        {
            const auto original = openVault(place->vault(), clock);
            VERIFY_OK(original);
            QCOMPARE((*original)->deviceKey(), device);
            copyFolder(place->vault(), copy);
            copied = deviceOf(copy);
            QVERIFY(copied.size() == 32 && copied != device);
        }
        // The state is the copy's now; the original gives way rather than risk two of a kind.
        QVERIFY(deviceOf(place->vault()) != copied);
    }

    void isAnotherInACopyMadeWhileTheOriginalWasOpen()
    {
        const QString copy = place->path(u"copy"_s);
        {
            const auto original = openVault(place->vault(), clock);
            VERIFY_OK(original);
            copyFolder(place->vault(), copy);
        }
        QVERIFY(deviceOf(copy) != device);
    }

    void goesOnAfterACrash()
    {
        for (int round = 0; round < 2; ++round) {
            const pid_t child = ::fork();
            if (child == 0) {
                const auto opened = openVault(place->vault(), clock);
                ::_exit(opened && (*opened)->deviceKey() == device ? 0 : 1); // Nothing is closed in order.
            }
            int status = 1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        QCOMPARE(deviceOf(place->vault()), device);
    }

    /// The two places of the token are written one after the other; a crash may come in between.
    void goesOnAfterACrashBetweenTheTokens()
    {
        const QString file = stateFile();
        const QByteArray before = contentOf(file);
        const QByteArray next(32, 'a');
        setContent(file, before + next + '\n'); // The new token is announced, the database has the old one.
        QCOMPARE(deviceOf(place->vault()), device);
        const QByteArray after = contentOf(file);
        QVERIFY(after != before && after.count('\n') == 1);
        setContent(file, before + after); // The database has the new one, the old one is not struck yet.
        QCOMPARE(deviceOf(place->vault()), device);
    }

    void isOneForEachUser()
    {
        {
            const auto opened = openVault(place->vault(), clock);
            VERIFY_OK(opened);
            VERIFY_OK((*opened)->addUser(u"Bob"_s, passphrase("bob's horse"), 0));
        }
        Bytes bobs;
        for (int i = 0; i < 2; ++i) {
            const auto opened = Vault::open(place->vault(), passphrase("bob's horse"), Vault::Access::Write, clock);
            VERIFY_OK(opened);
            QVERIFY((*opened)->deviceKey() != device);
            QVERIFY(bobs.isEmpty() || (*opened)->deviceKey() == bobs);
            bobs = (*opened)->deviceKey();
            QVERIFY(crypto::verify(bobs, "m", (*opened)->signAsDevice("m")));
        }
        QCOMPARE(deviceOf(place->vault()), device);
    }

    void isReadButNeverMadeByAReader()
    {
        QVERIFY(QDir(place->state()).removeRecursively());
        const auto reader = openVault(place->vault(), clock, Vault::Access::Read);
        VERIFY_OK(reader);
        QCOMPARE((*reader)->deviceKey(), device);
        QVERIFY(!QFile::exists(place->state()));
    }

    void isKeptPrivately()
    {
        struct stat facts = {};
        QCOMPARE(::stat(QFile::encodeName(stateFile()).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0600U);
        QCOMPARE(::stat(QFile::encodeName(Incarnation::folder()).constData(), &facts), 0);
        QCOMPARE(facts.st_mode & 0777, 0700U);
    }

    void saysWhenTheStateCannotBeKept()
    {
        qputenv("XDG_STATE_HOME", "/proc/self/nowhere");
        const auto opened = openVault(place->vault(), clock);
        VERIFY_OK(opened);
        QVERIFY((*opened)->deviceKey() != device);
        QVERIFY((*opened)->warnings().join(u' ').contains("/proc/self/nowhere/bulkhead"_L1));
    }

    void looksInTheHomeFolderByDefault()
    {
        const QString home = QDir::homePath() + "/.local/state/bulkhead"_L1;
        qunsetenv("XDG_STATE_HOME");
        QCOMPARE(Incarnation::folder(), home);
        qputenv("XDG_STATE_HOME", "relative/is/ignored");
        QCOMPARE(Incarnation::folder(), home);
    }

private:
    Bytes deviceOf(const QString& folder)
    {
        const auto opened = openVault(folder, clock);
        return opened ? (*opened)->deviceKey() : Bytes();
    }
    QString stateFile() const
    {
        const auto status = Vault::status(place->vault());
        return place->state() + "/bulkhead/"_L1 + (status ? status->id.text() : QString());
    }

    StillClock clock;
    std::unique_ptr<Place> place;
    Bytes device;
};

QTEST_GUILESS_MAIN(TestDevices)
#include "tst_devices.moc"
