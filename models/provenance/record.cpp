#include "models/provenance/record.h"

#include "models/provenance/fold.h"
#include "models/provenance/normalise.h"
#include "models/provenance/records/translator.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace bulkhead::provenance {

namespace {
/// Shorter record ids are numbered anew in every system and say nothing.
constexpr std::size_t leastIdSize = 14;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
bool isLetter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}
bool inLocalPart(char c)
{
    return isDigit(c) || isLetter(c) || (c & 0x80) || std::strchr("._%+-'&/=!#$*^~{}|?`", c) != nullptr;
}
bool inDomain(char c)
{
    return isDigit(c) || isLetter(c) || (c & 0x80) || c == '.' || c == '-';
}

void findEmails(std::string_view text, std::vector<Found>& out)
{
    for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        auto begin = at;
        auto end = at + 1;
        while (begin > 0 && text[begin - 1] != 0 && inLocalPart(text[begin - 1])) {
            --begin;
        }
        while (end < text.size() && inDomain(text[end])) {
            ++end;
        }
        while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) {
            --end;
        }
        const auto domain = text.substr(at + 1, end - at - 1);
        if (begin < at && domain.find('.') != std::string_view::npos) {
            out.push_back({Meaning::Email, text.substr(begin, end - begin)});
        }
    }
}

bool overlaps(const std::vector<Found>& found, std::string_view piece)
{
    return std::ranges::any_of(found, [&](const Found& other) {
        return piece.data() < other.text.data() + other.text.size() && other.text.data() < piece.data() + piece.size();
    });
}

void findIbans(std::string_view text, std::vector<Found>& out)
{
    for (std::size_t i = 0; i + 15 <= text.size(); ++i) {
        if ((i > 0 && (isLetter(text[i - 1]) || isDigit(text[i - 1]))) || !isLetter(text[i]) || !isLetter(text[i + 1])
            || !isDigit(text[i + 2]) || !isDigit(text[i + 3])) {
            continue;
        }
        // The longest stretch whose check digits hold.
        std::size_t end = i;
        std::size_t size = 0;
        std::size_t best = 0;
        std::string compact;
        for (; end < text.size() && size < 34; ++end) {
            if (isDigit(text[end]) || isLetter(text[end])) {
                compact.push_back(isLetter(text[end]) ? static_cast<char>(text[end] & ~0x20) : text[end]);
                if (++size >= 15 && passesMod97(compact)) {
                    best = end + 1;
                }
            } else if (text[end] != ' ') {
                break;
            }
        }
        if (best > 0) {
            out.push_back({Meaning::Iban, text.substr(i, best - i)});
            i = best;
        }
    }
}

void findPhones(std::string_view text, std::vector<Found>& out)
{
    for (std::size_t i = 0; i < text.size();) {
        const bool starts = isDigit(text[i]) || text[i] == '+' || text[i] == '(';
        if (!starts || (i > 0 && (isLetter(text[i - 1]) || isDigit(text[i - 1]) || text[i - 1] == '@'))) {
            ++i;
            continue;
        }
        std::size_t end = i;
        std::size_t last = i;
        int digits = 0;
        while (end < text.size() && (isDigit(text[end]) || std::strchr("+ ()-./", text[end]) != nullptr)
               && text[end] != 0) {
            if (text[end] == '+' && end > i) {
                break;
            }
            if (isDigit(text[end])) {
                ++digits;
                last = end + 1;
            }
            ++end;
        }
        const auto piece = text.substr(i, last - i);
        const bool glued = last < text.size() && (isLetter(text[last]) || text[last] == '@');
        if (digits >= 7 && digits <= 15 && !glued && !overlaps(out, piece)
            && normalised(Meaning::BirthDate, piece).empty()) {
            out.push_back({Meaning::Phone, piece});
        }
        i = std::max(end, i + 1);
    }
}
} // namespace

void findInText(std::string_view text, std::vector<Found>& out)
{
    findEmails(text, out);
    findIbans(text, out);
    findPhones(text, out);
    std::ranges::sort(out, {}, [](const Found& found) { return found.text.data(); });
}

