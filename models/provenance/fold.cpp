#include "models/provenance/fold.h"

#include "models/base/unicode.h"
#include "models/provenance/decoder.h"
#include "models/provenance/octets.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>

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
    [[nodiscard]] static const LatinTable& made()
    {
        static const LatinTable table;
        return table;
    }
    LatinTable()
    {
        for (char32_t c = first; c <= last; ++c) {
            std::string utf8;
            appendUtf8(utf8, c);
            std::string unmarked = foldedWithoutMarks(utf8);
            const auto plain = plainLetter(unmarked);
            const std::string_view made = plain.empty() ? std::string_view(unmarked) : plain;
            Entry& entry = m_entries[c - first];
            entry.size = static_cast<quint8>(std::min(made.size(), entry.text.size()));
            std::copy_n(made.begin(), entry.size, entry.text.begin());
        }
    }
    /// Nothing where the text holds other characters. `out` has room for twice the text and 4 octets.
    [[nodiscard]] std::optional<std::size_t> fold(std::string_view text, char* out) const
    {
        char* at = out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto a = static_cast<unsigned char>(text[i]);
            if (a < 0x80) {
                *at++ = text[i];
                continue;
            }
            if (a < 0xC3 || a > 0xC5 || i + 1 >= text.size()) {
                return {};
            }
            const Entry& entry
                = m_entries[((a & 0x1FU) << 6 | (static_cast<unsigned char>(text[++i]) & 0x3FU)) - first];
            std::memcpy(at, entry.text.data(), entry.text.size());
            at += entry.size;
        }
        return static_cast<std::size_t>(at - out);
    }

private:
    static constexpr char32_t first = 0xC0;
    static constexpr char32_t last = 0x17F;
    struct Entry
    {
        std::array<char, 4> text = {};
        quint8 size = 0;
    };
    std::array<Entry, last - first + 1> m_entries;
};

/// Text without marks, as it stands where it is ASCII, else in `room`.
std::string_view withoutMarks(std::string_view text, QVarLengthArray<char, 256>& room)
{
    if (isAscii(text)) {
        return text;
    }
    room.resize(2 * static_cast<qsizetype>(text.size()) + 4);
    if (const auto size = LatinTable::made().fold(text, room.data())) {
        return {room.data(), *size};
    }
    const std::string unmarked = foldedWithoutMarks(text);
    room.resize(static_cast<qsizetype>(unmarked.size()));
    std::ranges::copy(unmarked, room.begin());
    return {room.data(), unmarked.size()};
}

/// What becomes of each octet: a letter or digit itself, in lower case, or one of the values below.
enum Becomes : char { Separates = 0, Joins = 1, IsLonger = 2 };
constexpr auto octetTable = [] {
    std::array<char, 256> table = {};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto c = lower(static_cast<char>(i));
        const bool stays = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        table[i] = i >= 0x80 ? char(IsLonger) : stays ? c : c == '\'' || c == '`' ? char(Joins) : char(Separates);
    }
    return table;
}();

/// Tokens of a text without marks; `out` has room for as much. Gives where they end.
template<typename Take> char* putTokens(std::string_view text, bool shorten, char* out, Take take)
{
    char* begin = out;
    const auto close = [&] {
        if (out > begin) {
            take(std::string_view(begin, static_cast<std::size_t>(out - begin)));
        }
        begin = out;
    };
    const auto put = [&](char c) {
        if (shorten && (c == 'e' || c == 'a') && out > begin) {
            const char before = out[-1];
            if (before == 'a' || (c == 'e' && (before == 'o' || before == 'u'))) {
                return;
            }
        }
        *out++ = c;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = octetTable[static_cast<unsigned char>(text[i])];
        if (c > IsLonger) {
            put(c);
        } else if (c == Separates) {
            close();
        } else if (c == IsLonger) {
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
                *out++ = text[i];
            }
        }
    }
    close();
    return out;
}

/// Takes single octets out of a short text, and their bits out of `kept`.
void leaveOut(quint64 dropped, char* text, std::size_t size, quint64& kept)
{
    while (dropped != 0) {
        const auto at = static_cast<unsigned>(std::bit_width(dropped)) - 1; // the last first: those before stay
        std::memmove(text + at, text + at + 1, size - at - 1);
        const quint64 before = (quint64(1) << at) - 1;
        kept = (kept & before) | (kept >> 1 & ~before);
        dropped &= before;
    }
}
} // namespace

std::string_view trimmedClosely(std::string_view text)
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
    const auto begin = out.size();
    out.resize(begin + text.size());
    std::ranges::transform(text, out.begin() + static_cast<std::ptrdiff_t>(begin), lower);
}

void foldTokens(std::string_view text, bool shorten, std::string& store, std::vector<std::string_view>& tokens)
{
    QVarLengthArray<char, 256> room;
    text = withoutMarks(text, room);
    const auto first = store.size();
    store.resize(first + text.size());
    const char* const end = putTokens(text, shorten, store.data() + first,
                                      [&](std::string_view token) { tokens.push_back(token); });
    store.resize(static_cast<std::size_t>(end - store.data()));
}

bool ShortWords::fold(std::string_view text, bool shorten)
{
    if (text.size() > most) {
        return false;
    }
    Letters letters = lowerLetters(text.data(), text.size(), m_text.data());
    std::array<char, 2 * most + 4> room;
    if (letters.high != 0) {
        const auto size = LatinTable::made().fold(text, room.data());
        if (!size || *size > most) {
            return false;
        }
        text = {room.data(), *size};
        letters = lowerLetters(text.data(), text.size(), m_text.data());
    }
    const quint64 dropped = letters.joins | (shorten ? letters.pairs() : 0);
    // Of what follows on an octet that is left out it has to be asked what stands before both.
    if (letters.high != 0 || (shorten && (dropped << 1 & (letters.a | letters.e)) != 0)) {
        return false;
    }
    m_kept = letters.kept;
    leaveOut(dropped, m_text.data(), text.size(), m_kept);
    return true;
}

void ShortWords::append(char between, std::string& out) const
{
    const auto begin = out.size();
    out.resize_and_overwrite(begin + 2 * most, [&](char* made, std::size_t) {
        char* at = made + begin;
        each([&](std::string_view word) {
            copyOctets(at, word.data(), word.size());
            at += word.size();
            *at = between;
            at += between != 0;
        });
        at -= between != 0 && m_kept != 0;
        return static_cast<std::size_t>(at - made);
    });
}

void foldTokens(std::string_view text, bool shorten, Tokens& into)
{
    into.words.clear();
    if (into.few.fold(text, shorten)) {
        into.few.each([&](std::string_view word) { into.words.append(word); });
        return;
    }
    QVarLengthArray<char, 256> room;
    text = withoutMarks(text, room);
    into.text.resize(static_cast<qsizetype>(text.size()));
    putTokens(text, shorten, into.text.data(), [&](std::string_view token) { into.words.append(token); });
}

std::string foldedWord(std::string_view text)
{
    std::string store;
    if (ShortWords few; few.fold(text, false)) {
        few.append(0, store);
        return store;
    }
    std::vector<std::string_view> tokens;
    foldTokens(text, false, store, tokens);
    return store;
}

} // namespace bulkhead::provenance
