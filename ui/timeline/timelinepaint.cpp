/// How the picture is drawn: an image of the lanes, shifted where it can be, and what lies over it.

#include "ui/timeline/timelineview.h"

#include <QPainter>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bulkhead {

void TimelineView::refreshScene()
{
    const bool isMoved = m_scene.scale != m_scale || m_scene.geometry != m_geometry;
    if (isMoved || m_isDirty) {
        m_ticks = ticksOf(m_scale, m_geometry.width());
        m_scene.lines.clear();
        std::ranges::transform(m_ticks.ticks, std::back_inserter(m_scene.lines), &TimelineTick::at);
    }
    m_scene.picture = m_picture.get();
    m_scene.scale = m_scale;
    m_scene.geometry = m_geometry;
    m_scene.scroll = scroll();
}

bool TimelineView::shiftImage(const TimelineScene& before)
{
    const auto shift = m_scale.shiftFrom(before.scale);
    const double pixels = shift ? *shift * m_raster.ratio() : 0.0;
    const int moved = static_cast<int>(std::lround(pixels));
    const bool isWhole = shift && std::abs(pixels - moved) < 1e-6 && std::abs(moved) < m_image.width();
    if (m_isDirty || before.geometry != m_geometry || before.scroll != m_scene.scroll || !isWhole) {
        return false;
    }
    if (moved == 0) {
        return true;
    }
    const std::size_t kept = std::size_t(m_image.width() - std::abs(moved)) * sizeof(QRgb);
    for (int y = 0; y < m_image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(m_image.scanLine(y));
        std::memmove(line + std::max(0, -moved), line + std::max(0, moved), kept);
    }
    const int width = m_geometry.width();
    m_raster.draw(m_image, m_scene, moved > 0 ? width - *shift : 0, moved > 0 ? width : -*shift);
    return true;
}

void TimelineView::refreshImage()
{
    const Theme& theme = Theme::of(palette());
    const double ratio = devicePixelRatioF();
    const QSize pixels(static_cast<int>(std::ceil(timeArea().width() * ratio)),
                       static_cast<int>(std::ceil(timeArea().height() * ratio)));
    m_raster.setLook(theme, textFont(TextSize::Small), ratio);
    if (m_image.size() != pixels || m_image.devicePixelRatio() != ratio) {
        m_image = QImage(pixels.expandedTo({1, 1}), QImage::Format_RGB32);
        m_image.setDevicePixelRatio(ratio);
        m_isDirty = true;
    }
    const TimelineScene before = m_scene;
    refreshScene();
    m_raster.labels().allow(textBudget);
    if (!shiftImage(before)) {
        m_raster.draw(m_image, m_scene, 0, m_geometry.width());
    }
    m_isDirty = m_raster.labels().isUnfinished();
    if (m_isDirty && !m_repeats) {
        m_repeats = true;
        QTimer::singleShot(0, this, [this] {
            m_repeats = false;
            viewport()->update();
        });
    }
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const Theme& theme = Theme::of(palette());
    if (!hasPicture()) {
        painter.fillRect(viewport()->rect(), theme.surface);
        m_isDirty = false;
        return;
    }
    refreshImage();
    const QRect area = timeArea();
    painter.drawImage(area.topLeft(), m_image);
    const auto place = m_picture->placeOf(currentRow());
    const TimelineFrame frame{m_scene, m_ticks, theme, place ? place->lane : -1, m_now};
    painter.fillRect(QRect(0, 0, TimelineGeometry::gutter, TimelineGeometry::ruler), theme.background);
    paintGutter(painter, frame);
    paintTimelineInstants(painter, frame, area);
    paintTimelineRuler(painter, frame, QRect(area.left(), 0, area.width(), TimelineGeometry::ruler));
    paintSelection(painter, theme);
    paintCurrent(painter, theme);
}

void TimelineView::paintGutter(QPainter& painter, const TimelineFrame& frame)
{
    const QRect box(0, timeArea().top(), TimelineGeometry::gutter, timeArea().height());
    const double ratio = m_raster.ratio();
    const QSize pixels(static_cast<int>(std::ceil(box.width() * ratio)),
                       static_cast<int>(std::ceil(box.height() * ratio)));
    const bool isSame = m_gutter.size() == pixels && m_gutter.devicePixelRatio() == ratio
        && m_gutterLane == frame.currentLane && m_gutterScroll == m_scene.scroll;
    if (!isSame) { // names are shaped anew only when they change
        m_gutter = QImage(pixels.expandedTo({1, 1}), QImage::Format_RGB32);
        m_gutter.setDevicePixelRatio(ratio);
        m_gutterLane = frame.currentLane;
        m_gutterScroll = m_scene.scroll;
        QPainter names(&m_gutter);
        paintTimelineGutter(names, frame, QRect(QPoint(), box.size()));
    }
    painter.drawImage(box.topLeft(), m_gutter);
}

QRectF TimelineView::spanRect(const TimelineSpan& span) const
{
    const double from = std::clamp(m_scale.xOf(span.from), -2.0, m_geometry.width() + 2.0);
    const double to = std::clamp(m_scale.xOf(span.to), -2.0, m_geometry.width() + 2.0);
    return {timeArea().left() + from, 0, std::max(1.0, to - from), double(viewport()->height())};
}

void TimelineView::paintSelection(QPainter& painter, const Theme& theme) const
{
    painter.save();
    painter.setClipRect(QRect(timeArea().left(), 0, timeArea().width(), viewport()->height()));
    const TimelineSpan visible = seen();
    QColor wash = theme.focus;
    wash.setAlpha(34);
    const auto mark = [&](const TimelineSpan& span) {
        const QRectF rect = spanRect(span);
        painter.fillRect(rect, wash);
        painter.setPen(theme.focus);
        painter.drawLine(rect.topLeft(), rect.bottomLeft());
        painter.drawLine(rect.topRight(), rect.bottomRight());
    };
    if (m_drag == Drag::Span) {
        mark({m_scale.timeAt(std::min(m_pressed.x(), m_last.x()) - timeArea().left()),
              m_scale.timeAt(std::max(m_pressed.x(), m_last.x()) - timeArea().left())});
    } else if (m_span) {
        mark(*m_span);
    } else {
        constexpr int mostRings = 400;
        int rings = 0;
        for (const auto& [first, last] : m_selected) {
            if (static_cast<std::size_t>(last) >= m_picture->marks.marks.size()) {
                continue;
            }
            const TimelineSpan span{m_picture->timeOf(last), m_picture->timeOf(first)};
            if (span.to < visible.from || span.from > visible.to || ++rings > mostRings) {
                continue;
            }
            if (first != last) {
                mark(span);
            } else if (const QRect rect = rectOf(first); !rect.isEmpty()) {
                painter.setPen(QPen(theme.focus, 1));
                painter.drawRoundedRect(QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5), 4, 4);
            }
        }
    }
    painter.restore();
}

void TimelineView::paintCurrent(QPainter& painter, const Theme& theme) const
{
    const QRect rect = rectOf(currentRow());
    if (rect.isEmpty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme.focus : theme.outline, 2));
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), cornerRadius, cornerRadius);
    painter.restore();
}

} // namespace bulkhead