Expected<std::vector<Column>> columnsOf(const TableReader& reader, std::span<const ColumnMapping> mappings)
{
    TRY(auto columns, findMeanings(reader.header(), reader.sample(), mappings));
    if (reader.dialect().layout == Layout::Text && columns.size() == 1 && columns.front().meaning == Meaning::None
        && columns.front().basis != Column::Basis::Given) {
        columns.front().meaning = Meaning::FreeText;
        columns.front().basis = Column::Basis::Values;
    }
    if (reader.format() != Format::Plain) {
        for (Column& column : columns) {
            // Where records are read, running text and what has no column of its own.
            const bool isText = column.name == QLatin1StringView(textFieldName.data(), textFieldName.size())
                || column.name == QLatin1StringView(RecordTable::otherColumn.data(), RecordTable::otherColumn.size());
            if (isText && column.meaning == Meaning::None && column.basis == Column::Basis::Nothing) {
                column.meaning = Meaning::FreeText;
                column.basis = Column::Basis::Values;
            }
        }
    }
    return columns;
}

bool isForTheRest(const TableReader& reader, const QString& last)
{
    return reader.format() != Format::Plain
        && last == QLatin1StringView(RecordTable::otherColumn.data(), RecordTable::otherColumn.size());
}

Expected<std::vector<Column>> columnsToSearch(const TableReader& reader, std::span<const ColumnMapping> mappings)
{
    TRY(auto columns, columnsOf(reader, mappings));
    if (!canBeLookedUp(columns)) {
        for (auto& column : columns) {
            if (column.basis == Column::Basis::Nothing) {
                column.meaning = Meaning::FreeText;
                column.basis = Column::Basis::Values;
            }
        }
    }
    return columns;
}

bool canBeLookedUp(std::span<const Column> columns)
{
    const auto has = [&](Meaning meaning) {
        return std::ranges::find(columns, meaning, &Column::meaning) != columns.end();
    };
    using enum Meaning;
    return std::ranges::any_of(std::array{Email, Phone, FullName, NationalId, Iban, Card, RecordId, Url, Ip, FreeText},
                               has)
        || (has(GivenName) && has(FamilyName));
}

void Record::clear()
{
    values.clear();
    fields = {};
    tenant = {};
    filledColumns = 0;
    usableColumns = 0;
}

namespace {
/// Of the fields to compare, those of which `Extractor::values` only asks whether there is one.
std::optional<Tag> laterTag(Meaning meaning)
{
    switch (meaning) {
    case Meaning::GivenName:
        return Tag::Given;
    case Meaning::FamilyName:
        return Tag::Family;
    case Meaning::Company:
        return Tag::Company;
    case Meaning::Street:
        return Tag::Street;
    case Meaning::City:
        return Tag::City;
    default:
        return {};
    }
}

quint64 columnBit(std::size_t column)
{
    return column < 64 ? quint64(1) << column : 0;
}

bool isEmptyCell(std::string_view cell)
{
    // Few cells begin with a blank, or with what may be one.
    return cell.empty() || ((cell.front() <= ' ' || (cell.front() & 0x80) != 0) && trimmed(cell).empty());
}
} // namespace

Extractor::Extractor(const RegistryKey& key, std::vector<Column> columns, Layout layout)
    : m_key(key)
    , m_columns(std::move(columns))
    , m_layout(layout)
{
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (laterTag(m_columns[i].meaning)) {
            m_later.push_back(i);
        }
    }
}

void Extractor::single(Meaning meaning, KeyClass keyClass, std::string_view cell, std::size_t column,
                       std::string& arena, Record& out)
{
    const auto begin = arena.size();
    arena.push_back(static_cast<char>(keyClass));
    if (!normalise(meaning, cell, m_columns[column].dates, arena)) {
        arena.resize(begin);
        if (m_layout == Layout::Text) {
            text(cell, column, arena, out);
        }
        return;
    }
    out.usableColumns |= columnBit(column);
    if (keyClass == KeyClass::RecordId && arena.size() - begin <= leastIdSize) {
        arena.resize(begin); // "1042" is somebody's id in every system
        return;
    }
    take(keyClass, begin, column, arena, out);
}

void Extractor::take(KeyClass keyClass, std::size_t begin, std::size_t column, const std::string& arena, Record& out)
{
    const Piece piece{static_cast<quint32>(begin + 1), static_cast<quint32>(arena.size() - begin - 1)};
    out.values.push_back({keyClass, 0, static_cast<quint16>(column), piece});
}

