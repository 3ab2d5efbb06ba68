#pragma once

#include "models/provenance/near/nearrecord.h"
#include "models/provenance/verdict.h"

#include <array>

namespace bulkhead::provenance {

/// How far a field of a row agrees with that of a registered record. The order is part of the near index's format.
enum class NearLevel : quint8 {
    Equal,
    Alike, ///< about one edit apart
    Close, ///< two or three
    Part,  ///< what the row shows of it agrees: it is cut off or masked
    Differs,
    Absent, ///< one of them has none
};
inline constexpr int nearLevelCount = 5; ///< of those that can be compared

/// Fields of a row held against those of a registered record. City is said by the segment's check value.
struct NearComparison
{
    std::array<NearLevel, nearFieldCount> levels;
    quint32 masked = 0;                              ///< fields of which the row shows a part
    std::array<quint8, nearFieldCount> visible = {}; ///< pairs of letters that the row shows of them
    bool hasSameEnd = false;                         ///< the last four digits of the numbers are the same
    bool hasSameDigits = true;                       ///< so are those of the mailboxes, or neither has any
    bool sharesAWord = false;                        ///< of the name, which differs otherwise

    [[nodiscard]] NearLevel of(NearField field) const { return levels[static_cast<std::size_t>(field)]; }
};
[[nodiscard]] NearComparison compare(const NearRecord& row, const NearSketch& record);

/// How often two unrelated records of a set agree so far, by field and level.
using NearPairs = std::array<std::array<quint64, nearLevelCount>, nearFieldCount>;

/// Fellegi and Sunter's weights for one set: how often a field of the same record agrees so far (m, from calibration)
/// against how often one of another record does (u, from the set itself). Immutable.
class NearWeights
{
public:
    NearWeights() = default;
    /// `pairs`: counts over pairs of the set's own records. `cityAgreement`: chance that two records agree in it.
    NearWeights(const NearPairs& pairs, quint64 records, double cityAgreement);

    struct Answer
    {
        double bits = 0;        ///< weight of all fields together
        double probability = 0; ///< that the row is of that record
        MeaningSet fields = 0;  ///< those that agree, wholly or nearly
    };
    /// `record` says how many records of the set share its name, domain and company. Probability 0 where nothing of a
    /// person agrees.
    [[nodiscard]] Answer weigh(const NearComparison& comparison, const NearSketch& record) const;

private:
    [[nodiscard]] double ratio(NearField field, const NearComparison& comparison, const NearSketch& record) const;
    [[nodiscard]] double chance(NearField field, NearLevel level, const NearSketch& record) const;
    [[nodiscard]] double person(const NearComparison& comparison, const NearSketch& record) const;
    [[nodiscard]] double surroundings(const NearComparison& comparison, const NearSketch& record) const;
    [[nodiscard]] double number(const NearComparison& comparison, const NearSketch& record) const;
    [[nodiscard]] bool isProvider(const NearSketch& record) const;
    [[nodiscard]] bool areColleagues(const NearComparison& comparison, const NearSketch& record) const;

    std::array<std::array<double, nearLevelCount>, nearFieldCount> m_chance = {};
    double m_records = 1;
};

/// Version of comparison and weights.
inline constexpr quint16 nearVersion = 1;

} // namespace bulkhead::provenance
