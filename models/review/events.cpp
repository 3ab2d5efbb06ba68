#include "models/breach/finding.h"
#include "models/review/metrics.h"
#include "models/review/report.h"
#include "models/review/reviewtext.h"
#include "models/review/teamreading.h"

#include <algorithm>

namespace bulkhead::review {

using namespace Qt::StringLiterals;

namespace {
using Events = std::vector<Event>;

Expected<void> addInstants(Events& events, const Casework& casework, const Kept<Incident>& kept)
{
    const Incident& incident = kept.value;
    const QString source = ReviewText::tr("incident, entered");
    const auto add = [&](const std::optional<qint64>& at, const QString& text) {
        if (at) {
            events.push_back({*at, text, source, Event::Weight::Instant});
        }
    };
    add(incident.occurredFrom, ReviewText::tr("It began."));
    add(incident.occurredTo, ReviewText::tr("It ended."));
    add(incident.detected, ReviewText::tr("It was detected."));
    add(incident.reported, ReviewText::tr("It was reported."));
    add(incident.personalDataConfirmed, ReviewText::tr("It was confirmed that personal data are affected."));
    add(incident.aware, ReviewText::tr("The organisation was aware of it."));
    add(incident.processorAware, ReviewText::tr("The processor was aware of it."));
    if (incident.declaredAt > 0) {
        events.push_back({incident.declaredAt, ReviewText::tr("The incident was declared."),
                          ReviewText::tr("incident, recorded"), Event::Weight::Instant});
    }
    TRY(const auto phases, writesOf(casework, kept.id, Table<Incident>::kind, u"phase"));
    QString before = choiceName(Phase::Declare);
    for (const Written& one : phases) {
        if (one.value != before) {
            events.push_back({one.at, ReviewText::tr("The incident went from “%1” to “%2”.").arg(before, one.value),
                              ReviewText::tr("incident, recorded"), Event::Weight::Decision});
            before = one.value;
        }
    }
    return {};
}

Expected<void> addObservations(Events& events, const Casework& casework, const Id& incident,
                               const std::vector<Kept<Evidence>>& evidence)
{
    TRY(const auto rows, casework.timeline(incident, {.withPosted = false, .onlyPinned = true, .withStruck = false}));
    for (const TimelineRow& row : rows) {
        if (row.stream.compartment != Compartment::Team || !row.observation) {
            continue;
        }
        const Observation& one = row.observation->value;
        QStringList sources{one.source.isEmpty() ? ReviewText::tr("observation") : one.source};
        for (const Id& id : one.evidence) {
            if (const Kept<Evidence>* piece = find(evidence, id)) {
                sources.append(piece->value.name);
            }
        }
        const QString text = one.interpretation.isEmpty()
            ? one.raw
            : ReviewText::tr("%1 (our reading: %2)").arg(one.raw, one.interpretation);
        events.push_back({one.occurred, text, sources.join(", "_L1), Event::Weight::Pinned});
    }
    return {};
}

Expected<void> addDecisions(Events& events, const Casework& casework, const Id& incident)
{
    TRY(const auto decisions, teamOf<Decision>(casework, incident));
    for (const Kept<Decision>& one : decisions) {
        events.push_back({one.value.decidedAt, ReviewText::tr("Decided: %1").arg(one.value.title),
                          casework.isSignatureValid(one) ? ReviewText::tr("decision, signed")
                                                         : ReviewText::tr("decision, signature NOT VALID"),
                          Event::Weight::Decision});
    }
    TRY(const auto records, teamOf<BreachRecord>(casework, incident));
    for (const Kept<BreachRecord>& one : records) {
        events.push_back(
            {one.value.signedAt,
             ReviewText::tr("The breach question was answered: %1").arg(breach::conclusionName(one.value.conclusion)),
             ReviewText::tr("record %1 of the breach question").arg(one.value.number), Event::Weight::Decision});
    }
    return {};
}

Expected<void> addClocks(Events& events, const Casework& casework, const Id& incident)
{
    TRY(const auto clocks, teamOf<IncidentClock>(casework, incident));
    for (const Kept<IncidentClock>& kept : clocks) {
        const IncidentClock& clock = kept.value;
        const QString source = clock.regime.isEmpty() ? ReviewText::tr("clock")
                                                      : ReviewText::tr("clock, %1").arg(clock.regime);
        const auto add = [&](qint64 at, const QString& text) {
            events.push_back({at, text, source, Event::Weight::Clock});
        };
        add(clock.start, ReviewText::tr("The clock “%1” began to run, due %2.").arg(clock.name, utcText(clock.due)));
        if (clock.submittedAt) {
            add(*clock.submittedAt,
                clock.state == ClockState::Late ? ReviewText::tr("“%1” was submitted, late.").arg(clock.name)
                                                : ReviewText::tr("“%1” was submitted.").arg(clock.name));
        } else if (clock.state != ClockState::Running && clock.stoppedAt) {
            add(*clock.stoppedAt,
                ReviewText::tr("The clock “%1” ended as %2: %3")
                    .arg(clock.name, choiceName(clock.state), clock.stateReason));
        }
    }
    TRY(const auto disclosures, teamOf<Disclosure>(casework, incident));
    TRY(const auto sendings, teamOf<DisclosureSending>(casework, incident));
    for (const Kept<DisclosureSending>& one : sendings) {
        if (find(disclosures, one.value.disclosure) != nullptr) {
            events.push_back({one.value.sentAt,
                              ReviewText::tr("“%1” was sent to %2.").arg(one.value.title, one.value.recipient),
                              one.value.reference.isEmpty() ? ReviewText::tr("sending") : one.value.reference,
                              Event::Weight::Clock});
        }
    }
    return {};
}

Expected<void> addWork(Events& events, const Casework& casework, const Id& incident,
                       const std::vector<Kept<Evidence>>& evidence)
{
    TRY(const auto verdicts, teamOf<VerdictReport>(casework, incident));
    for (const Kept<VerdictReport>& one : verdicts) {
        if (const Kept<Evidence>* sample = find(evidence, one.value.evidence)) {
            events.push_back({one.value.askedAt,
                              ReviewText::tr("“%1” was examined: %2.").arg(sample->value.name, one.value.verdict),
                              ReviewText::tr("answer"), Event::Weight::Answer});
        }
    }
    TRY(const auto tasks, teamOf<Task>(casework, incident));
    for (const Kept<Task>& one : tasks) {
        if (one.value.state == TaskState::Done && one.value.finishedAt) {
            events.push_back({*one.value.finishedAt, ReviewText::tr("Done: %1").arg(one.value.title),
                              one.value.playbookId.isEmpty() ? ReviewText::tr("task")
                                                             : ReviewText::tr("task %1").arg(one.value.playbookId),
                              Event::Weight::Task});
        }
    }
    return {};
}
} // namespace

Expected<std::vector<Event>> eventsOf(const Casework& casework, const Id& incident)
{
    TRY(const auto kept, casework.incident(incident));
    TRY(const auto evidence, teamOf<Evidence>(casework, incident));
    Events events;
    CHECK_OK(addInstants(events, casework, kept));
    CHECK_OK(addObservations(events, casework, incident, evidence));
    CHECK_OK(addDecisions(events, casework, incident));
    CHECK_OK(addClocks(events, casework, incident));
    CHECK_OK(addWork(events, casework, incident, evidence));
    std::ranges::stable_sort(events, {}, &Event::at);
    return events;
}

} // namespace bulkhead::review
