#pragma once

#include "ui/common/room.h"

#include <memory>

namespace bulkhead {

/// Drafts of what legal sends: text with facts, required elements, claims, approval, files.
[[nodiscard]] std::unique_ptr<Room> makeDisclosureRoom(const RoomContext& context);

} // namespace bulkhead
