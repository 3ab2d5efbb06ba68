#pragma once

#include <QStringList>

namespace bulkhead::ctl {

/// One row of CSV (RFC 4180) with its line end: cells are quoted where they must be, and one that a spreadsheet would
/// take for a formula gets an apostrophe before it.
[[nodiscard]] QByteArray csvLine(const QStringList& cells);

} // namespace bulkhead::ctl
