#pragma once

#include "models/provenance/segment.h"

#include <QVarLengthArray>

#include <array>
#include <span>
#include <vector>

namespace bulkhead::provenance {

/// Version of the rules and weights below and of how columns without headers are recognised; part of every summary.
inline constexpr quint16 verdictVersion = 2;

/// What is said of a row. Stable numbers.
enum class Verdict : quint8 { Synthetic = 0, Production = 1, Mixed = 2, Unknown = 3, Unreadable = 4 };
inline constexpr int verdictCount = 5;
[[nodiscard]] QString verdictId(Verdict verdict);

/// What is said of a sample.
enum class SampleVerdict : quint8 { Synthetic = 0, Personal = 1, Unresolved = 2 };
[[nodiscard]] QString sampleVerdictId(SampleVerdict verdict);

/// Why a row got its verdict. Stable numbers and identifiers.
enum class ReasonCode : quint8 {
    Decisive = 1,       ///< "match": these fields together match one record beyond chance
    Weak = 2,           ///< "weak": the other kind's side of a mixed row identifies without deciding
    Partial = 3,        ///< "partial": fields match, not enough to decide
    SeveralRecords = 4, ///< "several-records": decisive values belong to several records of the kind
    InBoth = 5,         ///< "in-both": the same values decide in both kinds
    NoValue = 6,        ///< "no-value": nothing in the row can be looked up
    NoMatch = 7,        ///< "no-match": nothing of it is registered
    SharedValue = 8,    ///< "shared-value": the value stands in too many records to decide
    Mark = 9,           ///< "mark": the row mark of a copy that was made for somebody
    Canary = 10,        ///< "canary": a row that was planted in one copy
    KnownOverlap = 12,  ///< "known-overlap": production holds it too, and people have confirmed that it is made up
    Near = 13,          ///< "near": an unknown row comes near a registered record, of which nothing decides
    Indicator = 11,     ///< "indicator": an unknown row's value that tells something by itself; `tenant` says which
};
[[nodiscard]] QString reasonId(ReasonCode code);

/// Set of meanings, as bits by their numbers.
using MeaningSet = quint32;
[[nodiscard]] constexpr MeaningSet bit(Meaning meaning)
{
    return MeaningSet(1) << static_cast<int>(meaning);
}
[[nodiscard]] QStringList meaningIds(MeaningSet set);

/// One reason: never holds a value.
struct Reason
{
    ReasonCode code = ReasonCode::NoMatch;
    quint8 segment = noSegment; ///< place in `Index::segments()`
    MeaningSet fields = 0;      ///< which fields agree
    quint32 tenant = noTenant;  ///< tenant index within the segment
    quint32 chancePpb = 0;      ///< chance match in 10⁻⁹, rounded up; saturates
    quint32 record = noRecord;  ///< of a near match: its ordinal in the set
    quint32 nearPpm = 0;        ///< of a near match: how probable it is, in 10⁻⁶

    static constexpr quint8 noSegment = 0xff;
    static constexpr quint32 noRecord = 0xffffffff;
    bool operator==(const Reason&) const = default;
};

/// The answer for one row.
struct RowVerdict
{
    quint64 row = 0;
    quint64 line = 0; ///< of text; 0 in tables
    Verdict verdict = Verdict::Unknown;
    bool weak = false; ///< mixed, and one side only identifies
    bool severalRecords = false;
    bool inBoth = false;
    bool knownOverlap = false;
    bool isNew = false;        ///< not in the earlier samples, where there are any to compare with
    quint32 confidencePpm = 0; ///< posterior of the verdict in 10⁻⁶, see README.md for prior and arithmetic
    QVarLengthArray<Reason, 6> reasons = {};

    [[nodiscard]] double confidence() const { return confidencePpm / 1e6; }
};

/// One sentence for a reason: `email, phone match production "CRM prod" (tenant acme)`. Untranslated identifiers of
/// fields, so that files stay comparable; never a value.
[[nodiscard]] QString reasonText(const Reason& reason, const Index& index);
/// The data sets that speak for the verdict in its reasons, in the order of the index, each once.
[[nodiscard]] QVarLengthArray<quint8, 4> segmentsOf(const RowVerdict& verdict);
/// Tenant of the strongest production reason (else of the strongest one); empty where there is none.
[[nodiscard]] QString tenantOf(const RowVerdict& verdict, const Index& index);

/// A registered record that shares values with the row.
struct Candidate
{
    quint8 segment = 0;
    quint32 ordinal = 0;
    MeaningSet agree = 0;    ///< fields of the row that this record holds too
    MeaningSet disagree = 0; ///< compared and different
    quint32 tenant = noTenant;
    quint32 values = 0;    ///< which identifying values of the row (by place) agree; bit 30: name, 31: with birth date
    quint32 nameCount = 0; ///< records of the set with the same full name, where that agrees
    quint32 issuedCount = 0; ///< records of the set that hold the agreeing e-mail or id, the smallest
    quint8 phones = 0;       ///< number of agreeing phones
    MeaningSet issued = 0;   ///< which of `agree` are e-mail, iban, card or record id
};

/// Chance that an unrelated row would agree with some record of the set as this candidate does: size of the set times
/// the product of the fields' chances, corrected by what disagrees. In [0, …).
[[nodiscard]] double chanceOf(const Candidate& candidate, const SegmentInfo& info);
inline constexpr double decisiveChance = 1e-6;

/// What one thing adds to that chance.
struct Factor
{
    enum class Kind : quint8 { Agrees, Differs, Records, Collision, Issued };
    Kind kind = Kind::Agrees;
    MeaningSet fields = 0;
    double value = 1; ///< the chance is the product; `Collision` is added, `Issued` bounds the product from above

    /// Fellegi and Sunter's weight: how many bits it speaks for the record.
    [[nodiscard]] double bits() const;
};
/// A registered record that a row was compared with, and why it counts as it does.
struct Explanation
{
    quint8 segment = 0;
    double chance = 1;
    bool isDecisive = false;
    bool identifies = false;
    bool isSetAside = false; ///< a production record that is known to be made up
    std::vector<Factor> factors = {};
};
/// The records that the row was held against, the least likely to agree by chance first. Pure.
[[nodiscard]] std::vector<Explanation> explain(std::span<const Candidate> candidates,
                                               std::span<const SegmentInfo* const> sets,
                                               std::span<const AcceptedOverlap> accepted = {});

/// The five rules over the candidates of a row. `hasValue`: the row held anything to look up. A production record of an
/// accepted overlap does not count where a synthetic record of the other set decides and holds everything in which it
/// agrees. Pure.
[[nodiscard]] RowVerdict judge(std::span<const Candidate> candidates, std::span<const SegmentInfo* const> sets,
                               bool hasValue, std::span<const AcceptedOverlap> accepted = {});

/// The sample: production or mixed → personal; else unknown, unreadable, no rows or no production set registered →
/// unresolved; else synthetic.
[[nodiscard]] SampleVerdict judgeSample(const std::array<quint64, verdictCount>& counts, bool hasProductionSet);

} // namespace bulkhead::provenance
