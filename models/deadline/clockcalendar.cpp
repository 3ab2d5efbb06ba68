#include "models/deadline/clockcalendar.h"

#include "models/deadline/deadlinetext.h"
#include "models/incident/icalendar.h"

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

qint64 reminderAt(qint64 start, qint64 due, int percentLeft)
{
    return due - (due - start) / 100 * percentLeft;
}

QByteArray clockCalendar(const QString& codeName, const std::vector<Kept<IncidentClock>>& clocks, qint64 now)
{
    using icalendar::folded;
    QByteArray text = icalendar::head("Clocks");
    const QByteArray title = icalendar::text(DeadlineText::tr("%1: due").arg(codeName));
    for (const Kept<IncidentClock>& clock : clocks) {
        if (clock.value.state != ClockState::Running) {
            continue;
        }
        text += "BEGIN:VEVENT\r\n";
        text += folded("UID:" + clock.id.text().toLatin1() + "@bulkhead");
        text += folded("DTSTAMP:" + icalendar::instant(now));
        text += folded("DTSTART:" + icalendar::instant(clock.value.due));
        text += folded("SUMMARY:" + title);
        text += "TRANSP:TRANSPARENT\r\n";
        for (const int percent : reminders) {
            if (const qint64 at = reminderAt(clock.value.start, clock.value.due, percent); at > now) {
                text += "BEGIN:VALARM\r\nACTION:DISPLAY\r\n";
                text += folded("TRIGGER;VALUE=DATE-TIME:" + icalendar::instant(at));
                text += folded("DESCRIPTION:" + title);
                text += "END:VALARM\r\n";
            }
        }
        text += "END:VEVENT\r\n";
    }
    return text + icalendar::tail();
}

} // namespace bulkhead::deadline
