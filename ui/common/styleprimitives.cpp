#include "ui/common/style.h"

#include "ui/common/stylecolours.h"
#include "ui/common/theme.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>

namespace bulkhead {

namespace {

void box(QPainter* painter, const QRect& rect, const QColor& fill, const QColor& edge, double width = 1,
         double radius = cornerRadius)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(edge.isValid() ? QPen(edge, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = edge.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

void field(const QStyleOption* option, QPainter* painter, const Theme& theme)
{
    const bool isOn = option->state & QStyle::State_Enabled;
    const bool hasFocus = option->state & QStyle::State_HasFocus;
    box(painter, option->rect, isOn ? theme.surface : theme.background,
        hasFocus ? theme.focus : (isOn ? theme.outline : theme.border), hasFocus ? 2 : 1);
}

void button(const QStyleOption* option, QPainter* painter, const Theme& theme, const QWidget* widget)
{
    const ButtonColours colours = buttonColours(option, theme, widget);
    box(painter, option->rect, colours.fill, colours.edge);
}

void toolButton(const QStyleOption* option, QPainter* painter, const Theme& theme)
{
    if (option->state & (QStyle::State_On | QStyle::State_Sunken)) {
        box(painter, option->rect, theme.selection, {});
    } else if (option->state & QStyle::State_MouseOver && option->state & QStyle::State_Enabled) {
        box(painter, option->rect, theme.isDark ? theme.border : theme.ink(Tone::Neutral).fill, {});
    }
}

void checkBox(const QStyleOption* option, QPainter* painter, const Theme& theme, bool isRound)
{
    const bool isOn = option->state & (QStyle::State_On | QStyle::State_NoChange);
    const bool isEnabled = option->state & QStyle::State_Enabled;
    const QRect rect = option->rect.adjusted(1, 1, -1, -1);
    const QColor edge = isEnabled ? (isOn ? theme.accent : theme.outline) : theme.border;
    box(painter, rect, isOn ? (isEnabled ? theme.accent : theme.muted) : theme.surface, edge, 1.25,
        isRound ? rect.width() / 2.0 : 3);
    if (!isOn) {
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF in = rect;
    if (isRound) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.onAccent);
        painter->drawEllipse(in.center(), in.width() / 5, in.width() / 5);
    } else {
        painter->setPen(QPen(theme.onAccent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&](double x, double y) {
            return QPointF(in.left() + x * in.width(), in.top() + y * in.height());
        };
        if (option->state & QStyle::State_NoChange) {
            painter->drawLine(at(0.25, 0.5), at(0.75, 0.5));
        } else {
            painter->drawPolyline(QPolygonF{at(0.24, 0.52), at(0.43, 0.7), at(0.76, 0.32)});
        }
    }
    painter->restore();
}

void chevron(const QStyleOption* option, QPainter* painter, const QColor& colour, int quarterTurns)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(QRectF(option->rect).center());
    painter->rotate(90.0 * quarterTurns);
    const double size = std::min({option->rect.width(), option->rect.height(), 12}) / 3.0;
    painter->setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(QPolygonF{QPointF(-size, -size / 2), QPointF(0, size / 2), QPointF(size, -size / 2)});
    painter->restore();
}

void frame(const QStyleOption* option, QPainter* painter, const Theme& theme, const QWidget* widget)
{
    const auto* view = qobject_cast<const QAbstractScrollArea*>(widget);
    const bool hasFocus = view && option->state & QStyle::State_HasFocus;
    painter->save();
    painter->setPen(hasFocus ? theme.focus : theme.border);
    painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
    painter->restore();
}

void focusRing(const QStyleOption* option, QPainter* painter, const Theme& theme, const QWidget* widget)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(widget);
    if (view && view->selectionBehavior() == QAbstractItemView::SelectRows && option->state & QStyle::State_Selected) {
        return; // the row itself shows it, and the frame of the view
    }
    box(painter, option->rect, {}, theme.focus, 2, view ? 2 : cornerRadius);
}

void itemBackground(const QStyleOption* option, QPainter* painter, const Theme& theme)
{
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (option->state & QStyle::State_Selected) {
        const bool isActive = option->state & QStyle::State_Active;
        painter->fillRect(option->rect, isActive ? theme.selection : theme.border);
    } else if (item && item->backgroundBrush.style() != Qt::NoBrush) {
        painter->fillRect(option->rect, item->backgroundBrush);
    } else if (option->state & QStyle::State_MouseOver) {
        painter->fillRect(option->rect, theme.raised);
    }
}

} // namespace

void ConsoleStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                                 const QWidget* widget) const
{
    const Theme& theme = Theme::of(option->palette);
    const bool isEnabled = option->state & State_Enabled;
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto* line = qstyleoption_cast<const QStyleOptionFrame*>(option); line && line->lineWidth > 0) {
            field(option, painter, theme);
        }
        return;
    case PE_FrameLineEdit:
        field(option, painter, theme);
        return;
    case PE_PanelButtonCommand:
        button(option, painter, theme, widget);
        return;
    case PE_PanelButtonTool:
        toolButton(option, painter, theme);
        return;
    case PE_FrameFocusRect:
        focusRing(option, painter, theme, widget);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        checkBox(option, painter, theme, false);
        return;
    case PE_IndicatorRadioButton:
        checkBox(option, painter, theme, true);
        return;
    case PE_PanelItemViewItem:
        itemBackground(option, painter, theme);
        return;
    case PE_Frame:
        frame(option, painter, theme, widget);
        return;
    case PE_FrameGroupBox:
        box(painter, option->rect, {}, theme.border);
        return;
    case PE_PanelTipLabel:
        box(painter, option->rect, theme.raised, theme.outline, 1, 0);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        painter->fillRect(option->rect, theme.surface);
        painter->setPen(theme.border);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
        chevron(option, painter, isEnabled ? theme.text : theme.muted, 0);
        return;
    case PE_IndicatorArrowLeft:
        chevron(option, painter, theme.text, 1);
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        chevron(option, painter, isEnabled ? theme.text : theme.muted, 2);
        return;
    case PE_IndicatorArrowRight:
        chevron(option, painter, theme.text, 3);
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            chevron(option, painter, theme.text, header->sortIndicator == QStyleOptionHeader::SortUp ? 0 : 2);
        }
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children) {
            chevron(option, painter, theme.muted, option->state & State_Open ? 0 : 3);
        }
        return;
    case PE_FrameTabWidget:
    case PE_FrameTabBarBase:
        painter->fillRect(QRect(option->rect.left(),
                                element == PE_FrameTabBarBase ? option->rect.bottom() : option->rect.top(),
                                option->rect.width(), 1),
                          theme.border);
        return;
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_FrameDockWidget:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

} // namespace bulkhead
