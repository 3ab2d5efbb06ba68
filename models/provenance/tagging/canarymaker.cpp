#include "models/provenance/tagging/canarymaker.h"

#include "models/provenance/fold.h"
#include "models/provenance/normalise.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace bulkhead::provenance {

namespace {
constexpr double leastFilled = 0.5;
constexpr double leastUnlike = 0.98;
constexpr std::size_t leastForKey = 20; ///< donors that tell whether a column is a key
constexpr std::size_t mostCommon = 12;  ///< different values of a column that divides people into groups
constexpr int tries = 24;
constexpr std::size_t suffixDigits = 3;
constexpr std::size_t shortPhone = 9; ///< digits of a number that is not worth changing more than four of
constexpr double decadesOfUuid = 36;

bool isNumeral(char c)
{
    return c >= '0' && c <= '9';
}
bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

std::size_t numeralsIn(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, isNumeral));
}

bool isUuidText(std::string_view text)
{
    if (text.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        const char lower = static_cast<char>(text[i] | 0x20);
        const bool isHex = isNumeral(text[i]) || (lower >= 'a' && lower <= 'f');
        if (hyphen ? text[i] != '-' : !isHex) {
            return false;
        }
    }
    return true;
}

bool isFilled(const RowCells& row, std::size_t column)
{
    return column < row.size() && !trimmed(row[column]).empty();
}

void replaceAll(std::string& text, std::string_view what, std::string_view with)
{
    if (what.size() < 3) {
        return;
    }
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// How a mailbox's name follows from the person's, each a way of writing it.
std::vector<std::string> mailboxes(const std::string& given, const std::string& family)
{
    if (given.empty() || family.empty()) {
        return {};
    }
    const std::string g = given.substr(0, 1);
    const std::string f = family.substr(0, 1);
    return {given + '.' + family,
            given + family,
            family + '.' + given,
            g + family,
            g + '.' + family,
            given + '_' + family,
            given + '-' + family,
            family + given,
            family + g,
            family + '.' + g,
            given + f,
            family + '_' + given,
            given + '.' + f,
            given,
            family};
}

bool isAsciiWord(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return isLower(c) || isNumeral(c); });
}

void renewLuhn(std::string& digits)
{
    for (char last = '0'; last <= '9'; ++last) {
        digits.back() = last;
        if (passesLuhn(digits)) {
            return;
        }
    }
}

/// Puts the letters and digits of `compact` where those of `cell` stand.
void pour(std::string_view compact, std::string& cell)
{
    std::size_t next = 0;
    for (char& c : cell) {
        if ((isNumeral(c) || isLower(c) || isUpper(c)) && next < compact.size()) {
            c = compact[next++];
        }
    }
}

std::string compactPhone(std::string_view cell)
{
    std::string compact;
    std::ranges::copy_if(cell, std::back_inserter(compact),
                         [](char c) { return isNumeral(c) || isLower(c) || isUpper(c); });
    return compact;
}
} // namespace

bool isReservedDomain(std::string_view domain)
{
    const std::string lower = [&] {
        std::string text;
        appendFolded(domain, text);
        return text;
    }();
    for (const std::string_view end : {"example.com", "example.net", "example.org", "example", "test", "invalid",
                                       "localhost", "local", "internal", "alt", "onion"}) {
        if (lower == end || (lower.ends_with(end) && lower[lower.size() - end.size() - 1] == '.')) {
            return true;
        }
    }
    return false;
}

bool isReservedPhone(std::string_view phone)
{
    std::string digits;
    std::ranges::copy_if(phone, std::back_inserter(digits), isNumeral);
    const auto at = digits.size() >= 7 ? digits.size() - 7 : std::string::npos;
    return at != std::string::npos && std::string_view(digits).substr(at, 5) == "55501";
}

