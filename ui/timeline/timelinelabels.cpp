#include "ui/timeline/timelinelabels.h"

#include "ui/timeline/timelinegeometry.h"

#include <QElapsedTimer>
#include <QFontMetrics>
#include <QPainter>

#include <cmath>
#include <memory>

namespace bulkhead {

namespace {
constexpr qsizetype cacheOctets = 8 << 20;
constexpr qsizetype longestText = 160; ///< letters that could ever fit, before elision measures them
} // namespace

TimelineLabels::TimelineLabels()
    : m_drawn(cacheOctets)
{
}

void TimelineLabels::setFont(const QFont& font, double ratio)
{
    if (font == m_font && ratio == m_ratio) {
        return;
    }
    m_font = font;
    m_ratio = ratio;
    clear();
}

void TimelineLabels::allow(qint64 nanoseconds)
{
    m_allowed = nanoseconds;
    m_isUnfinished = false;
    m_spent = 0;
}

const Coverage* TimelineLabels::find(qint64 key, int row)
{
    if (const Coverage* found = m_drawn.object(key)) {
        return found;
    }
    if (m_allowed >= 0 && m_spent > m_allowed) {
        m_isUnfinished = true;
        return nullptr;
    }
    const auto words = text(row);
    if (!words) {
        return nullptr;
    }
    QElapsedTimer timer; // of the texts alone: whatever else a frame takes, some more of them are drawn in each
    timer.start();
    auto made = std::make_unique<Coverage>(drawn(*words));
    m_spent += timer.nsecsElapsed();
    const auto cost = static_cast<qsizetype>(made->alpha.size()) + qsizetype(sizeof(Coverage));
    m_drawn.insert(key, made.release(), cost);
    return m_drawn.object(key);
}

Coverage TimelineLabels::drawn(const QString& text) const
{
    const QFontMetrics metrics(m_font);
    const QString shown = metrics.elidedText(text.left(longestText), Qt::ElideRight, TimelineLaneView::longestLabel);
    const QSize size(std::min(metrics.horizontalAdvance(shown) + 1, TimelineLaneView::longestLabel), metrics.height());
    const QSize pixels(std::max(1, int(std::ceil(size.width() * m_ratio))), int(std::ceil(size.height() * m_ratio)));
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(m_ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setFont(m_font);
    painter.setPen(Qt::white);
    painter.drawText(QPointF(0, metrics.ascent()), shown);
    painter.end();
    Coverage coverage{pixels.width(), pixels.height(), {}};
    coverage.alpha.reserve(std::size_t(pixels.width()) * std::size_t(pixels.height()));
    for (int y = 0; y < pixels.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        for (int x = 0; x < pixels.width(); ++x) {
            coverage.alpha.push_back(static_cast<uchar>(qAlpha(line[x])));
        }
    }
    return coverage;
}

} // namespace bulkhead
