#include "ui/clocks/axisdelegate.h"

#include "ui/clocks/clocksmodels.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace bulkhead {

void AxisDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const qint64 from = index.data(ClocksModel::FromRole).toLongLong();
    const qint64 to = index.data(ClocksModel::ToRole).toLongLong();
    if (to <= from) {
        return;
    }
    const Theme& theme = Theme::of(option.palette);
    const QRectF box = QRectF(option.rect).adjusted(space::s, 0, -space::s, 0);
    const auto x = [&](qint64 at) {
        return box.left()
            + box.width() * std::clamp(static_cast<double>(at - from) / static_cast<double>(to - from), 0.0, 1.0);
    };
    const qint64 start = index.data(ClocksModel::StartRole).toLongLong();
    const qint64 due = index.data(ClocksModel::EndRole).toLongLong();
    const qint64 outer = index.data(ClocksModel::OuterRole).toLongLong();
    const qint64 now = index.data(ClocksModel::NowRole).toLongLong();
    const bool isRunning = index.sibling(index.row(), ClocksModel::LeftColumn).data().toString().size() > 0;
    const double left = due > start ? static_cast<double>(due - now) / static_cast<double>(due - start) : 0;
    const Tone tone = !isRunning ? Tone::Neutral : left > 0.5 ? Tone::Ok : left > 0.1 ? Tone::Warn : Tone::Overdue;
    constexpr double thickness = 8;
    const double top = box.center().y() - thickness / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    if (outer > due) {
        painter->setBrush(theme.ink(tone).fill);
        painter->drawRect(QRectF(x(due), top + 2, x(outer) - x(due), thickness - 4));
    }
    painter->setBrush(theme.ink(tone).mark);
    painter->drawRoundedRect(QRectF(x(start), top, std::max(3.0, x(due) - x(start)), thickness), 2, 2);
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->setPen(QPen(theme.text, 1));
    painter->drawLine(QPointF(x(now), option.rect.top()), QPointF(x(now), option.rect.bottom()));
    painter->restore();
}

} // namespace bulkhead