CanaryMaker::CanaryMaker(std::vector<Column> columns, std::vector<RowCells> donors,
                         std::vector<std::optional<qint64>> largest, quint64 seed)
    : m_columns(std::move(columns))
    , m_donors(std::move(donors))
    , m_largest(std::move(largest))
    , m_traits(m_columns.size())
    , m_random(seed)
{
    m_largest.resize(m_columns.size());
    learn();
}

void CanaryMaker::learn()
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        std::unordered_set<std::string_view> different;
        std::size_t filled = 0;
        std::size_t uuids = 0;
        for (const RowCells& row : m_donors) {
            if (isFilled(row, i)) {
                ++filled;
                different.insert(trimmed(row[i]));
                uuids += isUuidText(trimmed(row[i]));
            }
        }
        const auto size = static_cast<double>(std::max<std::size_t>(m_donors.size(), 1));
        Traits& traits = m_traits[i];
        traits.isUuid = filled > 0 && uuids == filled;
        traits.isKey = filled >= leastForKey
            && static_cast<double>(different.size()) >= leastUnlike * static_cast<double>(filled);
        traits.isCommon = filled > leastForKey && different.size() <= mostCommon;
        const bool isHalfFilled = static_cast<double>(filled) >= leastFilled * size && filled > 0;
        using enum Meaning;
        switch (m_columns[i].meaning) {
        case Email:
        case Phone:
        case Iban:
        case Card:
            if (isHalfFilled) {
                m_identifying.insert(i);
            }
            break;
        case RecordId:
            if (isHalfFilled && traits.isKey && (traits.isUuid || compactPhone(*different.begin()).size() >= 14)) {
                m_identifying.insert(i);
            }
            break;
        case GivenName:
            m_given = m_given ? m_given : isHalfFilled ? std::optional(i) : std::nullopt;
            break;
        case FamilyName:
            m_family = m_family ? m_family : isHalfFilled ? std::optional(i) : std::nullopt;
            break;
        case FullName:
            m_full = m_full ? m_full : isHalfFilled ? std::optional(i) : std::nullopt;
            break;
        default:
            break;
        }
    }
    if (m_given && m_family) {
        m_identifying.insert(*m_family);
    } else if (m_full) {
        m_identifying.insert(*m_full);
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        for (std::size_t row = 0; m_columns[i].meaning == Meaning::Email && row < m_donors.size(); ++row) {
            const std::string& cell = isFilled(m_donors[row], i) ? m_donors[row][i] : std::string();
            const auto at = cell.rfind('@');
            if (at != std::string::npos && !isReservedDomain(trimmed(std::string_view(cell).substr(at + 1)))) {
                m_domains.emplace_back(trimmed(std::string_view(cell).substr(at + 1)));
            }
        }
    }
}

const RowCells& CanaryMaker::like(const RowCells& host)
{
    const RowCells* best = nullptr;
    int bestAlike = -1;
    for (int i = 0; i < tries / 2; ++i) {
        const RowCells& other = m_donors[any(m_donors.size())];
        int alike = 0;
        for (std::size_t column = 0; column < m_columns.size(); ++column) {
            alike += m_traits[column].isCommon && column < host.size() && column < other.size()
                && host[column] == other[column];
        }
        if (alike > bestAlike && &other != &host) {
            best = &other;
            bestAlike = alike;
        }
    }
    return best == nullptr ? host : *best;
}

CanaryMaker::Person CanaryMaker::nameOf(const RowCells& row) const
{
    if (m_given && m_family) {
        return {isFilled(row, *m_given) ? std::string(trimmed(row[*m_given])) : std::string(),
                isFilled(row, *m_family) ? std::string(trimmed(row[*m_family])) : std::string()};
    }
    if (!m_full || !isFilled(row, *m_full)) {
        return {};
    }
    const std::string_view full = trimmed(row[*m_full]);
    if (const auto comma = full.find(','); comma != std::string_view::npos) {
        return {std::string(trimmed(full.substr(comma + 1))), std::string(trimmed(full.substr(0, comma)))};
    }
    const auto blank = full.rfind(' ');
    return blank == std::string_view::npos
        ? Person{}
        : Person{std::string(trimmed(full.substr(0, blank))), std::string(full.substr(blank + 1))};
}

