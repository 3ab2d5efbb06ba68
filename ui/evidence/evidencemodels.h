#pragma once

#include "models/incident/casework.h"
#include "ui/common/rowmodel.h"

namespace bulkhead {

/// What is held in the vault for an incident.
class EvidenceModel : public RowModel<Kept<Evidence>>
{
    Q_OBJECT

public:
    enum Columns { NameColumn, SizeColumn, AcquiredColumn, ByColumn, SourceColumn, HashColumn, columnTotal };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<Evidence>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<Evidence>& row) const override { return row.id; }
};

/// Who did what with one piece of evidence, oldest first.
class CustodyModel : public RowModel<Kept<CustodyStep>>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 4; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<CustodyStep>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<CustodyStep>& row) const override { return row.id; }
};

/// Where leaked material was seen in the open.
class SightingModel : public RowModel<Kept<Sighting>>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 5; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<Sighting>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<Sighting>& row) const override { return row.id; }
};

} // namespace bulkhead
