#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// All incidents of the vault, drills among them; declares new ones and opens them.
[[nodiscard]] std::unique_ptr<Room> makeCasesRoom(const RoomContext& context);

} // namespace bulkhead
