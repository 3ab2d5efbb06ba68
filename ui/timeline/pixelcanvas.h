#pragma once

#include <QImage>

#include <vector>

namespace bulkhead {

/// How strongly each pixel of a text is covered, 0 to 255, row by row.
struct Coverage
{
    int width = 0;
    int height = 0;
    std::vector<uchar> alpha;
};

/// Draws straight into the pixels of an opaque 32-bit image, within a clip. Device pixels throughout.
class PixelCanvas
{
public:
    /// The image is QImage::Format_RGB32 and outlives the canvas.
    PixelCanvas(QImage& image, const QRect& clip);

    [[nodiscard]] const QRect& clip() const { return m_clip; }
    void fill(const QRect& rect, QRgb colour);
    /// Columns from `left` on, each filled from its height up from `bottom`, above `top`.
    void bars(int left, int top, int bottom, const std::vector<int>& heights, const std::vector<QRgb>& colours);
    /// `glyph` is ARGB32_Premultiplied.
    void glyph(QPoint at, const QImage& glyph);
    /// At most `width` pixels of it; where that cuts it off it fades out.
    void text(QPoint at, const Coverage& coverage, QRgb ink, int width);

private:
    [[nodiscard]] QRgb* line(int y) { return reinterpret_cast<QRgb*>(m_bits + y * m_stride); }

    uchar* m_bits;
    qsizetype m_stride;
    QRect m_clip;
};

[[nodiscard]] QRgb mixed(QRgb from, QRgb to, double share);

} // namespace bulkhead
