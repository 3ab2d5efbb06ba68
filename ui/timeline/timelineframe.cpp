#include "ui/timeline/timelineframe.h"

#include "ui/common/words.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>

#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int tickPixels = 96;
constexpr int swatch = 4;

struct FrameText
{
    Q_DECLARE_TR_FUNCTIONS(TimelineFrame)
};

struct LegendEntry
{
    TimelineGlyph glyph;
    const char* text;
};
constexpr std::array legend = {
    LegendEntry{TimelineGlyph::Entry, QT_TRANSLATE_NOOP("TimelineFrame", "observation")},
    LegendEntry{TimelineGlyph::Posted, QT_TRANSLATE_NOOP("TimelineFrame", "posted itself")},
    LegendEntry{TimelineGlyph::Decision, QT_TRANSLATE_NOOP("TimelineFrame", "decision")},
    LegendEntry{TimelineGlyph::Pinned, QT_TRANSLATE_NOOP("TimelineFrame", "pinned")},
    LegendEntry{TimelineGlyph::Struck, QT_TRANSLATE_NOOP("TimelineFrame", "struck")},
};

/// A vertical line with its name beside it at the top; names that would run into the one before are left out.
class NamedLines
{
public:
    NamedLines(QPainter& painter, const TimelineFrame& frame, const QRect& box)
        : m_painter(painter)
        , m_frame(frame)
        , m_box(box)
    {
    }
    void add(qint64 at, const QString& name, const QColor& colour, Qt::PenStyle style, int fromBottom)
    {
        const double x = m_frame.scene.scale.xOf(at);
        if (x < 0 || x >= m_box.width()) {
            return;
        }
        const int left = m_box.left() + static_cast<int>(x);
        m_painter.setPen(QPen(colour, 1, style));
        m_painter.drawLine(left, m_box.top(), left, m_box.bottom());
        const QFontMetrics metrics = m_painter.fontMetrics();
        const int width = metrics.horizontalAdvance(name) + 2 * space::xs;
        const int start = left + width > m_box.right() ? left - width : left;
        const QRect tag(start, m_box.bottom() - metrics.height() - fromBottom, width, metrics.height());
        if (std::ranges::any_of(m_taken, [&](const QRect& other) { return other.intersects(tag); })) {
            return;
        }
        m_taken.push_back(tag);
        QColor ground = m_frame.theme.surface;
        ground.setAlpha(225);
        m_painter.fillRect(tag, ground);
        m_painter.setPen(colour);
        m_painter.drawText(tag, Qt::AlignCenter, name);
    }

private:
    QPainter& m_painter;
    const TimelineFrame& m_frame;
    QRect m_box;
    std::vector<QRect> m_taken;
};
} // namespace

TimelineTicks ticksOf(const TimelineScale& scale, int width)
{
    return ticksFor(scale.window(width), TimelineStep::choose(scale.msPerPixel, tickPixels),
                    QTimeZone::systemTimeZone());
}

