#pragma once

#include "models/base/error.h"

#include <functional>
#include <vector>

namespace bulkhead {

class Database;

/// The format that this program writes into `vault.json`; a greater one is refused (`vault.newer-format`).
inline constexpr int vaultFormat = 1;

/// A step from one format to the next: it changes tables inside a transaction that is not its own, and nothing else.
/// Changes of the journal are never rewritten by it.
struct Migration
{
    int from = 0; ///< the format that it finds; it leaves the next one
    std::function<Expected<void>(Database&)> apply;
};

/// Steps in ascending order, one for each format. A vault of an older format is brought forward when it is opened for
/// writing: a backup beside it (`<folder>.before-format-N.bulkhead-backup`), then all steps in one transaction.
using Migrations = std::vector<Migration>;

/// Those that bring every older format to `vaultFormat`: none, since there is one format.
[[nodiscard]] const Migrations& shippedMigrations();

} // namespace bulkhead
