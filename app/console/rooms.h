#pragma once

#include "ui/common/room.h"
#include "ui/settings/settingsroom.h"

#include <functional>
#include <memory>
#include <vector>

namespace bulkhead {

class Preferences;

/// Every room of the window, in the order of its navigation. A new room is one line here. `isCovered`: the vault is
/// about to lock.
[[nodiscard]] std::vector<std::unique_ptr<Room>> makeRooms(const RoomContext& context, Preferences& preferences,
                                                           RekeyHandler rekey, std::function<bool()> isCovered);

} // namespace bulkhead
