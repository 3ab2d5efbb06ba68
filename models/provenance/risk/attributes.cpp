#include "models/provenance/risk/attributes.h"

#include "models/provenance/normalise.h"
#include "models/provenance/risk/risktext.h"

#include <QDate>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array kindIds = {"identifier", "number", "date", "category", "text"};
constexpr std::array orders = {DateOrder::YearFirst, DateOrder::DayFirst, DateOrder::MonthFirst};

bool isIssued(Meaning meaning)
{
    using enum Meaning;
    return meaning == Email || meaning == Phone || meaning == NationalId || meaning == Iban || meaning == Card
        || meaning == RecordId;
}

QString keyOf(const QString& name)
{
    return name.simplified().toCaseFolded();
}

std::unexpected<Error> noCorrespondence(const QString& message)
{
    return failure("provenance.risk-columns"_L1, message);
}

/// The cells of a column in the rows that are looked at first.
class Cells
{
public:
    Cells(const TableReader& reader, std::size_t column)
    {
        for (const auto& row : reader.sample()) {
            if (column < row.size()) {
                if (const auto cell = withoutBlanks(row[column]); !cell.empty()) {
                    m_cells.push_back(cell);
                }
            }
        }
    }
    [[nodiscard]] bool isEmpty() const { return m_cells.empty(); }
    /// Of twenty, nineteen at least: "n/a" and its like may stand between numbers.
    template<typename Is> [[nodiscard]] bool mostlyAre(Is is) const
    {
        constexpr auto of = 20;
        const auto others = m_cells.size() - static_cast<std::size_t>(std::ranges::count_if(m_cells, is));
        return others * of <= m_cells.size();
    }
    [[nodiscard]] bool hasCodes() const
    {
        return std::ranges::any_of(m_cells, [](std::string_view cell) {
            return cell.size() > 1 && cell[0] == '0' && cell[1] >= '0' && cell[1] <= '9';
        });
    }

private:
    std::vector<std::string_view> m_cells;
};

/// What one file is known by.
struct FileColumns
{
    const TableReader* reader = nullptr;
    std::vector<Column> columns;
    [[nodiscard]] bool hasHeader() const { return !reader->header().empty(); }
    [[nodiscard]] std::optional<std::size_t> find(const QString& key) const
    {
        const auto found = std::ranges::find(columns, key, [](const Column& one) { return keyOf(one.name); });
        return found == columns.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - columns.begin()));
    }
    [[nodiscard]] QStringList names() const
    {
        QStringList names;
        for (const Column& column : columns) {
            names.append(column.name);
        }
        return names;
    }
};

bool areNumbers(const Attribute& attribute, std::span<const FileColumns> files)
{
    for (std::size_t file = 0; file < files.size(); ++file) {
        const Cells cells(*files[file].reader, attribute.column[file]);
        if (cells.isEmpty() || cells.hasCodes()
            || !cells.mostlyAre([](std::string_view cell) { return numberIn(cell).has_value(); })) {
            return false;
        }
    }
    return true;
}

/// Amounts, which by their digits alone look like telephone numbers and the like.
bool areAmounts(const Attribute& attribute, std::span<const FileColumns> files)
{
    constexpr std::size_t mostDigits = 9;
    constexpr auto isShort = [](std::string_view cell) {
        return cell.size() <= mostDigits || cell.find_first_of(".,") != std::string_view::npos;
    };
    for (std::size_t file = 0; file < files.size(); ++file) {
        const Column& column = files[file].columns[attribute.column[file]];
        if (column.basis == Column::Basis::Header || column.basis == Column::Basis::Given
            || !Cells(*files[file].reader, attribute.column[file]).mostlyAre(isShort)) {
            return false;
        }
    }
    return areNumbers(attribute, files);
}

/// Finds how the parts of dates are ordered in each file.
bool areDates(Attribute& attribute, std::span<const FileColumns> files)
{
    for (std::size_t file = 0; file < files.size(); ++file) {
        const Cells cells(*files[file].reader, attribute.column[file]);
        if (attribute.meaning == Meaning::BirthDate) {
            attribute.dates[file] = files[file].columns[attribute.column[file]].dates;
            continue;
        }
        const auto order = std::ranges::find_if(orders, [&](DateOrder one) {
            return cells.mostlyAre([one](std::string_view cell) { return daysIn(cell, one).has_value(); });
        });
        if (cells.isEmpty() || order == orders.end()) {
            return false;
        }
        attribute.dates[file] = *order;
    }
    return true;
}

AttributeKind kindOf(Attribute& attribute, std::span<const FileColumns> files)
{
    if (isIssued(attribute.meaning)) {
        return AttributeKind::Identifier;
    }
    if (attribute.meaning == Meaning::None && areNumbers(attribute, files)) {
        return AttributeKind::Number;
    }
    if ((attribute.meaning == Meaning::BirthDate || attribute.meaning == Meaning::None) && areDates(attribute, files)) {
        return AttributeKind::Date;
    }
    return AttributeKind::Text;
}

