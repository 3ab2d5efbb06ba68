#pragma once

#include "models/deadline/regime.h"
#include "models/disclosure/markup.h"
#include "models/incident/casework.h"

namespace bulkhead::review {

/// An entry of the report's timeline.
struct Event
{
    qint64 at = 0; ///< ms since 1970, UTC
    QString text;
    QString source; ///< the system or person, the kind of entry, the evidence
    /// What is kept where not all fit, the greatest first.
    enum class Weight : quint8 { Task, Answer, Clock, Decision, Pinned, Instant } weight = Weight::Task;

    bool operator==(const Event&) const = default;
};
inline constexpr std::size_t mostEvents = 200;

/// What the timeline of a post-mortem is made of, the oldest first: the incident's instants and phases, pinned
/// observations, decisions, clocks, notices, answers, finished tasks. Of the team compartment, without names of those
/// who did it: what is looked for are causes.
[[nodiscard]] Expected<std::vector<Event>> eventsOf(const Casework& casework, const Id& incident);

/// The post-mortem of an incident as it stands: summary, what happened, impact, detection, resolution, timeline,
/// metrics, clocks, causes, factors, what went well, wrong and luckily, actions, definitions. Only what stands in the
/// team compartment is in it, whoever asks. Errors: those of `Casework`.
[[nodiscard]] Expected<disclosure::Text> reportOf(const Casework& casework, const Id& incident,
                                                  const deadline::Regimes& regimes);
/// "Post-mortem of INC-0007: Contacts on a paste site".
[[nodiscard]] Expected<QString> reportTitle(const Casework& casework, const Id& incident);

} // namespace bulkhead::review
