#include "ui/shell/navigation.h"

#include "ui/common/room.h"
#include "ui/common/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyledItemDelegate>

namespace bulkhead {

namespace {

enum NavigationRole { RoomRole = Qt::UserRole + 1, ShortcutRole, BadgeRole };

class RoomDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {160, 36}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.palette);
        const bool isSelected = option.state & QStyle::State_Selected;
        const bool isEnabled = index.flags() & Qt::ItemIsEnabled;
        const QRect box = option.rect.adjusted(space::s, 1, -space::s, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        if (isSelected) {
            painter->setBrush(theme.selection);
            painter->drawRoundedRect(box, cornerRadius, cornerRadius);
            painter->setBrush(theme.ink(Tone::Accent).mark);
            painter->drawRoundedRect(QRectF(box.left(), box.top() + 8, 3, box.height() - 16), 1.5, 1.5);
        } else if (option.state & QStyle::State_MouseOver && isEnabled) {
            painter->setBrush(theme.isDark ? theme.raised : theme.ink(Tone::Neutral).fill);
            painter->drawRoundedRect(box, cornerRadius, cornerRadius);
        }
        const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
        if (isSelected && view && view->hasFocus()) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(theme.focus, 2));
            painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
        }
        QRect line = box.adjusted(space::m, 0, -space::s, 0);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(line.left(), line.center().y() - 8, 18, 18), Qt::AlignCenter,
                   !isEnabled ? QIcon::Disabled : (isSelected ? QIcon::Selected : QIcon::Normal));
        line.setLeft(line.left() + 28);
        paintRight(painter, line, index, theme);
        painter->setFont(isSelected ? textFont(TextSize::Body, true) : option.font);
        painter->setPen(!isEnabled ? theme.muted : (isSelected ? theme.onSelection : theme.text));
        painter->drawText(line, Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        painter->restore();
    }

private:
    static void paintRight(QPainter* painter, QRect& line, const QModelIndex& index, const Theme& theme)
    {
        painter->setFont(textFont(TextSize::Small));
        const QString badge = index.data(BadgeRole).toString();
        if (badge.isEmpty()) {
            // Keys that would touch the title are left out: the tool tip and "?" have them too.
            const QString keys = index.data(ShortcutRole).toString();
            const int title = QFontMetrics(textFont(TextSize::Body, true)).horizontalAdvance(index.data().toString());
            if (title + space::s + painter->fontMetrics().horizontalAdvance(keys) <= line.width()) {
                painter->setPen(theme.muted);
                painter->drawText(line, Qt::AlignVCenter | Qt::AlignRight, keys);
            }
            return;
        }
        const int width = std::max(20, painter->fontMetrics().horizontalAdvance(badge) + space::m);
        const QRect pill(line.right() - width + 1, line.center().y() - 9, width, 19);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.ink(Tone::Warn).fill);
        painter->drawRoundedRect(pill, 9.5, 9.5);
        painter->setPen(theme.ink(Tone::Warn).text);
        painter->drawText(pill, Qt::AlignCenter, badge);
        line.setRight(pill.left() - space::xs);
    }
};

} // namespace

Navigation::Navigation(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("navigation"));
    setAccessibleName(tr("Rooms"));
    setAccessibleDescription(tr("The parts of the program. Choose one with the arrow keys."));
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(new RoomDelegate(this));
    setFixedWidth(196);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item) {
            Q_EMIT chosen(item->data(RoomRole).toString());
        }
    });
}

void Navigation::addRoom(const Room& room)
{
    auto* item = new QListWidgetItem(room.icon(), room.title(), this);
    const QString keys = room.shortcut().toString(QKeySequence::NativeText);
    item->setData(RoomRole, room.id());
    item->setData(ShortcutRole, keys);
    item->setToolTip(keys.isEmpty() ? room.title() : tr("%1 (%2)").arg(room.title(), keys));
    setBadge(room.id(), room.badge());
}

void Navigation::setBadge(const QString& roomId, const QString& badge)
{
    if (QListWidgetItem* item = find(roomId)) {
        item->setData(BadgeRole, badge);
        //: %1 a room, %2 a number: "Board, 3"
        item->setData(Qt::AccessibleTextRole, badge.isEmpty() ? item->text() : tr("%1, %2").arg(item->text(), badge));
    }
}

void Navigation::setAvailable(const QString& roomId, bool isAvailable)
{
    if (QListWidgetItem* item = find(roomId)) {
        item->setFlags(isAvailable ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags);
    }
}

void Navigation::select(const QString& roomId)
{
    if (QListWidgetItem* item = find(roomId)) {
        setCurrentItem(item);
    }
}

void Navigation::clearRooms()
{
    const QSignalBlocker blocked(this);
    clear();
}

QListWidgetItem* Navigation::find(const QString& roomId) const
{
    for (int row = 0; row < count(); ++row) {
        if (item(row)->data(RoomRole).toString() == roomId) {
            return item(row);
        }
    }
    return nullptr;
}

} // namespace bulkhead
