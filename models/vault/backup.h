#pragma once

#include "models/vault/vault.h"

#include <functional>
#include <stop_token>

namespace bulkhead {

class WriterLock;

/// Octets done and in all, for people. May be called on any thread.
using OctetProgress = std::function<void(qint64 done, qint64 all)>;

/// What a state of the journal refers to.
struct BackupContent
{
    std::vector<Bytes> blobs; ///< names of material that is not destroyed
    qint64 changes = 0;
};

struct BackupOptions
{
    /// Asked about the copied database. Where it is missing, every blob that lies there is taken.
    std::function<Expected<BackupContent>(Database& copy)> content = {};
    OctetProgress progress = {};
    std::stop_token stop = {};
};

struct BackupReport
{
    QString file;
    Bytes sha256; ///< of the file
    qint64 bytes = 0;
    qint64 changes = -1; ///< in the journal; -1 where `content` was not asked
    qint64 files = 0;    ///< anchors, database, material, segments
    QStringList missing; ///< material that the journal names and the vault's folder does not have
};

/// Writes everything of a vault into one new encrypted file (README.md has its format), beside a writer and from a
/// folder that cannot be written to. The passphrases that open the vault now open the backup. The databases of
/// restricted compartments are left out: they hold nothing that the journal does not, and are made anew.
///
/// The file is there whole or not at all, with mode 0600; nothing is ever written over (`vault.file-exists`). Errors:
/// `vault.cancelled`, `vault.disk-full`, `vault.read-only`, `vault.io`, `vault.damaged`, `vault.backup-restless` where
/// files went away again and again while it was made.
[[nodiscard]] Expected<BackupReport> backUp(const Vault& vault, const QString& file, const BackupOptions& options);

/// A backup unpacked beside the place where it is to stand, every octet authenticated. It goes again with this object
/// unless `keep` gave it its name.
class Restoration
{
public:
    /// `folder` must not exist. The credential is any that opened the vault when the backup was made. Errors:
    /// `vault.exists`, `vault.not-a-backup`, `vault.newer-format`, `vault.wrong-passphrase`, `vault.backup-damaged`
    /// (names the place), `vault.cancelled`, `vault.disk-full`, `vault.read-only`, `vault.io`.
    [[nodiscard]] static Expected<Restoration> unpack(const QString& file, const QString& folder,
                                                      const Credential& credential, const OctetProgress& progress = {},
                                                      std::stop_token stop = {});
    Restoration(Restoration&& other) noexcept;
    Restoration& operator=(Restoration&&) = delete;
    ~Restoration();

    [[nodiscard]] QString folder() const { return m_place; }   ///< where it stands now, a vault that opens
    [[nodiscard]] qint64 created() const { return m_created; } ///< when the backup was made, ms since 1970
    [[nodiscard]] qint64 changes() const { return m_changes; } ///< as the backup counted; -1: it did not
    [[nodiscard]] qint64 files() const { return m_files; }
    [[nodiscard]] qint64 bytes() const { return m_bytes; }

    /// Gives it its name, for good. `vault.exists` where something stands there by now.
    [[nodiscard]] Expected<void> keep();

private:
    Restoration() = default;
    class Unpacking;

    QString m_place; ///< empty: kept or moved from
    QString m_target;
    qint64 m_created = 0;
    qint64 m_changes = -1;
    qint64 m_files = 0;
    qint64 m_bytes = 0;
    std::shared_ptr<WriterLock> m_lock;
};

} // namespace bulkhead
