#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// Is it a personal data breach? Questions, fact sheet, misuse, signed records.
[[nodiscard]] std::unique_ptr<Room> makeBreachRoom(const RoomContext& context);

} // namespace bulkhead
