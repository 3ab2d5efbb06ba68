#pragma once

#include <string_view>

namespace bulkhead::provenance {

/// What a word in a value is of (resources/provenance/values.txt, which is compiled in).
enum class WordKind : unsigned char { Given, Family, City, Country, LegalForm, Company, Street, StreetEnding, Other };
inline constexpr int wordKindCount = 9;

/// \name All take words as `foldedWord` makes them
///@{
/// A whole name of a country, in the languages in which headers are read.
[[nodiscard]] bool isCountry(std::string_view folded);
/// A legal form such as "gmbh" or "inc".
[[nodiscard]] bool isLegalForm(std::string_view folded);
/// A word that names a street, or ends as such a word does.
[[nodiscard]] bool isStreetWord(std::string_view folded);

/// Whether the word stands in the list of that kind.
[[nodiscard]] bool isWordOf(WordKind kind, std::string_view folded);

/// Natural logarithm of the chance that a word of that kind is this one: by the words that are known of the kind, else
/// by what they look like (three letters at a time). For Given, Family, City, Company and Other.
[[nodiscard]] double logChance(WordKind kind, std::string_view folded);
///@}

} // namespace bulkhead::provenance
