#include "models/deadline/period.h"

#include "models/deadline/deadlinetext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
constexpr qint64 hourMs = 3'600'000;
constexpr int twoDays = 48;    ///< hours
const QDate epoch(1970, 1, 1); // NOLINT(cert-err58-cpp): no exception in it
constexpr std::array<const char*, readingCount> readingIds{
    "elapsed", "wall_clock", "eu1182",       "eu1182_3_5_hours", "eu1182_3_5_full",
    "day",     "day_roll",   "day_roll_2wd", "business_days",    "relief_noon"};

/// "Fri 2026-06-12 16:00 CEST"
QString shown(const QDateTime& at)
{
    return QLocale().toString(at, u"ddd yyyy-MM-dd HH:mm"_s) + u' ' + at.timeZoneAbbreviation();
}
QString shown(QDate day)
{
    return QLocale().toString(day, u"ddd yyyy-MM-dd"_s);
}

bool applies(Reading reading, Unit unit)
{
    switch (reading) {
    case Reading::Day:
    case Reading::DayRoll:
    case Reading::DayRollTwo:
        return unit != Unit::Hours && unit != Unit::BusinessDays;
    case Reading::BusinessDays:
        return unit == Unit::BusinessDays;
    case Reading::ReliefNoon:
        return unit != Unit::BusinessDays;
    default:
        return unit == Unit::Hours;
    }
}

/// One computation; collects its steps.
class Counting
{
public:
    Counting(qint64 event, const Period& period, const Place& place, Steps steps)
        : m_event(event)
        , m_period(period)
        , m_place(place)
        , m_wantsSteps(steps == Steps::Said)
    {
    }

    Expected<Due> under(Reading reading)
    {
        if (!applies(reading, m_period.unit)) {
            return failure(
                "deadline.period"_L1,
                DeadlineText::tr("The reading “%1” does not apply to a period in this unit.").arg(readingId(reading)));
        }
        m_steps.clear();
        say([&] { return DeadlineText::tr("The event: %1.").arg(shown(local(m_event))); });
        const qint64 at = end(reading);
        if (m_isEndless) {
            return failure(
                "deadline.calendar"_L1,
                DeadlineText::tr("The calendar knows no working day within a year, so there is no end of the "
                                 "period. Look at the list of holidays."));
        }
        return Due{reading, at, std::move(m_steps)};
    }

private:
    [[nodiscard]] qint64 end(Reading reading)
    {
        switch (reading) {
        case Reading::Elapsed:
            return elapsed();
        case Reading::WallClock:
            return wallClock();
        case Reading::Eu1182:
            return wholeHours(firstHour());
        case Reading::Eu1182Hours:
            return withTwoDays(&Counting::workingHours);
        case Reading::Eu1182Full:
            return withTwoDays(&Counting::fullWorkingDays);
        case Reading::Day:
            return endOf(lastDay());
        case Reading::DayRoll:
            return endOf(rolled(lastDay()));
        case Reading::DayRollTwo:
            return endOf(withTwoWorkingDays(rolled(lastDay())));
        case Reading::BusinessDays:
            return businessDays();
        case Reading::ReliefNoon:
            return noon(m_period.unit == Unit::Hours ? elapsed() : endOf(lastDay()));
        }
        Q_UNREACHABLE();
    }

