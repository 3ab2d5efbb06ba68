#pragma once

#include "ui/common/rowmodel.h"

#include <QStyledItemDelegate>

#include <functional>
#include <optional>

class QAbstractItemModel;
class QAbstractItemView;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QTreeView;

namespace bulkhead {

/// Looks and keys of every table: row height, whole-row selection, sorting by header, no grid, Enter activates, the
/// last column stretches. `name` is what a screen reader says.
void setupTable(QTableView* table, const QString& name);
void setupTree(QTreeView* tree, const QString& name);

/// A proxy that sorts by SortRole and filters over all columns, case-insensitively, by every word of the text.
[[nodiscard]] QSortFilterProxyModel* makeFilterProxy(QAbstractItemModel* source, QObject* parent);
/// Words of the line go to a proxy of `makeFilterProxy` while one types.
void connectFilter(QLineEdit* line, QSortFilterProxyModel* proxy);

/// The entity of the current row; nothing where there is none.
[[nodiscard]] std::optional<Id> currentId(const QAbstractItemView* view);
/// Makes the row of an entity current and scrolls to it; false where it is not there (or filtered out).
bool selectId(QAbstractItemView* view, const Id& id);

/// Paints a cell's text as a pill where it has a ToneRole, struck through where StruckRole; else as usual.
class PillDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace bulkhead