std::optional<CanaryMaker::Person> CanaryMaker::personLike(const RowCells& host)
{
    for (int i = 0; i < tries; ++i) {
        const Person first = nameOf(like(host));
        const Person second = nameOf(m_donors[any(m_donors.size())]);
        if (!first.given.empty() && !second.family.empty() && first.family != second.family
            && first.given != second.given) {
            return Person{first.given, second.family};
        }
    }
    return {};
}

void CanaryMaker::rename(CanaryRow& row, const Person& was, const Person& is)
{
    if (m_given && m_family) {
        row.cells[*m_given] = is.given;
        row.cells[*m_family] = is.family;
        row.fresh.push_back({.column = *m_family, .byName = true});
    }
    if (m_full) {
        std::string& full = row.cells[*m_full];
        const bool familyFirst = full.find(',') != std::string::npos;
        if (isFilled(row.cells, *m_full)) {
            full = familyFirst ? is.family + ", " + is.given : is.given + ' ' + is.family;
            if (!(m_given && m_family)) {
                row.fresh.push_back({.column = *m_full, .byName = true});
            }
        }
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const Meaning meaning = m_columns[i].meaning;
        if ((meaning == Meaning::None || meaning == Meaning::FreeText || meaning == Meaning::Url)
            && isFilled(row.cells, i)) {
            replaceAll(row.cells[i], was.given, is.given);
            replaceAll(row.cells[i], was.family, is.family);
        }
    }
}

bool CanaryMaker::makeEmail(CanaryRow& row, std::size_t column, const Person& was, const Person& is)
{
    const std::string old(trimmed(row.cells[column]));
    const auto at = old.rfind('@');
    if (at == std::string::npos || at == 0) {
        return false;
    }
    std::string domain = old.substr(at + 1);
    if (isReservedDomain(domain) && !m_domains.empty()) {
        domain = m_domains[any(m_domains.size())];
    }
    std::string local;
    appendFolded(old.substr(0, at), local);
    std::size_t digits = 0;
    while (digits < local.size() && isNumeral(local[local.size() - 1 - digits])) {
        ++digits;
    }
    const std::string stem = local.substr(0, local.size() - digits);
    const auto styles = mailboxes(foldedWord(was.given), foldedWord(was.family));
    const auto style = std::ranges::find(styles, stem);
    const std::string given = foldedWord(is.given);
    const std::string family = foldedWord(is.family);
    FreshValue fresh{.column = column, .kept = domain};
    std::string box;
    if (style != styles.end() && isAsciiWord(given) && isAsciiWord(family)) {
        box = mailboxes(given, family)[static_cast<std::size_t>(style - styles.begin())];
        // Only ways that write both names in full are as rare as the name.
        fresh.byName = box.find(given) != std::string::npos && box.find(family) != std::string::npos;
        digits = std::max(digits, fresh.byName ? suffixDigits : suffixDigits + 2);
    } else {
        box = stem.empty() ? std::string(1, static_cast<char>('a' + any(26))) : stem;
        digits = std::max(digits, suffixDigits + 2);
    }
    digits = std::min<std::size_t>(digits, 8);
    box.push_back(static_cast<char>('1' + any(9)));
    while (--digits > 0) {
        box.push_back(digit());
        fresh.freedom += 1;
    }
    fresh.freedom += 0.9;
    row.cells[column] = box + '@' + domain;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].meaning == Meaning::None || m_columns[i].meaning == Meaning::FreeText) {
            replaceAll(row.cells[i], old, row.cells[column]);
        }
    }
    row.fresh.push_back(std::move(fresh));
    return true;
}

