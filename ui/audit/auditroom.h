#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// The journal as it is written, and the proof that nothing in it was altered.
[[nodiscard]] std::unique_ptr<Room> makeAuditRoom(const RoomContext& context);

} // namespace bulkhead