    [[nodiscard]] QDateTime local(qint64 at) const { return QDateTime::fromMSecsSinceEpoch(at, m_place.zone); }
    /// ms
    [[nodiscard]] qint64 offsetAt(qint64 at) const
    {
        return m_place.offsets ? m_place.offsets->offsetAt(at) : local(at).offsetFromUtc() * qint64(1000);
    }
    [[nodiscard]] QDate dateAt(qint64 at) const
    {
        constexpr qint64 dayMs = 24 * hourMs;
        const qint64 wall = at + offsetAt(at);
        return epoch.addDays(wall >= 0 ? wall / dayMs : (wall - dayMs + 1) / dayMs);
    }
    /// Of a day that a zone left out (Samoa, 2011-12-30), that of the next.
    [[nodiscard]] qint64 startOf(QDate day) const
    {
        if (m_place.offsets) {
            const qint64 wall = epoch.daysTo(day) * 24 * hourMs;
            const qint64 before = offsetAt(wall - 24 * hourMs);
            if (before == offsetAt(wall + 24 * hourMs)) {
                return wall - before; // no change of clocks anywhere near
            }
        }
        QDateTime start = day.startOfDay(m_place.zone);
        while (!start.isValid()) {
            day = day.addDays(1);
            start = day.startOfDay(m_place.zone);
        }
        return start.toMSecsSinceEpoch();
    }
    [[nodiscard]] QString holidayOn(QDate day) const { return m_place.holiday ? m_place.holiday(day) : QString(); }
    /// Ends every loop over days, whatever the calendar says.
    [[nodiscard]] bool isFree(QDate day)
    {
        const bool isWorking = day.dayOfWeek() < Qt::Saturday && holidayOn(day).isEmpty();
        m_freeInRow = isWorking ? 0 : m_freeInRow + 1;
        m_isEndless |= m_freeInRow > mostFreeInRow;
        return m_freeInRow > 0 && !m_isEndless;
    }
    [[nodiscard]] QDate workingDayFrom(QDate day)
    {
        for (; isFree(day); day = day.addDays(1)) {
            sayFree(day);
        }
        return day;
    }
    /// "Saturday", "Sunday" or the holiday's name.
    [[nodiscard]] QString whyFree(QDate day) const
    {
        const QString holiday = holidayOn(day);
        return holiday.isEmpty() ? QLocale().dayName(day.dayOfWeek()) : holiday;
    }
    template<typename Text> void say(const Text& text)
    {
        if (m_wantsSteps) {
            m_steps.append(text());
        }
    }
    void sayFree(QDate day)
    {
        say([&] { return DeadlineText::tr("%1 is no working day (%2).").arg(shown(day), whyFree(day)); });
    }
    void sayTooShort()
    {
        say([&] { return DeadlineText::tr("Art. 3(5) is about periods of two days or more."); });
    }

    qint64 elapsed()
    {
        const qint64 at = m_event + m_period.count * hourMs;
        say([&] {
            return DeadlineText::tr("%1 h of 60 minutes each later: %2.").arg(m_period.count).arg(shown(local(at)));
        });
        return at;
    }

    qint64 wallClock()
    {
        const QDateTime event = local(m_event);
        const QDateTime wanted = QDateTime(event.date(), event.time(), Qt::UTC).addSecs(m_period.count * hourMs / 1000);
        const qint64 wall = wanted.toMSecsSinceEpoch();
        // By the offsets before and after any change nearby: of two instants that show this time, or of two of which
        // neither does, the earlier.
        const qint64 before = wall - offsetAt(wall - 24 * hourMs);
        const qint64 after = wall - offsetAt(wall + 24 * hourMs);
        const qint64 earlier = std::min(before, after);
        const qint64 later = std::max(before, after);
        const bool isLater = earlier + offsetAt(earlier) != wall && later + offsetAt(later) == wall;
        const qint64 at = isLater ? later : earlier;
        say([&] {
            return DeadlineText::tr("%1 h on the wall clock later: %2.").arg(m_period.count).arg(shown(local(at)));
        });
        return at;
    }

    /// The beginning of the first hour that counts.
    qint64 firstHour()
    {
        const qint64 offset = offsetAt(m_event);
        const qint64 wall = m_event + offset;
        const qint64 start = (wall / hourMs + 1) * hourMs - offset;
        say([&] {
            return DeadlineText::tr("It lies in the hour from %1 to %2, which is not counted (Reg. 1182/71 Art. 3(1)).")
                .arg(local(start - hourMs).time().toString(u"HH:mm"_s), local(start).time().toString(u"HH:mm"_s));
        });
        return start;
    }
    qint64 wholeHours(qint64 start)
    {
        const qint64 at = start + m_period.count * hourMs;
        say([&] {
            return DeadlineText::tr(
                       "%1 h from there end at %2; Saturdays, Sundays and holidays are counted (Art. 3(3)).")
                .arg(m_period.count)
                .arg(shown(local(at)));
        });
        return at;
    }

