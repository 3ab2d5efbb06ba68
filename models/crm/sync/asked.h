#pragma once

#include "models/crm/sync/mapping.h"
#include "models/incident/casework.h"

namespace bulkhead::crm {

/// \name What holds for everything that a CRM is asked about leaked rows
///@{
/// Whether values may go there: the connector is not suspect, and the incident whose rows they are from is released to
/// it (null: rows of no incident). Errors: `crm.suspect`, `crm.not-released`.
[[nodiscard]] Expected<void> mayBeAsked(Casework& casework, const Mappings& mappings,
                                        const Kept<CrmConnector>& connector, const Id& incident);
/// An entry of the timeline (of the registry where the incident is null): what was asked of whom, and what came of it.
/// The text names no value.
[[nodiscard]] Draft askedEntry(const CrmConnector& settings, const Id& incident, const QString& intent,
                               const QString& text, qint64 now);
///@}

} // namespace bulkhead::crm
