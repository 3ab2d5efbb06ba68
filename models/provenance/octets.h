#pragma once

#include <QtGlobal>

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace bulkhead::provenance {

/// Work on many octets at a time, with SSE2, which every amd64 machine has. Each function has a twin without it, which
/// is used elsewhere and against which tests hold it.

/// What 64 octets hold, a bit for each of them.
struct Marks
{
    quint64 sought = 0; ///< one of the octets asked for
    quint64 high = 0;   ///< not ASCII
    quint64 zero = 0;

    bool operator==(const Marks&) const = default;
};
inline constexpr std::size_t marksOctets = 64;
/// The octets asked for; repeat one where there are fewer.
class Sought
{
public:
    static constexpr std::size_t count = 5;
    constexpr Sought(std::array<char, count> octets) // NOLINT(google-explicit-constructor): it is a list of them
        : m_octets(octets)
    {
        for (std::size_t i = 0; i < count; ++i) {
            m_repeated[i].fill(octets[i]);
        }
    }
    [[nodiscard]] const std::array<char, count>& octets() const { return m_octets; }
#ifdef __SSE2__
    [[nodiscard]] __m128i in(__m128i octets) const
    {
        const auto are = [&](std::size_t i) {
            return _mm_cmpeq_epi8(octets, _mm_load_si128(reinterpret_cast<const __m128i*>(m_repeated[i].data())));
        };
        return _mm_or_si128(_mm_or_si128(_mm_or_si128(are(0), are(1)), _mm_or_si128(are(2), are(3))), are(4));
    }
#endif

private:
    std::array<char, count> m_octets;
    alignas(16) std::array<std::array<char, 16>, count> m_repeated = {};
};

[[nodiscard]] inline Marks marksOfPlainly(const char* from, const Sought& sought)
{
    Marks marks;
    for (std::size_t i = 0; i < marksOctets; ++i) {
        const quint64 bit = quint64(1) << i;
        for (const char one : sought.octets()) {
            marks.sought |= from[i] == one ? bit : 0;
        }
        marks.high |= (from[i] & 0x80) != 0 ? bit : 0;
        marks.zero |= from[i] == 0 ? bit : 0;
    }
    return marks;
}

/// Reads 64 octets.
[[nodiscard]] inline Marks marksOf(const char* from, const Sought& sought)
{
#ifdef __SSE2__
    const auto at = [from](int i) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from) + i); };
    const __m128i first = at(0);
    const __m128i second = at(1);
    const __m128i third = at(2);
    const __m128i fourth = at(3);
    const auto joined = [](__m128i a, __m128i b, __m128i c, __m128i d) {
        const auto mask = [](__m128i bits) {
            return static_cast<quint64>(static_cast<quint32>(_mm_movemask_epi8(bits)));
        };
        return mask(a) | mask(b) << 16 | mask(c) << 32 | mask(d) << 48;
    };
    Marks marks;
    marks.sought = joined(sought.in(first), sought.in(second), sought.in(third), sought.in(fourth));
    // Most windows hold neither of the others.
    if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(first, second), _mm_or_si128(third, fourth))) != 0) {
        marks.high = joined(first, second, third, fourth);
    }
    const __m128i zero = _mm_setzero_si128();
    const __m128i least = _mm_min_epu8(_mm_min_epu8(first, second), _mm_min_epu8(third, fourth));
    if (_mm_movemask_epi8(_mm_cmpeq_epi8(least, zero)) != 0) {
        marks.zero = joined(_mm_cmpeq_epi8(first, zero), _mm_cmpeq_epi8(second, zero), _mm_cmpeq_epi8(third, zero),
                            _mm_cmpeq_epi8(fourth, zero));
    }
    return marks;
#else
    return marksOfPlainly(from, sought);
#endif
}

/// Eight octets as they stand.
[[nodiscard]] inline quint64 eightOctets(const char* from)
{
    quint64 word;
    std::memcpy(&word, from, sizeof word);
    return word;
}

/// Up to seven octets, zeros behind them. Reads no others.
[[nodiscard]] inline quint64 fewOctets(const char* from, std::size_t size)
{
    if (size >= 4) {
        quint32 front;
        quint32 back; // overlaps
        std::memcpy(&front, from, 4);
        std::memcpy(&back, from + size - 4, 4);
        return front | static_cast<quint64>(back) << (8 * (size - 4));
    }
    if (size == 0) {
        return 0;
    }
    const auto octet = [&](std::size_t i) { return static_cast<quint64>(static_cast<unsigned char>(from[i])); };
    return octet(0) | octet(size / 2) << (8 * (size / 2)) | octet(size - 1) << (8 * (size - 1));
}

