#include "ui/common/style.h"

#include "ui/common/stylecolours.h"
#include "ui/common/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace bulkhead {

ButtonColours buttonColours(const QStyleOption* option, const Theme& theme, const QWidget* widget)
{
    const auto* push = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool isEnabled = option->state & QStyle::State_Enabled;
    const bool isDown = option->state & (QStyle::State_Sunken | QStyle::State_On);
    const bool isHovered = option->state & QStyle::State_MouseOver;
    const bool isPrimary = (push && push->features & QStyleOptionButton::DefaultButton)
        || (widget && widget->property("primary").toBool());
    if (!isEnabled) {
        return {theme.background, theme.border, theme.muted};
    }
    if (widget && widget->property("destructive").toBool()) {
        const QColor fill = theme.isDark ? QColor(0xb8, 0x30, 0x38) : QColor(0xb8, 0x26, 0x2d);
        return {isDown ? fill.darker(125) : (isHovered ? fill.darker(110) : fill), {}, Qt::white};
    }
    if (isPrimary) {
        return {isDown ? theme.accent.darker(125) : (isHovered ? theme.accent.darker(110) : theme.accent),
                {},
                theme.onAccent};
    }
    if (push && push->features & QStyleOptionButton::Flat) {
        return {isDown ? theme.selection : (isHovered ? theme.ink(Tone::Neutral).fill : QColor()), {}, theme.link};
    }
    const QColor hovered = theme.isDark ? theme.border : theme.ink(Tone::Neutral).fill;
    return {isDown ? theme.selection : (isHovered ? hovered : (theme.isDark ? theme.raised : theme.surface)),
            theme.outline, theme.text};
}

namespace {

QPixmap tinted(const QIcon& icon, int size, double ratio, const QColor& colour)
{
    QPixmap pixmap = icon.pixmap(QSize(size, size), ratio);
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(QRect({}, pixmap.deviceIndependentSize().toSize() + QSize(1, 1)), colour);
    return pixmap;
}

/// Icon and text side by side in the button's own colour, whatever the icon was drawn in.
void pushButtonLabel(const QStyleOptionButton* option, QPainter* painter, const QWidget* widget, const QStyle* style)
{
    const Theme& theme = Theme::of(option->palette);
    const QColor colour = buttonColours(option, theme, widget).text;
    QRect rect = option->rect.adjusted(space::s, 0, -space::s, 0);
    const bool hasMenu = option->features & QStyleOptionButton::HasMenu;
    if (hasMenu) {
        rect.adjust(0, 0, -space::m, 0);
    }
    const int flags = Qt::TextShowMnemonic | Qt::AlignVCenter | Qt::AlignLeft;
    const int textWidth = option->text.isEmpty() ? 0
                                                 : option->fontMetrics.size(Qt::TextShowMnemonic, option->text).width();
    const int iconWidth = option->icon.isNull() ? 0 : 16;
    const int gap = iconWidth && textWidth ? space::s : 0;
    int left = rect.left() + std::max(0, (rect.width() - iconWidth - gap - textWidth) / 2);
    const bool isLeft = widget && widget->property("leftAligned").toBool();
    if (isLeft) {
        left = rect.left();
    }
    if (iconWidth) {
        const QRect at = QStyle::visualRect(option->direction, option->rect,
                                            QRect(left, rect.center().y() - 7, iconWidth, 16));
        painter->drawPixmap(at, tinted(option->icon, 16, painter->device()->devicePixelRatioF(), colour));
        left += iconWidth + gap;
    }
    painter->setPen(colour);
    const QRect text = QStyle::visualRect(option->direction, option->rect,
                                          QRect(left, rect.top(), rect.right() - left + space::s, rect.height()));
    painter->drawText(text, flags, option->text);
    if (hasMenu) {
        QStyleOption arrow(static_cast<const QStyleOption&>(*option));
        arrow.rect = QRect(option->rect.right() - space::xl, option->rect.center().y() - 6, 12, 12);
        style->drawPrimitive(QStyle::PE_IndicatorArrowDown, &arrow, painter, widget);
    }
}

void headerSection(const QStyleOption* option, QPainter* painter, const Theme& theme)
{
    painter->fillRect(option->rect, theme.surface);
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), theme.border);
}

void progress(const QStyleOption* option, QPainter* painter, const Theme& theme, bool isGroove)
{
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!bar) {
        return;
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    QRectF rect = bar->rect;
    const double height = std::min(6.0, rect.height());
    rect = QRectF(rect.left(), rect.center().y() - height / 2, rect.width(), height);
    if (isGroove) {
        painter->setBrush(theme.border);
    } else {
        painter->setBrush(theme.ink(Tone::Accent).mark);
        const double range = static_cast<double>(bar->maximum) - bar->minimum;
        const double share = range > 0 ? (static_cast<double>(bar->progress) - bar->minimum) / range : 0.3;
        rect.setWidth(std::max(height, rect.width() * std::clamp(share, 0.0, 1.0)));
        if (range > 0 && share <= 0) {
            rect.setWidth(0);
        }
    }
    painter->drawRoundedRect(rect, height / 2, height / 2);
    painter->restore();
}