FreshValue CanaryMaker::shuffle(std::string& cell, std::size_t column, std::size_t count, bool digitsOnly)
{
    FreshValue fresh{.column = column};
    std::size_t at = cell.size();
    while (at > 0 && count > 0) {
        char& c = cell[--at];
        if (isNumeral(c)) {
            c = digit();
            fresh.freedom += 1;
            --count;
        } else if (!digitsOnly && (isLower(c) || isUpper(c))) {
            c = static_cast<char>((isLower(c) ? 'a' : 'A') + any(26));
            fresh.freedom += 1.4;
            --count;
        }
    }
    fresh.kept = cell.substr(0, at);
    return fresh;
}

bool CanaryMaker::makePhone(CanaryRow& row, std::size_t column)
{
    std::string& cell = row.cells[column];
    // What stands behind an "x" or "ext." is another number.
    const auto mark = cell.find_first_of("xX#e;");
    std::string number = cell.substr(0, mark);
    if (numeralsIn(number) < 7) {
        return false;
    }
    const bool mayBeReserved = isReservedPhone(number);
    for (int i = 0; i < tries; ++i) {
        FreshValue fresh = shuffle(number, column, numeralsIn(number) < shortPhone ? 4 : 6, true);
        if (!mayBeReserved || !isReservedPhone(number)) {
            if (isReservedPhone(number)) {
                continue;
            }
            cell.replace(0, std::min(mark, cell.size()), number);
            row.fresh.push_back(std::move(fresh));
            return true;
        }
    }
    return false;
}

void CanaryMaker::makeUuid(std::string& cell)
{
    const bool upper = std::ranges::any_of(cell, isUpper);
    std::size_t place = 0;
    for (char& c : cell) {
        if (c == '-' || c == ' ') {
            continue;
        }
        // Version and variant stay as they are written.
        const char fresh = "0123456789abcdef"[place == 16 ? 8 + any(4) : any(16)];
        if (place != 12) {
            c = upper && isLower(fresh) ? static_cast<char>(fresh & ~0x20) : fresh;
        }
        ++place;
    }
}

bool CanaryMaker::makeIssued(CanaryRow& row, std::size_t column)
{
    std::string& cell = row.cells[column];
    std::string compact = compactPhone(cell);
    const Meaning meaning = m_columns[column].meaning;
    if (meaning == Meaning::RecordId && m_traits[column].isUuid) {
        makeUuid(cell);
        row.fresh.push_back({.column = column, .freedom = decadesOfUuid});
        return true;
    }
    if (meaning == Meaning::RecordId) {
        const bool isSalesforce = compact.size() == 18 && compact == trimmed(cell)
            && salesforceId18(std::string_view(compact).substr(0, 15)) == compact;
        std::string own = isSalesforce ? compact.substr(0, 15) : std::string(trimmed(cell));
        FreshValue fresh = shuffle(own, column, 6, false);
        cell = isSalesforce ? salesforceId18(own) : own;
        row.fresh.push_back(std::move(fresh));
        return true;
    }
    if (meaning == Meaning::Card && compact.size() >= 12) {
        FreshValue fresh = shuffle(compact, column, 8, true);
        renewLuhn(compact);
        fresh.freedom -= 1;
        pour(compact, cell);
        row.fresh.push_back(std::move(fresh));
        return true;
    }
    if (meaning == Meaning::Iban && compact.size() >= 15) {
        std::string account = compact.substr(4);
        FreshValue fresh = shuffle(account, column, 8, true);
        fresh.kept = compact.substr(0, 2) + fresh.kept;
        std::ranges::transform(account, account.begin(),
                               [](char c) { return isLower(c) ? static_cast<char>(c & ~0x20) : c; });
        for (int check = 2; check <= 98; ++check) {
            const std::string whole = compact.substr(0, 2) + static_cast<char>('0' + check / 10)
                + static_cast<char>('0' + check % 10) + account;
            if (passesMod97(whole)) {
                pour(whole, cell);
                row.fresh.push_back(std::move(fresh));
                return true;
            }
        }
    }
    return false;
}

