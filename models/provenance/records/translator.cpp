#include "models/provenance/records/translator.h"

#include "models/provenance/octets.h"

#include <algorithm>
#include <cstring>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t aheadOctets = std::size_t(256) << 10;
constexpr std::size_t aheadRecords = 400;
constexpr std::size_t mostColumns = 1000;
constexpr std::size_t pieceOctetsOut = std::size_t(64) << 10;
} // namespace

RecordTable::RecordTable(std::unique_ptr<RecordSource> records)
    : m_records(std::move(records))
{
}

std::size_t RecordTable::columnOf(const std::string& name, bool mayAdd)
{
    const auto found = m_places.find(name);
    if (found != m_places.end()) {
        return found->second;
    }
    if (!mayAdd || m_names.size() >= mostColumns) {
        return mostColumns;
    }
    m_places.emplace(name, m_names.size());
    m_names.push_back(name);
    return m_names.size() - 1;
}

void RecordTable::putCell(std::string_view cell, bool isFirst)
{
    const char* const begin = cell.data();
    const char* const end = begin + cell.size();
    const bool isPlain = behindPlainJson(begin, end) == end
        || (cell.find('"') == std::string_view::npos && cell.find('\0') == std::string_view::npos);
    if (isPlain) {
        const auto before = m_text.size();
        const auto size = cell.size() + (isFirst ? 2 : 3);
        m_text.resize_and_overwrite(before + size, [&](char* text, std::size_t) {
            char* at = text + before;
            *at = ',';
            at += isFirst ? 0 : 1;
            *at++ = '"';
            copyOctets(at, cell.data(), cell.size());
            at[cell.size()] = '"';
            return before + size;
        });
        return;
    }
    m_text.append(isFirst ? "\"" : ",\"");
    for (const char c : cell) {
        m_text.append(c == '"' ? 2 : 1, c == '\0' ? ' ' : c);
    }
    m_text.push_back('"');
}

void RecordTable::put(const std::vector<Field>& fields)
{
    ++m_rows;
    m_cells.assign(m_names.size(), {});
    std::string other;
    std::size_t next = 0; // records have their fields in the same order mostly
    for (const Field& field : fields) {
        bool isNext = next < m_names.size() && m_names[next] == field.name;
        while (!isNext && next < m_names.size() && m_names[next] < field.name) {
            ++next;
            isNext = next < m_names.size() && m_names[next] == field.name;
        }
        const std::size_t place = isNext ? next : columnOf(field.name, false);
        if (place < m_names.size() && m_cells[place].empty()) {
            m_cells[place] = field.value;
        } else {
            other += (other.empty() ? "" : "; ") + field.name + ": " + field.value;
        }
    }
    const std::size_t begin = m_text.size();
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        putCell(m_cells[i], i == 0);
    }
    putCell(other, m_cells.empty());
    m_text.push_back('\n');
    if (m_text.size() - begin >= static_cast<std::size_t>(mostRowOctets)) {
        m_text.resize(begin);
        --m_rows;
        putUnreadable({.row = 0, .offset = 0, .reason = UnreadableReason::TooLong});
    }
}

void RecordTable::putUnreadable(Unreadable problem)
{
    problem.row = ++m_rows;
    m_unreadable.push_back(problem);
    m_text.append("\"-\"\n");
}

Expected<void> RecordTable::begin()
{
    m_isBegun = true;
    struct Ahead
    {
        std::optional<Unreadable> problem;
        std::vector<Field> fields;
    };
    std::vector<Ahead> ahead;
    std::size_t octets = 0;
    while (octets < aheadOctets && ahead.size() < aheadRecords) {
        TRY(const auto step, m_records->next());
        if (step == RecordSource::Step::End) {
            m_isOver = true;
            break;
        }
        if (step == RecordSource::Step::Unreadable) {
            ahead.push_back({m_records->unreadable(), {}});
            continue;
        }
        for (const Field& field : m_records->fields()) {
            octets += field.name.size() + field.value.size();
            (void)columnOf(field.name, true);
        }
        ahead.push_back({std::nullopt, m_records->fields()});
    }
    if (m_names.empty()) {
        (void)columnOf(std::string(textFieldName), true);
    }
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        putCell(m_names[i], i == 0);
    }
    putCell(otherColumn, false);
    m_text.push_back('\n');
    for (const Ahead& one : ahead) {
        if (one.problem) {
            putUnreadable(*one.problem);
        } else {
            put(one.fields);
        }
    }
    return {};
}

Expected<bool> RecordTable::more()
{
    if (!m_isBegun) {
        CHECK_OK(begin());
        return true;
    }
    if (m_isOver) {
        return false;
    }
    m_text.clear();
    m_at = 0;
    while (m_text.size() < pieceOctetsOut && !m_isOver) {
        TRY(const auto step, m_records->next());
        if (step == RecordSource::Step::End) {
            m_isOver = true;
        } else if (step == RecordSource::Step::Unreadable) {
            putUnreadable(m_records->unreadable());
        } else {
            put(m_records->fields());
        }
    }
    return true;
}

Expected<qint64> RecordTable::read(char* into, qint64 size)
{
    while (m_at >= m_text.size()) {
        TRY(const bool goesOn, more());
        if (!goesOn) {
            return 0;
        }
    }
    const std::size_t count = std::min(static_cast<std::size_t>(size), m_text.size() - m_at);
    std::memcpy(into, m_text.data() + m_at, count);
    m_at += count;
    return static_cast<qint64>(count);
}

std::optional<Unreadable> RecordTable::unreadableAt(quint64 row)
{
    while (!m_unreadable.empty() && m_unreadable.front().row < row) {
        m_unreadable.pop_front();
    }
    if (m_unreadable.empty() || m_unreadable.front().row != row) {
        return {};
    }
    const Unreadable problem = m_unreadable.front();
    m_unreadable.pop_front();
    return problem;
}

} // namespace bulkhead::provenance
