#pragma once

#include "app/ctl/output.h"
#include "models/vault/slot.h"

#include <stop_token>

namespace bulkhead::ctl {

/// A secret of a file, whole. Errors: `input.unreadable`, `input.too-large` (over 1 MiB).
[[nodiscard]] Expected<SecretBytes> secretFromFile(const QString& path);
/// A secret of a descriptor, to its end. Errors: `input.unreadable`.
[[nodiscard]] Expected<SecretBytes> secretFromDescriptor(const QString& number, const std::stop_token& stop);
/// Asks on the terminal, without echo. Errors: `vault.no-passphrase` where there is no terminal, `cancelled`.
[[nodiscard]] Expected<SecretBytes> secretFromTerminal(const QString& question, const std::stop_token& stop);
[[nodiscard]] bool hasTerminal();

/// Writes a secret to a new file that only its owner may read. Errors: `input.exists`, `machine.write-failed`.
[[nodiscard]] Expected<void> writeSecretFile(const QString& path, BytesView secret);

} // namespace bulkhead::ctl
