#pragma once

#include "models/provenance/record.h"
#include "models/provenance/tally.h"
#include "models/provenance/verdict.h"

#include <vector>

namespace bulkhead::provenance {

/// Looks the values of records up in all segments and gathers the registered records that share them. Works on batches,
/// so that the memory of many look-ups is fetched at once. Confined to one thread.
class Matcher
{
public:
    Matcher(const Index& index, Extractor& extractor);

    /// Looks up all values of the batch.
    void lookUp(std::span<const Record> batch);
    /// The candidates of record `at` of the batch last looked up; valid until the next call.
    [[nodiscard]] std::span<const Candidate> candidates(std::size_t at, const std::string& arena, Tally& tally);
    [[nodiscard]] std::span<const SegmentInfo* const> sets() const { return m_sets; }

private:
    void gather(std::size_t segment, const Record& record, std::size_t firstSlot, const std::string& arena);
    void compare(Candidate& candidate, const Record& record, const std::string& arena, quint32 nameCount) const;
    Candidate* candidateFor(quint8 segment, quint32 ordinal);

    const Index& m_index;
    Extractor& m_extractor;
    std::vector<const SegmentInfo*> m_sets;
    std::span<const Record> m_batch;
    std::vector<std::size_t> m_firstSlot;
    std::vector<qint64> m_slots;
    std::vector<Candidate> m_candidates;
};

} // namespace bulkhead::provenance
