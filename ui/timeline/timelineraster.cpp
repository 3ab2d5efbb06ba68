#include "ui/timeline/timelineraster.h"

#include "ui/common/pill.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bulkhead {

namespace {
constexpr qint64 lateAfter = 60'000; ///< recorded later than this after it occurred: it has a tail
constexpr int longestTail = TimelineLaneView::longestLabel;
constexpr int barTop = TimelineGeometry::crown;
constexpr std::size_t countedShares = 4096; ///< a bar of more is the tallest in any case
constexpr int tints = 64;
constexpr int crownStep = 6;
constexpr int halfGlyph = TimelineRaster::glyphSize / 2;
constexpr int crownPad = (TimelineGeometry::crown - TimelineRaster::glyphSize) / 2 + 1;

bool isLate(const TimelineMark& mark)
{
    return (mark.flags & (TimelineMark::Posted | TimelineMark::Imported)) == 0
        && mark.recorded - instantOfKey(mark.key) > lateAfter;
}

/// Entries in a column that make the tallest bar, from what an even spread would give: follows from scale and picture
/// alone, so that panning leaves the bars as they are.
double tallestCount(const TimelineScene& scene)
{
    std::size_t most = 0;
    for (const TimelineLane& lane : scene.picture->lanes) {
        most = std::max(most, lane.size());
    }
    const double span = std::max<double>(1, static_cast<double>(scene.picture->bounds.length()));
    return std::max(12.0, 6 * static_cast<double>(most) * scene.scale.msPerPixel / span);
}
} // namespace

struct TimelineRaster::Lane
{
    const TimelineScene& scene;
    const TimelineLane& entries;
    TimelineLaneView view;
    int index = 0;
    int top = 0;    ///< pixels of the view
    int bottom = 0; ///< exclusive

    [[nodiscard]] const TimelineMark& mark(std::size_t place) const
    {
        return scene.picture->marks.marks[entries.rows[place]];
    }
};

void paintTimelineGlyph(QPainter& painter, const QRectF& box, TimelineGlyph glyph, Tone lane, const Theme& theme)
{
    switch (glyph) {
    case TimelineGlyph::Entry:
        paintMark(painter, box.adjusted(1, 1, -1, -1), Mark::Dot, theme.ink(lane).mark);
        break;
    case TimelineGlyph::Posted:
        paintMark(painter, box.adjusted(1, 1, -1, -1), Mark::Ring, theme.ink(lane).mark);
        break;
    case TimelineGlyph::Pinned:
        paintMark(painter, box, Mark::Diamond, theme.ink(Tone::Warn).mark);
        break;
    case TimelineGlyph::Struck:
        paintMark(painter, box.adjusted(1, 1, -1, -1), Mark::Cross, theme.muted);
        break;
    case TimelineGlyph::Decision:
        paintMark(painter, box, Mark::Triangle, theme.ink(Tone::Critical).mark);
        break;
    }
}

void TimelineRaster::setLook(const Theme& theme, const QFont& font, double ratio)
{
    if (m_theme == &theme && m_ratio == ratio && font == m_labels.font()) {
        return;
    }
    m_theme = &theme;
    m_ratio = ratio;
    m_labels.setFont(font, ratio);
    const int pixels = std::max(1, static_cast<int>(std::lround(glyphSize * ratio)));
    for (std::size_t tone = 0; tone < toneCount; ++tone) {
        for (std::size_t glyph = 0; glyph < timelineGlyphs; ++glyph) {
            QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            painter.scale(pixels / double(glyphSize), pixels / double(glyphSize));
            paintTimelineGlyph(painter, QRectF(0, 0, glyphSize, glyphSize), static_cast<TimelineGlyph>(glyph),
                               static_cast<Tone>(tone), theme);
            painter.end();
            m_glyphs[tone][glyph] = image;
        }
    }
}

int TimelineRaster::device(double pixels) const
{
    return static_cast<int>(std::floor(pixels * m_ratio + 1e-6));
}

void TimelineRaster::draw(QImage& image, const TimelineScene& scene, int from, int to)
{
    const int right = to >= scene.geometry.width() ? image.width() : device(to);
    const QRect clip(device(from), 0, right - device(from), image.height());
    PixelCanvas canvas(image, clip);
    const int end = device(scene.geometry.height() - scene.scroll);
    canvas.fill(QRect(0, end, image.width(), image.height()), m_theme->background.rgb());
    prepareShares(tallestCount(scene));
    for (int index = 0; index < scene.geometry.lanes(); ++index) {
        const int top = scene.geometry.laneTop(index) - scene.scroll;
        const int bottom = top + scene.geometry.laneHeight(index);
        if (bottom <= 0 || device(top) >= image.height()) {
            continue;
        }
        const TimelineLane& entries = scene.picture->lanes[static_cast<std::size_t>(index)];
        Lane lane{scene, entries, TimelineLaneView(entries, scene.scale, scene.geometry.rows(index)),
                  index, top,     bottom};
        const qint64 first = lane.view.cellAt(from - longestTail - TimelineLaneView::labelGap);
        const qint64 last = lane.view.cellAt(to);
        lane.view.prepare(first, last + longestTail / TimelineLaneView::cell + 1);
        drawBand(canvas, lane);
        for (qint64 cell = first; cell <= last; ++cell) {
            if (lane.view.isCrowded(cell)) {
                drawCrown(canvas, lane, cell);
            } else {
                drawSingles(canvas, lane, cell);
            }
        }
    }
}

