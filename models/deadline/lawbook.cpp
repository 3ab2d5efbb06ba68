#include "models/deadline/lawbook.h"

#include "models/base/zone.h"
#include "models/deadline/deadlinetext.h"
#include "models/deadline/packreview.h"
#include "models/incident/resources.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

Expected<Lawbook> Lawbook::load()
{
    TRY(auto regimes, Regimes::load(resourceFolders(u"regimes"_s)));
    TRY(auto holidays, HolidayTable::load(resourceFolders(u"holidays"_s)));
    return Lawbook{.regimes = std::move(regimes), .holidays = std::move(holidays)};
}

Expected<Lawbook> Lawbook::loadFor(const Casework& casework)
{
    TRY(auto book, load());
    CHECK_OK(applyReviews(casework, book.regimes));
    return book;
}

Expected<Venue> Venue::of(const Lawbook& book, const Regime& regime, const QString& zone, const QString& country)
{
    Venue venue;
    venue.zone = zone.isEmpty() ? regime.zone : zone;
    venue.zoneData = zoneDataVersion();
    if (venue.zone.isEmpty()) {
        return failure("deadline.zone"_L1,
                       DeadlineText::tr("“%1” is counted in the time zone of the authority. Name it, as in "
                                        "Europe/Berlin.")
                           .arg(regime.id));
    }
    const auto found = zoneNamed(venue.zone);
    if (!found) {
        return failure("deadline.zone"_L1,
                       DeadlineText::tr("There is no time zone “%1”. Use a name like Europe/Berlin.").arg(venue.zone));
    }
    venue.place.zone = *found;
    venue.place.offsets = book.zones->of(*found);
    const QString where = country.isEmpty() ? regime.country : country;
    if (!where.isEmpty()) {
        TRY(const Calendar calendar, book.holidays.calendar(where));
        venue.holidays = calendar.version();
        venue.place.holidaysKnownUntil = calendar.knownUntil();
        venue.place.holiday = [calendar](QDate day) { return calendar.holiday(day); };
    }
    return venue;
}

QString zoneDataVersion()
{
    // tzdata.zi begins "# version 2026b", +VERSION holds the name alone.
    for (const QString& name : {u"/usr/share/zoneinfo/tzdata.zi"_s, u"/usr/share/zoneinfo/+VERSION"_s}) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly)) {
            const QString line = QString::fromLatin1(file.readLine(100)).trimmed();
            return line.section(u' ', -1);
        }
    }
    return {};
}

} // namespace bulkhead::deadline
