#include "models/crm/sync/asked.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/syncing.h"

#include <algorithm>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

Expected<void> mayBeAsked(Casework& casework, const Mappings& mappings, const Kept<CrmConnector>& connector,
                          const Id& incident)
{
    const CrmConnector& settings = connector.value;
    if (settings.isSuspect) {
        return failure("crm.suspect"_L1,
                       CrmText::tr("\"%1\" is suspect (%2): nothing is asked of it until somebody lets it go on.")
                           .arg(settings.name, settings.suspectReason));
    }
    if (incident.isNull()) {
        return {};
    }
    TRY(const auto released, Synchronising(casework, mappings).releases(incident));
    if (std::ranges::none_of(
            released, [&connector](const Kept<CrmRelease>& one) { return one.value.connector == connector.id; })) {
        return failure("crm.not-released"_L1,
                       CrmText::tr("This incident is not released to \"%1\". The incident commander or Legal releases "
                                   "it (crm release).")
                           .arg(settings.name));
    }
    return {};
}

Draft askedEntry(const CrmConnector& settings, const Id& incident, const QString& intent, const QString& text,
                 qint64 now)
{
    const Id where = incident.isNull() ? registryIncident() : incident;
    Observation entry;
    entry.incident = where;
    entry.occurred = now;
    entry.recorded = now;
    entry.source = viaOf(settings);
    entry.raw = text;
    entry.tags = {u"crm"_s};
    return {.stream = {where, Compartment::Team},
            .intent = intent,
            .facts = factsOf(Id::make(now), entry),
            .signNow = true,
            .via = viaOf(settings)};
}

} // namespace bulkhead::crm