void TimelineRaster::prepareShares(double tallest)
{
    const double full = std::log2(1 + tallest / m_ratio);
    m_shares.resize(countedShares);
    for (std::size_t count = 0; count < countedShares; ++count) {
        m_shares[count] = static_cast<float>(std::min(1.0, std::log2(1.0 + static_cast<double>(count)) / full));
    }
}

void TimelineRaster::drawBand(PixelCanvas& canvas, const Lane& lane)
{
    const QRect& clip = canvas.clip();
    const auto columns = static_cast<std::size_t>(std::max(0, clip.width()));
    const QRgb ground = lane.index % 2 == 0
        ? m_theme->surface.rgb()
        : mixed(m_theme->surface.rgb(), m_theme->background.rgb(), m_theme->isDark ? 0.45 : 0.6);
    const int thick = std::max(1, device(1));
    const QRgb faint = mixed(ground, m_theme->border.rgb(), 0.75);
    m_ground.assign(columns, ground);
    for (const qint64 at : lane.scene.lines) {
        const int x = device(std::floor(lane.scene.scale.xOf(at))) - clip.left();
        for (int column = std::max(0, x); column < std::min(x + thick, clip.width()); ++column) {
            m_ground[static_cast<std::size_t>(column)] = faint;
        }
    }
    m_heights.assign(columns, 0);
    m_colours.resize(columns);
    const QRgb ink = m_theme->ink(lane.entries.tone).mark.rgb();
    const QRgb pale = mixed(m_theme->surface.rgb(), ink, 0.5);
    m_tints.clear();
    for (int tint = 0; tint <= tints; ++tint) {
        m_tints.push_back(mixed(pale, ink, tint / double(tints)));
    }
    const qint64 last = lane.view.cellAt((clip.right() + 1) / m_ratio);
    for (qint64 cell = lane.view.cellAt(clip.left() / m_ratio - 1); cell <= last; ++cell) {
        if (lane.view.isCrowded(cell)) {
            countCrowd(lane, cell, clip);
        }
    }
    const int bottom = device(lane.bottom);
    canvas.band(device(lane.top), bottom - thick, device(lane.bottom - TimelineGeometry::foot), m_ground, m_heights,
                m_colours);
    canvas.fill(QRect(clip.left(), bottom - thick, clip.width(), thick), m_theme->border.rgb());
}

void TimelineRaster::countCrowd(const Lane& lane, qint64 cell, const QRect& clip)
{
    const int left = std::max(clip.left(), device(lane.view.cellStart(cell)));
    const int right = std::min(clip.right() + 1, device(lane.view.cellStart(cell + 1)));
    const int tallest = device(lane.bottom - TimelineGeometry::foot) - device(lane.top + barTop);
    const int least = std::max(device(4), tallest / 5); // one entry is no less visible than a dot
    std::size_t at = lane.view.placeAtX(left / m_ratio);
    constexpr int ahead = 8;
    for (int column = left; column < right; ++column) {
        lane.entries.expect(lane.scene.scale.firstAt((column + ahead) / m_ratio));
        const std::size_t next = lane.view.placeAtX((column + 1) / m_ratio);
        if (const std::size_t count = std::min(next - at, countedShares - 1); count > 0) {
            const float share = m_shares[count];
            const auto i = static_cast<std::size_t>(column - clip.left());
            m_heights[i] = std::max(least, static_cast<int>(share * static_cast<float>(tallest)));
            m_colours[i] = m_tints[static_cast<std::size_t>(share * tints)];
        }
        at = next;
    }
}

void TimelineRaster::drawCrown(PixelCanvas& canvas, const Lane& lane, qint64 cell)
{
    const auto& notable = lane.entries.notable;
    const auto end = lane.view.cellPlace(cell + 1);
    const auto& glyphs = m_glyphs[static_cast<std::size_t>(lane.entries.tone)];
    const int y = device(lane.top + crownPad);
    const int half = device(halfGlyph);
    const TimelineScale& scale = lane.scene.scale;
    auto at = std::ranges::lower_bound(notable, lane.view.cellPlace(cell), {}, &TimelineNotable::place);
    while (at != notable.end() && at->place < end) {
        const double x = std::floor(scale.xOf(at->at));
        canvas.glyph({device(x) - half, y}, glyphs[std::size_t(at->glyph)]);
        // One a few pixels: which of many is drawn is the first, wherever the window begins.
        const double next = (std::floor((x + scale.left) / crownStep) + 1) * crownStep - scale.left;
        ++at;
        if (at != notable.end() && scale.xOf(at->at) < next) {
            at = std::ranges::lower_bound(at, notable.end(), scale.firstAt(next), {}, &TimelineNotable::at);
        }
    }
}

