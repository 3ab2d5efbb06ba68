#pragma once

#include "models/provenance/near/nearreader.h"
#include "models/provenance/near/nearreport.h"

namespace bulkhead::provenance {

/// Looks for registered records that an unknown row comes near. What it says of a row depends on nothing but the row.
/// Confined to one thread.
class NearFinder
{
public:
    /// Both must outlive the finder and not change.
    NearFinder(const NearIndex& near, const Index& index, std::span<const Column> columns, double from = nearThreshold);

    /// Counts an unknown row and adds a reason for the nearest record of each kind, where there is one. `candidates`
    /// are records that share a value with it.
    void look(RowVerdict& verdict, const Row& row, std::span<const Candidate> candidates);
    /// What another has counted.
    void add(const NearFinder& part);
    [[nodiscard]] NearReport finish() const;

private:
    struct Nearest
    {
        quint8 segment = Reason::noSegment;
        quint32 ordinal = 0;
        NearWeights::Answer answer = {};
    };
    void lookIn(quint8 segment, const NearReader& reader, std::span<const Candidate> candidates, Nearest& nearest);
    void addReason(RowVerdict& verdict, const Nearest& nearest);
    [[nodiscard]] NearLevel levelOfCity(const SegmentReader& segment, quint32 ordinal) const;

    const NearIndex& m_near;
    const Index& m_index;
    double m_from;                            ///< least probability that is named
    std::vector<const NearReader*> m_readers; ///< by segment; null: it has none
    NearMaker m_maker;
    NearRecord m_record;
    std::vector<quint32> m_ordinals;
    std::vector<quint64> m_rowsOf; ///< by segment
    quint64 m_rows = 0;
    quint64 m_nearRows = 0;
    quint64 m_productionRows = 0;
};

} // namespace bulkhead::provenance
