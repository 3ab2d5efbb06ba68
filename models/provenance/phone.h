#pragma once

#include <string>
#include <string_view>

namespace bulkhead::provenance {

/// The significant national digits (last 10) of a phone number as anyone may write it; false where it is none.
[[nodiscard]] bool normalisePhone(std::string_view text, std::string& out);

} // namespace bulkhead::provenance
