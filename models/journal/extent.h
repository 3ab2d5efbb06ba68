#pragma once

#include "models/vault/backup.h"

namespace bulkhead {

/// What the journal in a copied database refers to, for a backup of it.
[[nodiscard]] Expected<BackupContent> backupContentOf(Database& copy);

} // namespace bulkhead