/// Of the training file; what the others see in their values where it sees nothing.
Meaning meaningOf(const Attribute& attribute, std::span<const FileColumns> files)
{
    constexpr auto training = static_cast<std::size_t>(RiskFile::Training);
    Meaning meaning = files[training].columns[attribute.column[training]].meaning;
    for (std::size_t file = 0; file < files.size() && meaning == Meaning::None; ++file) {
        meaning = files[file].columns[attribute.column[file]].meaning;
    }
    return meaning;
}

/// Ids that are numbered anew in every system: that they are the same says nothing of anybody.
bool areRowNumbers(const Attribute& attribute, std::span<const FileColumns> files)
{
    constexpr std::size_t leastIdSize = 14;
    for (std::size_t file = 0; attribute.meaning == Meaning::RecordId && file < files.size(); ++file) {
        const Cells cells(*files[file].reader, attribute.column[file]);
        if (cells.mostlyAre([](std::string_view cell) { return cell.size() < leastIdSize; })) {
            return true;
        }
    }
    return false;
}

Expected<std::vector<Attribute>> byPlace(std::span<const FileColumns> files)
{
    const auto count = files.front().columns.size();
    for (std::size_t file = 1; file < files.size(); ++file) {
        if (files[file].columns.size() != count) {
            return noCorrespondence(
                RiskText::tr("The files have no header, and the synthetic file has %1 columns, the %2 %3. Give "
                             "files with the same columns, or with headers that name them.")
                    .arg(count)
                    .arg(riskFileName(static_cast<RiskFile>(file)))
                    .arg(files[file].columns.size()));
        }
    }
    std::vector<Attribute> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        all[i].name = QString::number(i + 1);
        all[i].column = {i, i, i};
    }
    return all;
}

std::vector<Attribute> byName(std::span<const FileColumns> files)
{
    constexpr auto training = static_cast<std::size_t>(RiskFile::Training);
    std::vector<Attribute> all;
    for (const Column& column : files[training].columns) {
        Attribute attribute{.name = column.name};
        const bool isEverywhere = std::ranges::all_of(files, [&](const FileColumns& file) {
            const auto at = file.find(keyOf(column.name));
            attribute.column[static_cast<std::size_t>(&file - files.data())] = at.value_or(0);
            return at.has_value();
        });
        const bool isTwice = std::ranges::any_of(
            all, [&](const Attribute& one) { return one.column[training] == attribute.column[training]; });
        if (isEverywhere && !isTwice && !keyOf(column.name).isEmpty()) {
            all.push_back(std::move(attribute));
        }
    }
    return all;
}

Expected<void> keepWanted(std::vector<Attribute>& all, const QStringList& wanted, std::span<const FileColumns> files)
{
    std::vector<Attribute> kept;
    for (const QString& name : wanted) {
        const auto found = std::ranges::find(all, keyOf(name), [](const Attribute& one) { return keyOf(one.name); });
        if (found == all.end()) {
            for (std::size_t file = 0; file < files.size(); ++file) {
                if (files[file].hasHeader() && !files[file].find(keyOf(name))) {
                    return noCorrespondence(
                        RiskText::tr("The %1 has no column \"%2\". It has: %3.")
                            .arg(riskFileName(static_cast<RiskFile>(file)), name, files[file].names().join(", "_L1)));
                }
            }
            return noCorrespondence(RiskText::tr("There is no column \"%1\" in the files.").arg(name));
        }
        kept.push_back(*found);
    }
    all = std::move(kept);
    return {};
}

Expected<void> checkEnough(const std::vector<Attribute>& all, std::span<const FileColumns> files, bool wasChosen)
{
    const auto& training = files[static_cast<std::size_t>(RiskFile::Training)];
    // A set whose columns are mostly others than those of its source is not what was trained on it.
    if (all.empty() || (!wasChosen && all.size() * 2 < files.front().columns.size())) {
        return noCorrespondence(
            RiskText::tr("The files' columns do not correspond: %1 of %2 columns of the synthetic file stand in all "
                         "of them. The synthetic file has: %3. The training file has: %4. Rename the columns, or say "
                         "which ones to compare.")
                .arg(all.size())
                .arg(files.front().columns.size())
                .arg(files.front().names().join(", "_L1), training.names().join(", "_L1)));
    }
    constexpr std::size_t most = 250;
    if (all.size() > most) {
        return noCorrespondence(
            RiskText::tr("%1 columns correspond; at most %2 are compared. Say which ones.").arg(all.size()).arg(most));
    }
    return {};
}