    /// Art. 3(5), in one of its readings for hours.
    qint64 withTwoDays(qint64 (Counting::*twoDaysFrom)(qint64 start))
    {
        const qint64 start = firstHour();
        const qint64 nominal = wholeHours(start);
        if (m_period.count < twoDays) {
            sayTooShort();
            return nominal;
        }
        return std::max((this->*twoDaysFrom)(start), nominal);
    }
    qint64 workingHours(qint64 start)
    {
        qint64 missing = twoDays * hourMs;
        qint64 at = start;
        while (missing > 0) {
            const QDate day = dateAt(at);
            const qint64 next = startOf(day.addDays(1));
            if (isFree(day)) {
                sayFree(day);
                at = next;
            } else {
                const qint64 taken = std::min(next - at, missing);
                missing -= taken;
                at += taken;
            }
        }
        say([&] {
            return DeadlineText::tr("48 hours on working days (Art. 3(5), disputed) have passed at %1.")
                .arg(shown(local(at)));
        });
        return at;
    }
    qint64 fullWorkingDays(qint64 start)
    {
        const QDate day = dateAt(start);
        const QDate first = workingDayFrom(startOf(day) == start ? day : day.addDays(1));
        const QDate second = workingDayFrom(first.addDays(1));
        say([&] {
            return DeadlineText::tr(
                       "The second whole working day (Art. 3(5), disputed) is %1; the period runs to its end.")
                .arg(shown(second));
        });
        return startOf(second.addDays(1));
    }

    QDate lastDay()
    {
        const QDate day = dateAt(m_event);
        say([&] { return DeadlineText::tr("The day of the event, %1, is not counted.").arg(shown(day)); });
        QDate last = day;
        switch (m_period.unit) {
        case Unit::Weeks:
            last = day.addDays(qint64(7) * m_period.count);
            break;
        case Unit::Months:
            last = day.addMonths(m_period.count);
            if (last.day() != day.day()) {
                say([&] {
                    return DeadlineText::tr("That month has no day %1; its last day stands for it (Art. 3(2)(c)).")
                        .arg(day.day());
                });
            }
            break;
        default:
            last = day.addDays(m_period.count);
        }
        say([&] { return DeadlineText::tr("The last day is %1.").arg(shown(last)); });
        return last;
    }
    QDate rolled(QDate last)
    {
        const QDate day = workingDayFrom(last);
        if (day != last) {
            say([&] {
                return DeadlineText::tr("The period ends with the next that is, %1 (Art. 3(4)).").arg(shown(day));
            });
        }
        return day;
    }
    QDate withTwoWorkingDays(QDate last)
    {
        if (m_period.unit == Unit::Days && m_period.count < 2) {
            sayTooShort();
            return last;
        }
        int found = 0;
        for (QDate day = dateAt(m_event).addDays(1); found < 2 && day <= last; day = day.addDays(1)) {
            found += isFree(day) ? 0 : 1;
        }
        for (; found < 2; ++found) {
            last = workingDayFrom(last.addDays(1));
            say([&] {
                return DeadlineText::tr("The period needs two working days (Art. 3(5), disputed), so it runs to %1.")
                    .arg(shown(last));
            });
        }
        return last;
    }

