#pragma once

#include "models/base/error.h"

struct sqlite3;

namespace bulkhead {

/// The database's last error as one of the codes of database.h. Private to this room.
[[nodiscard]] Error sqlError(sqlite3* database, int result);

} // namespace bulkhead
