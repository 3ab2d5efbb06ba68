#pragma once

#include "models/base/error.h"
#include "ui/timeline/timelineframe.h"

#include <QHash>

namespace bulkhead {

/// A picture of the timeline that leaves the vault: a file or paper. Always in the light colours.
struct TimelineSheet
{
    static constexpr int width = 1600; ///< device-independent pixels; the height follows from the lanes
    enum class Format : quint8 { Png, Svg };

    std::shared_ptr<const TimelinePicture> picture;
    TimelineSpan span;
    std::optional<qint64> now;
    QString title;
    QString subtitle;          ///< span, zone, number of entries, lanes
    QHash<int, QString> texts; ///< by row, of those that have room for one

    [[nodiscard]] QSize size() const;
    [[nodiscard]] TimelineScene scene() const;
    /// Rows beside which a text is drawn.
    [[nodiscard]] std::vector<int> rowsWithText() const;
};

/// Fills `size()` from the painter's origin; letters stay letters where the device has them.
void drawTimelineSheet(QPainter& painter, const TimelineSheet& sheet);
/// Writes the file readable for its owner alone, and returns its SHA-256. Any thread. `export.file`.
[[nodiscard]] Expected<Bytes> writeTimelineSheet(const TimelineSheet& sheet, TimelineSheet::Format format,
                                                 const QString& file);

} // namespace bulkhead