/// Of equal values the first; the name is the last of them, and like nothing else.
void Extractor::keepEachOnce(Record& record)
{
    auto& values = record.values;
    for (std::size_t i = 1; i < values.size();) {
        const bool isThere = values[i].keyClass != KeyClass::Name
            && std::any_of(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(i),
                           [&](const Value& other) { return other.fingerprint == values[i].fingerprint; });
        if (isThere) {
            values.erase(values.begin() + static_cast<std::ptrdiff_t>(i));
        } else {
            ++i;
        }
    }
}

void Extractor::field(Meaning meaning, Tag tag, std::string_view cell, std::size_t column, std::string& arena,
                      Record& out)
{
    const auto begin = arena.size();
    if (!normalise(meaning, cell, m_columns[column].dates, arena)) {
        return;
    }
    out.usableColumns |= columnBit(column);
    if (out.has(tag)) {
        arena.resize(begin); // the first filled column of a meaning speaks for the record
        return;
    }
    out.fields[static_cast<std::size_t>(tag)] = {static_cast<quint32>(begin),
                                                 static_cast<quint32>(arena.size() - begin)};
}

void Extractor::later(Meaning meaning, std::string_view cell, std::size_t column, Record& out) const
{
    // A first letter or digit says it of most; the words that may be left out of a company begin with few.
    const char first = meaning == Meaning::Company && std::string_view("aAeEuUyY").contains(cell.front())
        ? ' '
        : cell.front();
    const bool has = isDigit(first) || isLetter(first) || hasForm(meaning, cell, m_columns[column].dates);
    out.usableColumns |= has ? columnBit(column) : 0;
}

void Extractor::text(std::string_view cell, std::size_t column, std::string& arena, Record& out)
{
    std::vector<Found> found;
    findInText(cell, found);
    for (const auto& value : found) {
        const auto begin = arena.size();
        arena.push_back(static_cast<char>(value.meaning));
        if (normalise(value.meaning, value.text, DateOrder::DayFirst, arena)) {
            take(static_cast<KeyClass>(value.meaning), begin, column, arena, out);
            out.usableColumns |= columnBit(column);
        } else {
            arena.resize(begin);
        }
    }
}

void Extractor::extract(const Row& row, std::string& arena, Record& out)
{
    values(row, arena, out);
    fields(row, arena, out);
}

void Extractor::fields(const Row& row, std::string& arena, Record& out, quint32 tags)
{
    bool hasGiven = false;
    bool hasFamily = false;
    for (const std::size_t i : m_later) {
        if (i >= row.cells.size() || isEmptyCell(row.cells[i])) {
            continue;
        }
        const Meaning meaning = m_columns[i].meaning;
        // Only the first filled one of these is a part of the name.
        const bool isLate = (meaning == Meaning::GivenName && std::exchange(hasGiven, true))
            || (meaning == Meaning::FamilyName && std::exchange(hasFamily, true));
        const Tag tag = *laterTag(meaning);
        if (!isLate && (tags >> static_cast<int>(tag) & 1) != 0 && !out.has(tag)) {
            field(meaning, tag, row.cells[i], i, arena, out);
        }
    }
}

namespace {
/// The class octet and the value behind it.
std::string_view messageOf(const Value& value, const std::string& arena)
{
    return {arena.data() + value.text.begin - 1, value.text.size + std::size_t(1)};
}
} // namespace

void Extractor::values(const Row& row, std::string& arena, Record& out)
{
    read(row, arena, out);
    for (Value& value : out.values) {
        value.fingerprint = fingerprintOf(m_key, messageOf(value, arena));
    }
    keepEachOnce(out);
}

void Extractor::values(std::span<const Row> rows, std::string& arena, std::span<Record> out)
{
    for (std::size_t i = 0; i < rows.size(); ++i) {
        read(rows[i], arena, out[i]);
    }
    m_prints.clear();
    for (const Record& record : out.first(rows.size())) {
        for (const Value& value : record.values) {
            m_prints.add(m_key.fingerprintKey(), messageOf(value, arena));
        }
    }
    m_prints.hash();
    std::size_t next = 0;
    for (Record& record : out.first(rows.size())) {
        for (Value& value : record.values) {
            value.fingerprint = m_prints[next++];
        }
        keepEachOnce(record);
    }
}

