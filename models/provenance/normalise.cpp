#include "models/provenance/normalise.h"

#include "models/base/unicode.h"
#include "models/provenance/decoder.h"
#include "models/provenance/fold.h"
#include "models/provenance/octets.h"
#include "models/provenance/phone.h"

#include <QUrl>

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>

namespace bulkhead::provenance {

namespace {
using Words = decltype(Tokens::words);

constexpr std::size_t mostMailbox = 320;

/// A few words, and a table by which most others are seen not to be one of them.
template<std::size_t N> class WordSet
{
public:
    constexpr explicit WordSet(const std::array<std::string_view, N>& sorted)
        : m_sorted(sorted)
    {
        for (const auto word : sorted) {
            m_sizes[static_cast<std::size_t>(word.front() - 'a')] |= static_cast<quint16>(1U << word.size());
        }
    }
    [[nodiscard]] bool has(std::string_view word) const
    {
        return word.size() <= longest && word.front() >= 'a' && word.front() <= 'z'
            && (m_sizes[static_cast<std::size_t>(word.front() - 'a')] >> word.size() & 1) != 0
            && std::ranges::binary_search(m_sorted, word);
    }

private:
    static constexpr std::size_t longest = 9;
    std::array<std::string_view, N> m_sorted;
    std::array<quint16, 26> m_sizes = {}; ///< of the words that begin with each letter, a bit for each
};

/// Titles and suffixes, as `foldTokens` shortens them, sorted.
constexpr WordSet<38> titles({"dipl", "don",     "dona", "dott", "dottssa", "dr",  "drs",      "esq",
                              "frau", "fru",     "herr", "hr",   "ing",     "ir",  "jr",       "madame",
                              "mag",  "mba",     "md",   "miss", "mlle",    "mme", "monsieur", "mr",
                              "mrs",  "ms",      "mx",   "pan",  "pani",    "phd", "prof",     "professor",
                              "sig",  "signora", "sir",  "sr",   "sra",     "srta"});
constexpr WordSet<30> particles({"af",  "av",  "da",  "das", "de",  "del", "della", "dem", "den", "der",
                                 "des", "di",  "do",  "dos", "du",  "e",   "la",    "las", "le",  "les",
                                 "los", "ten", "ter", "van", "vom", "von", "y",     "zu",  "zum", "zur"});

/// Drops what `drop` names while at least two others remain.
template<typename Predicate> void dropWhileTwoRemain(Words& words, Predicate drop)
{
    if (words.size() <= 2) {
        return;
    }
    const auto dropped = std::ranges::count_if(words, drop);
    if (dropped > 0 && words.size() - dropped >= 2) {
        words.removeIf(drop);
    }
}

void appendWords(const Words& words, char between, std::string& out)
{
    const auto begin = out.size();
    std::size_t most = begin;
    for (const auto word : words) {
        most += word.size() + 1;
    }
    out.resize_and_overwrite(most, [&](char* made, std::size_t) {
        char* at = made + begin;
        for (const auto word : words) {
            copyOctets(at, word.data(), word.size());
            at += word.size();
            *at = between;
            at += between != 0;
        }
        at -= between != 0 && !words.isEmpty();
        return static_cast<std::size_t>(at - made);
    });
}

/// Each word once, in ascending order.
void orderOnce(Words& words)
{
    if (words.size() == 2) { // as most names have
        const int order = words[0].compare(words[1]);
        if (order > 0) {
            std::swap(words[0], words[1]);
        } else if (order == 0) {
            words.removeLast();
        }
        return;
    }
    std::ranges::sort(words);
    words.erase(std::unique(words.begin(), words.end()), words.end());
}

/// Two names of one word each; false, and nothing is written, where they are anything else.
bool appendTwoWords(const ShortWords& given, const ShortWords& family, std::string& out)
{
    if (!given.isOne() || !family.isOne()) {
        return false;
    }
    std::string_view first = given.first();
    std::string_view second = family.first();
    const int order = first.compare(second);
    if (order > 0) {
        std::swap(first, second);
    }
    const auto begin = out.size();
    const auto size = first.size() + 1 + second.size();
    out.resize_and_overwrite(begin + size, [&](char* made, std::size_t) {
        char* const at = made + begin;
        copyOctets(at, first.data(), first.size());
        if (order == 0) {
            return begin + first.size();
        }
        at[first.size()] = ' ';
        copyOctets(at + first.size() + 1, second.data(), second.size());
        return begin + size;
    });
    return true;
}

/// By the rules of full names.
bool appendName(Words& words, std::string& out)
{
    dropWhileTwoRemain(words, [](std::string_view w) { return titles.has(w); });
    dropWhileTwoRemain(words, [](std::string_view w) { return w.size() == 1 || particles.has(w); });
    if (words.size() < 2) {
        return false;
    }
    orderOnce(words);
    appendWords(words, ' ', out);
    return true;
}

bool appendName(std::string_view first, std::string_view second, std::string& out)
{
    ShortWords given;
    ShortWords family;
    if (given.fold(first, true) && family.fold(second, true)) {
        if (appendTwoWords(given, family, out)) {
            return true;
        }
        Words words;
        given.each([&](std::string_view word) { words.append(word); });
        family.each([&](std::string_view word) { words.append(word); });
        return appendName(words, out);
    }
    QVarLengthArray<char, 256> both(static_cast<qsizetype>(first.size() + second.size()) + 1);
    char* const blank = std::ranges::copy(first, both.data()).out;
    *blank = ' ';
    std::ranges::copy(second, blank + 1);
    Tokens tokens;
    foldTokens({both.data(), static_cast<std::size_t>(both.size())}, true, tokens);
    return appendName(tokens.words, out);
}

bool appendJoined(std::string_view text, std::string& out, char between, auto change)
{
    Tokens tokens;
    foldTokens(text, true, tokens);
    change(tokens.words);
    appendWords(tokens.words, between, out);
    return !tokens.words.isEmpty();
}

bool isAnd(std::string_view word)
{
    return word == "and" || word == "und" || word == "et" || word == "y";
}

bool hasAnd(const ShortWords& words)
{
    bool has = false;
    words.each([&](std::string_view word) { has = has || isAnd(word); });
    return has;
}

bool appendStreet(std::string_view text, std::string& out)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> same = {{{"street", "st"},
                                                                                            {"avenue", "av"},
                                                                                            {"ave", "av"},
                                                                                            {"road", "rd"},
                                                                                            {"drive", "dr"},
                                                                                            {"lane", "ln"},
                                                                                            {"boulevard", "blvd"},
                                                                                            {"strasse", "str"},
                                                                                            {"court", "ct"},
                                                                                            {"suite", "ste"},
                                                                                            {"apartment", "apt"},
                                                                                            {"place", "pl"},
                                                                                            {"square", "sq"}}};
    return appendJoined(text, out, ' ', [](Words& words) {
        for (auto& word : words) {
            for (const auto& [from, to] : same) {
                if (word == from) {
                    word = to;
                }
            }
            if (word.size() > 6 && word.ends_with("strasse")) {
                word.remove_suffix(4);
            }
        }
    });
}

/// An address without anything that has to be looked at closely.
bool appendUsualEmail(std::string_view text, std::string& out)
{
    if (text.size() > mostMailbox) {
        return false;
    }
    constexpr std::size_t spare = 16; // of what is written at a time
    const auto begin = out.size();
    bool isUsual = false;
    out.resize_and_overwrite(begin + text.size() + spare, [&](char* room, std::size_t) {
        char* const made = room + begin;
        std::size_t at = 0;
        isUsual = lowerMailbox(text.data(), text.size(), made, at) == Mailbox::Usual;
        std::size_t size = text.size();
        while (isUsual && size > at + 1 && made[size - 1] == '.') {
            --size;
        }
        isUsual = isUsual && at > 0 && size > at + 1;
        return isUsual ? begin + size : begin;
    });
    return isUsual;
}

bool appendEmail(std::string_view text, std::string& out)
{
    text = trimmed(text);
    if (appendUsualEmail(text, out)) {
        return true;
    }
    if (const auto open = text.rfind('<'); open != std::string_view::npos) {
        const auto close = text.find('>', open);
        text = text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
    }
    if (text.size() > 7 && (text[0] | 0x20) == 'm' && text[6] == ':') {
        text.remove_prefix(7);
    }
    text = trimmed(text);
    const auto begin = out.size();
    appendFolded(text, out);
    std::string_view made(out.data() + begin, out.size() - begin);
    const auto at = made.rfind('@');
    const auto refuse = [&] {
        out.resize(begin);
        return false;
    };
    if (at == std::string_view::npos || at == 0 || at + 1 == made.size() || made.find('@') != at
        || made.size() > mostMailbox || made.find_first_of(" \t\n\r,;<>()\x1F") != std::string_view::npos) {
        return refuse();
    }
    if (!isAscii(made.substr(at + 1))) {
        const auto domain = made.substr(at + 1);
        const QByteArray ascii = QUrl::toAce(QString::fromUtf8(domain.data(), static_cast<qsizetype>(domain.size())));
        if (ascii.isEmpty()) {
            return refuse();
        }
        out.resize(begin + at + 1);
        out.append(ascii.toLower().toStdString());
    }
    while (out.back() == '.') {
        out.pop_back();
    }
    return out.size() > begin + at + 1 || refuse();
}

bool appendDate(std::string_view text, DateOrder order, std::string& out)
{
    text = trimmed(text);
    std::array<int, 3> part = {};
    std::array<std::size_t, 3> size = {};
    std::size_t count = 0;
    std::size_t i = 0;
    while (i < text.size() && count < 3) {
        if (text[i] < '0' || text[i] > '9') {
            if (count == 0 || (text[i] != '-' && text[i] != '/' && text[i] != '.' && text[i] != ' ')) {
                return false;
            }
            ++i;
            continue;
        }
        const auto from = i;
        int value = 0;
        while (i < text.size() && text[i] >= '0' && text[i] <= '9' && i - from < 8) {
            value = value * 10 + (text[i++] - '0');
        }
        size[count] = i - from;
        part[count++] = value;
    }
    if (i < text.size() && text[i] != 'T' && text[i] != ' ' && text[i] != 't') {
        return false;
    }
    int year = 0;
    int month = 0;
    int day = 0;
    if (count == 1 && size[0] == 8) {
        year = part[0] / 10000;
        month = part[0] / 100 % 100;
        day = part[0] % 100;
    } else if (count == 3 && size[0] == 4) {
        year = part[0];
        month = part[1];
        day = part[2];
    } else if (count == 3 && (size[2] == 4 || size[2] == 2)) {
        const bool monthFirst = order == DateOrder::MonthFirst ? part[0] <= 12 : part[1] > 12;
        year = size[2] == 4 ? part[2] : part[2] + (part[2] > 30 ? 1900 : 2000);
        month = monthFirst ? part[0] : part[1];
        day = monthFirst ? part[1] : part[0];
    } else {
        return false;
    }
    if (year < 1850 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) {
        return false;
    }
    for (const int digit :
         {year / 1000, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10, day % 10}) {
        out.push_back(static_cast<char>('0' + digit));
    }
    return true;
}

/// Letters and digits of ASCII, upper case; other characters are left out. `most`: 64 at most.
bool appendCompact(std::string_view text, std::size_t least, std::size_t most, std::string& out)
{
    std::array<char, 64> made;
    std::size_t size = 0;
    for (const char c : text) {
        const bool isLower = c >= 'a' && c <= 'z';
        if (!isLower && (c < '0' || c > '9') && (c < 'A' || c > 'Z')) {
            continue;
        }
        if (size == most) {
            return false;
        }
        made[size++] = isLower ? static_cast<char>(c - 32) : c;
    }
    if (size < least) {
        return false;
    }
    out.append(made.data(), size);
    return true;
}

/// Five digits, as many countries write it.
bool isFiveDigits(std::string_view text)
{
    constexpr std::size_t five = 5;
    if (text.size() != five) {
        return false;
    }
    constexpr quint64 upper = 0xF0F0F0F0F0; // halves of the octets
    constexpr quint64 zeros = 0x3030303030;
    const char* const digits = text.data();
    const quint64 octets = fewOctets(digits, five);
    return (octets & upper) == zeros && ((octets + 0x0606060606) & upper) == zeros;
}

bool appendPostcode(std::string_view text, std::string& out)
{
    text = trimmed(text);
    if (isFiveDigits(text)) {
        out.append(text);
        return true;
    }
    const auto dash = text.find('-');
    if (dash > 0 && dash <= 3 // not npos either
        && std::ranges::all_of(text.substr(0, dash), [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; })) {
        text.remove_prefix(dash + 1); // D-80331
    }
    const auto begin = out.size();
    if (!appendCompact(text, 3, 12, out)) {
        return false;
    }
    const std::string_view made(out.data() + begin, out.size() - begin);
    if (made.size() == 9 && std::ranges::all_of(made, [](char c) { return c >= '0' && c <= '9'; })) {
        out.resize(begin + 5); // ZIP+4
    }
    return true;
}

bool appendRecordId(std::string_view text, std::string& out)
{
    text = trimmed(text);
    const bool alphanumeric = std::ranges::all_of(
        text, [](char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); });
    const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (alphanumeric && !digits && (text.size() == 15 || text.size() == 18)) {
        const std::string whole = salesforceId18(text.substr(0, 15));
        if (text.size() == 15) {
            out.append(whole);
            return true;
        }
        const auto tail = text.substr(15);
        if (std::ranges::equal(tail, whole.substr(15),
                               [](char a, char b) { return (a & ~0x20) == (b & ~0x20) || a == b; })) {
            out.append(whole);
            return true;
        }
        // Another system's 18 characters: compared as written.
    }
    if (text.starts_with('{') && text.ends_with('}')) {
        text = text.substr(1, text.size() - 2);
    }
    const bool guid = text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
    if (text.size() < 3 || text.size() > 64 || text.find_first_of(" \t\r\n\x1F") != std::string_view::npos) {
        return false;
    }
    for (const char c : text) {
        out.push_back(guid && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
    }
    return true;
}

bool appendUrl(std::string_view text, std::string& out)
{
    const QUrl url = QUrl::fromUserInput(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).trimmed());
    QString host = url.host(QUrl::FullyEncoded).toLower();
    if (!url.isValid() || !host.contains(QLatin1Char('.'))) {
        return false;
    }
    if (host.startsWith(QLatin1StringView("www."))) {
        host.remove(0, 4);
    }
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/'))) {
        path.chop(1);
    }
    out.append(host.toStdString()).append(path.toStdString());
    if (url.hasQuery()) {
        out.append("?").append(url.query(QUrl::FullyEncoded).toStdString());
    }
    return true;
}

