#pragma once

#include "models/base/error.h"

#include <QSaveFile>
#include <QStringList>

namespace bulkhead::provenance {

/// Opens the file for writing, for its owner only, whole or not at all: no fallback that writes in place.
/// Errors: `provenance.write-failed`.
[[nodiscard]] Expected<void> openPrivately(QSaveFile& file);
/// `provenance.target-exists` where one of them is there already; empty paths are left out.
[[nodiscard]] Expected<void> checkNotThere(const QStringList& paths);
/// Opens it so and writes all of it.
[[nodiscard]] Expected<void> writePrivately(QSaveFile& file, const QByteArray& content);
/// What cannot be written, and why.
[[nodiscard]] std::unexpected<Error> writeFailed(const QSaveFile& file);

} // namespace bulkhead::provenance
