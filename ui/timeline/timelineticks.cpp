#include "ui/timeline/timelineticks.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
using Unit = TimelineStep::Unit;

constexpr qint64 msOfDay = 86'400'000;
constexpr std::size_t mostTicks = 400;

constexpr std::array steps = {
    TimelineStep{Unit::Millisecond, 1},   TimelineStep{Unit::Millisecond, 2},   TimelineStep{Unit::Millisecond, 5},
    TimelineStep{Unit::Millisecond, 10},  TimelineStep{Unit::Millisecond, 20},  TimelineStep{Unit::Millisecond, 50},
    TimelineStep{Unit::Millisecond, 100}, TimelineStep{Unit::Millisecond, 200}, TimelineStep{Unit::Millisecond, 500},
    TimelineStep{Unit::Second, 1},        TimelineStep{Unit::Second, 2},        TimelineStep{Unit::Second, 5},
    TimelineStep{Unit::Second, 10},       TimelineStep{Unit::Second, 15},       TimelineStep{Unit::Second, 30},
    TimelineStep{Unit::Minute, 1},        TimelineStep{Unit::Minute, 2},        TimelineStep{Unit::Minute, 5},
    TimelineStep{Unit::Minute, 10},       TimelineStep{Unit::Minute, 15},       TimelineStep{Unit::Minute, 30},
    TimelineStep{Unit::Hour, 1},          TimelineStep{Unit::Hour, 2},          TimelineStep{Unit::Hour, 3},
    TimelineStep{Unit::Hour, 6},          TimelineStep{Unit::Hour, 12},         TimelineStep{Unit::Day, 1},
    TimelineStep{Unit::Day, 2},           TimelineStep{Unit::Day, 7},           TimelineStep{Unit::Month, 1},
    TimelineStep{Unit::Month, 3},         TimelineStep{Unit::Month, 6},         TimelineStep{Unit::Year, 1},
    TimelineStep{Unit::Year, 2},          TimelineStep{Unit::Year, 5},          TimelineStep{Unit::Year, 10},
    TimelineStep{Unit::Year, 20},         TimelineStep{Unit::Year, 50},         TimelineStep{Unit::Year, 100},
};

double lengthOf(Unit unit)
{
    switch (unit) {
    case Unit::Millisecond:
        return 1;
    case Unit::Second:
        return 1'000;
    case Unit::Minute:
        return 60'000;
    case Unit::Hour:
        return 3'600'000;
    case Unit::Day:
        return msOfDay;
    case Unit::Month:
        return 30.44 * msOfDay;
    case Unit::Year:
        return 365.25 * msOfDay;
    }
    return 1;
}

qint64 floorMod(qint64 value, qint64 by)
{
    const qint64 rest = value % by;
    return rest < 0 ? rest + by : rest;
}

/// Offsets of a zone; asks it only where the answer may have changed, since asking is slow.
class Offsets
{
public:
    explicit Offsets(const QTimeZone& zone)
        : m_zone(zone)
    {
    }
    /// How far the wall clock is past a multiple of `step` at that instant.
    [[nodiscard]] qint64 rest(qint64 at, qint64 step) const { return floorMod(at + offset(at), step); }

private:
    [[nodiscard]] qint64 offset(qint64 at) const
    {
        return 1000LL * m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(at, Qt::UTC));
    }
    const QTimeZone& m_zone;
};

/// Instants whose wall-clock time is a multiple of `step` (at most twelve hours) since midnight.
std::vector<qint64> clockTicks(const TimelineSpan& window, qint64 step, const QTimeZone& zone)
{
    const Offsets offsets(zone);
    std::vector<qint64> ticks;
    qint64 at = window.from - offsets.rest(window.from, step);
    while (at <= window.to && ticks.size() < mostTicks) {
        if (const qint64 rest = offsets.rest(at, step); rest != 0) {
            // The clock was changed since the last one: back to the round time, or on to the next.
            const qint64 back = at - rest;
            const bool isBefore = !ticks.empty() && back <= ticks.back();
            at = !isBefore && offsets.rest(back, step) == 0 ? back : at + (step - rest);
            if (offsets.rest(at, step) != 0) {
                at += step;
                continue;
            }
        }
        if (at >= window.from && at <= window.to) {
            ticks.push_back(at);
        }
        at += step;
    }
    return ticks;
}

