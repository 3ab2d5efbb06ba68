#include "models/incident/leaving.h"

#include "models/incident/entities.h"
#include "models/incident/tables.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

Expected<NotedIn> noteLeaving(Casework& casework, const Id& incident, const QString& text, Compartment compartment)
{
    Observation note;
    note.raw = text;
    note.source = u"Bulkhead"_s;
    note.tags = {u"export"_s};
    const auto added = casework.add(incident, note, compartment);
    if (added) {
        return NotedIn::Timeline;
    }
    if (!added.error().is("journal.closed"_L1)) {
        return std::unexpected(added.error());
    }
    CustodyStep step;
    step.action = u"exported"_s;
    step.by = casework.journal().nameOf(casework.journal().user());
    step.note = text;
    TRY([[maybe_unused]] const Id id, casework.add(incident, step, compartment));
    return NotedIn::Journal;
}

} // namespace bulkhead
