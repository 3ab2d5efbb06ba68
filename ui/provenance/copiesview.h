#pragma once

#include "models/provenance/registry/registry.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QStackedWidget;
class QTableView;

namespace bulkhead {

/// A copy with the name of what it is a copy of.
struct CopyRow
{
    Kept<DataSetCopy> copy;
    QString dataSet;
};

class CopiesModel : public RowModel<CopyRow>
{
    Q_OBJECT

public:
    enum Columns {
        NameColumn,
        RecipientColumn,
        SetColumn,
        RowsColumn,
        CanariesColumn,
        MadeColumn,
        FileColumn,
        columnTotal
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return columnTotal; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const CopyRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const CopyRow& row) const override { return row.copy.id; }
};

/// Copies of synthetic data sets that were made for somebody and name them when they leak.
class CopiesView : public QWidget
{
    Q_OBJECT

public:
    explicit CopiesView(QWidget* parent = nullptr);

    void setCopies(std::vector<Kept<DataSetCopy>> copies, const std::vector<Kept<DataSet>>& sets);
    [[nodiscard]] int count() const { return m_model->rowCount(); }
    bool select(const Id& copy);

Q_SIGNALS:
    void makeWanted();

private:
    CopiesModel* m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
};

} // namespace bulkhead
