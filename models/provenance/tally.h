#pragma once

#include "models/provenance/record.h"
#include "models/provenance/summary.h"

#include <array>
#include <map>

namespace bulkhead::provenance {

/// Counts what the classifier finds and makes the summary of it. Confined to one thread.
class Tally
{
public:
    Tally(const Index& index, std::vector<Column> columns);

    void addRow(const RowVerdict& row, const Record& record);
    void addUnreadable(const Unreadable& place);
    /// A value was looked up in all sets; `foundIn` says in which kinds.
    void addLookup(KeyClass keyClass, bool synthetic, bool production);
    /// Everything but what the reader knows.
    [[nodiscard]] Summary finish();

private:
    void addToStripe(Verdict verdict);
    void addReasons(const RowVerdict& row, const Record& record);
    void addChance();

    const Index& m_index;
    Summary m_summary;
    std::vector<MeaningSet> m_columnBits;
    std::map<std::pair<quint8, quint32>, VerdictCounts> m_tenants;
    std::array<std::array<quint64, 3>, keyClassLimit> m_lookups = {}; ///< looked up, found synthetic, found production
    quint64 m_blockRows = 1;
};

} // namespace bulkhead::provenance