void TimelineRaster::drawSingles(PixelCanvas& canvas, const Lane& lane, qint64 cell)
{
    const std::size_t end = lane.view.cellPlace(cell + 1);
    const auto& glyphs = m_glyphs[static_cast<std::size_t>(lane.entries.tone)];
    const int left = static_cast<int>(canvas.clip().left() / m_ratio) - 1;
    const int right = static_cast<int>((canvas.clip().right() + 1) / m_ratio) + 1;
    for (std::size_t place = lane.view.cellPlace(cell); place < end; ++place) {
        const int x = lane.view.xOf(place);
        if (x - glyphSize > right) {
            break;
        }
        const TimelineMark& mark = lane.mark(place);
        const int row = lane.scene.geometry.rowOf(lane.index, place);
        const int top = lane.scene.geometry.rowTop(lane.index, row) - lane.scene.scroll;
        const int middle = top + TimelineGeometry::rowHeight / 2;
        if (isLate(mark)) {
            drawTail(canvas, lane, mark, x, middle);
        }
        canvas.glyph({device(x) - device(halfGlyph), device(middle - halfGlyph)}, glyphs[std::size_t(glyphOf(mark))]);
        const int room = lane.view.labelRoom(place);
        if (room >= TimelineLaneView::shortestLabel && x + TimelineLaneView::labelGap + room >= left) {
            drawLabel(canvas, mark, static_cast<int>(lane.entries.rows[place]), {x, top}, room);
        }
    }
}

void TimelineRaster::drawTail(PixelCanvas& canvas, const Lane& lane, const TimelineMark& mark, int x, int middle) const
{
    const double recorded = lane.scene.scale.xOf(mark.recorded);
    const bool isWhole = recorded - x <= longestTail;
    const int end = isWhole ? static_cast<int>(std::floor(recorded)) : x + longestTail / 4;
    const QRgb ink = m_theme->outline.rgb();
    const int thick = std::max(1, device(1));
    const int y = middle + TimelineGeometry::rowHeight / 2 - 2;
    canvas.fill(QRect(device(x), device(middle + halfGlyph), thick, device(y) - device(middle + halfGlyph)), ink);
    canvas.fill(QRect(device(x), device(y), device(end) - device(x), thick), ink);
    if (isWhole) {
        canvas.fill(QRect(device(end), device(y - 3), thick * 2, device(4)), ink);
        return;
    }
    for (int dot = 0; dot < 3; ++dot) { // it goes on
        canvas.fill(QRect(device(end + 3 + dot * 4), device(y), thick * 2, thick), ink);
    }
}

void TimelineRaster::drawLabel(PixelCanvas& canvas, const TimelineMark& mark, int row, QPoint at, int room)
{
    const Coverage* text = m_labels.find(mark.key, row);
    if (!text) {
        return;
    }
    const bool isStruck = (mark.flags & TimelineMark::Struck) != 0;
    const bool isQuiet = isStruck || (mark.flags & TimelineMark::Posted) != 0;
    const QRgb ink = (isQuiet ? m_theme->muted : m_theme->text).rgb();
    const QPoint corner(device(at.x() + TimelineLaneView::labelGap),
                        device(at.y()) + (device(TimelineGeometry::rowHeight) - text->height) / 2);
    const int width = device(room);
    canvas.text(corner, *text, ink, width);
    if (isStruck) {
        canvas.fill(QRect(corner.x(), corner.y() + text->height * 11 / 20, std::min(width, text->width),
                          std::max(1, device(1))),
                    ink);
    }
}

std::vector<TimelineNote> TimelineRaster::notes(const TimelineScene& scene)
{
    std::vector<TimelineNote> result;
    for (int index = 0; index < scene.geometry.lanes(); ++index) {
        const TimelineLane& entries = scene.picture->lanes[static_cast<std::size_t>(index)];
        const TimelineLaneView view(entries, scene.scale, scene.geometry.rows(index));
        const qint64 last = view.cellAt(scene.geometry.width());
        for (qint64 cell = view.cellAt(-TimelineLaneView::longestLabel); cell <= last; ++cell) {
            if (view.isCrowded(cell)) {
                continue;
            }
            const std::size_t end = view.placeAtX(view.cellStart(cell + 1));
            for (std::size_t place = view.placeAtX(view.cellStart(cell)); place < end; ++place) {
                const int room = view.labelRoom(place);
                const int top = scene.geometry.rowTop(index, scene.geometry.rowOf(index, place)) - scene.scroll;
                if (room < TimelineLaneView::shortestLabel || top + TimelineGeometry::rowHeight < 0) {
                    continue;
                }
                const int row = static_cast<int>(entries.rows[place]);
                const TimelineMark& mark = scene.picture->marks.marks[entries.rows[place]];
                const bool isStruck = (mark.flags & TimelineMark::Struck) != 0;
                result.push_back({{view.xOf(place) + TimelineLaneView::labelGap, top},
                                  room,
                                  row,
                                  isStruck,
                                  isStruck || (mark.flags & TimelineMark::Posted) != 0});
            }
        }
    }
    return result;
}

} // namespace bulkhead