void paintTimelineRuler(QPainter& painter, const TimelineFrame& frame, const QRect& box)
{
    painter.save();
    painter.fillRect(box, frame.theme.background);
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setFont(textFont(TextSize::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    const int middle = box.top() + box.height() / 2;
    painter.setPen(frame.theme.muted);
    for (const TimelineTick& tick : frame.ticks.ticks) {
        const int x = box.left() + static_cast<int>(frame.scene.scale.xOf(tick.at));
        painter.drawLine(x, box.bottom() - 5, x, box.bottom());
        if (x + space::xs + metrics.horizontalAdvance(tick.label) <= box.right()) {
            painter.drawText(QRect(x + space::xs, middle, box.width(), box.height() / 2 - 2),
                             Qt::AlignLeft | Qt::AlignVCenter, tick.label);
        }
    }
    painter.setFont(textFont(TextSize::Small, true));
    painter.setPen(frame.theme.text);
    const auto& contexts = frame.ticks.contexts;
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        // The one that began before the window stands at its edge, until the next pushes it out.
        double x = std::max(0.0, frame.scene.scale.xOf(contexts[i].at));
        const int width = painter.fontMetrics().horizontalAdvance(contexts[i].label) + space::m;
        if (i + 1 < contexts.size()) {
            x = std::min(x, frame.scene.scale.xOf(contexts[i + 1].at) - width);
        }
        painter.drawText(QRect(box.left() + static_cast<int>(x) + space::xs, box.top() + 1, width, box.height() / 2),
                         Qt::AlignLeft | Qt::AlignVCenter, contexts[i].label);
    }
    painter.setPen(frame.theme.border);
    painter.drawLine(box.bottomLeft(), box.bottomRight());
    painter.restore();
}

void paintTimelineGutter(QPainter& painter, const TimelineFrame& frame, const QRect& box)
{
    painter.save();
    painter.fillRect(box, frame.theme.background);
    painter.setClipRect(box, Qt::IntersectClip);
    const QFont bold = textFont(TextSize::Small, true);
    const QFont plain = textFont(TextSize::Small);
    for (int i = 0; i < frame.scene.geometry.lanes(); ++i) {
        const TimelineLane& lane = frame.scene.picture->lanes[static_cast<std::size_t>(i)];
        const int top = box.top() + frame.scene.geometry.laneTop(i) - frame.scene.scroll;
        const QRect rect(box.left(), top, box.width(), frame.scene.geometry.laneHeight(i));
        if (i == frame.currentLane) {
            painter.fillRect(rect, frame.theme.raised);
        }
        painter.fillRect(QRect(rect.left(), rect.top() + 6, swatch, rect.height() - 12),
                         frame.theme.ink(lane.tone).mark);
        const QRect words = rect.adjusted(swatch + space::s, 3, -space::s, -2);
        painter.setFont(bold);
        painter.setPen(frame.theme.text);
        const int height = painter.fontMetrics().height();
        painter.drawText(QRect(words.left(), words.top(), words.width(), height), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(lane.name, Qt::ElideMiddle, words.width()));
        painter.setFont(plain);
        painter.setPen(frame.theme.muted);
        painter.drawText(QRect(words.left(), words.top() + height, words.width(), height),
                         Qt::AlignLeft | Qt::AlignVCenter, countText(static_cast<qint64>(lane.size())));
        painter.setPen(frame.theme.border);
        painter.drawLine(rect.bottomLeft(), rect.bottomRight());
    }
    painter.drawLine(box.topRight(), box.bottomRight());
    painter.restore();
}

void paintTimelineInstants(QPainter& painter, const TimelineFrame& frame, const QRect& box)
{
    painter.save();
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setFont(textFont(TextSize::Small));
    NamedLines lines(painter, frame, box);
    if (frame.now) {
        lines.add(*frame.now, FrameText::tr("now"), frame.theme.ink(Tone::Overdue).text, Qt::SolidLine, 2);
    }
    for (const auto& instant : frame.scene.picture->surroundings.instants) {
        lines.add(instant.at, instant.name, frame.theme.link, Qt::DashLine, 2);
    }
    painter.restore();
}

void paintTimelineLegend(QPainter& painter, const Theme& theme, const QRect& box)
{
    painter.save();
    painter.setFont(textFont(TextSize::Small));
    const QFontMetrics metrics = painter.fontMetrics();
    const double size = TimelineRaster::glyphSize;
    int x = box.left();
    const auto words = [&](const QString& text) {
        painter.setPen(theme.muted);
        painter.drawText(QRect(x, box.top(), box.right() - x, box.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += metrics.horizontalAdvance(text) + space::l;
    };
    for (const LegendEntry& entry : legend) {
        paintTimelineGlyph(painter, QRectF(x, box.center().y() - size / 2, size, size), entry.glyph, Tone::Accent,
                           theme);
        x += TimelineRaster::glyphSize + space::xs + 1;
        words(FrameText::tr(entry.text));
    }
    painter.setPen(theme.outline);
    const int low = box.center().y() + 5;
    painter.drawLine(x, low - 5, x, low);
    painter.drawLine(x, low, x + 20, low);
    painter.fillRect(QRect(x + 20, low - 5, 2, 6), theme.outline);
    x += 27;
    words(FrameText::tr("recorded later"));
    constexpr std::array heights = {4, 8, 12, 9, 5};
    for (const int height : heights) {
        painter.fillRect(QRect(x, low + 1 - height, 2, height), theme.ink(Tone::Accent).mark);
        x += 2;
    }
    x += space::xs + 1;
    words(FrameText::tr("many (logarithmic)"));
    painter.restore();
}

QString timelineLegendText()
{
    QStringList words;
    for (const LegendEntry& entry : legend) {
        words += FrameText::tr(entry.text);
    }
    return words.join(", "_L1) + u", "_s + FrameText::tr("recorded later") + u", "_s
        + FrameText::tr("many (logarithmic)");
}

} // namespace bulkhead
