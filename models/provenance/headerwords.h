#pragma once

#include "models/provenance/meaning.h"

#include <span>
#include <string>
#include <string_view>

namespace bulkhead::provenance {

/// A header as `foldedWord` makes it, with what it means.
struct HeaderWord
{
    std::string word = {};
    Meaning meaning = Meaning::None;
};
/// All of resources/provenance/headers.txt in its order; read once, from any thread, and kept.
[[nodiscard]] std::span<const HeaderWord> headerWords();

} // namespace bulkhead::provenance