#ifdef __SSE2__
/// The first sixteen octets of `size`, zeros behind them where these are fewer. Reads no others.
[[nodiscard]] inline __m128i upToSixteen(const char* from, std::size_t size)
{
    if (size >= 16) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    }
    if (size < 8) {
        return _mm_cvtsi64_si128(static_cast<qint64>(fewOctets(from, size)));
    }
    const quint64 second = eightOctets(from + size - 8) >> (8 * (15 - size)) >> 8; // it begins within the first
    return _mm_set_epi64x(static_cast<qint64>(second), static_cast<qint64>(eightOctets(from)));
}
#endif

/// What lower-casing found.
enum class Mailbox : quint8 {
    Usual,  ///< only letters, digits and what most mailboxes are made of, and one @
    Unusual ///< anything else: to be looked at closely
};

[[nodiscard]] inline Mailbox lowerMailboxPlainly(const char* from, std::size_t size, char* to, std::size_t& at)
{
    std::size_t ats = 0;
    bool usual = true;
    for (std::size_t i = 0; i < size; ++i) {
        const char c = from[i];
        if (c == '@') {
            ++ats;
            at = i;
        }
        usual = usual && (c & 0x80) == 0 && (c >= '-' || c == '+') && (c <= '9' || c >= '@');
        to[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    return usual && ats == 1 ? Mailbox::Usual : Mailbox::Unusual;
}

/// Writes an address in lower case; `at` is where its @ is. `to` has room for `size` rounded up to 16.
[[nodiscard]] inline Mailbox lowerMailbox(const char* from, std::size_t size, char* to, std::size_t& at)
{
#ifdef __SSE2__
    std::size_t ats = 0;
    quint32 unusual = 0;
    for (std::size_t i = 0; i < size; i += 16) {
        const std::size_t here = size - i < 16 ? size - i : 16;
        const __m128i octets = upToSixteen(from + i, here);
        const auto above = [&](char c) { return _mm_cmpgt_epi8(octets, _mm_set1_epi8(c)); }; // not ASCII: below all
        const auto below = [&](char c) { return _mm_cmplt_epi8(octets, _mm_set1_epi8(c)); };
        const __m128i front = _mm_andnot_si128(_mm_cmpeq_epi8(octets, _mm_set1_epi8('+')), below('-'));
        const __m128i middle = _mm_and_si128(above('9'), below('@'));
        const quint32 inside = 0xffffU >> (16 - here);
        unusual |= static_cast<quint32>(_mm_movemask_epi8(_mm_or_si128(front, middle))) & inside;
        const auto found = static_cast<quint32>(_mm_movemask_epi8(_mm_cmpeq_epi8(octets, _mm_set1_epi8('@')))) & inside;
        if (found != 0) {
            ats += static_cast<std::size_t>(std::popcount(found));
            at = i + static_cast<std::size_t>(std::countr_zero(found));
        }
        const __m128i capital = _mm_and_si128(above('@'), below('['));
        const __m128i lowered = _mm_or_si128(octets, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), lowered);
    }
    return unusual == 0 && ats == 1 ? Mailbox::Usual : Mailbox::Unusual;
#else
    return lowerMailboxPlainly(from, size, to, at);
#endif
}

/// Copies few octets sooner than a call would.
inline void copyOctets(char* to, const char* from, std::size_t size)
{
    if (size > 16) {
        std::memcpy(to, from, size);
    } else if (size >= 8) { // the two halves overlap
        const quint64 front = eightOctets(from);
        const quint64 back = eightOctets(from + size - 8);
        std::memcpy(to, &front, 8);
        std::memcpy(to + size - 8, &back, 8);
    } else if (size >= 4) {
        quint32 front;
        quint32 back;
        std::memcpy(&front, from, 4);
        std::memcpy(&back, from + size - 4, 4);
        std::memcpy(to, &front, 4);
        std::memcpy(to + size - 4, &back, 4);
    } else if (size > 0) {
        const char first = from[0];
        const char middle = from[size / 2];
        const char last = from[size - 1];
        to[0] = first;
        to[size / 2] = middle;
        to[size - 1] = last;
    }
}

/// What up to 64 octets are to who folds names, a bit for each of them.
struct Letters
{
    quint64 kept = 0;  ///< letters and digits of ASCII
    quint64 joins = 0; ///< apostrophe and backtick
    quint64 high = 0;  ///< not ASCII
    quint64 a = 0;     ///< of either case, as the next two
    quint64 e = 0;
    quint64 ou = 0;

    /// The second letters of ae, oe, ue and aa.
    [[nodiscard]] quint64 pairs() const { return (e & (a | ou) << 1) | (a & a << 1); }
    bool operator==(const Letters&) const = default;
};

[[nodiscard]] inline Letters lowerLettersPlainly(const char* from, std::size_t size, char* to)
{
    Letters letters;
    for (std::size_t i = 0; i < size; ++i) {
        const quint64 bit = quint64(1) << i;
        const char c = from[i] >= 'A' && from[i] <= 'Z' ? static_cast<char>(from[i] | 0x20) : from[i];
        to[i] = c;
        letters.kept |= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? bit : 0;
        letters.joins |= c == '\'' || c == '`' ? bit : 0;
        letters.high |= (c & 0x80) != 0 ? bit : 0;
        letters.a |= c == 'a' ? bit : 0;
        letters.e |= c == 'e' ? bit : 0;
        letters.ou |= c == 'o' || c == 'u' ? bit : 0;
    }
    return letters;
}

/// Writes up to 64 octets with the letters of ASCII in lower case. `to` has room for 64.
[[nodiscard]] inline Letters lowerLetters(const char* from, std::size_t size, char* to)
{
#ifdef __SSE2__
    Letters letters;
    for (std::size_t i = 0; i < size; i += 16) {
        const __m128i octets = upToSixteen(from + i, size - i);
        const auto isUpTo = [](__m128i distance, char most) {
            return _mm_cmpeq_epi8(_mm_min_epu8(distance, _mm_set1_epi8(most)), distance);
        };
        const __m128i small = _mm_set1_epi8(0x20);
        const __m128i letter = isUpTo(_mm_sub_epi8(_mm_or_si128(octets, small), _mm_set1_epi8('a')), 'z' - 'a');
        const __m128i digit = isUpTo(_mm_sub_epi8(octets, _mm_set1_epi8('0')), 9);
        const __m128i lowered = _mm_or_si128(octets, _mm_and_si128(letter, small));
        const auto is = [&](char c) { return _mm_cmpeq_epi8(lowered, _mm_set1_epi8(c)); };
        const auto place = [i](__m128i bits) {
            return static_cast<quint64>(static_cast<quint32>(_mm_movemask_epi8(bits))) << i;
        };
        letters.kept |= place(_mm_or_si128(letter, digit));
        letters.joins |= place(_mm_or_si128(is('\''), is('`')));
        letters.high |= place(octets);
        letters.a |= place(is('a'));
        letters.e |= place(is('e'));
        letters.ou |= place(_mm_or_si128(is('o'), is('u')));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), lowered);
    }
    return letters;
#else
    return lowerLettersPlainly(from, size, to);
#endif
}

/// Whether an octet may stand in a JSON string as it is, without being looked at: ASCII that is neither a control nor a
/// quote nor a backslash.
[[nodiscard]] inline bool isPlainInJson(char c)
{
    return c >= ' ' && c != '"' && c != '\\' && c != 0x7F;
}

/// The first octet from there on that is not so; `end` where there is none.
[[nodiscard]] inline const char* behindPlainJson(const char* from, const char* end)
{
#ifdef __SSE2__
    for (; end - from >= 16; from += 16) {
        const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        const auto are = [&](char c) { return _mm_cmpeq_epi8(octets, _mm_set1_epi8(c)); };
        const __m128i control = _mm_cmplt_epi8(octets, _mm_set1_epi8(' ')); // and what is not ASCII
        const __m128i others = _mm_or_si128(_mm_or_si128(are('"'), are('\\')), _mm_or_si128(are(0x7F), control));
        if (const int found = _mm_movemask_epi8(others); found != 0) {
            return from + std::countr_zero(static_cast<quint32>(found));
        }
    }
#endif
    while (from < end && isPlainInJson(*from)) {
        ++from;
    }
    return from;
}

} // namespace bulkhead::provenance
