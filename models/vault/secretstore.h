#pragma once

#include "models/vault/vault.h"

#include <memory>

namespace bulkhead {

/// Which secret of the desktop is meant, and what its list of secrets shows.
struct KeyringEntry
{
    Id vault;
    Id slot;
    QString label = {};
};

/// Where a desktop keeps secrets for a signed-in person. Calls may wait until the person has unlocked it or said no,
/// so they belong on no window's thread; safe on any other. Errors: `vault.no-keyring` where there is none that
/// answers, `vault.keyring-refused` where the person or the service says no.
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore&) = delete;
    SecretStore& operator=(const SecretStore&) = delete;
    virtual ~SecretStore() = default;

    [[nodiscard]] virtual Expected<void> keep(const KeyringEntry& entry, const SecretBytes& secret) = 0;
    /// `vault.keyring-empty` where it keeps nothing under that name.
    [[nodiscard]] virtual Expected<SecretBytes> find(const KeyringEntry& entry) = 0;
    /// Fine where there is nothing.
    [[nodiscard]] virtual Expected<void> forget(const KeyringEntry& entry) = 0;
};

/// The Secret Service of the session bus (freedesktop.org, Secret Service API 0.2), which GNOME, KDE and KeePassXC
/// provide.
[[nodiscard]] std::unique_ptr<SecretStore> desktopSecretStore();

/// A slot of the signed-in user that opens with a random secret which the store keeps: whoever is signed in to the
/// desktop gets in without a passphrase, so never the only slot, and never enough for an approval.
[[nodiscard]] Expected<Slot> addKeyringSlot(Vault& vault, SecretStore& store);
/// `Vault::removeSlot`, and what the store keeps for it goes too, if it can be reached.
[[nodiscard]] Expected<void> removeSlotAndSecret(Vault& vault, const Slot& slot, SecretStore& store);
/// What opens the first keyring slot (of `user`, unless empty) whose secret the store has. `vault.no-keyring-slot`
/// where the vault has no such slot.
[[nodiscard]] Expected<Credential> keyringCredential(const VaultStatus& status, const QString& user,
                                                     SecretStore& store);

} // namespace bulkhead
