#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"

#include <QString>

namespace bulkhead {

/// The content of a file that goes with a passphrase: any file that stays as it is, at most 1 MiB. Errors:
/// `vault.key-file`.
[[nodiscard]] Expected<SecretBytes> readKeyFile(const QString& path);
/// A new file of random octets, mode 0600, synced. `vault.file-exists`, `vault.read-only`, `vault.disk-full`,
/// `vault.io`.
[[nodiscard]] Expected<void> makeKeyFile(const QString& path);

} // namespace bulkhead
