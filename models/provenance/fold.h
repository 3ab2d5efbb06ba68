#pragma once

#include <QVarLengthArray>

#include <array>
#include <bit>
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
/// What is folded most: letters and digits of ASCII that stay as they are but for their case, one blank between words.
/// Any other text goes the long way.
class PlainText
{
public:
    /// Writes it behind `out`; false, and nothing is written, where it is another text.
    [[nodiscard]] bool append(std::string_view text, bool shorten, std::string& out);
    [[nodiscard]] bool isOneWord() const { return m_blanks == 0; }
    [[nodiscard]] int words() const { return std::popcount(m_blanks) + 1; }
    /// Calls `take` with each word of what stands at the end of `out`.
    template<typename Take> void eachWord(std::string_view appended, Take take) const
    {
        std::size_t begin = 0;
        for (quint64 rest = m_blanks; rest != 0; rest &= rest - 1) {
            const auto end = static_cast<std::size_t>(std::countr_zero(rest));
            take(appended.substr(begin, end - begin));
            begin = end + 1;
        }
        take(appended.substr(begin));
    }

private:
    quint64 m_blanks = 0; ///< where they are
};
/// Letters and digits only, folded and unmarked, joined: for comparing headers and words.
[[nodiscard]] std::string foldedWord(std::string_view text);

} // namespace bulkhead::provenance
