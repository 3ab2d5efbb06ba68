#pragma once

#include "ui/common/room.h"

#include <functional>
#include <memory>

class QSettings;

namespace bulkhead {

/// The CRMs that cases are kept equal with. The settings say how often each does so by itself; nothing is begun while
/// the vault is covered.
[[nodiscard]] std::unique_ptr<Room> makeConnectorsRoom(const RoomContext& context, QSettings& settings,
                                                       std::function<bool()> isCovered);

} // namespace bulkhead
