#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// Tasks by role and state.
[[nodiscard]] std::unique_ptr<Room> makeBoardRoom(const RoomContext& context);

} // namespace bulkhead
