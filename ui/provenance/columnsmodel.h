#pragma once

#include "models/provenance/summary.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

#include <vector>

namespace bulkhead {

/// What is known of one column of a table, with masked examples.
struct ColumnLine
{
    provenance::Column column;
    quint64 filled = 0;
    quint64 usable = 0;
    QString examples; ///< masked

    bool operator==(const ColumnLine&) const = default;
};

/// The columns of a sample or of a file to be registered; the meaning of each can be corrected.
class ColumnsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Columns { NameColumn, MeaningColumn, BasisColumn, FilledColumn, UsableColumn, ExamplesColumn };
    using QAbstractTableModel::QAbstractTableModel;

    void setLines(std::vector<ColumnLine> lines);
    [[nodiscard]] const std::vector<ColumnLine>& lines() const { return m_lines; }
    /// Corrections so far, by number of column, for `--map` and the engine.
    [[nodiscard]] std::vector<provenance::ColumnMapping> corrections() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    void corrected();

private:
    std::vector<ColumnLine> m_lines;
};

/// Chooses a meaning from a list.
class MeaningDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
};

/// Up to three masked values of each column, from rows at the front of a table.
[[nodiscard]] std::vector<QString> maskedExamples(const std::vector<provenance::Column>& columns,
                                                  const std::vector<QStringList>& rows);

} // namespace bulkhead
