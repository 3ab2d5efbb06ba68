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
    /// Compares all records of the batch that are hit with the registered ones. `rows` are theirs, and `records` they
    /// themselves, which are given the fields to compare.
    void compare(std::span<const Row> rows, std::span<Record> records, std::string& arena);
    /// Of record `at`, after `compare`; valid until the next look-up.
    [[nodiscard]] std::span<const Candidate> candidates(std::size_t at) const;
    [[nodiscard]] std::span<const SegmentInfo* const> sets() const { return m_sets; }
    /// Of all batches so far.
    [[nodiscard]] const LookupCounts& lookups() const { return m_lookups; }

private:
    struct Found ///< a value of a record in a segment
    {
        quint32 value = 0; ///< by place
        quint8 segment = 0;
        qint64 slot = 0;
        Hit hit = {};
    };
    struct Range ///< of `m_found`, of `m_candidates`
    {
        quint32 first = 0;
        quint32 size = 0;
    };
    struct Comparison ///< of the candidate in the same place
    {
        quint32 record = 0;
        quint32 nameCount = 0; ///< records of its set that have the name
        quint32 firstTag = 0;  ///< in `m_hashes`
        quint32 asked = 0;     ///< tags that are compared, as bits
        std::array<quint16, tagCount> stored = {};
    };
    void find();
    void peekAll();
    void gather(std::size_t at, const std::string& arena);
    void gatherFrom(std::span<const Found> foundHere, std::size_t at, const std::string& arena);
    void findTogether(quint8 number, std::size_t at, const std::string& arena);
    void readRecords();
    [[nodiscard]] bool hasCommonName(std::size_t at) const;
    void askTags(const std::string& arena);
    [[nodiscard]] quint32 tagsToCompare(const Candidate& candidate, const Comparison& comparison) const;
    void settle(Candidate& candidate, const Comparison& comparison) const;
    Candidate* candidateFor(std::size_t at, quint8 segment, quint32 ordinal);

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
    std::vector<Range> m_candidateRange;   ///< the same
    std::vector<Candidate> m_candidates;
    std::vector<Comparison> m_comparisons;
    SipBatch m_hashes;
    LookupCounts m_lookups = {};
};

} // namespace bulkhead::provenance
