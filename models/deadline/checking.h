#pragma once

#include "models/base/error.h"

#include <vector>

namespace bulkhead::deadline {

/// What is wrong with the packs of regimes and tables of holidays below a folder that holds folders of kinds; adds the
/// files looked at to `files`.
[[nodiscard]] std::vector<Error> checkLaw(const QString& folder, int& files);

} // namespace bulkhead::deadline
