#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// Evidence with its chain of custody, and sightings.
[[nodiscard]] std::unique_ptr<Room> makeEvidenceRoom(const RoomContext& context);

} // namespace bulkhead
