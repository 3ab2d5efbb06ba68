#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// What was decided in an incident, by whom and why, signed.
[[nodiscard]] std::unique_ptr<Room> makeDecisionsRoom(const RoomContext& context);

} // namespace bulkhead
