#pragma once

#include "models/base/error.h"

#include <QString>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// What a column holds. The numbers are part of the fingerprint format and are never reused.
enum class Meaning : quint8 {
    None = 0,
    Email = 1,
    Phone = 2,
    GivenName = 3,
    FamilyName = 4,
    FullName = 5,
    Company = 6,
    Street = 7,
    City = 8,
    Postcode = 9,
    Country = 10,
    BirthDate = 11,
    NationalId = 12,
    Iban = 13,
    Card = 14,
    RecordId = 15,
    Url = 16,
    Ip = 17,
    Tenant = 18,
    FreeText = 19,
};
inline constexpr int meaningCount = 20;

/// Stable identifier for files and the command line: "email", "givenName", "none".
[[nodiscard]] QString meaningId(Meaning meaning);
/// Accepts the identifier in any case, with or without hyphens; nothing for an unknown word.
[[nodiscard]] std::optional<Meaning> meaningFromId(QStringView id);
/// Translated name for the screen: "e-mail address".
[[nodiscard]] QString meaningName(Meaning meaning);

/// How the parts of a written date are ordered in a column.
enum class DateOrder : quint8 { YearFirst, DayFirst, MonthFirst };

/// What is known of one column.
struct Column
{
    enum class Basis : quint8 { Nothing, Header, Values, Given };

    QString name; ///< Header as written; empty where there is none
    Meaning meaning = Meaning::None;
    Basis basis = Basis::Nothing;          ///< How the meaning was found
    DateOrder dates = DateOrder::DayFirst; ///< For birth dates: the order found in the values

    bool operator==(const Column&) const = default;
};

/// A person's correction: `column` is a header (case and blanks do not count) or a number from 1.
struct ColumnMapping
{
    QString column;
    Meaning meaning = Meaning::None;
    /// Of an earlier sample: for columns of that name only, and no error where there is none.
    bool isRemembered = false;

    bool operator==(const ColumnMapping&) const = default;
};

/// Reads "column=meaning". Errors: `provenance.map-syntax`, `provenance.unknown-meaning`.
[[nodiscard]] Expected<ColumnMapping> parseMapping(QStringView text);

/// The meaning a header speaks of, in English, German, French, Spanish, Italian, Dutch, Polish, Portuguese or the API
/// names of Salesforce, HubSpot and Dataverse; None where it says nothing.
[[nodiscard]] Meaning meaningOfHeader(std::string_view utf8);

/// A few hundred rows, as copies, from which columns are recognised.
using SampleRows = std::vector<std::vector<std::string>>;

/// Meanings of all columns from headers first, then values, then `mappings`, which win. `header` may be empty.
/// Errors: `provenance.unknown-column`.
[[nodiscard]] Expected<std::vector<Column>> findMeanings(std::span<const std::string> header, const SampleRows& rows,
                                                         std::span<const ColumnMapping> mappings = {});

/// True where the row reads like names of columns rather than values; `rows` are those below it.
[[nodiscard]] bool looksLikeHeader(std::span<const std::string> first, const SampleRows& rows);

} // namespace bulkhead::provenance
