#pragma once

#include "models/provenance/reader.h"

#include <memory>
#include <optional>

namespace bulkhead::provenance {

/// Some rows of a table, copied, so that one thread can work on them while another reads on. Its memory is reused.
class RowBlock
{
public:
    RowBlock() = default;
    RowBlock(RowBlock&&) = default;
    RowBlock& operator=(RowBlock&&) = default;
    RowBlock(const RowBlock&) = delete; // the cells are views of its own text
    RowBlock& operator=(const RowBlock&) = delete;

    /// Takes as many rows of the reader as a block is meant to hold; false where they end. Errors: those of the reader.
    [[nodiscard]] Expected<bool> fill(TableReader& reader);
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] std::size_t octets() const { return m_octets; }
    /// The row, until the next `fill`; nothing where it could not be read.
    [[nodiscard]] std::optional<Row> row(std::size_t at) const;
    [[nodiscard]] quint64 number(std::size_t at) const { return m_rows[at].number; }
    [[nodiscard]] bool isReadable(std::size_t at) const { return m_rows[at].isReadable; }
    /// Of a row that could not be read.
    [[nodiscard]] const Unreadable& unreadable(std::size_t at) const { return m_places[m_rows[at].first]; }

private:
    void add(const Row& row);
    void add(const Unreadable& place);
    [[nodiscard]] char* room(std::size_t octets);

    static constexpr std::size_t mostRows = 512;
    static constexpr std::size_t mostText = std::size_t(1) << 20;
    static constexpr std::size_t roomForText = mostText + (std::size_t(64) << 10);
    struct Kept
    {
        quint64 number = 0;
        quint64 line = 0;
        quint32 first = 0; ///< of the cells, or the place in `m_places`
        quint32 cells = 0;
        bool isReadable = false;
    };
    std::unique_ptr<char[]> m_text;              ///< of the rows, which stay where they are
    std::size_t m_octets = 0;                    ///< of all rows
    std::size_t m_used = 0;                      ///< of `m_text`
    std::vector<std::unique_ptr<char[]>> m_long; ///< rows for which there was no room left
    std::vector<std::string_view> m_cells;
    std::vector<Kept> m_rows;
    std::vector<Unreadable> m_places;
};

} // namespace bulkhead::provenance
