#pragma once

#include "models/provenance/record.h"
#include "models/provenance/summary.h"

#include <array>
#include <map>

namespace bulkhead::provenance {

/// How many values of a class were looked up, and how many of them were found in sets of each kind.
struct LookupCount
{
    quint64 lookups = 0;
    quint64 synthetic = 0;
    quint64 production = 0;
};
using LookupCounts = std::array<LookupCount, keyClassLimit>;

/// Counts, for each of 64 columns, the rows that have it. Adding is a few instructions, whatever the row has: the
/// counts are kept bit by bit across the columns.
class ColumnCounter
{
public:
    void add(quint64 columns)
    {
        for (std::size_t i = 0; columns != 0; ++i) {
            const quint64 carry = m_bits[i] & columns;
            m_bits[i] ^= columns;
            columns = carry;
        }
    }
    [[nodiscard]] quint64 of(std::size_t column) const
    {
        quint64 count = 0;
        for (std::size_t i = 0; i < m_bits.size(); ++i) {
            count |= (m_bits[i] >> column & 1) << i;
        }
        return count;
    }

private:
    std::array<quint64, 64> m_bits = {};
};

/// Counts what the classifier finds and makes the summary of it. What depends on the order of the rows is told apart,
/// so that several may count parts of a sample. Each is confined to one thread at a time.
class Tally
{
public:
    Tally(const Index& index, std::vector<Column> columns);

    void addRow(const RowVerdict& row, const Record& record);
    /// The next row of the sample, unreadable ones aside.
    void addInOrder(Verdict verdict);
    void addUnreadable(const Unreadable& place);
    void addLookups(const LookupCounts& lookups);
    /// What another has counted with `addRow` and `addLookups`.
    void add(const Tally& part);
    /// Everything but what the reader knows.
    [[nodiscard]] Summary finish();

private:
    void addReasons(const RowVerdict& row, const Record& record);
    void addChance();

    const Index& m_index;
    Summary m_summary;
    std::vector<MeaningSet> m_columnBits;
    ColumnCounter m_filled;
    ColumnCounter m_usable;
    std::map<std::pair<quint8, quint32>, VerdictCounts> m_tenants;
    LookupCounts m_lookups = {};
    quint64 m_blockRows = 1;
};

} // namespace bulkhead::provenance
