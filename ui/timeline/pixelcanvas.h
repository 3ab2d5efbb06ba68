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
    /// Rows `top` to `bottom` (exclusive) of all columns of the clip: `ground`, and on it a bar a column from `foot`
    /// up. The vectors have an element a column of the clip. Every pixel is written once.
    void band(int top, int bottom, int foot, const std::vector<QRgb>& ground, const std::vector<int>& heights,
              const std::vector<QRgb>& colours);
    /// `glyph` is ARGB32_Premultiplied.
    void glyph(QPoint at, const QImage& glyph);
    /// At most `width` pixels of it; where that cuts it off it fades out.
    void text(QPoint at, const Coverage& coverage, QRgb ink, int width);

private:
    [[nodiscard]] QRgb* line(int y) { return reinterpret_cast<QRgb*>(m_bits + y * m_stride); }

    uchar* m_bits;
    qsizetype m_stride;
    QRect m_clip;
    std::vector<QRgb> m_line;
    std::vector<int> m_starts; ///< columns by the row in which their bar begins
    std::vector<int> m_ends;
};

[[nodiscard]] QRgb mixed(QRgb from, QRgb to, double share);

} // namespace bulkhead
