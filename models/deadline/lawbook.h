#pragma once

#include "models/deadline/holidays.h"
#include "models/deadline/regime.h"

namespace bulkhead {
class Casework;
}

namespace bulkhead::deadline {

/// The rules that deadlines are computed from: regimes and holidays, ours and the organisation's own.
struct Lawbook
{
    Regimes regimes;
    HolidayTable holidays;
    std::shared_ptr<ZoneTables> zones = std::make_shared<ZoneTables>();

    /// From the resource folders. Errors: those of the two loaders.
    [[nodiscard]] static Expected<Lawbook> load();
    /// The same, with the reviews that were signed in that vault.
    [[nodiscard]] static Expected<Lawbook> loadFor(const Casework& casework);
};

/// Where a computation takes place, and by which versions of what.
struct Venue
{
    Place place;
    QString zone;
    QString holidays; ///< version of the calendar; empty: no holidays
    QString zoneData; ///< version of the time zone rules, "2026b"; empty: unknown

    /// The named zone and country, or those of the regime where none is named. `deadline.zone`, `deadline.country`.
    [[nodiscard]] static Expected<Venue> of(const Lawbook& book, const Regime& regime, const QString& zone,
                                            const QString& country);
};

/// The version of the system's time zone rules, "2026b"; empty where the system does not say.
[[nodiscard]] QString zoneDataVersion();

} // namespace bulkhead::deadline
