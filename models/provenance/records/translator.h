#pragma once

#include "models/provenance/records/recordsource.h"

#include <deque>
#include <string_view>
#include <unordered_map>

namespace bulkhead::provenance {

/// Records as a table: what the reader of tables reads, with names in its first row. The columns are those of the
/// records in the first 256 KiB; what a later record has besides stands in the last column as text, in which values are
/// searched. Confined to one thread.
class RecordTable final : public ByteSource
{
public:
    explicit RecordTable(std::unique_ptr<RecordSource> records);

    static constexpr qsizetype mostRowOctets = qsizetype(2) << 20;
    static constexpr std::string_view otherColumn = "other fields";

    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override;
    /// The record before the row of that number (from 1) that could not be read, where it is one: such a record stands
    /// in the table as a row of one mark.
    [[nodiscard]] std::optional<Unreadable> unreadableAt(quint64 row);
    [[nodiscard]] QString description() const { return m_records->description(); }

private:
    [[nodiscard]] Expected<void> begin();
    [[nodiscard]] Expected<bool> more();
    void put(const std::vector<Field>& fields);
    void putUnreadable(Unreadable problem);
    void putCell(std::string_view cell, bool isFirst);
    [[nodiscard]] std::size_t columnOf(const std::string& name, bool mayAdd);

    std::unique_ptr<RecordSource> m_records;
    bool m_isBegun = false;
    bool m_isOver = false;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, std::size_t> m_places;
    std::string m_text;
    std::size_t m_at = 0;
    quint64 m_rows = 0;
    std::deque<Unreadable> m_unreadable;   ///< not asked for yet
    std::vector<std::string_view> m_cells; ///< of the record in hand
};

} // namespace bulkhead::provenance