std::vector<LeftOut> leftOutOf(const std::vector<Attribute>& all, std::span<const FileColumns> files)
{
    std::vector<LeftOut> out;
    for (std::size_t file = 0; file < files.size(); ++file) {
        for (std::size_t i = 0; i < files[file].columns.size(); ++i) {
            if (std::ranges::none_of(all, [&](const Attribute& one) { return one.column[file] == i; })) {
                const QString& name = files[file].columns[i].name;
                out.push_back({static_cast<RiskFile>(file), name.isEmpty() ? QString::number(i + 1) : name});
            }
        }
    }
    return out;
}
} // namespace

QString attributeKindId(AttributeKind kind)
{
    return QString::fromLatin1(kindIds[static_cast<std::size_t>(kind)]);
}

QString attributeKindName(AttributeKind kind)
{
    switch (kind) {
    case AttributeKind::Identifier:
        return RiskText::tr("same or not (issued identifier)");
    case AttributeKind::Number:
        return RiskText::tr("number");
    case AttributeKind::Date:
        return RiskText::tr("date");
    case AttributeKind::Category:
        return RiskText::tr("category");
    case AttributeKind::Text:
        return RiskText::tr("text");
    }
    return {};
}

QString riskFileName(RiskFile file)
{
    switch (file) {
    case RiskFile::Synthetic:
        return RiskText::tr("synthetic file");
    case RiskFile::Training:
        return RiskText::tr("training file");
    case RiskFile::Holdout:
        return RiskText::tr("hold-out file");
    }
    return {};
}

bool Attribute::isQuasiIdentifying() const
{
    using enum Meaning;
    return meaning == GivenName || meaning == FamilyName || meaning == FullName || meaning == Company
        || meaning == Street || meaning == City || meaning == Postcode || meaning == Country || meaning == BirthDate;
}

Expected<Attributes> attributesOf(std::span<const TableReader* const> readers, std::span<const ColumnMapping> mappings,
                                  const QStringList& wanted)
{
    std::vector<FileColumns> files;
    for (const TableReader* reader : readers) {
        TRY(auto columns, columnsOf(*reader, mappings));
        if (!columns.empty() && isForTheRest(*reader, columns.back().name)) {
            columns.pop_back();
        }
        files.push_back({reader, std::move(columns)});
    }
    for (std::size_t file = 1; file < files.size(); ++file) {
        if (files[file].hasHeader() != files.front().hasHeader()) {
            return noCorrespondence(
                RiskText::tr("Only one of synthetic file and %1 has a header, so their columns cannot be told to be "
                             "the same. Say whether the files have a header, or add it.")
                    .arg(riskFileName(static_cast<RiskFile>(file))));
        }
    }
    Attributes result;
    if (files.front().hasHeader()) {
        result.all = byName(files);
    } else {
        TRY(result.all, byPlace(files));
    }
    for (Attribute& attribute : result.all) {
        attribute.meaning = areAmounts(attribute, files) ? Meaning::None : meaningOf(attribute, files);
        attribute.kind = kindOf(attribute, files);
    }
    if (wanted.isEmpty()) {
        std::erase_if(result.all, [&](const Attribute& one) { return areRowNumbers(one, files); });
    } else {
        CHECK_OK(keepWanted(result.all, wanted, files));
    }
    CHECK_OK(checkEnough(result.all, files, !wanted.isEmpty()));
    result.leftOut = leftOutOf(result.all, files);
    return result;
}

std::string_view withoutBlanks(std::string_view cell)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = cell.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : cell.substr(first, cell.find_last_not_of(blanks) - first + 1);
}

std::optional<double> numberIn(std::string_view cell)
{
    constexpr std::size_t longest = 40;
    cell = withoutBlanks(cell);
    if (cell.starts_with('+')) {
        cell.remove_prefix(1);
    }
    if (cell.empty() || cell.size() > longest) {
        return {};
    }
    std::string written(cell);
    if (written.find('.') == std::string::npos) {
        if (const auto comma = written.find(','); comma != std::string::npos) {
            written[comma] = '.';
        }
    }
    double value = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc() || end != written.data() + written.size() || !std::isfinite(value)) {
        return {};
    }
    return value + 0.0; // so that minus zero is zero
}

std::optional<double> daysIn(std::string_view cell, DateOrder order)
{
    const std::string form = normalised(Meaning::BirthDate, cell, order);
    constexpr std::size_t size = 8; // YYYYMMDD
    if (form.size() != size) {
        return {};
    }
    const auto number = [&](std::size_t from, std::size_t digits) {
        int value = 0;
        std::from_chars(form.data() + from, form.data() + from + digits, value);
        return value;
    };
    const QDate date(number(0, 4), number(4, 2), number(6, 2));
    return date.isValid() ? std::optional(static_cast<double>(QDate(1970, 1, 1).daysTo(date))) : std::nullopt;
}

} // namespace bulkhead::provenance
