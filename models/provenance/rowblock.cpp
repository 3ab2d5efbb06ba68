#include "models/provenance/rowblock.h"

#include <cstring>
#include <utility>

namespace bulkhead::provenance {

Expected<bool> RowBlock::fill(TableReader& reader)
{
    m_octets = 0;
    m_used = 0;
    m_long.clear();
    m_cells.clear();
    m_rows.clear();
    m_places.clear();
    while (m_rows.size() < mostRows && m_octets < mostText) {
        TRY(const auto step, reader.next());
        if (step == TableReader::Step::End) {
            return false;
        }
        if (step == TableReader::Step::Row) {
            add(reader.row());
        } else {
            add(reader.unreadable());
        }
    }
    return true;
}

void RowBlock::add(const Row& row)
{
    m_rows.push_back({.number = row.number,
                      .line = row.line,
                      .first = static_cast<quint32>(m_cells.size()),
                      .cells = static_cast<quint32>(row.cells.size()),
                      .isReadable = true});
    if (row.cells.empty()) {
        return;
    }
    // The cells stand in one text, in their order, with a few delimiters and quotes between them.
    const char* const begin = row.cells.front().data();
    const auto octets = static_cast<std::size_t>(row.cells.back().data() + row.cells.back().size() - begin);
    char* const copy = room(octets);
    std::memcpy(copy, begin, octets);
    for (const auto cell : row.cells) {
        m_cells.emplace_back(copy + (cell.data() - begin), cell.size());
    }
}

/// For a row of that many octets.
char* RowBlock::room(std::size_t octets)
{
    m_octets += octets;
    if (!m_text) {
        m_text = std::make_unique_for_overwrite<char[]>(roomForText);
    }
    if (octets > roomForText - m_used) {
        return m_long.emplace_back(std::make_unique_for_overwrite<char[]>(octets)).get();
    }
    return m_text.get() + std::exchange(m_used, m_used + octets);
}

void RowBlock::add(const Unreadable& place)
{
    m_rows.push_back({.number = place.row, .first = static_cast<quint32>(m_places.size())});
    m_places.push_back(place);
}

std::optional<Row> RowBlock::row(std::size_t at) const
{
    const Kept& kept = m_rows[at];
    if (!kept.isReadable) {
        return {};
    }
    return Row{.number = kept.number, .line = kept.line, .cells = std::span(m_cells).subspan(kept.first, kept.cells)};
}

} // namespace bulkhead::provenance
