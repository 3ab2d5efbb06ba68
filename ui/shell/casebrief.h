#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// What the incident bar shows, as a value from the reading lane.
struct CaseBrief
{
    struct RunningClock
    {
        Id id;
        QString name;
        qint64 start = 0;
        qint64 due = 0;

        bool operator==(const RunningClock&) const = default;
        /// Share of the time that is left: 1 at the start, 0 when due and after.
        [[nodiscard]] double shareLeft(qint64 now) const;
    };

    Id id;
    QString number;
    Incident incident;
    QStringList commanders;
    std::vector<RunningClock> clocks; ///< the one that is due first is first

    bool operator==(const CaseBrief&) const = default;
};
[[nodiscard]] Expected<CaseBrief> briefOf(const Casework& casework, const Id& incident);

} // namespace bulkhead
