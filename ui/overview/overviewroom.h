#pragma once

#include "ui/common/room.h"

#include <memory>

class QSettings;

namespace bulkhead {

/// The one-page picture of an incident, for the commander, the executive and the next shift. `settings` keeps when this
/// person looked last and outlives the room.
[[nodiscard]] std::unique_ptr<Room> makeOverviewRoom(const RoomContext& context, QSettings& settings);

} // namespace bulkhead
