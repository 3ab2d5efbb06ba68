#pragma once

#include "models/provenance/meaning.h"

namespace bulkhead::provenance {

/// Fields of which each record keeps a 16-bit check value, read only for hits, so that a row can be compared with the
/// registered record beyond the value that was found. The order is part of the segment format.
enum class Tag : quint8 { Name, Given, Family, Company, Street, City, Postcode, BirthDate };
inline constexpr int tagCount = 8;

} // namespace bulkhead::provenance
