#pragma once

#include "models/provenance/registry/demo.h"

namespace bulkhead::disclosure {

/// `provenance::createDemoVault`, and in its incident the notification to the authority as it stands after four hours:
/// what the story knows is written, what it does not know yet is open.
[[nodiscard]] Expected<provenance::Demo> createDemoVault(const QString& vaultFolder, const Playbooks& playbooks,
                                                         const QString& folder,
                                                         const provenance::DemoProgress& progress = {},
                                                         std::stop_token stop = {});

} // namespace bulkhead::disclosure
