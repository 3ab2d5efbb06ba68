#pragma once

#include "ui/common/room.h"

#include <memory>

class QSettings;

namespace bulkhead {

/// The timeline of an incident: observations and what posted itself.
[[nodiscard]] std::unique_ptr<Room> makeTimelineRoom(const RoomContext& context, QSettings& settings);

} // namespace bulkhead
