#include "models/provenance/indicators/indicators.h"

#include "models/provenance/fold.h"
#include "models/provenance/normalise.h"
#include "models/provenance/octets.h"

#include <QHostAddress>

#include <algorithm>
#include <array>

namespace bulkhead::provenance {

namespace {
/// Domain of an e-mail address, host of an address of a page; lower case, without a dot at the end.
std::string hostOf(Meaning meaning, std::string_view value)
{
    value = trimmed(value);
    if (meaning == Meaning::Email) {
        const auto at = value.rfind('@');
        value = at == std::string_view::npos ? std::string_view() : value.substr(at + 1);
        value = value.substr(0, value.find_first_of("> \t"));
    } else {
        const auto scheme = value.find("://");
        value = scheme == std::string_view::npos ? value : value.substr(scheme + 3);
        value = value.substr(0, value.find_first_of("/?#"));
        const auto user = value.rfind('@');
        value = user == std::string_view::npos ? value : value.substr(user + 1);
        value = value.substr(0, value.find(':'));
    }
    std::string host;
    appendFolded(value, host);
    if (host.ends_with('.')) {
        host.pop_back();
    }
    return host;
}

bool isBelow(std::string_view host, std::string_view domain)
{
    return host == domain
        || (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool isIn(const Q_IPV6ADDR& address, const Indicator::Network& network)
{
    constexpr int octet = 8;
    for (int done = 0; done < network.bits; done += octet) {
        const auto i = static_cast<std::size_t>(done / octet);
        const int left = std::min(octet, network.bits - done);
        const auto mask = static_cast<quint8>(0xff << (octet - left));
        if ((address.c[i] & mask) != (network.prefix[i] & mask)) {
            return false;
        }
    }
    return true;
}

std::string compactOf(std::string_view value)
{
    std::string compact;
    for (const char c : value) {
        if (c >= 'a' && c <= 'z') {
            compact += static_cast<char>(c - 'a' + 'A');
        } else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
            compact += c;
        } else if (c != ' ' && c != '-' && c != '.') {
            return {};
        }
    }
    return compact;
}

bool isDigits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Shaped like what has a check digit, and that digit is wrong.
bool failsCheck(Indicator::Check check, std::string_view value)
{
    const std::string compact = compactOf(trimmed(value));
    constexpr std::size_t shortestCard = 13;
    constexpr std::size_t longestCard = 19;
    constexpr std::size_t shortestIban = 15;
    constexpr std::size_t longestIban = 34;
    if (check == Indicator::Check::Luhn) {
        return compact.size() >= shortestCard && compact.size() <= longestCard && isDigits(compact)
            && !passesLuhn(compact);
    }
    const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
    return compact.size() >= shortestIban && compact.size() <= longestIban && isLetter(compact[0])
        && isLetter(compact[1]) && isDigits(std::string_view(compact).substr(2, 2)) && !passesMod97(compact);
}

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A bit for each octet in lower case, 4 octets to a bit.
constexpr auto octetBits = [] {
    std::array<quint64, 256> bits = {};
    for (std::size_t i = 0; i < bits.size(); ++i) {
        bits[i] = quint64(1) << (static_cast<unsigned char>(lowered(static_cast<char>(i))) % 64U);
    }
    return bits;
}();

/// Which octets stand in the text: one without all bits of another text does not contain that.
quint64 octetsIn(std::string_view text)
{
    quint64 octets = 0;
    for (const char c : text) {
        octets |= octetBits[static_cast<unsigned char>(c)];
    }
    return octets;
}

/// `part` is lower case.
bool containsAnyCase(std::string_view text, std::string_view part)
{
    const auto found = std::ranges::search(text, part, [](char a, char b) { return lowered(a) == b; });
    return !found.empty();
}

/// Some octets of a number that begins alike, as one of 64.
quint64 headOf(std::string_view digits)
{
    const auto octet = [&](std::size_t i) { return static_cast<quint64>(static_cast<unsigned char>(digits[i])); };
    return digits.size() < 3 ? 0 : (octet(0) + 5 * octet(1) + 11 * octet(2)) % 64;
}

/// The last eight octets, in one case.
quint64 tailOf(const char* end)
{
    constexpr quint64 toLower = 0x2020202020202020ULL;
    return eightOctets(end - sizeof(quint64)) | toLower;
}

/// What several indicators need of one value, made once and when it is asked for.
class ValueForms
{
public:
    ValueForms(Meaning meaning, std::string_view value)
        : m_meaning(meaning)
        , m_value(value)
    {
    }

    [[nodiscard]] std::string_view raw() const { return m_value; }
    bool mayContain(quint64 octets)
    {
        if (!m_octets) {
            m_octets = octetsIn(m_value);
        }
        return (*m_octets & octets) == octets;
    }
    /// Whether an address as most are ends like one of these domains; true where it is another value.
    bool mayEndWith(std::span<const Indicator::Tail> tails)
    {
        if (!m_isUsual) {
            std::array<char, 64 + 16> made;
            std::size_t at = 0;
            m_isUsual = m_meaning == Meaning::Email && m_value.size() >= sizeof(quint64) && m_value.size() <= 64
                && m_value.back() != '.'
                && lowerMailbox(m_value.data(), m_value.size(), made.data(), at) == Mailbox::Usual;
            m_tail = *m_isUsual ? tailOf(m_value.data() + m_value.size()) : 0;
        }
        return !*m_isUsual || std::ranges::any_of(tails, [this](const Indicator::Tail& tail) {
            return ((m_tail ^ tail.octets) & tail.mask) == 0;
        });
    }
    const std::string& host()
    {
        return made(m_host, [&] { return hostOf(m_meaning, m_value); });
    }
    const std::string& digits()
    {
        return made(m_digits, [&] { return phoneDigits(m_value); });
    }
    const std::string& word()
    {
        return made(m_word, [&] { return foldedWord(m_value); });
    }
    const std::optional<Q_IPV6ADDR>& address()
    {
        if (!m_address) {
            QHostAddress parsed;
            const auto text = trimmed(m_value);
            m_address.emplace();
            if (parsed.setAddress(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())))) {
                *m_address = parsed.toIPv6Address();
            }
        }
        return *m_address;
    }

private:
    template<typename Make> const std::string& made(std::optional<std::string>& form, Make make)
    {
        if (!form) {
            form = make();
        }
        return *form;
    }

