#pragma once

#include <QStringList>

namespace bulkhead {

/// Sentences on what of this process and machine could put secrets on a disk: unlocked memory, core dumps, unencrypted
/// swap, a vault folder that others may enter. Private to this room.
[[nodiscard]] QStringList exposureWarnings(const QString& folder);

} // namespace bulkhead
