#pragma once

#include "models/provenance/record.h"
#include "models/provenance/tagging/copyindex.h"
#include "models/provenance/tagging/rowmark.h"
#include "models/provenance/verdict.h"

#include <map>

namespace bulkhead::provenance {

/// How much of a copy was found in a sample, and what that is worth.
struct CopyTrace
{
    Id copy;
    quint64 markedRows = 0;    ///< rows with a mark of this copy
    quint64 distinctMarks = 0; ///< different rows of the copy that they name
    quint64 canaryRows = 0;    ///< rows that hold a value of a canary
    quint64 canaries = 0;      ///< different canaries
    quint64 planted = 0;       ///< canaries of the copy
    /// Decades: an unrelated sample of that size would show this with at most 10^−certainty. 0 where chance explains
    /// it.
    quint32 certainty = 0;
    bool isNamed = false; ///< certainty ≥ `namingCertainty`

    bool operator==(const CopyTrace&) const = default;
};

/// A copy is named where chance alone would show as much in fewer than one sample of 10⁹.
inline constexpr quint32 namingCertainty = 9;

/// What a row says of copies. It is a canary's where all canaries of the copy together would agree with an unrelated
/// row by chance in fewer than one of a million.
struct RowTrace
{
    enum class Kind : quint8 { None, Canary, Mark };
    Kind kind = Kind::None;
    quint32 copy = 0; ///< place in the index

    [[nodiscard]] bool isTagged() const { return kind != Kind::None; }
};

/// Lets a mark or canary count: it is decisive for a synthetic record. A row that identifies somebody in production
/// beside it becomes mixed, never synthetic. `sets`: of the index that the verdict's reasons speak of.
void takeTrace(RowVerdict& verdict, const RowTrace& trace, std::span<const SegmentInfo* const> sets);

/// Looks for marks and canaries in the rows of one sample. Confined to one thread.
///
/// *Certainty.* A mark: a random UUID passes with 2⁻⁸⁰. Canaries: for each decade r, with h different canaries found by
/// values of at least that rarity and λ = rows · Σ chance over all of the copy's values of at least that rarity, the
/// chance of h or more is at most (λ·e∕h)^h · e^−λ (Chernoff's bound for a Poisson number); the best decade counts,
/// times the number of decades and of copies, so that looking in many places is paid for.
class CopyTracer
{
public:
    CopyTracer(const CopyIndex& index, const RegistryKey& key);

    /// `record` is what `extractor` made of `row`.
    [[nodiscard]] RowTrace look(const Row& row, const Record& record, Extractor& extractor, const std::string& arena);
    /// What another of the same index has seen in other rows.
    void add(const CopyTracer& part);
    [[nodiscard]] const CopyIndex& index() const { return m_index; }
    /// Copies of which anything was found, the most certain first. `rows`: all that were read.
    [[nodiscard]] std::vector<CopyTrace> finish(quint64 rows) const;

private:
    struct Found
    {
        quint64 markedRows = 0;
        quint64 canaryRows = 0;
        std::vector<bool> marks;            ///< rows of the copy, by number
        std::map<quint32, quint8> canaries; ///< the greatest rarity each was found by
    };
    void findMarks(const Row& row, RowTrace& trace);
    void findCanaries(quint64 fingerprint);
    void takeCanaries(RowTrace& trace);
    [[nodiscard]] quint32 certaintyOf(const TaggedCopy& copy, const Found& found, quint64 rows) const;

    const CopyIndex& m_index;
    RowMarks m_marks;
    std::map<quint32, Found> m_found;
    std::vector<CopyIndex::Place> m_row; ///< canaries that the row at hand agrees with, each with its rarest value
};

} // namespace bulkhead::provenance
