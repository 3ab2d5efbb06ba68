#include "models/vault/vaultprivate.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
bool hasPassphrase(const Slot& slot)
{
    return slot.kind == SlotKind::Passphrase || slot.kind == SlotKind::PassphraseAndKeyFile;
}

SlotKind kindFor(const Credential& credential)
{
    return credential.keyFile.isEmpty() ? SlotKind::Passphrase : SlotKind::PassphraseAndKeyFile;
}

std::unexpected<Error> wrongPassphrase()
{
    return failure("vault.wrong-passphrase"_L1,
                   VaultText::tr("This is not your passphrase, key file or recovery code for this vault. Nothing was "
                                 "changed."));
}

/// The slot of that user which the credential opens, and the keys in it.
Expected<std::pair<Id, UserKeys>> openSlotOf(const std::vector<Slot>& slots, Id user, const Credential& credential,
                                             bool (*isWanted)(const Slot&))
{
    for (const Slot& slot : slots) {
        if (slot.user != user || !isWanted(slot)) {
            continue;
        }
        if (auto keys = slot.unlock(credential)) {
            return std::pair(slot.id, *std::move(keys));
        } else if (!keys.error().is("vault.wrong-passphrase"_L1)) {
            return std::unexpected(keys.error());
        }
    }
    return wrongPassphrase();
}

NewUser publicPartOf(Id id, const QString& name, const UserKeys& keys)
{
    return {.id = id,
            .name = name,
            .signingKey = crypto::signingPublicKey(keys.signing),
            .exchangeKey = crypto::exchangePublicKey(keys.exchange)};
}
} // namespace

std::vector<Slot> Vault::slots() const
{
    return d->header.slots;
}

Expected<Bytes> Vault::signAsUser(BytesView message, const Credential& again) const
{
    TRY(const auto opened,
        openSlotOf(d->header.slots, d->user, again, [](const Slot& slot) { return slot.provesPerson(); }));
    return crypto::sign(opened.second.signing, message);
}

Expected<Slot> Vault::addSlot(SlotKind kind, const Credential& fresh, double kdfSeconds)
{
    CHECK_OK(d->mayWrite());
    const qint64 now = d->clock.now();
    TRY(Slot slot,
        Slot::make(Id::make(now), d->user, d->userName, kind, now, fresh, d->keys,
                   crypto::KdfParameters::tuned(kdfSeconds)));
    auto slots = d->header.slots;
    slots.push_back(slot);
    CHECK_OK(d->replaceSlots(std::move(slots)));
    return slot;
}

Expected<void> Vault::removeSlot(Id slot)
{
    CHECK_OK(d->mayWrite());
    auto slots = d->header.slots;
    const auto found = std::ranges::find(slots, slot, &Slot::id);
    if (found == slots.end()) {
        return failure("vault.no-such-slot"_L1, VaultText::tr("This vault has no such key slot."));
    }
    if (found->user != d->user) {
        return failure("vault.not-your-slot"_L1,
                       VaultText::tr("That key slot is %1's, and only they remove it. An administrator gives a member "
                                     "who cannot get in a new one (user reset).")
                           .arg(found->userName));
    }
    const bool hasAnother = std::ranges::any_of(
        slots, [&](const Slot& one) { return one.user == found->user && one.id != slot && one.provesPerson(); });
    if (!hasAnother) {
        return failure(
            "vault.last-slot"_L1,
            VaultText::tr("This is the last key slot of %1; without it they could never open the vault again. Add "
                          "another slot first.")
                .arg(found->userName));
    }
    slots.erase(found);
    return d->replaceSlots(std::move(slots));
}

Expected<void> Vault::changePassphrase(const Credential& current, const Credential& fresh, double kdfSeconds)
{
    CHECK_OK(d->mayWrite());
    TRY(const auto opened, openSlotOf(d->header.slots, d->user, current, hasPassphrase));
    auto slots = d->header.slots;
    const auto former = std::ranges::find(slots, opened.first, &Slot::id);
    Credential credential{.passphrase = fresh.passphrase.clone(), .keyFile = fresh.keyFile.clone(), .recoveryCode = {}};
    if (former->kind == SlotKind::PassphraseAndKeyFile && credential.keyFile.isEmpty()) {
        credential.keyFile = current.keyFile.clone();
    }
    const qint64 now = d->clock.now();
    TRY(*former,
        Slot::make(Id::make(now), d->user, d->userName, former->kind, now, credential, d->keys,
                   crypto::KdfParameters::tuned(kdfSeconds)));
    return d->replaceSlots(std::move(slots));
}

Expected<NewUser> Vault::addUser(const QString& name, const Credential& credential, double kdfSeconds)
{
    CHECK_OK(d->mayWrite());
    const QString userName = name.trimmed();
    if (d->isUserNameTaken(userName)) {
        return failure("vault.user-exists"_L1,
                       VaultText::tr("There is a user %1 in this vault already. Choose another name.").arg(userName));
    }
    const qint64 now = d->clock.now();
    const Id user = Id::make(now);
    const UserKeys keys{d->keys.master.clone(), SecretBytes::random(crypto::keySize),
                        SecretBytes::random(crypto::keySize)};
    TRY(Slot slot,
        Slot::make(Id::make(now), user, userName, kindFor(credential), now, credential, keys,
                   crypto::KdfParameters::tuned(kdfSeconds)));
    auto slots = d->header.slots;
    slots.push_back(std::move(slot));
    CHECK_OK(d->replaceSlots(std::move(slots)));
    return publicPartOf(user, userName, keys);
}

Expected<NewUser> Vault::resetUser(Id user, const Credential& credential, double kdfSeconds)
{
    CHECK_OK(d->mayWrite());
    auto slots = d->header.slots;
    const auto found = std::ranges::find(slots, user, &Slot::user);
    if (found == slots.end()) {
        return failure("vault.no-such-user"_L1, VaultText::tr("This vault has no such user."));
    }
    const QString name = found->userName;
    const qint64 now = d->clock.now();
    UserKeys keys{d->keys.master.clone(), SecretBytes::random(crypto::keySize), SecretBytes::random(crypto::keySize)};
    TRY(Slot slot,
        Slot::make(Id::make(now), user, name, kindFor(credential), now, credential, keys,
                   crypto::KdfParameters::tuned(kdfSeconds)));
    std::erase_if(slots, [&](const Slot& old) { return old.user == user; });
    slots.push_back(std::move(slot));
    CHECK_OK(d->replaceSlots(std::move(slots)));
    const NewUser fresh = publicPartOf(user, name, keys);
    // Their device was sealed under the lost key and cannot be opened again; the next sign-in enrols a new one.
    if (user == d->user) {
        d->keys = std::move(keys);
        const std::scoped_lock guard(d->databaseMutex);
        CHECK_OK(d->makeDevice());
    }
    return fresh;
}

} // namespace bulkhead
