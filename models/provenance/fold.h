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
/// The words of a short text whose letters are those of ASCII and of European languages, folded many octets at a time,
/// which is most of what names, towns and companies are written with.
class ShortWords
{
public:
    static constexpr std::size_t most = 64; ///< octets
    /// False where the text is another one, to be folded with `foldTokens`, which makes the same of it.
    [[nodiscard]] bool fold(std::string_view text, bool shorten);
    [[nodiscard]] bool isNone() const { return m_kept == 0; }
    [[nodiscard]] bool isOne() const { return m_kept != 0 && behindFirst(m_kept) == 0; }
    [[nodiscard]] bool areUpToTwo() const { return behindFirst(behindFirst(m_kept)) == 0; }
    /// Calls `take` with each word, which stays until the next `fold`.
    template<typename Take> void each(Take take) const
    {
        for (quint64 kept = m_kept; kept != 0;) {
            const auto begin = static_cast<unsigned>(std::countr_zero(kept));
            const auto size = static_cast<unsigned>(std::countr_one(kept >> begin));
            take(std::string_view(m_text.data() + begin, size));
            kept = begin + size < most ? kept & ~quint64(0) << (begin + size) : 0;
        }
    }
    /// The first word, where there is one.
    [[nodiscard]] std::string_view first() const
    {
        const auto begin = static_cast<unsigned>(std::countr_zero(m_kept));
        return {m_text.data() + begin, static_cast<unsigned>(std::countr_one(m_kept >> begin))};
    }
    /// Writes the words behind `out`, one octet between them where that is not 0.
    void append(char between, std::string& out) const;

private:
    /// Without the first word: the carry of an addition passes over its octets.
    [[nodiscard]] static quint64 behindFirst(quint64 kept) { return kept & (kept + (kept & (~kept + 1))); }

    std::array<char, most> m_text; ///< not set before
    quint64 m_kept = 0;            ///< octets of words, a bit for each
};

/// Tokens of folded letters and digits in `store`: marks removed, ø→o, ł→l, æ→ae …, then ae/oe/ue/aa→a/o/u/a when
/// `shorten`. Apostrophes join, everything else that is neither letter nor digit separates. The views end when `store`
/// changes.
void foldTokens(std::string_view text, bool shorten, std::string& store, std::vector<std::string_view>& tokens);
/// The same with room of its own, for what is folded by the million.
struct Tokens
{
    ShortWords few;
    QVarLengthArray<char, 256> text = {};
    QVarLengthArray<std::string_view, 16> words = {};
};
void foldTokens(std::string_view text, bool shorten, Tokens& into);
/// Letters and digits only, folded and unmarked, joined: for comparing headers and words.
[[nodiscard]] std::string foldedWord(std::string_view text);

} // namespace bulkhead::provenance