bool appendIp(std::string_view text, std::string& out)
{
    const std::string written(trimmed(text));
    in_addr four = {};
    in6_addr six = {};
    char shown[INET6_ADDRSTRLEN] = {};
    const bool isSix = ::inet_pton(AF_INET6, written.c_str(), &six) == 1;
    if (isSix && IN6_IS_ADDR_V4MAPPED(&six)) {
        ::inet_ntop(AF_INET, six.s6_addr + 12, shown, sizeof shown);
    } else if (isSix) {
        ::inet_ntop(AF_INET6, &six, shown, sizeof shown);
    } else if (::inet_pton(AF_INET, written.c_str(), &four) == 1) {
        ::inet_ntop(AF_INET, &four, shown, sizeof shown);
    } else {
        return false;
    }
    out.append(shown);
    return true;
}
} // namespace

std::string salesforceId18(std::string_view id15)
{
    if (id15.size() != 15) {
        return {};
    }
    std::string whole;
    whole.reserve(18);
    whole.append(id15);
    for (std::size_t group = 0; group < 3; ++group) {
        unsigned bits = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            const char c = id15[group * 5 + i];
            bits |= static_cast<unsigned>(c >= 'A' && c <= 'Z') << i;
        }
        whole.push_back("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]);
    }
    return whole;
}

