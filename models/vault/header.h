#pragma once

#include "models/vault/migration.h"
#include "models/vault/slot.h"

#include <QStringList>

namespace bulkhead {

/// Apart from the header of a change, which has the same name one room further up.
inline namespace vaultfile {

/// What `vault.json` says, and its two integrity checks: a SHA-256 that finds accidents without any key, and an HMAC
/// under a key of the master key that finds changes on purpose once a slot has opened. Private to this room.
struct Header
{
    Id id;
    int format = 0;
    QString name;
    qint64 created = 0; ///< ms since 1970
    std::vector<Slot> slots;
    Bytes mac; ///< as read; `toJson` computes it anew

    /// `vault.damaged-header`, `vault.newer-format`.
    [[nodiscard]] static Expected<Header> fromJson(const Bytes& json, int newest = vaultFormat);
    [[nodiscard]] Bytes toJson(const SecretBytes& master) const;
    [[nodiscard]] bool isAuthentic(const SecretBytes& master) const;
    struct Unlocked
    {
        UserKeys keys;
        Id user;
        QString userName;
    };
    /// By the first slot that the credential opens. `vault.wrong-passphrase`, `vault.kdf-refused`;
    /// `vault.damaged-header` where the header is not what a holder of the keys wrote.
    [[nodiscard]] Expected<Unlocked> unlock(const Credential& credential) const;
    /// Everything but the two checks, in one form.
    [[nodiscard]] Bytes content() const;
};

} // namespace vaultfile

/// Comparison of users' names: compatibility forms and case do not matter.
[[nodiscard]] bool isSameName(const QString& one, const QString& other);

/// `vault.json` and its copy `vault.json.bak`, which hold the same, so that one damaged sector does not take the keys
/// with it.
class HeaderFiles
{
public:
    /// `newest`: the greatest format that is not refused.
    explicit HeaderFiles(QString folder, int newest = vaultFormat);

    [[nodiscard]] bool exist() const;
    /// The headers to try, best first: `vault.json` where it is intact, then its copy where the two differ. Never
    /// empty; the error is that of `vault.json`, or `vault.not-a-vault`.
    [[nodiscard]] Expected<std::vector<vaultfile::Header>> read() const;
    /// Both files, one after the other, each whole or not at all. An error means that neither was changed.
    [[nodiscard]] Expected<void> write(const vaultfile::Header& header, const SecretBytes& master) const;
    /// True where both files are the given header.
    [[nodiscard]] bool areBoth(const vaultfile::Header& header) const;

private:
    QString m_path;
    QString m_copy;
    int m_newest;
};

} // namespace bulkhead
