#pragma once

#include "models/incident/casework.h"

namespace bulkhead::crm {

/// Why a connector may be part of an incident: an entry of the incident's timeline names its host, its user or its app,
/// or since the release it has turned out that the surface is the synchronisation of data (who released it knew the
/// surface until then). A sentence; empty: nothing says so. What is privileged is not looked at.
[[nodiscard]] Expected<QString> whySuspect(const Casework& casework, const CrmConnector& connector,
                                           const CrmRelease& release);

/// Makes the connector suspect where one of the released incidents says so for the first time, and says it on that
/// incident's timeline: nothing leaves from then on. What a person let go on is not paused for the same reason again.
/// Answers the reason; empty: nothing was changed. Errors: those of the journal.
[[nodiscard]] Expected<QString> suspectByItself(Casework& casework, const Kept<CrmConnector>& connector,
                                                const std::vector<Kept<CrmRelease>>& releases);

} // namespace bulkhead::crm
