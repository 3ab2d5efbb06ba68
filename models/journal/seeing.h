#pragma once

#include "models/base/error.h"

namespace bulkhead {

class Journal;

/// Whether who wrote a change had seen another one of the same vault, both by their rows: it stands before it in its
/// own chain, or in what the change says to come after. False where either is not here or not placed yet.
[[nodiscard]] Expected<bool> hasSeen(const Journal& journal, qint64 change, qint64 other);

} // namespace bulkhead
