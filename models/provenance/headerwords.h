#pragma once

#include "models/provenance/meaning.h"

#include <span>
#include <string_view>

namespace bulkhead::provenance {

/// Headers as `foldedWord` makes them, with what they mean.
struct HeaderWord
{
    std::string_view word;
    Meaning meaning;
};
[[nodiscard]] std::span<const HeaderWord> headerWords();
/// Frequent given names in the languages we read headers in, as `foldedWord` makes them, sorted.
[[nodiscard]] bool isGivenName(std::string_view folded);
[[nodiscard]] bool isCountry(std::string_view folded);
[[nodiscard]] bool isCity(std::string_view folded);
/// A legal form such as "gmbh" or "inc".
[[nodiscard]] bool isLegalForm(std::string_view folded);
/// A word that names a street, or ends as such a word does.
[[nodiscard]] bool isStreetWord(std::string_view folded);

} // namespace bulkhead::provenance
