#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// The register of personal data breaches over all incidents.
[[nodiscard]] std::unique_ptr<Room> makeRegisterRoom(const RoomContext& context);

} // namespace bulkhead