void tabShape(const QStyleOption* option, QPainter* painter, const Theme& theme)
{
    const QRect line(option->rect.left() + space::xs, option->rect.bottom() - 1, option->rect.width() - space::s, 2);
    if (option->state & QStyle::State_Selected) {
        painter->fillRect(line, theme.ink(Tone::Accent).mark);
    } else if (option->state & QStyle::State_MouseOver) {
        painter->fillRect(line, theme.border);
    }
}

void comboBox(const QStyleOptionComboBox* option, QPainter* painter, const QWidget* widget, const QStyle* style)
{
    QStyleOptionFrame frame;
    frame.QStyleOption::operator=(*option);
    frame.lineWidth = 1;
    frame.state = option->state;
    style->drawPrimitive(QStyle::PE_FrameLineEdit, &frame, painter, widget);
    QStyleOption arrow(static_cast<const QStyleOption&>(*option));
    arrow.rect = QStyle::visualRect(option->direction, option->rect,
                                    QRect(option->rect.right() - 20, option->rect.center().y() - 6, 12, 12));
    style->drawPrimitive(QStyle::PE_IndicatorArrowDown, &arrow, painter, widget);
}

void spinBox(const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget, const QStyle* style)
{
    if (option->frame) {
        QStyleOptionFrame frame;
        frame.QStyleOption::operator=(*option);
        frame.lineWidth = 1;
        style->drawPrimitive(QStyle::PE_FrameLineEdit, &frame, painter, widget);
    }
    if (option->buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    for (const auto part : {QStyle::SC_SpinBoxUp, QStyle::SC_SpinBoxDown}) {
        QStyleOption arrow(static_cast<const QStyleOption&>(*option));
        arrow.rect = style->subControlRect(QStyle::CC_SpinBox, option, part, widget);
        style->drawPrimitive(part == QStyle::SC_SpinBoxUp ? QStyle::PE_IndicatorSpinUp : QStyle::PE_IndicatorSpinDown,
                             &arrow, painter, widget);
    }
}

void scrollBar(const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget, const QStyle* style)
{
    const Theme& theme = Theme::of(option->palette);
    painter->fillRect(option->rect, theme.background);
    if (option->maximum <= option->minimum) {
        return;
    }
    const QRectF slider = style->subControlRect(QStyle::CC_ScrollBar, option, QStyle::SC_ScrollBarSlider, widget);
    const bool isHot = option->state & QStyle::State_MouseOver || option->state & QStyle::State_Sunken;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    QColor colour = theme.outline;
    colour.setAlphaF(isHot ? 1.0F : 0.6F);
    painter->setBrush(colour);
    painter->drawRoundedRect(slider.adjusted(3, 3, -3, -3), 3, 3);
    painter->restore();
}

} // namespace

void ConsoleStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const
{
    const Theme& theme = Theme::of(option->palette);
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option)) {
            pushButtonLabel(button, painter, widget, this);
        }
        return;
    case CE_PushButtonBevel:
        drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        headerSection(option, painter, theme);
        return;
    case CE_HeaderLabel:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            QStyleOptionHeader quiet = *header;
            quiet.palette.setColor(QPalette::ButtonText, theme.muted);
            quiet.palette.setColor(QPalette::WindowText, theme.muted);
            quiet.state &= ~State_On; // not bold for the selected column
            QProxyStyle::drawControl(element, &quiet, painter, widget);
        }
        return;
    case CE_ProgressBarGroove:
        progress(option, painter, theme, true);
        return;
    case CE_ProgressBarContents:
        progress(option, painter, theme, false);
        return;
    case CE_TabBarTabShape:
        tabShape(option, painter, theme);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, theme.surface);
        return;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
            const bool isHot = item->state & State_Selected;
            painter->fillRect(item->rect, isHot ? theme.selection : theme.surface);
            drawItemText(painter, item->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                         item->palette, item->state & State_Enabled, item->text, QPalette::Text);
        }
        return;
    case CE_Splitter:
        painter->fillRect(option->rect, theme.border);
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void ConsoleStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                      const QWidget* widget) const
{
    if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option); bar && control == CC_ScrollBar) {
        scrollBar(bar, painter, widget, this);
    } else if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && combo->frame) {
        comboBox(combo, painter, widget, this);
    } else if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
        spinBox(spin, painter, widget, this);
    } else {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace bulkhead
