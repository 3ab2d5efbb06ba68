#pragma once

#include "models/base/error.h"
#include "models/deadline/zonetable.h"

#include <QDate>
#include <QString>
#include <QStringList>
#include <QTime>
#include <QTimeZone>

#include <functional>
#include <optional>
#include <vector>

namespace bulkhead::deadline {

enum class Unit : quint8 { Hours, Days, BusinessDays, Weeks, Months };

/// A length as a rule states it, e.g. 72 hours.
struct Period
{
    int count = 0;
    Unit unit = Unit::Hours;
};

/// Ways of counting one period. Several may be arguable for one rule; the earliest is what one plans for.
enum class Reading : quint8 {
    Elapsed,      ///< hours of 60 minutes from the event itself
    WallClock,    ///< until the clock on the wall shows the event's time again, so many hours on
    Eu1182,       ///< Regulation 1182/71 Art. 3(1), hours: the hour of the event is not counted
    Eu1182Hours,  ///< and Art. 3(5) as 48 hours that fall on working days (disputed)
    Eu1182Full,   ///< and Art. 3(5) as two whole working days (disputed)
    Day,          ///< the day of the event is not counted; to the end of the last day
    DayRoll,      ///< and Art. 3(4): a last day that is no working day gives way to the next that is
    DayRollTwo,   ///< and Art. 3(5): at least two working days within the period (disputed)
    BusinessDays, ///< only working days count; to `Place::cutOff`
    ReliefNoon,   ///< elapsed; where that is no working day, noon of the next (DORA RTS Art. 5(4))
};
inline constexpr int readingCount = 10;

/// "elapsed", "eu1182_3_5_hours", … "month_roll" is read as day_roll.
[[nodiscard]] QString readingId(Reading reading);
[[nodiscard]] std::optional<Reading> readingOf(QStringView id);

/// Where the action is to be taken: its clocks and its holidays.
struct Place
{
    QTimeZone zone;
    /// The name of a public holiday on that day; empty on others. Saturdays and Sundays are never working days.
    std::function<QString(QDate)> holiday = {};
    QTime cutOff = {};                             ///< of a business day, e.g. 17:30; null: to its end
    std::shared_ptr<const ZoneTable> offsets = {}; ///< of the zone, where many periods are counted; may be null
    int holidaysKnownUntil = 0;                    ///< the last year, where not all of them follow rules
};

/// Whether the steps are wanted: saying them is most of the work.
enum class Steps : quint8 { Said, Silent };

/// When a period ends under one reading, and why.
struct Due
{
    Reading reading = Reading::Elapsed;
    qint64 at = 0;     ///< ms since 1970, UTC; the first instant that is too late
    QStringList steps; ///< in words, each to be checked by hand
};

/// Errors: `deadline.zone` (none, or unknown), `deadline.period` (below one, over 100 years, or a unit to which the
/// reading does not apply), `deadline.calendar` (no working day within a year), `deadline.range` (outside 1970 to 2200,
/// for which no rules of time zones are kept).
[[nodiscard]] Expected<Due> dueAt(Reading reading, qint64 event, const Period& period, const Place& place,
                                  Steps steps = Steps::Said);

/// Under each of the readings; the earliest first, readings that end alike in the order that was asked for. Errors:
/// those of `dueAt`.
[[nodiscard]] Expected<std::vector<Due>> dueUnder(const std::vector<Reading>& readings, qint64 event,
                                                  const Period& period, const Place& place, Steps steps = Steps::Said);

} // namespace bulkhead::deadline
