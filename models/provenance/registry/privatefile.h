#pragma once

#include "models/base/error.h"

#include <QSaveFile>

namespace bulkhead::provenance {

/// Opens the file for writing, for its owner only, whole or not at all: no fallback that writes in place.
/// Errors: `provenance.write-failed`.
[[nodiscard]] Expected<void> openPrivately(QSaveFile& file);
/// Opens it so and writes all of it.
[[nodiscard]] Expected<void> writePrivately(QSaveFile& file, const QByteArray& content);
/// What cannot be written, and why.
[[nodiscard]] std::unexpected<Error> writeFailed(const QSaveFile& file);

} // namespace bulkhead::provenance
