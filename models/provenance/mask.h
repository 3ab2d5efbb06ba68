#pragma once

#include "models/provenance/meaning.h"

namespace bulkhead::provenance {

/// A value as it may be shown: enough to recognise, too little to use. "jane.doe@acme.com" → "j***@a***.com",
/// "+44 7700 900134" → "+44 **** ****34", "Jane" → "J***"; an unknown meaning shows its length in stars, at most 8.
[[nodiscard]] QString maskValue(Meaning meaning, QStringView value);

} // namespace bulkhead::provenance
