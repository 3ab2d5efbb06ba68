#pragma once

#include "models/timeline/importer.h"
#include "ui/common/rowmodel.h"

namespace bulkhead {

/// Files that were read into a timeline, with the account of their rows.
class ImportsModel : public RowModel<Kept<TimelineImport>>
{
    Q_OBJECT

public:
    enum Columns {
        FileColumn,
        FormatColumn,
        ImportedColumn,
        ReadColumn,
        AcceptedColumn,
        DuplicateColumn,
        RejectedColumn,
        StateColumn,
        columnTotal
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<TimelineImport>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<TimelineImport>& row) const override { return row.id; }
};

/// A row that was rejected, and whether somebody has repaired it.
struct LedgerLine
{
    Id id; ///< of the entry that stands in its place, or would
    LedgerEntry entry;
    bool isRepaired = false;
};

class LedgerModel : public RowModel<LedgerLine>
{
    Q_OBJECT

public:
    enum Columns { RowColumn, ReasonColumn, StateColumn, ContentColumn, columnTotal };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const LedgerLine& row, int column, int role) const override;
    [[nodiscard]] Id key(const LedgerLine& row) const override { return row.id; }
};

} // namespace bulkhead
