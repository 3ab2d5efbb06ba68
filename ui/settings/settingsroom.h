#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

class Preferences;

/// The vault, its members and key slots, and what a person sets for this machine. `preferences` outlives the room.
[[nodiscard]] std::unique_ptr<Room> makeSettingsRoom(const RoomContext& context, Preferences& preferences);

} // namespace bulkhead
