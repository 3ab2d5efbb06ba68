#include "models/provenance/fold.h"

#include "models/base/unicode.h"
#include "models/provenance/decoder.h"

#include <array>

namespace bulkhead::provenance {

namespace {
constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}
constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// Letters that have no decomposition, as one writes them without the diacritic.
std::string_view plainLetter(std::string_view two)
{
    struct Pair
    {
        std::string_view from;
        std::string_view to;
    };
    static constexpr Pair pairs[] = {{"ø", "o"},  {"ł", "l"},  {"đ", "d"}, {"ð", "d"}, {"þ", "th"},
                                     {"æ", "ae"}, {"œ", "oe"}, {"ı", "i"}, {"ħ", "h"}, {"ŧ", "t"}};
    for (const auto& pair : pairs) {
        if (pair.from == two) {
            return pair.to;
        }
    }
    return {};
}

/// Separators beyond ASCII that NFKC leaves: U+00B7 and the General Punctuation block; quotes there join.
int separatorAt(std::string_view t, std::size_t i, bool& joins)
{
    const auto a = static_cast<unsigned char>(t[i]);
    joins = false;
    if (a == 0xC2 && i + 1 < t.size() && static_cast<unsigned char>(t[i + 1]) < 0xC0) {
        joins = static_cast<unsigned char>(t[i + 1]) == 0xB4;
        return 2;
    }
    if (a == 0xE2 && i + 2 < t.size() && static_cast<unsigned char>(t[i + 1]) <= 0x81) {
        const auto c = static_cast<unsigned char>(t[i + 2]);
        joins = static_cast<unsigned char>(t[i + 1]) == 0x80 && (c == 0x98 || c == 0x99 || c == 0x9B || c == 0xB2);
        return 3;
    }
    return 0;
}

/// What the long way makes of each character from U+00C0 to U+017F, which are most of what European names hold beyond
/// ASCII; none of them combines with its neighbours.
class LatinTable
{
public:
    LatinTable()
    {
        for (char32_t c = first; c <= last; ++c) {
            std::string utf8;
            appendUtf8(utf8, c);
            std::string unmarked = foldedWithoutMarks(utf8);
            const auto plain = plainLetter(unmarked);
            m_entries[c - first] = plain.empty() ? unmarked : std::string(plain);
        }
    }
    /// Nothing where the text holds other characters.
    [[nodiscard]] bool fold(std::string_view text, std::string& out) const
    {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto a = static_cast<unsigned char>(text[i]);
            if (a < 0x80) {
                out.push_back(text[i]);
                continue;
            }
            if (a < 0xC3 || a > 0xC5 || i + 1 >= text.size()) {
                return false;
            }
            out.append(m_entries[((a & 0x1FU) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3FU)) - first]);
        }
        return true;
    }

private:
    static constexpr char32_t first = 0xC0;
    static constexpr char32_t last = 0x17F;
    std::array<std::string, last - first + 1> m_entries;
};
} // namespace

std::string_view trimmed(std::string_view text)
{
    const auto blankAtFront = [&] { return isBlank(text.front()) ? 1U : text.starts_with("\xC2\xA0") ? 2U : 0U; };
    const auto blankAtBack = [&] { return isBlank(text.back()) ? 1U : text.ends_with("\xC2\xA0") ? 2U : 0U; };
    while (!text.empty() && blankAtFront() > 0) {
        text.remove_prefix(blankAtFront());
    }
    while (!text.empty() && blankAtBack() > 0) {
        text.remove_suffix(blankAtBack());
    }
    return text;
}

void appendFolded(std::string_view text, std::string& out)
{
    text = trimmed(text);
    if (!isAscii(text)) {
        const std::string folded = nfkcFolded(text);
        out.append(trimmed(folded));
        return;
    }
    for (const char c : text) {
        out.push_back(lower(c));
    }
}

void foldTokens(std::string_view text, bool shorten, std::string& store, std::vector<std::string_view>& tokens)
{
    std::string unmarked;
    if (!isAscii(text)) {
        static const LatinTable latin;
        if (!latin.fold(text, unmarked)) {
            unmarked = foldedWithoutMarks(text);
        }
        text = unmarked;
    }
    const auto first = store.size();
    store.reserve(first + 2 * text.size() + 2);
    std::size_t begin = first;
    const auto close = [&] {
        if (store.size() > begin) {
            tokens.emplace_back(store.data() + begin, store.size() - begin);
        }
        begin = store.size();
    };
    const auto put = [&](char c) {
        if (shorten && store.size() > begin) {
            const char before = store.back();
            if ((c == 'e' && (before == 'a' || before == 'o' || before == 'u')) || (c == 'a' && before == 'a')) {
                return;
            }
        }
        store.push_back(c);
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = lower(text[i]);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            put(c);
        } else if (static_cast<unsigned char>(c) < 0x80) {
            if (c != '\'' && c != '`') {
                close();
            }
        } else {
            bool joins = false;
            if (const int size = separatorAt(text, i, joins); size > 0) {
                if (!joins) {
                    close();
                }
                i += static_cast<std::size_t>(size) - 1;
            } else if (const auto plain = plainLetter(text.substr(i, 2)); !plain.empty()) {
                for (const char p : plain) {
                    put(p);
                }
                ++i;
            } else {
                store.push_back(c);
            }
        }
    }
    close();
}

std::string foldedWord(std::string_view text)
{
    std::string store;
    std::vector<std::string_view> tokens;
    foldTokens(text, false, store, tokens);
    return store;
}

} // namespace bulkhead::provenance
