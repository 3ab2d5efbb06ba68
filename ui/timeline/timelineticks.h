#pragma once

#include "ui/timeline/timelinescale.h"

#include <QString>
#include <QTimeZone>

#include <vector>

namespace bulkhead {

/// The unit that the ruler counts in, and how many of it from tick to tick.
struct TimelineStep
{
    enum class Unit : quint8 { Millisecond, Second, Minute, Hour, Day, Month, Year };
    Unit unit = Unit::Millisecond;
    int count = 1;

    bool operator==(const TimelineStep&) const = default;
    /// The shortest step that leaves `leastPixels` from tick to tick.
    [[nodiscard]] static TimelineStep choose(double msPerPixel, int leastPixels);
    [[nodiscard]] double length() const; ///< ms; months and years on average
};

struct TimelineTick
{
    qint64 at = 0;
    QString label;

    bool operator==(const TimelineTick&) const = default;
};

/// What stands on the ruler: ticks by the step, and above them what they are part of (the day over hours, the year
/// over months), the first of which begins before the window.
struct TimelineTicks
{
    TimelineStep step;
    std::vector<TimelineTick> ticks;
    std::vector<TimelineTick> contexts;
};

/// Ticks stand on round wall-clock times of the zone, also across changes to and from summer time: an hour that occurs
/// twice has two ticks, one that is left out has none. `window` is widened by nothing: every tick lies in it.
[[nodiscard]] TimelineTicks ticksFor(const TimelineSpan& window, const TimelineStep& step, const QTimeZone& zone);

} // namespace bulkhead