bool passesLuhn(std::string_view digits)
{
    int sum = 0;
    bool twice = false;
    for (auto it = digits.rbegin(); it != digits.rend(); ++it, twice = !twice) {
        if (*it < '0' || *it > '9') {
            return false;
        }
        const int d = (*it - '0') * (twice ? 2 : 1);
        sum += d > 9 ? d - 9 : d;
    }
    return sum % 10 == 0 && !digits.empty();
}

bool passesMod97(std::string_view iban)
{
    if (iban.size() < 15 || iban.size() > 34) {
        return false;
    }
    int rest = 0;
    for (std::size_t i = 0; i < iban.size(); ++i) {
        const char c = iban[(i + 4) % iban.size()];
        if (c >= '0' && c <= '9') {
            rest = (rest * 10 + (c - '0')) % 97;
        } else if (c >= 'A' && c <= 'Z') {
            rest = (rest * 100 + (c - 'A' + 10)) % 97;
        } else {
            return false;
        }
    }
    return rest == 1;
}

bool normaliseName(std::string_view given, std::string_view family, std::string& out)
{
    return appendName(given, family, out);
}

bool normalise(Meaning meaning, std::string_view text, DateOrder dates, std::string& out)
{
    const auto begin = out.size();
    const auto undo = [&] {
        out.resize(begin);
        return false;
    };
    const auto keepAll = [](Words&) { };
    ShortWords few;
    if (trimmed(text).empty()) {
        return false;
    }
    switch (meaning) {
    case Meaning::Email:
        return appendEmail(text, out);
    case Meaning::Phone:
        return normalisePhone(text, out);
    case Meaning::GivenName:
    case Meaning::FamilyName:
        if (few.fold(text, true) && few.isOne()) {
            few.append(0, out);
            return true;
        }
        return appendJoined(text, out, 0, [](Words& words) {
            if (std::ranges::any_of(words, [](std::string_view w) { return !titles.has(w); })) {
                words.removeIf([](std::string_view w) { return titles.has(w); });
            }
        });
    case Meaning::FullName:
        return appendName(text, {}, out);
    case Meaning::Company:
        if (few.fold(text, true) && !few.isNone() && (few.areUpToTwo() || !hasAnd(few))) {
            few.append(' ', out);
            return true;
        }
        return appendJoined(text, out, ' ', [](Words& words) {
            if (words.size() > 2) {
                words.removeIf(isAnd);
            }
        });
    case Meaning::Street:
        return appendStreet(text, out);
    case Meaning::City:
    case Meaning::Country:
        if (few.fold(text, true) && !few.isNone()) {
            few.append(' ', out);
            return true;
        }
        return appendJoined(text, out, ' ', keepAll);
    case Meaning::Postcode:
        return appendPostcode(text, out);
    case Meaning::BirthDate:
        return appendDate(text, dates, out);
    case Meaning::NationalId:
        return appendCompact(text, 5, 20, out);
    case Meaning::Iban:
        return appendCompact(text, 15, 34, out) && (passesMod97(std::string_view(out).substr(begin)) || undo());
    case Meaning::Card:
        return appendCompact(text, 12, 19, out) && (passesLuhn(std::string_view(out).substr(begin)) || undo());
    case Meaning::RecordId:
        return appendRecordId(text, out);
    case Meaning::Url:
        return appendUrl(text, out);
    case Meaning::Ip:
        return appendIp(text, out);
    case Meaning::Tenant:
        out.append(isAscii(text) ? std::string(trimmed(text)) : nfc(trimmed(text)));
        return out.size() > begin;
    case Meaning::None:
    case Meaning::FreeText:
        break;
    }
    return false;
}

bool hasForm(Meaning meaning, std::string_view text, DateOrder dates)
{
    const auto isLetterOrDigit = [](char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    };
    // Letters and digits of ASCII stay in whatever text stands around them.
    const auto first = std::ranges::find_if(text, isLetterOrDigit);
    switch (meaning) {
    case Meaning::GivenName:
    case Meaning::FamilyName:
    case Meaning::Street:
    case Meaning::City:
        if (first != text.end()) {
            return true;
        }
        break;
    case Meaning::Company:
        // "and", "und", "et" and "y" may be dropped, whole: not a word with another letter.
        if (std::any_of(first, text.end(), [&](char c) {
                return isLetterOrDigit(c)
                    && std::string_view("andetuy").find(static_cast<char>(c | 0x20)) == std::string_view::npos;
            })) {
            return true;
        }
        break;
    default:
        break;
    }
    std::string made;
    return normalise(meaning, text, dates, made);
}

std::string normalised(Meaning meaning, std::string_view text, DateOrder dates)
{
    std::string out;
    return normalise(meaning, text, dates, out) ? out : std::string();
}

} // namespace bulkhead::provenance
