#include "models/provenance/rowblock.h"

namespace bulkhead::provenance {

Expected<bool> RowBlock::fill(TableReader& reader)
{
    m_text.clear();
    m_cells.clear();
    m_rows.clear();
    m_places.clear();
    while (m_rows.size() < mostRows && m_text.size() < mostText) {
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
    const char* const end = row.cells.back().data() + row.cells.back().size();
    const std::size_t offset = m_text.size();
    m_text.append(begin, static_cast<std::size_t>(end - begin));
    for (const auto cell : row.cells) {
        const auto at = offset + static_cast<std::size_t>(cell.data() - begin);
        m_cells.push_back({static_cast<quint32>(at), static_cast<quint32>(cell.size())});
    }
}

void RowBlock::add(const Unreadable& place)
{
    m_rows.push_back({.number = place.row, .first = static_cast<quint32>(m_places.size())});
    m_places.push_back(place);
}

std::optional<Row> RowBlock::row(std::size_t at, std::vector<std::string_view>& views) const
{
    const Kept& kept = m_rows[at];
    if (!kept.isReadable) {
        return {};
    }
    views.clear();
    for (const Piece piece : std::span(m_cells).subspan(kept.first, kept.cells)) {
        views.push_back(piece.in(m_text));
    }
    return Row{.number = kept.number, .line = kept.line, .cells = views};
}

} // namespace bulkhead::provenance
