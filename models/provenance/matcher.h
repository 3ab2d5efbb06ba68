#pragma once

#include "models/provenance/record.h"
#include "models/provenance/tally.h"
#include "models/provenance/verdict.h"

#include <array>
#include <span>
#include <string>
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
    /// Whether anything of record `at` of that batch is registered.
    [[nodiscard]] bool isHit(std::size_t at) const { return m_hitRange[at].size > 0; }
    /// The candidates of a record that is hit, with its fields to compare; valid until the next call.
    [[nodiscard]] std::span<const Candidate> candidates(std::size_t at, const std::string& arena);
    [[nodiscard]] std::span<const SegmentInfo* const> sets() const { return m_sets; }
    /// Of all batches so far.
    [[nodiscard]] const LookupCounts& lookups() const { return m_lookups; }

private:
    struct Found ///< a value of a record in a segment
    {
        quint32 value = 0; ///< by place
        quint8 segment = 0;
        Hit hit = {};
    };
    struct Range ///< of `m_found`
    {
        quint32 first = 0;
        quint32 size = 0;
    };
    void find();
    void gather(std::span<const Found> foundHere, const Record& record, const std::string& arena);
    void compare(Candidate& candidate, const Record& record, const std::string& arena, quint32 nameCount) const;
    Candidate* candidateFor(quint8 segment, quint32 ordinal);

    const Index& m_index;
    Extractor& m_extractor;
    std::vector<const SegmentInfo*> m_sets;
    std::span<const Record> m_batch;
    std::vector<quint64> m_prints;         ///< of all values of the batch
    std::vector<qint64> m_slots;           ///< for each segment, for each print
    std::vector<std::size_t> m_firstPrint; ///< for each record
    std::vector<quint8> m_foundIn;         ///< the kinds, as bits, of each value of one record
    std::vector<Found> m_found;            ///< by record, segment and value
    std::vector<Range> m_hitRange;         ///< for each record
    std::vector<Candidate> m_candidates;
    LookupCounts m_lookups = {};
};

} // namespace bulkhead::provenance
