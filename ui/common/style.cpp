#include "ui/common/style.h"

#include "ui/common/theme.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace bulkhead {

ConsoleStyle::ConsoleStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("fusion")))
{
}

void ConsoleStyle::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) || qobject_cast<QScrollBar*>(widget)
        || qobject_cast<QTabBar*>(widget) || qobject_cast<QLineEdit*>(widget)) {
        widget->setAttribute(Qt::WA_Hover);
    }
    if (qobject_cast<QComboBox*>(widget)) {
        widget->installEventFilter(this);
    }
}

bool ConsoleStyle::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool isPlain = (key->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) == 0;
        if (isPlain && !key->text().isEmpty() && key->text().front().isLetterOrNumber()) {
            event->accept();
        }
    }
    return QProxyStyle::eventFilter(watched, event);
}

int ConsoleStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
        return 1;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space::s;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return space::m;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_ToolBarIconSize:
        return 20;
    case PM_HeaderMargin:
        return space::xs;
    case PM_HeaderMarkSize:
        return 12;
    case PM_TabBarTabHSpace:
        return space::xl;
    case PM_TabBarTabVSpace:
        return space::m;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarBaseOverlap:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_MenuVMargin:
    case PM_MenuHMargin:
        return space::xs;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuBarItemSpacing:
        return 0;
    case PM_SplitterWidth:
        return 1;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ConsoleStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                            QStyleHintReturn* data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
    case SH_ScrollBar_Transient:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_ItemView_MovementWithoutUpdatingSelection:
        return 1;
    case SH_FormLayoutLabelAlignment:
        return Qt::AlignLeft | Qt::AlignVCenter;
    case SH_FormLayoutFormAlignment:
        return Qt::AlignLeft | Qt::AlignTop;
    case SH_FormLayoutFieldGrowthPolicy:
        return 2; // all fields that can grow do
    case SH_Table_GridLineColor:
        return option ? static_cast<int>(Theme::of(option->palette).border.rgba())
                      : QProxyStyle::styleHint(hint, option, widget, data);
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize ConsoleStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                     const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        return {std::max(size.width() + 2 * space::l, 72), std::max(size.height() + space::s, controlHeight)};
    case CT_LineEdit:
    case CT_SpinBox:
        return result.expandedTo({0, controlHeight});
    case CT_ComboBox:
        return {result.width() + space::s, std::max(result.height(), controlHeight)};
    case CT_ToolButton:
        return result.expandedTo({28, 28});
    case CT_HeaderSection:
        return {result.width() + space::s, std::max(result.height(), 30)};
    case CT_TabBarTab:
        return result.expandedTo({0, 36});
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
            item && item->menuItemType != QStyleOptionMenuItem::Separator) {
            return {result.width() + space::l, std::max(result.height(), 28)};
        }
        return result;
    case CT_MenuBarItem:
        return {result.width() + space::xs, std::max(result.height(), 28)};
    default:
        return result;
    }
}

QRect ConsoleStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    switch (element) {
    case SE_PushButtonFocusRect:
        return option->rect;
    case SE_LineEditContents: {
        const QRect inner = QProxyStyle::subElementRect(element, option, widget);
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        return frame && frame->lineWidth > 0 ? inner.adjusted(space::xs, 0, -space::xs, 0) : inner;
    }
    case SE_ItemViewItemText:
        return QProxyStyle::subElementRect(element, option, widget).adjusted(2, 0, -2, 0);
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect ConsoleStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                   const QWidget* widget) const
{
    const auto* bar = control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider*>(option) : nullptr;
    if (!bar) {
        return QProxyStyle::subControlRect(control, option, part, widget);
    }
    const bool isFlat = bar->orientation == Qt::Horizontal;
    const int length = isFlat ? bar->rect.width() : bar->rect.height();
    const int range = bar->maximum - bar->minimum;
    int slider = length;
    if (range > 0) {
        slider = static_cast<int>(qint64(bar->pageStep) * length / (qint64(range) + bar->pageStep));
        slider = std::clamp(slider, std::min(32, length), length);
    }
    const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider,
                                              bar->upsideDown);
    const auto stretch = [&](int from, int size) {
        return isFlat ? visualRect(bar->direction, bar->rect, QRect(from, 0, size, bar->rect.height()))
                      : QRect(0, from, bar->rect.width(), size);
    };
    switch (part) {
    case SC_ScrollBarSlider:
        return stretch(start, slider);
    case SC_ScrollBarSubPage:
        return stretch(0, start);
    case SC_ScrollBarAddPage:
        return stretch(start + slider, length - start - slider);
    case SC_ScrollBarGroove:
        return bar->rect;
    default:
        return {}; // no arrow buttons
    }
}

void makePrimary(QPushButton* button)
{
    button->setProperty("primary", true);
    button->update();
}

void makeDestructive(QPushButton* button)
{
    button->setProperty("destructive", true);
    button->update();
}

} // namespace bulkhead
