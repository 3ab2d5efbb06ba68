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

} // namespace bulkhead