    Meaning m_meaning;
    std::string_view m_value;
    std::optional<quint64> m_octets;
    std::optional<bool> m_isUsual;
    quint64 m_tail = 0;
    std::optional<std::string> m_host;
    std::optional<std::string> m_digits;
    std::optional<std::string> m_word;
    std::optional<std::optional<Q_IPV6ADDR>> m_address;
};

bool holds(const Indicator& indicator, ValueForms& value)
{
    if (!indicator.containing.empty()
        && (!value.mayContain(indicator.containingOctets) || !containsAnyCase(value.raw(), indicator.containing))) {
        return false;
    }
    if (!indicator.domains.empty()) {
        return value.mayEndWith(indicator.tails) && std::ranges::any_of(indicator.domains, [&](const auto& domain) {
                   return isBelow(value.host(), domain);
               });
    }
    if (!indicator.numbers.empty()) {
        const std::string& digits = value.digits();
        return (indicator.heads >> headOf(digits) & 1) != 0
            && std::ranges::any_of(indicator.numbers, [&](const auto& pattern) {
                   return digits.size() == pattern.size() && isNumberOf(digits, pattern);
               });
    }
    if (!indicator.values.empty()) {
        return std::ranges::find(indicator.values, value.word()) != indicator.values.end();
    }
    if (!indicator.networks.empty()) {
        return value.address() && std::ranges::any_of(indicator.networks, [&](const auto& network) {
                   return isIn(*value.address(), network);
               });
    }
    if (indicator.matches) {
        const auto text = trimmed(value.raw());
        return indicator.matches->match(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))).hasMatch();
    }
    return indicator.check != Indicator::Check::Nothing && failsCheck(indicator.check, value.raw());
}
} // namespace

bool isNumberOf(std::string_view digits, std::string_view pattern)
{
    return digits.size() == pattern.size() && std::ranges::equal(digits, pattern, [](char digit, char wanted) {
               const bool isDigit = digit >= '0' && digit <= '9';
               return wanted == 'X' ? isDigit : wanted == 'N' ? isDigit && digit >= '2' : digit == wanted;
           });
}

std::string phoneDigits(std::string_view written)
{
    std::string digits;
    for (const char c : trimmed(written)) {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (c == '+' && digits.empty()) {
            digits = "+";
        } else if (c == 'x' || c == 'X' || c == '#' || c == ';' || c == ',' || c == 'e' || c == 'E') {
            if (digits.size() > 1) {
                break; // an extension
            }
        }
    }
    constexpr std::size_t withCountry = 11;
    if (digits.starts_with("011") && digits.size() > withCountry) {
        digits.replace(0, 3, "+");
    } else if (digits.starts_with("00")) {
        digits.replace(0, 2, "+");
    } else if (digits.size() == withCountry && digits[0] == '1') {
        digits.insert(0, "+");
    }
    return digits;
}

const Indicator* Indicators::withId(QStringView id) const
{
    const auto found = std::ranges::find(m_all, id, [](const Indicator& one) { return QStringView(one.id); });
    return found == m_all.end() ? nullptr : &*found;
}

/// Numbers by their first three octets, domains by their last eight.
void Indicator::settle()
{
    heads = 0;
    for (const std::string& pattern : numbers) {
        const std::string_view head = std::string_view(pattern).substr(0, 3);
        const bool isOpen = head.find_first_of("XN") != std::string_view::npos;
        heads |= isOpen ? ~quint64(0) : quint64(1) << headOf(head);
    }
    tails.clear();
    for (const std::string& domain : domains) {
        constexpr std::size_t octets = sizeof(quint64);
        const std::string padded = std::string(octets, ' ') + domain;
        const std::size_t known = std::min(domain.size(), octets);
        tails.push_back(
            {tailOf(padded.data() + padded.size()), known == 0 ? 0 : ~quint64(0) << (8 * (octets - known))});
    }
}

void Indicators::settle()
{
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        Indicator& indicator = m_all[i];
        indicator.containingOctets = octetsIn(indicator.containing);
        indicator.settle();
        if (indicator.sign != Indicator::Sign::Nothing) {
            continue;
        }
        for (int m = 0; m < meaningCount && indicator.records.empty(); ++m) {
            if (indicator.isFor(static_cast<Meaning>(m))) {
                m_byMeaning[static_cast<std::size_t>(m)].push_back(static_cast<quint16>(i));
            }
        }
    }
}

void Indicators::find(Meaning meaning, std::string_view value, std::vector<quint16>& out) const
{
    ValueForms forms(meaning, value);
    for (const quint16 place : m_byMeaning[static_cast<std::size_t>(meaning)]) {
        if (holds(m_all[place], forms)) {
            out.push_back(place);
        }
    }
}

} // namespace bulkhead::provenance
