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
/// Frequent given names in the languages we read headers in, as `foldedWord` makes them, sorted.
[[nodiscard]] bool isGivenName(std::string_view folded);
[[nodiscard]] bool isCountry(std::string_view folded);
[[nodiscard]] bool isCity(std::string_view folded);
/// A legal form such as "gmbh" or "inc".
[[nodiscard]] bool isLegalForm(std::string_view folded);
/// A word that names a street, or ends as such a word does.
[[nodiscard]] bool isStreetWord(std::string_view folded);

} // namespace bulkhead::provenance