    qint64 businessDays()
    {
        QDate day = dateAt(m_event);
        say([&] { return DeadlineText::tr("The day of the event, %1, is not counted.").arg(shown(day)); });
        for (int counted = 0; counted < m_period.count;) {
            day = day.addDays(1);
            if (isFree(day)) {
                if (m_steps.size() < maxSteps) {
                    say([&] { return DeadlineText::tr("%1 is no business day (%2).").arg(shown(day), whyFree(day)); });
                } else if (m_steps.size() == maxSteps) {
                    say([&] {
                        return DeadlineText::tr("Days without business after that are left out in the same way.");
                    });
                }
            } else {
                ++counted;
            }
        }
        if (m_place.cutOff.isNull()) {
            return endOf(day);
        }
        const qint64 at = QDateTime(day, m_place.cutOff, m_place.zone).toMSecsSinceEpoch();
        say([&] {
            return DeadlineText::tr("Business day %1 is %2; filings are accepted until %3.")
                .arg(m_period.count)
                .arg(shown(day), m_place.cutOff.toString(u"HH:mm"_s));
        });
        return at;
    }

    qint64 noon(qint64 at)
    {
        const QDate last = dateAt(at - 1); // one that ends with a day belongs to that day
        const QDate day = workingDayFrom(last);
        if (day == last) {
            return at;
        }
        const qint64 relief = QDateTime(day, QTime(12, 0), m_place.zone).toMSecsSinceEpoch();
        say([&] {
            return DeadlineText::tr("It may be met until noon of the next working day: %1.").arg(shown(local(relief)));
        });
        return relief;
    }

    qint64 endOf(QDate day)
    {
        say([&] { return DeadlineText::tr("It ends with %1, at 24:00.").arg(shown(day)); });
        return startOf(day.addDays(1));
    }

    static constexpr qsizetype maxSteps = 40;
    static constexpr int mostFreeInRow = 366;
    qint64 m_event;
    const Period& m_period;
    const Place& m_place;
    bool m_wantsSteps;
    int m_freeInRow = 0;
    bool m_isEndless = false;
    QStringList m_steps;
};

/// 100 years in the unit.
int longest(Unit unit)
{
    switch (unit) {
    case Unit::Hours:
        return 100 * 366 * 24;
    case Unit::Weeks:
        return 100 * 53;
    case Unit::Months:
        return 100 * 12;
    default:
        return 100 * 366;
    }
}
} // namespace

QString readingId(Reading reading)
{
    return QString::fromLatin1(readingIds[static_cast<std::size_t>(reading)]);
}

std::optional<Reading> readingOf(QStringView id)
{
    if (id == "month_roll"_L1) {
        return Reading::DayRoll;
    }
    const auto found = std::ranges::find_if(readingIds, [id](const char* one) { return id == QLatin1StringView(one); });
    return found == readingIds.end() ? std::nullopt
                                     : std::optional(static_cast<Reading>(std::distance(readingIds.begin(), found)));
}

Expected<Due> dueAt(Reading reading, qint64 event, const Period& period, const Place& place, Steps steps)
{
    if (!place.zone.isValid()) {
        return failure("deadline.zone"_L1,
                       DeadlineText::tr("A deadline needs the time zone of the authority, such as Europe/Berlin."));
    }
    if (period.count < 1 || period.count > longest(period.unit)) {
        return failure("deadline.period"_L1,
                       DeadlineText::tr("A period is at least one unit and at most a hundred years long, not %1.")
                           .arg(period.count));
    }
    constexpr qint64 latest = 7'258'118'400'000; // 2200-01-01
    if (event < 0 || event >= latest) {
        return failure("deadline.range"_L1,
                       DeadlineText::tr("Deadlines are computed for events from 1970 to 2199; this one lies outside."));
    }
    return Counting(event, period, place, steps).under(reading);
}

Expected<std::vector<Due>> dueUnder(const std::vector<Reading>& readings, qint64 event, const Period& period,
                                    const Place& place, Steps steps)
{
    std::vector<Due> found;
    for (const Reading reading : readings) {
        TRY(auto due, dueAt(reading, event, period, place, steps));
        found.push_back(std::move(due));
    }
    std::ranges::stable_sort(found, {}, &Due::at);
    return found;
}

} // namespace bulkhead::deadline
