#include "models/vault/secretstore.h"
#include "tests/vault/fixture.h"
#include "tests/vault/keyringservice.h"

using namespace bulkhead;
using namespace bulkhead::fixture;
using namespace Qt::StringLiterals;

/// A slot that the desktop opens: convenient, never alone, never enough for an approval.
class TestKeyring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        bus = std::make_unique<SessionBus>();
        if (!bus->isThere()) {
            QSKIP("needs dbus-daemon");
        }
    }
    void init()
    {
        place = std::make_unique<Place>();
        VERIFY_OK(newVault(place->vault(), clock));
        service = std::make_unique<KeyringService>();
        QVERIFY(service->isThere());
        store = desktopSecretStore();
    }
    void cleanup() { service.reset(); }
    void cleanupTestCase() { bus.reset(); }

    void opensTheVaultWithoutAPassphrase()
    {
        addSlot();
        QCOMPARE(service->size(), 1U);
        QCOMPARE(service->firstValue().size(), 32);
        auto credential = fromKeyring();
        VERIFY_OK(credential);
        const auto vault = Vault::open(place->vault(), *credential, Vault::Access::Write, clock);
        VERIFY_OK(vault);
        QCOMPARE((*vault)->userName(), u"Ada"_s);
    }

    void isNotEnoughForAnApproval()
    {
        addSlot();
        const auto credential = fromKeyring();
        VERIFY_OK(credential);
        const auto vault = Vault::open(place->vault(), *credential, Vault::Access::Write, clock);
        VERIFY_OK(vault);
        COMPARE_ERROR((*vault)->signAsUser("approved", *credential), "vault.wrong-passphrase");
        VERIFY_OK((*vault)->signAsUser("approved", passphrase("correct horse")));
    }

    void isNeverTheOnlySlot()
    {
        addSlot();
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        COMPARE_ERROR((*vault)->removeSlot((*vault)->slots().front().id), "vault.last-slot");
    }

    void itsSecretGoesWithTheSlot()
    {
        const Slot slot = addSlot();
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        VERIFY_OK(removeSlotAndSecret(**vault, slot, *store));
        QCOMPARE(service->size(), 0U);
        COMPARE_ERROR(fromKeyring(), "vault.no-keyring-slot");
    }

    void asksThePersonWhereItIsLocked()
    {
        service->isLocked = true;
        addSlot();
        QCOMPARE(service->prompts.load(), 1);
        service->isLocked = true;
        VERIFY_OK(fromKeyring());
        QCOMPARE(service->prompts.load(), 2);
    }

    void saysThatThePersonSaidNo()
    {
        addSlot();
        service->isLocked = true;
        service->personSaysNo = true;
        COMPARE_ERROR(fromKeyring(), "vault.keyring-refused");
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        COMPARE_ERROR(addKeyringSlot(**vault, *store), "vault.keyring-refused");
        QCOMPARE((*vault)->slots().size(), 2U); // The new one is gone again.
    }

    void saysThatThereIsNoKeyring()
    {
        addSlot();
        service.reset();
        COMPARE_ERROR(fromKeyring(), "vault.no-keyring");
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        COMPARE_ERROR(addKeyringSlot(**vault, *store), "vault.no-keyring");
        QCOMPARE((*vault)->slots().size(), 2U);
    }

    void saysThatItHasNoPlaceForSecrets()
    {
        service->hasDefault = false;
        const auto vault = openVault(place->vault(), clock);
        VERIFY_OK(vault);
        COMPARE_ERROR(addKeyringSlot(**vault, *store), "vault.no-keyring");
    }

    void saysThatAnotherDesktopHasTheSecret()
    {
        addSlot();
        service = {};
        service = std::make_unique<KeyringService>();
        COMPARE_ERROR(fromKeyring(), "vault.keyring-empty");
    }

    void aSecretOfAnotherSlotDoesNotOpen()
    {
        addSlot();
        Credential credential;
        credential.keyring = SecretBytes::random(32);
        COMPARE_ERROR(Vault::open(place->vault(), credential, Vault::Access::Read, clock), "vault.wrong-passphrase");
    }

    void belongsToItsUser()
    {
        addSlot();
        const auto status = Vault::status(place->vault());
        VERIFY_OK(status);
        COMPARE_ERROR(keyringCredential(*status, u"Bob"_s, *store), "vault.no-keyring-slot");
        VERIFY_OK(keyringCredential(*status, u"ada"_s, *store));
    }

private:
    Slot addSlot()
    {
        const auto vault = openVault(place->vault(), clock);
        auto slot = vault ? addKeyringSlot(**vault, *store) : std::unexpected(vault.error());
        if (!slot) {
            qWarning("%s", qPrintable(slot.error().message + slot.error().detail));
            return {};
        }
        return *std::move(slot);
    }
    Expected<Credential> fromKeyring()
    {
        TRY(const VaultStatus status, Vault::status(place->vault()));
        return keyringCredential(status, {}, *store);
    }

    StillClock clock;
    std::unique_ptr<SessionBus> bus;
    std::unique_ptr<Place> place;
    std::unique_ptr<KeyringService> service;
    std::unique_ptr<SecretStore> store;
};

QTEST_GUILESS_MAIN(TestKeyring)
#include "tst_keyring.moc"
