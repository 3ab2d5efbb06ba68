#include "models/incident/casework.h"
#include "models/incident/words.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

Expected<Id> Casework::startClock(const Id& incident, IncidentClock clock)
{
    CHECK_OK(recordOf(incident, Table<Incident>::kind));
    if (clock.name.trimmed().isEmpty()) {
        return failure("value.bad"_L1, Wording::tr("A clock needs a name that says what is due."));
    }
    if (clock.hours <= 0) {
        return failure("value.bad"_L1, Wording::tr("A clock runs for at least one hour."));
    }
    clock.incident = incident;
    clock.start = clock.start == 0 ? now() : clock.start;
    clock.startsFrom = clock.startsFrom.isEmpty() ? u"given"_s : clock.startsFrom;
    clock.decidedBy = m_journal.user();
    clock.due = clock.start + clock.hours * 3'600'000;
    clock.state = ClockState::Running;
    const Id id = Id::make(now());
    CHECK_OK(write({incident, Compartment::Team}, u"clock.start"_s, factsOf(id, clock)));
    return id;
}

Expected<void> Casework::setClockState(const Id& clock, ClockState state, const QString& reason)
{
    TRY(auto kept, one<IncidentClock>(clock));
    kept.value.state = state;
    kept.value.stateReason = reason.trimmed();
    return update(clock, kept.value, u"clock.state"_s);
}

Expected<void> Casework::followTargets(const Id& incident)
{
    TRY(auto drafts, followers(incident, {}));
    if (!drafts.empty()) {
        CHECK_OK(m_journal.append(drafts));
    }
    return {};
}

} // namespace bulkhead
