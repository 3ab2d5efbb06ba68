#pragma once

#include "models/provenance/verdict.h"

namespace bulkhead::provenance {

/// Rows are called near from this probability on.
inline constexpr double nearThreshold = 0.95;

/// How many unknown rows come near the records of one set.
struct NearSetCount
{
    Id dataSet;
    Kind kind = Kind::Synthetic;
    QString name;
    QString version;
    quint64 rows = 0;

    bool operator==(const NearSetCount&) const = default;
};

/// What unknown rows come near to. It explains them and never changes their verdict.
struct NearReport
{
    quint64 rows = 0;                    ///< unknown rows looked at
    quint64 near = 0;                    ///< of them, those that come near a registered record
    quint64 production = 0;              ///< of those, near a production record
    std::vector<NearSetCount> sets = {}; ///< those that were looked through, in the order of the index
    std::vector<QString> missing = {};   ///< titles of sets whose near index could not be used

    bool operator==(const NearReport&) const = default;
};

/// What that means, in one or two translated sentences; empty where there was nothing to look at.
[[nodiscard]] QString nearSentence(const NearReport& report);
/// A near match beyond the records' own number: which record of the set.
[[nodiscard]] QString nearText(const Reason& reason, const SegmentInfo& info);

} // namespace bulkhead::provenance
