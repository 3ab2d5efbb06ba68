#pragma once

#include "models/journal/journal.h"
#include "models/vault/backup.h"

namespace bulkhead {

/// How long work on a whole vault is watched and ended.
struct Watch
{
    OctetProgress progress = {};
    std::stop_token stop = {};
};

/// `backUp` of a vault with what its journal refers to. Works on any thread beside a writer.
[[nodiscard]] Expected<BackupReport> backUpVault(const Vault& vault, const QString& file, const Watch& watch);

struct RestoreReport
{
    QString folder;
    Id vault;
    QString name;
    Bytes fingerprint;
    qint64 created = 0; ///< of the backup, ms since 1970
    qint64 changes = 0;
    qint64 files = 0;
    qint64 bytes = 0;
    std::vector<Problem> problems; ///< where they were accepted
};

/// Unpacks a backup beside `folder`, verifies the journal and all material of the result, and only then gives it its
/// name. It goes on as a device of its own from its first opening for writing. Nothing is left behind by an error:
/// those of `Restoration`, and `vault.backup-unverified` where the vault in the backup does not verify, unless
/// `acceptsProblems`.
[[nodiscard]] Expected<RestoreReport> restoreVault(const QString& file, const QString& folder,
                                                   const Credential& credential, const Clock& clock, const Watch& watch,
                                                   bool acceptsProblems = false);

/// What somebody asks for in a window that has the vault open; it is closed for it.
struct RekeyRequest
{
    QString folder;
    Credential credential;
    QStringList without = {};
};

struct RekeyReport
{
    QString folder;
    Id vault;
    std::vector<Slot> slots;
    QStringList dropped; ///< names of users whose slots went
};

/// Gives a vault a new master key, in place and in one step: whoever knew the old one, from a slot that is gone or a
/// file that leaked, reads nothing that is written from now on. Every slot stays as it is for who uses it, except those
/// of the users named in `without`. It takes nothing back: old copies and backups open as before.
///
/// For administrators (`journal.not-permitted`). Errors: those of opening for writing and of `Renewal`,
/// `vault.no-such-user`, and `vault.rekey-unverified` where the result does not verify. Nothing is changed by any.
[[nodiscard]] Expected<RekeyReport> rekeyVault(const QString& folder, const Credential& credential, const Clock& clock,
                                               const QStringList& without, const Watch& watch);

} // namespace bulkhead
