#include "models/provenance/decoder.h"

#include <array>
#include <cstring>

namespace bulkhead::provenance {

namespace {
/// Windows-1252, 0x80 to 0x9F (WHATWG: the five unassigned octets are themselves).
constexpr std::array<char32_t, 32> windows1252 = {0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,   0x017D, 0x8F,
                                                  0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

unsigned octet(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

constexpr quint64 notAscii = 0x8080808080808080ULL; ///< in any of eight octets

quint64 wordAt(std::string_view text, std::size_t at)
{
    quint64 word;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
}

/// Length of the valid UTF-8 character at `at`, 0 where there is none.
std::size_t characterAt(std::string_view t, std::size_t at)
{
    const unsigned a = octet(t, at);
    const auto tail = [&](std::size_t i) { return at + i < t.size() && (octet(t, at + i) & 0xC0) == 0x80; };
    if (a < 0x80) {
        return 1;
    }
    if (a >= 0xC2 && a <= 0xDF) {
        return tail(1) ? 2 : 0;
    }
    if (a >= 0xE0 && a <= 0xEF) {
        if (!tail(1) || !tail(2)) {
            return 0;
        }
        const unsigned b = octet(t, at + 1);
        return (a == 0xE0 && b < 0xA0) || (a == 0xED && b > 0x9F) ? 0 : 3;
    }
    if (a >= 0xF0 && a <= 0xF4) {
        if (!tail(1) || !tail(2) || !tail(3)) {
            return 0;
        }
        const unsigned b = octet(t, at + 1);
        return (a == 0xF0 && b < 0x90) || (a == 0xF4 && b > 0x8F) ? 0 : 4;
    }
    return 0;
}

qsizetype decodeUtf16(bool big, std::string_view octets, bool last, std::string& out)
{
    const auto unit = [&](std::size_t at) {
        return static_cast<char32_t>(big ? octet(octets, at) << 8 | octet(octets, at + 1)
                                         : octet(octets, at + 1) << 8 | octet(octets, at));
    };
    std::size_t i = 0;
    while (i + 2 <= octets.size()) {
        const char32_t u = unit(i);
        if (u < 0xD800 || u > 0xDFFF) {
            appendUtf8(out, u);
            i += 2;
            continue;
        }
        if (u < 0xDC00 && i + 4 > octets.size() && !last) {
            break;
        }
        if (u < 0xDC00 && i + 4 <= octets.size() && (unit(i + 2) & 0xFC00) == 0xDC00) {
            appendUtf8(out, 0x10000 + ((u - 0xD800) << 10) + (unit(i + 2) - 0xDC00));
            i += 4;
            continue;
        }
        appendUtf8(out, 0xFFFD);
        i += 2;
    }
    if (last && i < octets.size()) {
        appendUtf8(out, 0xFFFD);
        i = octets.size();
    }
    return static_cast<qsizetype>(i);
}
} // namespace

void appendUtf8(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
        out.push_back(static_cast<char>(0xC0 | c >> 6));
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        out.push_back(static_cast<char>(0xE0 | c >> 12));
        out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else {
        out.push_back(static_cast<char>(0xF0 | c >> 18));
        out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
        out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
}

bool isAscii(std::string_view text)
{
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        if ((wordAt(text, i) & notAscii) != 0) {
            return false;
        }
    }
    for (; i < text.size(); ++i) {
        if (octet(text, i) & 0x80) {
            return false;
        }
    }
    return true;
}

bool isUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        if (i + 8 <= text.size() && (wordAt(text, i) & notAscii) == 0) {
            i += 8;
            continue;
        }
        const auto size = characterAt(text, i);
        if (size == 0) {
            return false;
        }
        i += size;
    }
    return true;
}

qsizetype decode(Encoding encoding, std::string_view octets, bool last, std::string& out)
{
    switch (encoding) {
    case Encoding::Utf8:
        out.append(octets);
        return static_cast<qsizetype>(octets.size());
    case Encoding::Windows1252:
        for (const char c : octets) {
            const auto o = static_cast<unsigned char>(c);
            appendUtf8(out, o >= 0x80 && o < 0xA0 ? windows1252[o - 0x80U] : o);
        }
        return static_cast<qsizetype>(octets.size());
    case Encoding::Utf16Le:
        return decodeUtf16(false, octets, last, out);
    case Encoding::Utf16Be:
        return decodeUtf16(true, octets, last, out);
    }
    return 0;
}

qint64 encodedSize(Encoding encoding, std::string_view utf8)
{
    if (encoding == Encoding::Utf8) {
        return static_cast<qint64>(utf8.size());
    }
    qint64 characters = 0;
    qint64 beyond = 0;
    for (const char c : utf8) {
        const auto o = static_cast<unsigned char>(c);
        characters += (o & 0xC0) != 0x80;
        beyond += o >= 0xF0;
    }
    return encoding == Encoding::Windows1252 ? characters : 2 * (characters + beyond);
}

Encoding detectEncoding(std::string_view octets, bool complete, int& bomSize)
{
    bomSize = 0;
    if (octets.starts_with("\xEF\xBB\xBF")) {
        bomSize = 3;
        return Encoding::Utf8;
    }
    if (octets.starts_with("\xFF\xFE")) {
        bomSize = 2;
        return Encoding::Utf16Le;
    }
    if (octets.starts_with("\xFE\xFF")) {
        bomSize = 2;
        return Encoding::Utf16Be;
    }
    // Text of the Latin scripts in UTF-16 has a zero octet in nearly every pair, always on the same side.
    const auto looked = std::min<std::size_t>(octets.size(), 4096) & ~std::size_t(1);
    std::array<std::size_t, 2> zeros = {};
    for (std::size_t i = 0; i < looked; ++i) {
        zeros[i & 1] += octets[i] == '\0';
    }
    if (looked >= 8) {
        const auto many = looked / 2 * 6 / 10;
        const auto few = looked / 2 / 20;
        if (zeros[1] >= many && zeros[0] <= few) {
            return Encoding::Utf16Le;
        }
        if (zeros[0] >= many && zeros[1] <= few) {
            return Encoding::Utf16Be;
        }
    }
    if (!complete) {
        // The last character of a piece may be cut.
        for (int i = 0; i < 3 && !octets.empty() && (octets.back() & 0x80); ++i) {
            octets.remove_suffix(1);
        }
    }
    // A single broken row in a UTF-8 file does not make the file Windows-1252: the better explained one wins.
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::size_t i = 0; i < octets.size();) {
        const auto size = characterAt(octets, i);
        good += size > 1;
        bad += size == 0;
        i += std::max<std::size_t>(size, 1);
    }
    return bad > good ? Encoding::Windows1252 : Encoding::Utf8;
}

} // namespace bulkhead::provenance
