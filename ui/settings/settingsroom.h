#pragma once

#include "ui/common/room.h"

#include <functional>
#include <memory>

namespace bulkhead {

class Preferences;
struct RekeyRequest;

/// Locks the vault and gives it a new master key; returns before it does.
using RekeyHandler = std::function<void(const std::shared_ptr<RekeyRequest>&)>;

/// The vault, its members and key slots, and what a person sets for this machine. `preferences` outlives the room.
[[nodiscard]] std::unique_ptr<Room> makeSettingsRoom(const RoomContext& context, Preferences& preferences,
                                                     RekeyHandler rekey);

} // namespace bulkhead
