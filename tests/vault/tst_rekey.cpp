#include "models/base/digest.h"
#include "models/vault/fileio.h"
#include "models/vault/rekey.h"
#include "tests/vault/fixture.h"

#include <QBuffer>

#include <sys/stat.h>

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

namespace {
int actsLeft = -1; ///< before the process dies; negative: none

/// The kernel ends the process before the act that is its turn.
int dieInTurn(fileio::Act, int, const QString&)
{
    if (actsLeft > 0 && --actsLeft == 0) {
        ::kill(::getpid(), SIGKILL);
    }
    return 0;
}

int failsAt = 0, acts = 0;
int failInTurn(fileio::Act, int, const QString&)
{
    return ++acts == failsAt ? EIO : 0;
}

QStringList wordsIn(const Vault& vault)
{
    QStringList found;
    auto database = vault.connect(Database::Mode::ReadOnly);
    auto read = database ? database->prepare("SELECT word FROM words ORDER BY rowid")
                         : Expected<Statement>(std::unexpected(database.error()));
    while (read && read->step().value_or(false)) {
        found.append(read->text(0));
    }
    return found;
}

QStringList namesIn(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}
} // namespace

/// A new master key, in one step, and nobody is asked for what they alone know.
class TestRekey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        place = std::make_unique<Place>();
        const auto made = newVault(place->vault(), clock);
        VERIFY_OK(made);
        Vault& vault = **made;
        auto database = vault.connect(Database::Mode::ReadWrite);
        VERIFY_OK(database);
        VERIFY_OK(database->run("CREATE TABLE words(word TEXT); INSERT INTO words VALUES ('kept')"));
        QBuffer source;
        source.setData("evidence");
        source.open(QIODevice::ReadOnly);
        auto stored = vault.blobs().write(source, [](BytesView) { return false; });
        VERIFY_OK(stored);
        blob = stored->name;
        blobKey = std::move(stored->key);
        VERIFY_OK(vault.writeAnchor("anchored"));
        const auto bob = vault.addUser(u"Bob"_s, passphrase("bob's horse"), 0);
        VERIFY_OK(bob);
        keys = {{bob->id, bob->exchangeKey}};
        bobs = bob->id;
        recovery = makeRecoveryCode();
        VERIFY_OK(vault.addSlot(SlotKind::RecoveryCode, code(), 0));
        device = vault.deviceKey();
        former = vault.derived("database"_L1).clone();
    }
    void cleanup() { fileio::setTap(nullptr); }

    void keepsEverythingUnderAnotherKey()
    {
        VERIFY_OK(rekey());
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QVERIFY(!(*vault)->derived("database"_L1).equals(former));
        QCOMPARE(wordsIn(**vault), QStringList{u"kept"_s});
        VERIFY_OK((*vault)->blobs().verify(blob, blobKey));
        const auto anchor = (*vault)->readAnchor();
        VERIFY_OK(anchor);
        QCOMPARE(*anchor, Bytes("anchored"));
        QCOMPARE((*vault)->deviceKey(), device); // It goes on: nothing was copied to another place.
        QVERIFY((*vault)->warnings().filter(u"header"_s).isEmpty());
        QCOMPARE(namesIn(place->root()), (QStringList{u"state"_s, u"vault"_s}));
    }

    void theFormerKeyOpensNothing()
    {
        VERIFY_OK(rekey());
        COMPARE_ERROR(Database::open(place->vault() + "/journal.db"_L1, former, Database::Mode::ReadOnly),
                      "vault.wrong-key");
    }

    void everySlotStillOpens()
    {
        for (int round = 0; round < 2; ++round) {
            VERIFY_OK(rekey());
            VERIFY_OK(openVault(place->vault(), clock));
            VERIFY_OK(Vault::open(place->vault(), passphrase("bob's horse"), Vault::Access::Write, clock));
            VERIFY_OK(Vault::open(place->vault(), code(), Vault::Access::Write, clock));
        }
        COMPARE_ERROR(Vault::open(place->vault(), passphrase("wrong"), Vault::Access::Read, clock),
                      "vault.wrong-passphrase");
    }

    void slotsMadeAfterwardsAndChangedPassphrasesOpen()
    {
        VERIFY_OK(rekey());
        {
            const auto vault = openVault(place->vault(), clock);
            VERIFY_OK(vault);
            VERIFY_OK((*vault)->changePassphrase(passphrase("correct horse"), passphrase("new horse"), 0));
            VERIFY_OK((*vault)->signAsUser("m", passphrase("new horse")));
            VERIFY_OK((*vault)->addUser(u"Cid"_s, passphrase("cid's horse"), 0));
        }
        VERIFY_OK(Vault::open(place->vault(), passphrase("new horse"), Vault::Access::Write, clock));
        VERIFY_OK(Vault::open(place->vault(), passphrase("cid's horse"), Vault::Access::Write, clock));
    }

    void usersWhoAreLeftOutDoNotGetIn()
    {
        RenewalWish wish{.exchangeKeys = {}};
        wish.without = {bobs};
        VERIFY_OK(rekey(wish));
        COMPARE_ERROR(Vault::open(place->vault(), passphrase("bob's horse"), Vault::Access::Read, clock),
                      "vault.wrong-passphrase");
        VERIFY_OK(openVault(place->vault(), clock));
    }

    /// Somebody who kept the former vault.json, with a slot that opens, learns nothing of the new key from it.
    void aFormerHeaderIsNoWayIn()
    {
        const QByteArray header = contentOf(place->vault() + "/vault.json"_L1);
        VERIFY_OK(rekey());
        setContent(place->vault() + "/vault.json"_L1, header);
        setContent(place->vault() + "/vault.json.bak"_L1, header);
        COMPARE_ERROR(openVault(place->vault(), clock, Vault::Access::Read), "vault.damaged");
    }

    void renewalsCannotBeMovedBetweenSlots()
    {
        VERIFY_OK(rekey());
        for (const auto name : {"/vault.json"_L1, "/vault.json.bak"_L1}) {
            QByteArray json = contentOf(place->vault() + name);
            const qsizetype at = json.indexOf("\"renewals\": [");
            const qsizetype digit = json.indexOf('"', at + 13) + 30;
            json[digit] = json[digit] == '0' ? '1' : '0';
            setContent(place->vault() + name, json);
        }
        COMPARE_ERROR(openVault(place->vault(), clock, Vault::Access::Read), "vault.damaged-header");
    }

    void refusesSlotsWithoutAKey()
    {
        COMPARE_ERROR(rekey(RenewalWish{.exchangeKeys = {}}), "vault.unknown-key");
        unchanged();
    }

    void neverLeavesOutWhoDoesIt()
    {
        RenewalWish wish{.exchangeKeys = keys};
        {
            const auto vault = openVault(place->vault(), clock, Vault::Access::Read);
            VERIFY_OK(vault);
            wish.without = {(*vault)->userId()};
        }
        COMPARE_ERROR(rekey(wish), "vault.own-slot");
        VERIFY_OK(openVault(place->vault(), clock));
    }

    void leavesTheVaultAsItWasWhenCancelled()
    {
        std::stop_source stop;
        stop.request_stop();
        RenewalWish wish{.exchangeKeys = keys};
        wish.stop = stop.get_token();
        COMPARE_ERROR(rekey(wish), "vault.cancelled");
        unchanged();
    }

    void leavesTheVaultAsItWasWhereItIsNotExchanged()
    {
        {
            auto vault = openVault(place->vault(), clock);
            VERIFY_OK(vault);
            const auto renewal = Renewal::prepare(*std::move(vault), {.exchangeKeys = keys});
            VERIFY_OK(renewal);
            QVERIFY(QFile::exists(renewal->folder() + "/vault.json"_L1));
            // And nobody writes to the old one meanwhile.
            COMPARE_ERROR(openVault(place->vault(), clock), "vault.locked");
        }
        unchanged();
    }

    void leavesTheVaultAsItWasWhereAnActFails()
    {
        bool isDone = false;
        for (failsAt = 1; !isDone; ++failsAt) {
            auto vault = openVault(place->vault(), clock);
            VERIFY_OK(vault);
            QCOMPARE(wordsIn(**vault), QStringList{u"kept"_s});
            QCOMPARE(namesIn(place->root()), (QStringList{u"state"_s, u"vault"_s}));
            acts = 0;
            fileio::setTap(failInTurn);
            {
                auto renewal = Renewal::prepare(*std::move(vault), {.exchangeKeys = keys});
                isDone = renewal && renewal->exchange() && acts < failsAt;
            }
            fileio::setTap(nullptr);
        }
        QVERIFY(failsAt > 15);
        VERIFY_OK(openVault(place->vault(), clock));
    }

    /// Killed before each act in turn, one whole vault opens in the place, as the device that it was.
    void survivesAKillAtEveryStep()
    {
        int kills = 0;
        for (int act = 1;; ++act) {
            const pid_t child = ::fork();
            if (child == 0) {
                auto vault = openVault(place->vault(), clock);
                actsLeft = act;
                fileio::setTap(dieInTurn);
                bool isDone = false;
                {
                    auto renewal = Renewal::prepare(*std::move(vault), {.exchangeKeys = keys});
                    isDone = renewal && renewal->exchange();
                }
                ::_exit(isDone ? 0 : 1);
            }
            int status = 1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            const auto opened = openVault(place->vault(), clock);
            VERIFY_OK(opened);
            QCOMPARE(wordsIn(**opened), QStringList{u"kept"_s});
            QCOMPARE((*opened)->deviceKey(), device);
            VERIFY_OK((*opened)->blobs().verify(blob, blobKey));
            QCOMPARE(namesIn(place->root()), (QStringList{u"state"_s, u"vault"_s}));
            if (WIFEXITED(status)) {
                QCOMPARE(WEXITSTATUS(status), 0);
                break;
            }
            ++kills;
        }
        QVERIFY(kills > 15);
    }

    void leavesOtherFoldersOfSuchANameAlone()
    {
        const QString other = place->path(u".vault.rekey-123456"_s);
        VERIFY_OK(newVault(other, clock)); // Another vault, whatever it is called.
        VERIFY_OK(openVault(place->vault(), clock));
        QVERIFY(QFile::exists(other + "/vault.json"_L1));
    }

private:
    Expected<void> rekey() { return rekey({.exchangeKeys = keys}); }
    Expected<void> rekey(const RenewalWish& wish)
    {
        TRY(auto vault, openVault(place->vault(), clock));
        TRY(Renewal renewal, Renewal::prepare(std::move(vault), wish));
        return renewal.exchange();
    }
    void unchanged()
    {
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        QVERIFY((*vault)->derived("database"_L1).equals(former));
        QCOMPARE((*vault)->deviceKey(), device);
        QCOMPARE(namesIn(place->root()), (QStringList{u"state"_s, u"vault"_s}));
    }
    Credential code() const
    {
        Credential credential;
        credential.recoveryCode = recovery.clone();
        return credential;
    }

    StillClock clock;
    std::unique_ptr<Place> place;
    std::map<Id, Bytes> keys;
    Id bobs;
    Bytes blob;
    SecretBytes blobKey;
    SecretBytes recovery;
    SecretBytes former;
    Bytes device;
};

QTEST_GUILESS_MAIN(TestRekey)
#include "tst_rekey.moc"
