#pragma once

#include "models/base/id.h"

#include <QString>

namespace bulkhead {

inline constexpr QLatin1StringView restoringMark(".restoring-"); ///< in the name of a folder that is being unpacked
inline constexpr QLatin1StringView rekeyMark(".rekey-");         ///< of the vault under another master key

/// Removes hidden folders `.<name><mark>…` beside a vault's folder that a process left when it was killed: those that
/// nobody holds and that are this vault or (`vault` null, or not yet a vault) unfinished. Private to this room.
void sweepLeftovers(const QString& folder, QLatin1StringView mark, const Id& vault);

} // namespace bulkhead
