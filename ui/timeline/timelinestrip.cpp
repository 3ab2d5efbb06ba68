#include "ui/timeline/timelinestrip.h"

#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int stripHeight = 46;
constexpr int gripReach = 5;
constexpr double leastFrame = 8; ///< pixels: a window of seconds in a year can still be taken

/// Entries of all lanes in each of `columns` equal parts of a span.
std::vector<int> countsOf(const TimelinePicture& picture, const TimelineScale& scale, double perColumn, int columns)
{
    std::vector<int> counts(static_cast<std::size_t>(columns));
    const auto& marks = picture.marks.marks;
    const auto at = [](const TimelineMark& mark) { return instantOfKey(mark.key); };
    auto from = marks.end();
    for (int column = 0; column < columns && from != marks.begin(); ++column) {
        const qint64 until = scale.timeAt((column + 1) * perColumn);
        const auto next = std::ranges::lower_bound(marks.begin(), from, until, std::greater_equal(), at);
        counts[static_cast<std::size_t>(column)] = static_cast<int>(from - next);
        from = next;
    }
    return counts;
}
} // namespace

TimelineStrip::TimelineStrip(TimelineView* view, QWidget* parent)
    : QWidget(parent)
    , m_view(view)
{
    setObjectName(u"timeline.strip"_s);
    setAccessibleName(tr("Density of the whole timeline"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setToolTip(tr("Everything that the filter shows. Drag the frame to move, its edges to zoom."));
    connect(view, &TimelineView::seenChanged, this, qOverload<>(&QWidget::update));
}

QSize TimelineStrip::sizeHint() const
{
    return {TimelineGeometry::gutter + 200, stripHeight};
}

QRect TimelineStrip::area() const
{
    return rect().adjusted(TimelineGeometry::gutter, 2, 0, -2);
}

TimelineScale TimelineStrip::scale() const
{
    return TimelineScale::fitting(m_view->picture()->bounds, area().width(), 2, 2);
}

QRectF TimelineStrip::frame() const
{
    if (!m_view || !m_view->picture() || m_view->picture()->isEmpty()) {
        return {};
    }
    const TimelineScale whole = scale();
    const TimelineSpan seen = m_view->seen();
    const double from = std::clamp(whole.xOf(seen.from), 0.0, area().width() - leastFrame);
    const double to = std::clamp(whole.xOf(seen.to), from + leastFrame, static_cast<double>(area().width()));
    return {area().left() + from, double(area().top()), to - from, double(area().height())};
}

void TimelineStrip::drawBars(const Theme& theme)
{
    const auto picture = m_view->picture();
    const double ratio = devicePixelRatioF();
    const QSize pixels(static_cast<int>(area().width() * ratio), static_cast<int>(area().height() * ratio));
    if (m_drawn.lock() == picture && m_bars.size() == pixels && m_drawnDark == theme.isDark) {
        return;
    }
    m_drawn = picture;
    m_drawnDark = theme.isDark;
    m_bars = QImage(pixels.expandedTo({1, 1}), QImage::Format_RGB32);
    m_bars.setDevicePixelRatio(ratio);
    const auto counts = countsOf(*picture, scale(), 1 / ratio, m_bars.width());
    const double full = std::log2(1 + *std::ranges::max_element(counts));
    std::vector<int> heights;
    for (const int count : counts) {
        const double share = full > 0 ? std::log2(1 + count) / full : 0;
        heights.push_back(count == 0 ? 0 : std::max(static_cast<int>(3 * ratio), int(share * (m_bars.height() - 4))));
    }
    const std::vector<QRgb> colours(heights.size(), theme.ink(Tone::Neutral).mark.rgb());
    PixelCanvas canvas(m_bars, m_bars.rect());
    const std::vector<QRgb> ground(heights.size(), theme.surface.rgb());
    canvas.band(0, m_bars.height(), m_bars.height(), ground, heights, colours);
}

void TimelineStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& theme = Theme::of(palette());
    painter.fillRect(rect(), theme.background);
    const QRectF window = frame();
    if (window.isEmpty()) {
        return;
    }
    drawBars(theme);
    painter.drawImage(area().topLeft(), m_bars);
    QColor veil = theme.background;
    veil.setAlpha(150);
    painter.fillRect(QRectF(area()).adjusted(0, 0, window.left() - area().right() - 1, 0), veil);
    painter.fillRect(QRectF(area()).adjusted(window.right() - area().left(), 0, 0, 0), veil);
    painter.setPen(QPen(theme.focus, 1));
    painter.drawRect(window.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.fillRect(QRectF(window.left(), window.center().y() - 7, 3, 14), theme.focus);
    painter.fillRect(QRectF(window.right() - 3, window.center().y() - 7, 3, 14), theme.focus);
    painter.setFont(textFont(TextSize::Small));
    painter.setPen(theme.muted);
    painter.drawText(QRect(0, 0, TimelineGeometry::gutter - space::m, height()), Qt::AlignRight | Qt::AlignVCenter,
                     tr("all of it"));
}

TimelineStrip::Grip TimelineStrip::gripAt(double x) const
{
    const QRectF window = frame();
    if (window.isEmpty()) {
        return Grip::None;
    }
    if (std::abs(x - window.left()) <= gripReach && window.width() > 3 * gripReach) {
        return Grip::From;
    }
    if (std::abs(x - window.right()) <= gripReach && window.width() > 3 * gripReach) {
        return Grip::To;
    }
    return Grip::Frame;
}

void TimelineStrip::mousePressEvent(QMouseEvent* event)
{
    const QRectF window = frame();
    if (event->button() != Qt::LeftButton || window.isEmpty()) {
        return;
    }
    const double x = event->position().x();
    m_grip = gripAt(x);
    m_hold = window.left() - gripReach <= x && x <= window.right() + gripReach ? x - window.left() : window.width() / 2;
    mouseMoveEvent(event);
}

void TimelineStrip::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (m_grip == Grip::None) {
        const Grip grip = gripAt(x);
        setCursor(grip == Grip::From || grip == Grip::To ? Qt::SizeHorCursor : Qt::OpenHandCursor);
        return;
    }
    if (!m_view || frame().isEmpty()) {
        return;
    }
    const qint64 at = scale().timeAt(x - area().left());
    const TimelineSpan seen = m_view->seen();
    const int width = m_view->viewport()->width() - TimelineGeometry::gutter;
    if (m_grip == Grip::Frame) {
        const qint64 from = scale().timeAt(x - m_hold - area().left());
        m_view->setScale(m_view->scale().centred(from + seen.length() / 2, m_view->picture()->bounds, width));
    } else if (m_grip == Grip::From && at < seen.to) {
        m_view->setScale(TimelineScale::fitting({at, seen.to}, width, 0, 0));
    } else if (m_grip == Grip::To && at > seen.from) {
        m_view->setScale(TimelineScale::fitting({seen.from, at}, width, 0, 0));
    }
}

void TimelineStrip::mouseReleaseEvent(QMouseEvent*)
{
    m_grip = Grip::None;
}

void TimelineStrip::wheelEvent(QWheelEvent* event)
{
    if (m_view) {
        m_view->zoom(std::pow(TimelineScale::wheelStep, event->angleDelta().y() / 120.0));
    }
    event->accept();
}

} // namespace bulkhead
