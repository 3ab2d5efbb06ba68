#pragma once

#include "ui/common/words.h"

namespace bulkhead {

/// Of a conclusion of the breach question by its id; empty: nothing is signed.
[[nodiscard]] Word wordOfConclusion(const QString& id);

} // namespace bulkhead
