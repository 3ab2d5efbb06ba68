#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// What is due by law and contract, by when and why.
[[nodiscard]] std::unique_ptr<Room> makeClocksRoom(const RoomContext& context);

} // namespace bulkhead