void CanaryMaker::makeStreet(std::string& cell)
{
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (!isNumeral(cell[i])) {
            continue;
        }
        std::size_t end = i;
        while (end < cell.size() && isNumeral(cell[end])) {
            ++end;
        }
        if (end - i <= 5) {
            const std::size_t most = end - i == 1 ? 40 : end - i == 2 ? 99 : end - i == 3 ? 999 : 9999;
            cell.replace(i, end - i, std::to_string(1 + any(most)));
        }
        return;
    }
}

void CanaryMaker::makeKey(CanaryRow& row, std::size_t column)
{
    std::string& cell = row.cells[column];
    if (m_largest[column]) {
        const qint64 step = 1 + static_cast<qint64>(any(5));
        if (*m_largest[column] < std::numeric_limits<qint64>::max() - step) {
            *m_largest[column] += step;
            std::string next = std::to_string(*m_largest[column]);
            const bool isPadded = cell.size() > 1 && cell.front() == '0';
            cell = isPadded && next.size() < cell.size() ? std::string(cell.size() - next.size(), '0') + next : next;
            row.codes.push_back(column);
            return;
        }
    }
    if (m_traits[column].isUuid) {
        makeUuid(cell);
        row.codes.push_back(column);
        return;
    }
    // A code such as "ACC-00123"; times and texts are taken from another row, for they are not codes.
    constexpr std::size_t longestCode = 32;
    const bool isCode = cell.size() <= longestCode && numeralsIn(cell) >= 4
        && cell.find_first_of(" :/") == std::string::npos;
    if (isCode) {
        (void)shuffle(cell, column, 6, true);
        row.codes.push_back(column);
        return;
    }
    const RowCells& other = m_donors[any(m_donors.size())];
    cell = isFilled(other, column) ? other[column] : cell;
}

std::optional<CanaryRow> CanaryMaker::make()
{
    if (m_donors.size() < 2) {
        return {};
    }
    CanaryRow row;
    const RowCells& host = m_donors[any(m_donors.size())];
    row.cells = host;
    row.cells.resize(m_columns.size());
    const Person was = nameOf(host);
    Person is = was;
    if ((m_given && m_family) || m_full) {
        const auto person = was.given.empty() || was.family.empty() ? std::nullopt : personLike(host);
        if (!person) {
            return {};
        }
        is = *person;
        rename(row, was, is);
    }
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (!isFilled(row.cells, i)) {
            continue;
        }
        bool isMade = false;
        using enum Meaning;
        switch (m_columns[i].meaning) {
        case Email:
            isMade = makeEmail(row, i, was, is);
            break;
        case Phone:
            isMade = makePhone(row, i);
            break;
        case Iban:
        case Card:
            isMade = makeIssued(row, i);
            break;
        case RecordId:
            isMade = m_identifying.contains(i) ? makeIssued(row, i) : (makeKey(row, i), true);
            break;
        case Street:
            makeStreet(row.cells[i]);
            continue;
        case BirthDate: {
            const RowCells& other = m_donors[any(m_donors.size())];
            row.cells[i] = isFilled(other, i) ? other[i] : row.cells[i];
            continue;
        }
        case NationalId:
            // Nobody's number may be made up: it could be somebody's.
            row.cells[i].clear();
            continue;
        case None:
            if (m_traits[i].isKey && row.cells[i] == host[i]) {
                makeKey(row, i);
            }
            continue;
        default:
            continue;
        }
        if (!isMade) {
            row.cells[i].clear(); // a value of the host would make the canary two people's
        }
    }
    std::set<std::size_t> made;
    for (const FreshValue& value : row.fresh) {
        made.insert(value.column);
    }
    return made.size() >= std::min<std::size_t>(2, m_identifying.size()) ? std::optional(std::move(row)) : std::nullopt;
}

} // namespace bulkhead::provenance