void Extractor::read(const Row& row, std::string& arena, Record& out)
{
    out.clear();
    std::string_view given;
    std::string_view family;
    std::string_view full;
    std::size_t nameColumn = 0;
    const auto count = std::min(row.cells.size(), m_columns.size());
    for (std::size_t i = 0; i < count; ++i) {
        const Meaning meaning = m_columns[i].meaning;
        const auto cell = row.cells[i];
        if (isEmptyCell(cell)) {
            continue;
        }
        out.filledColumns |= columnBit(i);
        switch (meaning) {
        case Meaning::None:
        case Meaning::Country:
            break;
        case Meaning::Email:
        case Meaning::Phone:
        case Meaning::NationalId:
        case Meaning::Iban:
        case Meaning::Card:
        case Meaning::RecordId:
        case Meaning::Url:
        case Meaning::Ip:
            single(meaning, static_cast<KeyClass>(meaning), cell, i, arena, out);
            break;
        case Meaning::GivenName:
            if (given.empty()) {
                given = cell;
                nameColumn = i;
                later(meaning, cell, i, out);
            }
            break;
        case Meaning::FamilyName:
            if (family.empty()) {
                family = cell;
                nameColumn = i;
                later(meaning, cell, i, out);
            }
            break;
        case Meaning::FullName:
            if (full.empty()) {
                full = cell;
                nameColumn = given.empty() && family.empty() ? i : nameColumn;
            }
            break;
        case Meaning::Company:
        case Meaning::Street:
        case Meaning::City:
            later(meaning, cell, i, out);
            break;
        case Meaning::Postcode:
            field(meaning, Tag::Postcode, cell, i, arena, out);
            break;
        case Meaning::BirthDate:
            field(meaning, Tag::BirthDate, cell, i, arena, out);
            break;
        case Meaning::Tenant: {
            const auto begin = arena.size();
            if (out.tenant.size == 0 && normalise(meaning, cell, DateOrder::DayFirst, arena)) {
                out.tenant = {static_cast<quint32>(begin), static_cast<quint32>(arena.size() - begin)};
                out.usableColumns |= columnBit(i);
            }
            break;
        }
        case Meaning::FreeText:
            text(cell, i, arena, out);
            break;
        }
    }
    name(given, family, full, nameColumn, arena, out);
}

/// The name of given and family name, else the full one, else what is there of it.
void Extractor::name(std::string_view given, std::string_view family, std::string_view full, std::size_t column,
                     std::string& arena, Record& out)
{
    const auto begin = arena.size();
    arena.push_back(static_cast<char>(KeyClass::Name));
    const bool split = !given.empty() && !family.empty();
    if (!(split               ? normaliseName(given, family, arena)
              : !full.empty() ? normaliseName(full, {}, arena)
                              : normaliseName(given.empty() ? family : given, {}, arena))) {
        arena.resize(begin);
        return;
    }
    take(KeyClass::Name, begin, column, arena, out);
    out.fields[static_cast<std::size_t>(Tag::Name)] = out.values.back().text;
    if (!split) {
        out.usableColumns |= columnBit(column);
    }
}

quint64 Extractor::combination(const Record& record, KeyClass keyClass, const std::string& arena)
{
    const Tag other = keyClass == KeyClass::NameBirthDate ? Tag::BirthDate
        : keyClass == KeyClass::NameCompany               ? Tag::Company
        : keyClass == KeyClass::NamePostcode              ? Tag::Postcode
        : keyClass == KeyClass::NameCity                  ? Tag::City
                                                          : Tag::Street;
    if (!record.has(Tag::Name) || !record.has(other)) {
        return 0;
    }
    m_scratch.assign(1, static_cast<char>(keyClass));
    m_scratch.append(record.fields[static_cast<std::size_t>(Tag::Name)].in(arena)).push_back('\x1F');
    m_scratch.append(record.fields[static_cast<std::size_t>(other)].in(arena));
    return fingerprintOf(m_key, m_scratch);
}

} // namespace bulkhead::provenance
