#pragma once

#include "ui/timeline/timelinegeometry.h"
#include "ui/timeline/timelinelabels.h"

#include <QImage>

namespace bulkhead {

struct Theme;

/// What is to be drawn of a picture.
struct TimelineScene
{
    const TimelinePicture* picture = nullptr;
    TimelineScale scale;
    TimelineGeometry geometry;
    int scroll = 0;            ///< pixels of the lanes that are above the upper edge
    std::vector<qint64> lines; ///< instants of the ruler's ticks
};

/// A text beside an entry, for devices that draw letters instead of pixels.
struct TimelineNote
{
    QPoint at; ///< left end of the base row: its middle line is `rowHeight / 2` below
    int room = 0;
    int row = 0;
    bool isStruck = false;
    bool isQuiet = false;
};

void paintTimelineGlyph(QPainter& painter, const QRectF& box, TimelineGlyph glyph, Tone lane, const Theme& theme);

/// Draws the lanes' entries straight into an image: crowds as one bar a pixel column, entries that stand apart with
/// their text, and above the crowds what is pinned, struck or a decision. The cost follows the pixels, not the entries.
class TimelineRaster
{
public:
    static constexpr int glyphSize = 9;

    /// Colours, texts' font and device pixels a pixel. To be called before `draw` and whenever they change.
    void setLook(const Theme& theme, const QFont& font, double ratio);
    [[nodiscard]] TimelineLabels& labels() { return m_labels; }
    [[nodiscard]] double ratio() const { return m_ratio; }

    /// Columns `from` to `to` (pixels, exclusive) of the time area into an image of its size in device pixels,
    /// QImage::Format_RGB32.
    void draw(QImage& image, const TimelineScene& scene, int from, int to);
    /// Texts as they would be drawn.
    [[nodiscard]] static std::vector<TimelineNote> notes(const TimelineScene& scene);

private:
    struct Lane;
    void drawBand(PixelCanvas& canvas, const Lane& lane);
    void countCrowd(const Lane& lane, qint64 cell, const QRect& clip);
    void prepareShares(double tallest);
    void drawCrown(PixelCanvas& canvas, const Lane& lane, qint64 cell);
    void drawSingles(PixelCanvas& canvas, const Lane& lane, qint64 cell);
    void drawTail(PixelCanvas& canvas, const Lane& lane, const TimelineMark& mark, int x, int middle) const;
    void drawLabel(PixelCanvas& canvas, const TimelineMark& mark, int row, QPoint at, int room);
    [[nodiscard]] int device(double pixels) const;

    double m_ratio = 1;
    const Theme* m_theme = nullptr;
    TimelineLabels m_labels;
    std::array<std::array<QImage, timelineGlyphs>, toneCount> m_glyphs;
    std::vector<QRgb> m_ground;
    std::vector<int> m_heights;
    std::vector<QRgb> m_colours;
    std::vector<float> m_shares; ///< of the tallest bar, by entries in a column
    std::vector<QRgb> m_tints;   ///< of the lane at hand, from pale to full
};

} // namespace bulkhead
