#pragma once

#include "models/provenance/risk/chance.h"
#include "models/provenance/risk/crew.h"
#include "models/provenance/risk/risktable.h"

namespace bulkhead::provenance {

/// What somebody guesses of a person: that in each of some columns exactly one record has such a value.
struct Predicate
{
    struct Condition
    {
        enum class Is : quint8 { Equal, AtMost, AtLeast };
        std::size_t attribute = 0;
        Is is = Is::Equal;
        quint64 value = 0; ///< as in `RiskTable::values`; `absent` with Equal: empty

        [[nodiscard]] bool holds(quint64 other) const;
        bool operator==(const Condition&) const = default;
    };
    std::vector<Condition> conditions;

    /// Records that it holds of, counted up to two; the first of them.
    struct Found
    {
        int count = 0;
        std::size_t row = 0;
    };
    [[nodiscard]] Found find(const RiskRows& rows) const;
    [[nodiscard]] int count(const RiskRows& rows) const { return find(rows).count; }
    bool operator==(const Predicate&) const = default;
};

/// What came of the guesses.
struct SinglingOut
{
    quint64 wanted = 0;          ///< guesses
    quint64 attacks = 0;         ///< that were found: each holds of one synthetic record
    quint64 training = 0;        ///< of them: hold of one training record
    quint64 holdout = 0;         ///< of them: hold of one hold-out record
    double trainingTogether = 1; ///< `togetherOf` those that single out the same record
    double holdoutTogether = 1;
    bool operator==(const SinglingOut&) const = default;
};

/// Guesses are made from the synthetic records alone and tried on as many training as hold-out records (Giomi et al.,
/// "A Unified Framework for Quantifying Privacy Risk in Synthetic Data", PoPETs 2023(2); a guess succeeds where
/// it singles out, Cohen and Nissim, "Towards formalizing the GDPR's notion of singling out", PNAS 117(15), 2020).
struct SinglingOutTrial
{
    RiskRows synthetic;
    RiskRows training;
    RiskRows holdout; ///< no table: there is none
    const std::vector<Attribute>& attributes;
    quint64 wanted = 0;
    quint64 seed = 0;

    using Turn = std::function<Expected<void>(std::size_t done)>;
    /// Of one column: values that stand once, and beyond the least and the greatest number.
    [[nodiscard]] Expected<std::vector<Predicate>> univariate(const Crew& crew, const Turn& turn) const;
    /// Of three columns: the values of a record drawn by chance; of numbers, that they are as far from the median.
    [[nodiscard]] Expected<std::vector<Predicate>> multivariate(const Crew& crew, const Turn& turn) const;
    [[nodiscard]] Expected<SinglingOut> tryOut(const std::vector<Predicate>& guesses, const Crew& crew,
                                               const Turn& turn) const;

    static constexpr std::size_t columnsOfGuess = 3;

private:
    [[nodiscard]] std::vector<std::size_t> measured() const;
    /// How many synthetic records each holds of, up to two.
    [[nodiscard]] Expected<std::vector<int>> counted(const std::vector<Predicate>& guesses, const Crew& crew,
                                                     const Turn& turn) const;
};

} // namespace bulkhead::provenance
