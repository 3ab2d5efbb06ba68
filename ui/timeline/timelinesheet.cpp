#include "ui/timeline/timelinesheet.h"

#include "models/base/digest.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int sheetMargin = 24;
constexpr int headerHeight = 58;
constexpr int legendHeight = 26;
constexpr int laneHeight = 78;
constexpr int leastLanes = 380;
constexpr double pictureRatio = 2;
constexpr int roomAfter = 200;

struct SheetText
{
    Q_DECLARE_TR_FUNCTIONS(TimelineSheet)
};

QSize lanesSize(const TimelineSheet& sheet)
{
    const int lanes = static_cast<int>(sheet.picture->lanes.size());
    return {TimelineSheet::width - 2 * sheetMargin - TimelineGeometry::gutter,
            std::max(leastLanes, lanes * laneHeight)};
}

void drawNotes(QPainter& painter, const TimelineSheet& sheet, const TimelineScene& scene, const QRect& area)
{
    const Theme& theme = Theme::light();
    painter.save();
    painter.setClipRect(area, Qt::IntersectClip);
    for (const TimelineNote& note : TimelineRaster::notes(scene)) {
        const auto text = sheet.texts.constFind(note.row);
        if (text == sheet.texts.constEnd()) {
            continue;
        }
        QFont font = textFont(TextSize::Small);
        font.setStrikeOut(note.isStruck);
        painter.setFont(font);
        painter.setPen(note.isQuiet ? theme.muted : theme.text);
        painter.drawText(QRect(area.topLeft() + note.at, QSize(note.room, TimelineGeometry::rowHeight)),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(*text, Qt::ElideRight, note.room));
    }
    painter.restore();
}

Bytes pngOf(const TimelineSheet& sheet)
{
    QImage image(sheet.size() * pictureRatio, QImage::Format_RGB32);
    image.setDevicePixelRatio(pictureRatio);
    QPainter painter(&image);
    drawTimelineSheet(painter, sheet);
    painter.end();
    Bytes png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return png;
}

Bytes svgOf(const TimelineSheet& sheet)
{
    Bytes svg;
    QBuffer buffer(&svg);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(sheet.size());
    generator.setViewBox(QRect(QPoint(), sheet.size()));
    generator.setTitle(sheet.title);
    generator.setDescription(sheet.subtitle);
    QPainter painter(&generator);
    drawTimelineSheet(painter, sheet);
    painter.end();
    return svg;
}
} // namespace

QSize TimelineSheet::size() const
{
    return {width, 2 * sheetMargin + headerHeight + TimelineGeometry::ruler + scene().geometry.height() + legendHeight};
}

TimelineScene TimelineSheet::scene() const
{
    TimelineScene scene;
    scene.picture = picture.get();
    scene.geometry = TimelineGeometry(*picture, lanesSize(*this));
    scene.scale = TimelineScale::fitting(span, scene.geometry.width(), TimelineScale::margin, roomAfter);
    const TimelineTicks ticks = ticksOf(scene.scale, scene.geometry.width());
    std::ranges::transform(ticks.ticks, std::back_inserter(scene.lines), &TimelineTick::at);
    return scene;
}

std::vector<int> TimelineSheet::rowsWithText() const
{
    std::vector<int> rows;
    std::ranges::transform(TimelineRaster::notes(scene()), std::back_inserter(rows), &TimelineNote::row);
    return rows;
}

void drawTimelineSheet(QPainter& painter, const TimelineSheet& sheet)
{
    const Theme& theme = Theme::light();
    const TimelineScene scene = sheet.scene();
    const TimelineTicks ticks = ticksOf(scene.scale, scene.geometry.width());
    const TimelineFrame frame{scene, ticks, theme, -1, sheet.now};
    const QSize size = sheet.size();
    painter.fillRect(QRect(QPoint(), size), theme.background);
    const QRect head(sheetMargin, sheetMargin, size.width() - 2 * sheetMargin, headerHeight);
    painter.setPen(theme.text);
    painter.setFont(textFont(TextSize::Title, true));
    painter.drawText(head, Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(sheet.title, Qt::ElideRight, head.width()));
    painter.setPen(theme.muted);
    painter.setFont(textFont(TextSize::Small));
    painter.drawText(head.adjusted(0, 28, 0, 0), Qt::AlignLeft | Qt::AlignTop, sheet.subtitle);

    const int rulerTop = head.bottom() + 1;
    const QRect area(sheetMargin + TimelineGeometry::gutter, rulerTop + TimelineGeometry::ruler, scene.geometry.width(),
                     scene.geometry.height());
    TimelineRaster raster; // without texts: those are drawn as letters below
    raster.setLook(theme, textFont(TextSize::Small), pictureRatio);
    QImage lanes(area.size() * pictureRatio, QImage::Format_RGB32);
    raster.labels().allow(-1);
    raster.draw(lanes, scene, 0, scene.geometry.width());
    painter.drawImage(area, lanes);
    paintTimelineGutter(painter, frame, QRect(sheetMargin, area.top(), TimelineGeometry::gutter, area.height()));
    drawNotes(painter, sheet, scene, area);
    paintTimelineInstants(painter, frame, area);
    paintTimelineRuler(painter, frame, QRect(area.left(), rulerTop, area.width(), TimelineGeometry::ruler));
    paintTimelineLegend(painter, theme, QRect(sheetMargin, area.bottom() + 4, head.width(), legendHeight - 4));
}

Expected<Bytes> writeTimelineSheet(const TimelineSheet& sheet, TimelineSheet::Format format, const QString& file)
{
    const Bytes octets = format == TimelineSheet::Format::Svg ? svgOf(sheet) : pngOf(sheet);
    QSaveFile target(file);
    const auto failed = [&] {
        return failure("export.file"_L1,
                       SheetText::tr("The picture could not be written to “%1”: %2. Choose another folder.")
                           .arg(file, target.errorString()));
    };
    if (!target.open(QIODevice::WriteOnly)) {
        return failed();
    }
    target.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (target.write(octets) != octets.size() || !target.commit()) {
        return failed();
    }
    return sha256(octets);
}

} // namespace bulkhead
