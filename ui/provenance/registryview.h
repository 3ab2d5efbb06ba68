#pragma once

#include "models/provenance/registry/registry.h"
#include "ui/common/rowmodel.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace bulkhead {

/// The registered data sets, removed ones too.
class DataSetModel : public RowModel<Kept<DataSet>>
{
    Q_OBJECT

public:
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return 8; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<DataSet>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<DataSet>& row) const override { return row.id; }
};

/// What leaked rows are compared with: list, details of one, register, remove.
class RegistryView : public QWidget
{
    Q_OBJECT

public:
    explicit RegistryView(QWidget* parent = nullptr);

    void setDataSets(std::vector<Kept<DataSet>> sets);
    [[nodiscard]] std::optional<Kept<DataSet>> current() const;
    [[nodiscard]] DataSetModel* model() const { return m_model; }
    [[nodiscard]] bool hasProductionSet() const;
    [[nodiscard]] int registered() const; ///< not removed
    bool select(const Id& id);

Q_SIGNALS:
    void registerWanted();
    void crmWanted();
    void removeWanted();
    void assessWanted(); ///< the re-identification risk of the current set
    void riskWanted();   ///< to see what the latest assessment found
    void currentChanged();

private:
    void refilter();
    void describe();

    std::vector<Kept<DataSet>> m_sets;
    DataSetModel* m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
    QCheckBox* m_showRemoved;
    QLabel* m_details;
    QPushButton* m_assess;
    QPushButton* m_showRisk;
};

} // namespace bulkhead
