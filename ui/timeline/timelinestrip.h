#pragma once

#include "ui/timeline/timelineview.h"

#include <QPointer>
#include <QWidget>

namespace bulkhead {

/// How much happened when, over the whole of what the filter chose, with the window of the view in it: dragging the
/// window moves it, dragging its edges zooms, a click elsewhere brings it there.
class TimelineStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineStrip(TimelineView* view, QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    /// The view's window, in this widget.
    [[nodiscard]] QRectF frame() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    enum class Grip : quint8 { None, Frame, From, To };
    [[nodiscard]] QRect area() const;
    [[nodiscard]] TimelineScale scale() const;
    [[nodiscard]] Grip gripAt(double x) const;
    void drawBars(const Theme& theme);

    QPointer<TimelineView> m_view;
    QImage m_bars;
    std::weak_ptr<const TimelinePicture> m_drawn;
    bool m_drawnDark = false;
    Grip m_grip = Grip::None;
    double m_hold = 0; ///< from the frame's left edge to where it was taken
};

} // namespace bulkhead
