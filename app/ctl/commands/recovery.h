#pragma once

#include "app/ctl/call.h"

namespace bulkhead::ctl {

/// Refuses a `--recovery-file` that is there already, before anything is made.
[[nodiscard]] Expected<void> checkRecoveryTarget(const Call& call);
/// A slot under a fresh recovery code, which goes to `--recovery-file` or, once, to standard error.
[[nodiscard]] Expected<Slot> addRecoverySlot(const Call& call, Vault& vault, double kdfSeconds);

} // namespace bulkhead::ctl
