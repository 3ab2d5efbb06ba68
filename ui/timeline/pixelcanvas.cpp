#include "ui/timeline/pixelcanvas.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace bulkhead {

namespace {
constexpr int fadePixels = 18;
constexpr quint32 oddBytes = 0x00ff00ff;

/// Both halves of a pixel times a share of 255.
quint32 scaled(quint32 pixel, quint32 share)
{
    quint32 low = (pixel & oddBytes) * share;
    low = ((low + ((low >> 8) & oddBytes) + 0x00800080) >> 8) & oddBytes;
    quint32 high = ((pixel >> 8) & oddBytes) * share;
    high = (high + ((high >> 8) & oddBytes) + 0x00800080) & ~oddBytes;
    return low | high;
}
} // namespace

PixelCanvas::PixelCanvas(QImage& image, const QRect& clip)
    : m_bits(image.bits())
    , m_stride(image.bytesPerLine())
    , m_clip(clip.intersected(QRect(0, 0, image.width(), image.height())))
{
}

void PixelCanvas::fill(const QRect& rect, QRgb colour)
{
    const QRect part = rect.intersected(m_clip);
    for (int y = part.top(); y <= part.bottom(); ++y) {
        QRgb* at = line(y) + part.left();
        std::fill(at, at + part.width(), colour);
    }
}

void PixelCanvas::band(int top, int bottom, int foot, const std::vector<QRgb>& ground, const std::vector<int>& heights,
                       const std::vector<QRgb>& colours)
{
    const int rows = foot - top;
    const auto columns = static_cast<std::size_t>(m_clip.width());
    // Columns sorted by the row in which their bars begin: a row is the one above it and the bars that begin in it.
    m_ends.assign(static_cast<std::size_t>(std::max(0, rows)) + 1, 0);
    const auto rowOf = [&](int height) { return static_cast<std::size_t>(std::max(0, rows - height)); };
    for (const int height : heights) {
        ++m_ends[rowOf(height)];
    }
    std::partial_sum(m_ends.begin(), m_ends.end(), m_ends.begin());
    m_starts.resize(columns);
    for (std::size_t column = columns; column-- > 0;) {
        m_starts[static_cast<std::size_t>(--m_ends[rowOf(heights[column])])] = static_cast<int>(column);
    }
    m_line = ground;
    std::size_t next = 0;
    for (int y = top; y < bottom; ++y) {
        if (y == foot) {
            m_line = ground;
        }
        for (; y < foot && next < columns && rows - heights[std::size_t(m_starts[next])] <= y - top; ++next) {
            const auto column = static_cast<std::size_t>(m_starts[next]);
            m_line[column] = colours[column];
        }
        if (y >= m_clip.top() && y <= m_clip.bottom()) {
            std::memcpy(line(y) + m_clip.left(), m_line.data(), columns * sizeof(QRgb));
        }
    }
}

void PixelCanvas::glyph(QPoint at, const QImage& glyph)
{
    const QRect part = QRect(at, glyph.size()).intersected(m_clip);
    for (int y = part.top(); y <= part.bottom(); ++y) {
        const auto* from = reinterpret_cast<const QRgb*>(glyph.constScanLine(y - at.y())) + (part.left() - at.x());
        QRgb* to = line(y) + part.left();
        for (int i = 0; i < part.width(); ++i) {
            to[i] = (from[i] + scaled(to[i], 255U - (from[i] >> 24U))) | 0xff000000U;
        }
    }
}

void PixelCanvas::text(QPoint at, const Coverage& coverage, QRgb ink, int width)
{
    const bool isCut = width < coverage.width;
    const QRect part = QRect(at, QSize(std::min(width, coverage.width), coverage.height)).intersected(m_clip);
    const int fadeFrom = at.x() + width - fadePixels;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        const uchar* from = coverage.alpha.data() + std::size_t(y - at.y()) * std::size_t(coverage.width)
            + (part.left() - at.x());
        QRgb* to = line(y) + part.left();
        for (int i = 0; i < part.width(); ++i) {
            quint32 alpha = from[i];
            if (alpha == 0) {
                continue;
            }
            if (const int into = part.left() + i - fadeFrom; isCut && into > 0) {
                alpha = alpha * static_cast<quint32>(std::max(0, fadePixels - into)) / fadePixels;
            }
            to[i] = (scaled(ink, alpha) + scaled(to[i], 255U - alpha)) | 0xff000000U;
        }
    }
}

QRgb mixed(QRgb from, QRgb to, double share)
{
    const auto channel = [share](int a, int b) { return static_cast<int>(a + (b - a) * share); };
    return qRgb(channel(qRed(from), qRed(to)), channel(qGreen(from), qGreen(to)), channel(qBlue(from), qBlue(to)));
}

} // namespace bulkhead
