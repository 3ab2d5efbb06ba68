#pragma once

#include "models/provenance/itemmodels/examined.h"
#include "ui/common/rowmodel.h"

namespace bulkhead {

/// What of the sample each data set accounts for.
class DataSetHits : public RowModel<provenance::DataSetCount>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 5; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const provenance::DataSetCount& row, int column, int role) const override;
    [[nodiscard]] Id key(const provenance::DataSetCount& row) const override { return row.dataSet; }
};

/// Rows by tenant and verdict.
class TenantHits : public RowModel<provenance::TenantCount>
{
    Q_OBJECT

public:
    using RowModel::RowModel;
    void setNames(std::map<Id, provenance::DataSetName> names) { m_names = std::move(names); }

protected:
    [[nodiscard]] int columns() const override { return 6; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const provenance::TenantCount& row, int column, int role) const override;
    [[nodiscard]] Id key(const provenance::TenantCount& row) const override;

private:
    std::map<Id, provenance::DataSetName> m_names;
};

/// Hits that chance alone would give beside those found.
class ChanceModel : public RowModel<provenance::ChanceCount>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 5; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const provenance::ChanceCount& row, int column, int role) const override;
    [[nodiscard]] Id key(const provenance::ChanceCount& row) const override;
};

/// What unknown rows look like, with what each indicator says and its source.
class IndicatorsModel : public RowModel<provenance::IndicatorCount>
{
    Q_OBJECT

public:
    using RowModel::RowModel;
    void setColumns(std::vector<provenance::Column> columns) { m_columns = std::move(columns); }

protected:
    [[nodiscard]] int columns() const override { return 6; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const provenance::IndicatorCount& row, int column, int role) const override;
    [[nodiscard]] Id key(const provenance::IndicatorCount& row) const override;

private:
    std::vector<provenance::Column> m_columns;
};

} // namespace bulkhead
