#pragma once

#include "ui/timeline/timelineraster.h"
#include "ui/timeline/timelineticks.h"

class QPainter;

namespace bulkhead {

/// What stands around the entries: ruler, names of the lanes, marked instants, legend. Drawn with a painter, so that
/// window, paper and picture show the same.
struct TimelineFrame
{
    const TimelineScene& scene;
    const TimelineTicks& ticks;
    const Theme& theme;
    int currentLane = -1;
    std::optional<qint64> now;
};

/// Ticks for what a scale shows.
[[nodiscard]] TimelineTicks ticksOf(const TimelineScale& scale, int width);

/// `box`: the ruler above the time area.
void paintTimelineRuler(QPainter& painter, const TimelineFrame& frame, const QRect& box);
/// `box`: the gutter left of the lanes.
void paintTimelineGutter(QPainter& painter, const TimelineFrame& frame, const QRect& box);
/// Now, and the instants of the incident. `box`: the time area.
void paintTimelineInstants(QPainter& painter, const TimelineFrame& frame, const QRect& box);
/// What shapes and bars mean, in one line.
void paintTimelineLegend(QPainter& painter, const Theme& theme, const QRect& box);
[[nodiscard]] QString timelineLegendText(); ///< the same for a screen reader

} // namespace bulkhead
