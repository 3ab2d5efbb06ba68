#pragma once

#include "ui/timeline/timelinelanes.h"

namespace bulkhead {

/// What the page shows, read and laid out on the reading lane so that the window does not wait for it.
struct TimelineReading
{
    std::vector<qint64> keys;                       ///< descending
    std::shared_ptr<const TimelinePicture> picture; ///< null where none was asked for
};

/// `grouping`: lay a picture out by that; nothing: only the keys, for the list.
[[nodiscard]] Expected<TimelineReading> readTimeline(const Casework& casework, const Id& incident,
                                                     const TimelineQuery& query,
                                                     std::optional<TimelineGrouping> grouping);
/// Single rows by their keys, as the query shows them.
[[nodiscard]] Expected<std::vector<TimelineRow>> readTimelineRows(const Casework& casework, const Id& incident,
                                                                  TimelineQuery query, const QList<qint64>& keys);

} // namespace bulkhead