QDate firstDate(QDate date, const TimelineStep& step)
{
    switch (step.unit) {
    case Unit::Month:
        return {date.year(), (date.month() - 1) / step.count * step.count + 1, 1};
    case Unit::Year:
        return {static_cast<int>(date.year() - floorMod(date.year(), step.count)), 1, 1};
    default:
        return step.count == 7 ? date.addDays(1 - date.dayOfWeek())
                               : date.addDays(-floorMod(date.toJulianDay(), step.count));
    }
}

QDate nextDate(QDate date, const TimelineStep& step)
{
    return step.unit == Unit::Year ? date.addYears(step.count)
        : step.unit == Unit::Month ? date.addMonths(step.count)
                                   : date.addDays(step.count);
}

std::vector<qint64> dateTicks(const TimelineSpan& window, const TimelineStep& step, const QTimeZone& zone,
                              bool withTheOneBefore)
{
    std::vector<qint64> ticks;
    QDate date = firstDate(QDateTime::fromMSecsSinceEpoch(window.from, zone).date(), step);
    while (ticks.size() < mostTicks) {
        const qint64 at = date.startOfDay(zone).toMSecsSinceEpoch();
        if (at > window.to) {
            break;
        }
        if (at >= window.from || withTheOneBefore) {
            ticks.push_back(at);
        }
        date = nextDate(date, step);
    }
    return ticks;
}

std::vector<qint64> instants(const TimelineSpan& window, const TimelineStep& step, const QTimeZone& zone)
{
    return step.unit >= Unit::Day ? dateTicks(window, step, zone, false)
                                  : clockTicks(window, qint64(step.length()), zone);
}

QString tickFormat(Unit unit)
{
    switch (unit) {
    case Unit::Millisecond:
        return u"ss.zzz"_s;
    case Unit::Second:
        return u"HH:mm:ss"_s;
    case Unit::Minute:
    case Unit::Hour:
        return u"HH:mm"_s;
    case Unit::Day:
        return u"ddd d"_s;
    case Unit::Month:
        return u"MMM"_s;
    case Unit::Year:
        return u"yyyy"_s;
    }
    return {};
}

/// What the ticks are part of, and how it is written.
struct Context
{
    TimelineStep step;
    QString format;
    bool withZone = true;
};
std::optional<Context> contextOf(Unit unit)
{
    switch (unit) {
    case Unit::Millisecond:
        return Context{{Unit::Minute, 1}, u"ddd d MMM yyyy HH:mm"_s};
    case Unit::Second:
    case Unit::Minute:
    case Unit::Hour:
        return Context{{Unit::Day, 1}, u"ddd d MMM yyyy"_s};
    case Unit::Day:
        return Context{{Unit::Month, 1}, u"MMMM yyyy"_s, false};
    case Unit::Month:
        return Context{{Unit::Year, 1}, u"yyyy"_s, false};
    case Unit::Year:
        return {};
    }
    return {};
}

std::vector<qint64> contextInstants(const TimelineSpan& window, const TimelineStep& step, const QTimeZone& zone)
{
    if (step.unit >= Unit::Day) {
        return dateTicks(window, step, zone, true);
    }
    const qint64 length = qint64(step.length());
    return clockTicks({window.from - length + 1, window.to}, length, zone);
}
} // namespace

double TimelineStep::length() const
{
    return lengthOf(unit) * count;
}

TimelineStep TimelineStep::choose(double msPerPixel, int leastPixels)
{
    const double least = msPerPixel * leastPixels;
    const auto found = std::ranges::find_if(steps, [&](const TimelineStep& step) { return step.length() >= least; });
    return found == steps.end() ? steps.back() : *found;
}

TimelineTicks ticksFor(const TimelineSpan& window, const TimelineStep& step, const QTimeZone& zone)
{
    const QLocale locale;
    TimelineTicks result;
    result.step = step;
    for (const qint64 at : instants(window, step, zone)) {
        result.ticks.push_back({at, locale.toString(QDateTime::fromMSecsSinceEpoch(at, zone), tickFormat(step.unit))});
    }
    if (const auto context = contextOf(step.unit)) {
        for (const qint64 at : contextInstants(window, context->step, zone)) {
            const QDateTime time = QDateTime::fromMSecsSinceEpoch(at, zone);
            QString label = locale.toString(time, context->format);
            if (context->withZone) {
                label += u' ' + time.timeZoneAbbreviation();
            }
            result.contexts.push_back({at, label});
        }
    }
    return result;
}

} // namespace bulkhead
