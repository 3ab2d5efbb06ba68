#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// The CRMs that cases are kept equal with.
[[nodiscard]] std::unique_ptr<Room> makeConnectorsRoom(const RoomContext& context);

} // namespace bulkhead
