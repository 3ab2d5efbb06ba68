#pragma once

#include "models/base/bytes.h"

#include <QStringList>

#include <vector>

namespace bulkhead::crm {

/// The rows of CSV (RFC 4180) in UTF-8, of which a mark at the start is dropped; cells may hold line ends.
[[nodiscard]] std::vector<QStringList> csvTable(BytesView text);

} // namespace bulkhead::crm
