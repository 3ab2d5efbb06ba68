#include "ui/shell/casebrief.h"

#include <algorithm>

namespace bulkhead {

double CaseBrief::RunningClock::shareLeft(qint64 now) const
{
    if (due <= start) {
        return 0;
    }
    return std::clamp(static_cast<double>(due - now) / static_cast<double>(due - start), 0.0, 1.0);
}

Expected<CaseBrief> briefOf(const Casework& casework, const Id& incident)
{
    TRY(const auto kept, casework.incident(incident));
    TRY(const auto assignments, casework.all<Assignment>(incident));
    TRY(const auto clocks, casework.all<IncidentClock>(incident));
    CaseBrief brief{incident, casework.shownNumber(incident), kept.value, {}, {}};
    for (const auto& assignment : assignments) {
        if (assignment.value.role.has(Role::IncidentCommander) && !assignment.value.renounced) {
            brief.commanders += casework.journal().nameOf(assignment.value.member);
        }
    }
    for (const auto& clock : clocks) {
        if (clock.value.state == ClockState::Running) {
            brief.clocks.push_back({clock.id, clock.value.name, clock.value.start, clock.value.due});
        }
    }
    std::ranges::stable_sort(brief.clocks, {}, &CaseBrief::RunningClock::due);
    return brief;
}

} // namespace bulkhead
