#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// What was learnt of an incident: figures, findings, actions, the report.
[[nodiscard]] std::unique_ptr<Room> makeReviewRoom(const RoomContext& context);

} // namespace bulkhead
