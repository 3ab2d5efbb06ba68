#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// "Is it real?": a leaked file or paste, told apart row by row, and the registry of data sets beside it.
[[nodiscard]] std::unique_ptr<Room> makeProvenanceRoom(const RoomContext& context);

} // namespace bulkhead
