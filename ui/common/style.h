#pragma once

#include <QProxyStyle>

class QPushButton;

namespace bulkhead {

/// The look of all controls: Fusion's behaviour, drawn flat and dense in the colours of the theme that the palette
/// belongs to. Measures are here in style.cpp, surfaces in styleprimitives.cpp, whole controls in stylecontrols.cpp.
class ConsoleStyle : public QProxyStyle
{
    Q_OBJECT

public:
    ConsoleStyle();

    void polish(QWidget* widget) override;
    /// Letters typed in a choice choose; they are not shortcuts of the window there.
    bool eventFilter(QObject* watched, QEvent* event) override;
    using QProxyStyle::polish;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                                QStyleHintReturn* data) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                                         const QWidget* widget) const override;
    [[nodiscard]] QRect subElementRect(SubElement element, const QStyleOption* option,
                                       const QWidget* widget) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                       const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
};

/// The one button of a page or dialog that most people want.
void makePrimary(QPushButton* button);
/// A button after which something is gone or public.
void makeDestructive(QPushButton* button);

} // namespace bulkhead
