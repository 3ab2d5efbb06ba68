#include "ui/timeline/pixelcanvas.h"

#include <algorithm>

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

void PixelCanvas::bars(int left, int top, int bottom, const std::vector<int>& heights,
                       const std::vector<QRgb>& colours)
{
    const int from = std::max(left, m_clip.left());
    const int to = std::min(left + static_cast<int>(heights.size()), m_clip.right() + 1);
    if (from >= to) {
        return;
    }
    const int tallest = *std::max_element(heights.begin() + (from - left), heights.begin() + (to - left));
    const int highest = std::max({top, m_clip.top(), bottom - tallest});
    const int* height = heights.data() + (from - left);
    const QRgb* colour = colours.data() + (from - left);
    const int count = to - from;
    for (int y = highest; y < std::min(bottom, m_clip.bottom() + 1); ++y) {
        QRgb* at = line(y) + from;
        const int above = bottom - y;
        for (int i = 0; i < count; ++i) { // a select, so that it is done eight pixels at a time
            at[i] = height[i] >= above ? colour[i] : at[i];
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
