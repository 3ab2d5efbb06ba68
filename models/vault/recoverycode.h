#pragma once

#include "models/base/secretbytes.h"

#include <optional>

namespace bulkhead {

/// The 20 octets of a recovery code as printed or typed: spaces, dashes and case do not matter, o reads as 0, i and l
/// as 1. Nothing where the length, a character or the check bits are wrong. Private to this room.
[[nodiscard]] std::optional<SecretBytes> readRecoveryCode(const SecretBytes& typed);

} // namespace bulkhead
