#pragma once

#include <QStyledItemDelegate>

namespace bulkhead {

/// Paints a clock's bar on the common axis of ClocksModel: from start to due time in the tone of what is left, pale to
/// the outer limit, a line at now.
class AxisDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace bulkhead
