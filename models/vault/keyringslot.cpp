#include "models/vault/header.h"
#include "models/vault/secretstore.h"
#include "models/vault/vaulttext.h"

#include <optional>

namespace bulkhead {

using namespace Qt::StringLiterals;

Expected<Slot> addKeyringSlot(Vault& vault, SecretStore& store)
{
    Credential credential;
    credential.keyring = SecretBytes::random(crypto::keySize);
    // The floor of Argon2id: there is nothing to guess in 256 random bits.
    TRY(Slot slot, vault.addSlot(SlotKind::Keyring, credential, 0));
    const auto kept = store.keep({.vault = vault.id(),
                                  .slot = slot.id,
                                  .label = VaultText::tr("Bulkhead: %1, %2").arg(vault.name(), vault.userName())},
                                 credential.keyring);
    if (!kept) {
        (void)vault.removeSlot(slot.id);
        return std::unexpected(kept.error());
    }
    return slot;
}

Expected<void> removeSlotAndSecret(Vault& vault, const Slot& slot, SecretStore& store)
{
    CHECK_OK(vault.removeSlot(slot.id));
    if (slot.kind == SlotKind::Keyring) {
        (void)store.forget({.vault = vault.id(), .slot = slot.id}); // It opens nothing any more.
    }
    return {};
}

Expected<Credential> keyringCredential(const VaultStatus& status, const QString& user, SecretStore& store)
{
    std::optional<Error> lastError;
    for (const Slot& slot : status.slots) {
        if (slot.kind != SlotKind::Keyring || (!user.isEmpty() && !isSameName(slot.userName, user))) {
            continue;
        }
        auto secret = store.find({.vault = status.id, .slot = slot.id});
        if (secret) {
            Credential credential;
            credential.user = slot.userName;
            credential.keyring = *std::move(secret);
            return credential;
        }
        lastError = secret.error();
    }
    return lastError
        ? std::unexpected(*lastError)
        : failure("vault.no-keyring-slot"_L1,
                  VaultText::tr("This vault has no key slot that a desktop's keyring opens. Open it with the "
                                "passphrase; such a slot is added under Settings, or with slots add."));
}

} // namespace bulkhead
