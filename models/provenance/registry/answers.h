#pragma once

#include "models/incident/casework.h"
#include "models/provenance/registry/rowset.h"
#include "models/provenance/registry/rowverdicts.h"
#include "models/provenance/summary.h"

namespace bulkhead::provenance {

/// Two answers about one sample.
struct Difference
{
    /// Neighbouring rows that changed alike.
    struct Stretch
    {
        RowSet::Stretch rows;
        Verdict before = Verdict::Unknown;
        Verdict after = Verdict::Unknown;

        bool operator==(const Stretch&) const = default;
    };
    static constexpr std::size_t mostStretches = 10'000;

    VerdictCounts before = {};
    VerdictCounts after = {};
    bool isByRow = false; ///< false: the verdicts of the rows were not kept of both, only the totals are known
    std::array<VerdictCounts, verdictCount> moved = {}; ///< rows by their verdict before and after; where `isByRow`
    std::vector<Stretch> stretches = {};                ///< ascending; the first `mostStretches`

    /// Rows that have another verdict than before.
    struct Move
    {
        Verdict before = Verdict::Unknown;
        Verdict after = Verdict::Unknown;
        quint64 rows = 0;
    };
    [[nodiscard]] std::vector<Move> moves() const; ///< in the order of the verdicts
    [[nodiscard]] quint64 changed() const;         ///< rows; 0 also where that is not known
    /// "unknown → synthetic: 38", the most first; of the totals where rows are not known. Empty: nothing changed.
    [[nodiscard]] QStringList texts() const;
};
/// `provenance.no-answer`.
[[nodiscard]] std::unexpected<Error> noAnswer(const Evidence& evidence);
/// Of a filed answer.
[[nodiscard]] VerdictCounts countsOf(const VerdictReport& report);
[[nodiscard]] Difference differenceOf(const RowVerdicts& before, const RowVerdicts& after);

/// What stands of a sample: the machine's newest answer, and beside it what people have set.
struct Standing
{
    Kept<VerdictReport> report;
    std::vector<Kept<RowOverride>> overrides; ///< that stand, oldest first
    VerdictCounts machine = {};
    VerdictCounts counts = {}; ///< with what people have set; the same as `machine` where nobody has
    quint64 setByPeople = 0;   ///< rows
    quint64 differing = 0;     ///< of them: people say something else than the machine
    QString verdict;           ///< of the sample, from `counts`
    RowVerdicts rows = {};     ///< with what people have set; nothing where they were not kept
};

/// What is said of samples, one answer after another, by the machine and by people beside it. Confined to the thread of
/// its casework.
///
/// Errors: those of the journal; `value.bad`, `value.empty`, `provenance.rows-not-kept`, `provenance.no-answer`.
class Answers
{
public:
    explicit Answers(Casework& casework)
        : m_casework(casework)
    {
    }

    /// Of one sample, oldest first.
    [[nodiscard]] Expected<std::vector<Kept<VerdictReport>>> of(const Id& evidence) const;
    /// Both about the same sample.
    [[nodiscard]] Expected<Difference> compare(const VerdictReport& before, const VerdictReport& after) const;
    /// Not kept: nothing.
    [[nodiscard]] Expected<RowVerdicts> rowsOf(const VerdictReport& report) const;

    /// Nothing where nobody has asked about it.
    [[nodiscard]] Expected<std::optional<Standing>> standing(const Id& evidence) const;
    /// Of every sample of an incident but that one, struck ones left out; `rows` only where people have set some.
    [[nodiscard]] Expected<std::vector<Standing>> standings(const Id& incident, const Id& but = {}) const;
    /// The same, for what needs an answer. Errors: `provenance.no-answer`.
    [[nodiscard]] Expected<Standing> answered(const Kept<Evidence>& evidence) const;
    /// The worst of what stands of the incident's samples, struck ones left out; `with` in place of what stands of its
    /// sample. Empty where there is none.
    [[nodiscard]] Expected<QString> verdictOf(const Id& incident, const Standing& with) const;
    /// What would stand of a sample with this answer, one of the overrides left out where `without` says so.
    [[nodiscard]] Expected<Standing> standingWith(Kept<VerdictReport> report, RowVerdicts rows,
                                                  const Id& without = {}) const;

    /// \name What people say
    ///@{
    /// Rows that a person has looked at. What is set to synthetic needs evidence that carries it. A later one wins over
    /// an earlier one; the machine's verdicts stay.
    [[nodiscard]] Expected<Id> setRows(const Id& evidence, const RowSet& rows, Verdict verdict, const QString& reason,
                                       const std::vector<Id>& support);
    [[nodiscard]] Expected<void> takeBack(const Id& override, const QString& reason);
    /// Taken back ones too, oldest first.
    [[nodiscard]] Expected<std::vector<Kept<RowOverride>>> setByPeople(const Id& evidence) const;
    /// Who set them.
    [[nodiscard]] Expected<QString> authorOf(const Id& override) const;
    ///@}

private:
    [[nodiscard]] Expected<void> writeWith(const Standing& after, const Stream& stream, const QString& intent,
                                           std::vector<Fact> facts);

    Casework& m_casework;
};

} // namespace bulkhead::provenance
