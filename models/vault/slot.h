#pragma once

#include "models/base/error.h"
#include "models/base/id.h"
#include "models/vault/crypto.h"

#include <optional>
#include <vector>

class QJsonObject;

namespace bulkhead {

enum class SlotKind { Passphrase, PassphraseAndKeyFile, RecoveryCode, Keyring };
[[nodiscard]] QLatin1StringView slotKindName(SlotKind kind); ///< "passphrase", "passphrase+keyfile", …
[[nodiscard]] std::optional<SlotKind> slotKindFromName(QStringView name);

/// What opens a vault. A passphrase is UTF-8 in NFC; exactly one trailing LF or CRLF is dropped; empty is refused.
struct Credential
{
    SecretBytes passphrase;
    SecretBytes keyFile;      ///< content of the key file, if one is used
    SecretBytes recoveryCode; ///< as printed; spaces, dashes and case do not matter
    QString user = {};        ///< only slots of the user of that name; any if empty
    SecretBytes keyring = {}; ///< what the desktop's secret service keeps for a slot

    [[nodiscard]] static Expected<SecretBytes> normalisedPassphrase(BytesView utf8);
    [[nodiscard]] Credential clone() const;
};

/// What a slot protects: the vault's master key and the user's own keys.
struct UserKeys
{
    SecretBytes master;   ///< 32 bytes
    SecretBytes signing;  ///< Ed25519 seed, 32 bytes
    SecretBytes exchange; ///< X25519 secret, 32 bytes

    [[nodiscard]] UserKeys clone() const;
};

/// One entry of `vault.json`: the keys above, wrapped (AES-256-GCM) under what the person knows or has, through
/// Argon2id. The associated data covers format, KDF parameters, kind and user.
struct Slot
{
    Id id;
    Id user;
    QString userName;
    SlotKind kind = SlotKind::Passphrase;
    qint64 created = 0; ///< ms since 1970
    crypto::KdfParameters kdf;
    Bytes nonce;
    Bytes wrapped;
    std::vector<Bytes> renewals = {}; ///< the master keys that followed the wrapped one, each sealed for the user

    [[nodiscard]] static Expected<Slot> make(Id id, Id user, const QString& userName, SlotKind kind, qint64 created,
                                             const Credential& credential, const UserKeys& keys,
                                             crypto::KdfParameters kdf);
    /// `vault.wrong-passphrase` where the credential is not this slot's. The master key is the newest.
    [[nodiscard]] Expected<UserKeys> unlock(const Credential& credential) const;

    /// The same slot for a vault whose master key changes from `current` to `fresh`: nobody has to be asked for what
    /// opens it. `exchangeKey` is its user's public X25519 key.
    [[nodiscard]] Expected<Slot> renewed(BytesView exchangeKey, const SecretBytes& current,
                                         const SecretBytes& fresh) const;
    /// True for what a person knows or holds; false for what a signed-in desktop gives by itself.
    [[nodiscard]] bool provesPerson() const { return kind != SlotKind::Keyring; }

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static Expected<Slot> fromJson(const QJsonObject& json);
};

/// A fresh recovery code: 160 random bits and 20 check bits in nine groups of four characters of Crockford's base 32.
[[nodiscard]] SecretBytes makeRecoveryCode();

} // namespace bulkhead
