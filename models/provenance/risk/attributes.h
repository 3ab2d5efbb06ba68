#pragma once

#include "models/provenance/record.h"

#include <array>

namespace bulkhead::provenance {

/// How the values of a column are held against each other.
enum class AttributeKind : quint8 {
    Identifier, ///< issued to one person (e-mail, phone, id, account, card): the same or not; no part of a distance
    Number,     ///< difference by the range in the training file
    Date,       ///< days, as a number
    Category,   ///< few different values: the same or not
    Text,       ///< by the pairs of letters that two texts share
};
[[nodiscard]] QString attributeKindId(AttributeKind kind); ///< identifier, number, date, category, text
[[nodiscard]] QString attributeKindName(AttributeKind kind);

/// The files of an assessment, in this order everywhere.
enum class RiskFile : quint8 { Synthetic, Training, Holdout };
inline constexpr std::size_t riskFiles = 3;
[[nodiscard]] QString riskFileName(RiskFile file); ///< "synthetic file"

/// A column that stands in all files.
struct Attribute
{
    QString name = {}; ///< as the training file writes it; without headers its place, from 1
    Meaning meaning = Meaning::None;
    AttributeKind kind = AttributeKind::Text;
    std::array<std::size_t, riskFiles> column = {}; ///< by file
    std::array<DateOrder, riskFiles> dates = {DateOrder::DayFirst, DateOrder::DayFirst, DateOrder::DayFirst}; ///< same

    [[nodiscard]] bool isMeasured() const { return kind != AttributeKind::Identifier; } ///< part of the distance
    /// Says who somebody is, together with others: name, birth date, address, employer.
    [[nodiscard]] bool isQuasiIdentifying() const;
};

/// Columns that stand in one file only, or were not asked for.
struct LeftOut
{
    RiskFile file = RiskFile::Synthetic;
    QString name;

    bool operator==(const LeftOut&) const = default;
};

struct Attributes
{
    std::vector<Attribute> all;
    std::vector<LeftOut> leftOut;
};

/// Which columns of the files correspond, by their names (case and blanks around do not count) or, where no file has a
/// header, by their places; and how each is compared, by what the first rows of all files hold. Ids under 14 characters
/// are left out: they are numbered anew in every system. `wanted`: only these. `readers`: of two files or of three.
/// Errors: those of `columnsOf`; `provenance.risk-columns` where they do not correspond.
[[nodiscard]] Expected<Attributes> attributesOf(std::span<const TableReader* const> readers,
                                                std::span<const ColumnMapping> mappings, const QStringList& wanted);

/// \name One cell
///@{
/// A decimal number, with point or comma; nothing where it is none.
[[nodiscard]] std::optional<double> numberIn(std::string_view cell);
/// Days since 1970 of a written date, a time of day dropped.
[[nodiscard]] std::optional<double> daysIn(std::string_view cell, DateOrder order);
[[nodiscard]] std::string_view withoutBlanks(std::string_view cell);
///@}

} // namespace bulkhead::provenance
