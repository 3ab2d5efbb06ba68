#pragma once

#include "models/provenance/reader.h"
#include "models/provenance/record.h"

namespace bulkhead::provenance {

/// Some rows of a table, copied, so that one thread can work on them while another reads on.
class RowBlock
{
public:
    /// Takes as many rows of the reader as a block is meant to hold; false where they end. Errors: those of the reader.
    [[nodiscard]] Expected<bool> fill(TableReader& reader);
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] std::size_t octets() const { return m_text.size(); }
    /// The row, its cells in `views`; nothing where it could not be read.
    [[nodiscard]] std::optional<Row> row(std::size_t at, std::vector<std::string_view>& views) const;
    [[nodiscard]] quint64 number(std::size_t at) const { return m_rows[at].number; }
    [[nodiscard]] bool isReadable(std::size_t at) const { return m_rows[at].isReadable; }
    /// Of a row that could not be read.
    [[nodiscard]] const Unreadable& unreadable(std::size_t at) const { return m_places[m_rows[at].first]; }

private:
    void add(const Row& row);
    void add(const Unreadable& place);

    static constexpr std::size_t mostRows = 512;
    static constexpr std::size_t mostText = std::size_t(1) << 20;
    struct Kept
    {
        quint64 number = 0;
        quint64 line = 0;
        quint32 first = 0; ///< of the cells, or the place in `m_places`
        quint32 cells = 0;
        bool isReadable = false;
    };
    std::string m_text;
    std::vector<Piece> m_cells;
    std::vector<Kept> m_rows;
    std::vector<Unreadable> m_places;
};

} // namespace bulkhead::provenance
