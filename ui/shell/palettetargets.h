#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// What the palette offers besides actions and rooms: a value from the reading lane.
struct PaletteTargets
{
    struct Target
    {
        enum class Kind { Incident, Task, Person } kind = Kind::Incident;
        Id id;
        Id incident;
        QString text;
        QString detail;
    };
    std::vector<Target> targets;
};

/// All incidents, the members, and the unfinished tasks of the open incident.
[[nodiscard]] Expected<PaletteTargets> paletteTargets(const Casework& casework, const Id& incident);

} // namespace bulkhead
