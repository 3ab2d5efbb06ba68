#pragma once

#include <QVarLengthArray>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

[[nodiscard]] std::string_view trimmedClosely(std::string_view text);
/// Without blanks at both ends, U+00A0 among them.
[[nodiscard]] inline std::string_view trimmed(std::string_view text)
{
    // Most texts begin and end with something else.
    const auto mayBlank = [](char c, char high) { return (c >= 0 && c <= ' ') || c == high; };
    return !text.empty() && !mayBlank(text.front(), '\xC2') && !mayBlank(text.back(), '\xA0') ? text
                                                                                            : trimmedClosely(text);
}
/// Case folded, NFKC, trimmed. ASCII goes a short way.
void appendFolded(std::string_view text, std::string& out);
/// Tokens of folded letters and digits in `store`: marks removed, ø→o, ł→l, æ→ae …, then ae/oe/ue/aa→a/o/u/a when
/// `shorten`. Apostrophes join, everything else that is neither letter nor digit separates. The views end when `store`
/// changes.
void foldTokens(std::string_view text, bool shorten, std::string& store, std::vector<std::string_view>& tokens);
/// The same with room of its own, for what is folded by the million.
struct Tokens
{
    std::array<char, 64> few; ///< of a short text; not set before
    QVarLengthArray<char, 256> text = {};
    QVarLengthArray<std::string_view, 16> words = {};
};
void foldTokens(std::string_view text, bool shorten, Tokens& into);
/// Letters and digits only, folded and unmarked, joined: for comparing headers and words.
[[nodiscard]] std::string foldedWord(std::string_view text);

} // namespace bulkhead::provenance
