#pragma once

#include "models/provenance/verdict.h"

namespace bulkhead::provenance {

/// Why a row has its verdict, with everything that was weighed; holds no value.
struct ExplainedRow
{
    struct Record ///< a registered record that it was compared with
    {
        QString dataSet; ///< with its version
        Kind kind = Kind::Synthetic;
        Explanation why;
    };
    RowVerdict row;
    std::vector<Record> records = {}; ///< the least likely to agree by chance first, eight at most
};

[[nodiscard]] ExplainedRow explained(const RowVerdict& row, const std::vector<Explanation>& why, const Index& index);

/// "agrees", "differs", "records", "collision", "issued".
[[nodiscard]] QString factorId(Factor::Kind kind);
/// "1 in 1,000,000", "× 30", "20,000", "3·10⁻¹²". Of the locale.
[[nodiscard]] QString factorText(const Factor& factor);
/// What it says, translated: "e-mail address agrees", "date of birth differs", "records searched".
[[nodiscard]] QString factorMeaning(const Factor& factor);
/// 1.2·10⁻⁹ as text; 0 below 10⁻³⁰⁰.
[[nodiscard]] QString chanceText(double chance);

} // namespace bulkhead::provenance
