#pragma once

#include "models/provenance/risk/riskreport.h"

#include <functional>
#include <stop_token>

class QIODevice;

namespace bulkhead::provenance {

/// An open file, not owned, read once from its beginning.
struct RiskInput
{
    QIODevice* device = nullptr; ///< null: there is none (hold-out only)
    QString name = {};           ///< for the report
};

struct RiskOptions
{
    std::vector<ColumnMapping> mappings = {}; ///< of all files
    QStringList columns = {};                 ///< to compare; empty: all that stand in all files
    ReadOptions read = {};
    quint64 seed = 1;
    quint64 sample = 0;                   ///< synthetic rows whose distances are taken; 0: as many as time allows
    double near = defaultNear;            ///< the distance up to which a row is a near copy
    quint64 attacks = 2000;               ///< guesses of each kind
    int threads = 0;                      ///< 0: as many as the machine has; the answer is the same with any number
    quint64 comparisons = 20'000'000'000; ///< of records, about, where `sample` does not say otherwise
    qint64 memory = qint64(4) << 30;      ///< octets, about

    static constexpr double defaultNear = 0.02;
};

/// Whether a synthetic set gives records of its training source away: copies, near copies, distances to the closest
/// record held against a hold-out, and singling-out. What is found are signs; what is not found proves nothing.
///
/// The distance of two rows is the mean over the columns that are measured of: the difference by the range in the
/// training file, at most 1 (numbers, dates); 0 or 1 (categories); the estimated share of pairs of letters that are
/// not in common (texts); 1 where one of the two is empty. The closest record is found by comparing with every one.
///
/// Training and hold-out are compared by as many rows of each, drawn by chance, so that a set that treats both alike
/// is as often closer to the one as to the other (Platzer and Reutterer, "Holdout-Based Empirical Assessment of
/// Mixed-Type Synthetic Data", Frontiers in Big Data 4, 2021).
///
/// Reads the files to their ends, on the caller's thread; keeps no text of them, and nothing on disk. `progress` is
/// told thousandths. Errors: those of the reader and of `attributesOf`; `provenance.risk-columns`,
/// `provenance.risk-too-large`, `provenance.empty`, `provenance.cancelled`.
[[nodiscard]] Expected<RiskReport> assessRisk(const RiskInput& synthetic, const RiskInput& training,
                                              const RiskInput& holdout, const RiskOptions& options = {},
                                              const std::function<void(qint64 done, qint64 total)>& progress = {},
                                              std::stop_token stop = {});

} // namespace bulkhead::provenance
