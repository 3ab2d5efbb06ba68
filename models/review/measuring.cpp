#include "models/review/metrics.h"
#include "models/review/reviewtext.h"
#include "models/review/teamreading.h"

#include <algorithm>
#include <functional>
#include <map>

namespace bulkhead::review {

using namespace Qt::StringLiterals;

namespace {
std::optional<Instant> entered(const std::optional<qint64>& at, const QString& what, const Id& entity)
{
    return at ? std::optional(Instant{*at, Origin::Entered, what, entity}) : std::nullopt;
}

/// What stands at the instant that the entry was made was filled in by the program.
Instant filledIn(qint64 at, const QString& what, const Id& entity)
{
    return {at, entity.msSinceEpoch() == at ? Origin::Recorded : Origin::Entered, what, entity};
}

std::optional<Instant> earliest(const std::vector<Instant>& instants)
{
    return instants.empty() ? std::nullopt : std::optional(*std::ranges::min_element(instants, {}, &Instant::at));
}

std::optional<Instant> latest(const std::vector<Instant>& instants)
{
    return instants.empty() ? std::nullopt : std::optional(*std::ranges::max_element(instants, {}, &Instant::at));
}

bool isResolved(QStringView phase)
{
    return phase == u"review" || phase == u"closed";
}

/// One incident while its measures are taken.
class Taking
{
public:
    Taking(const Casework& casework, const deadline::Regimes& regimes, Kept<Incident> incident, const QString& number)
        : m_casework(casework)
        , m_regimes(regimes)
        , m_incident(std::move(incident))
    {
        for (Measure& one : measures()) {
            m_measures.emplace(one.id, std::move(one));
        }
        const Incident& value = m_incident.value;
        m_detected = entered(value.detected, ReviewText::tr("detected"), m_incident.id);
        m_aware = entered(value.aware, ReviewText::tr("aware"), m_incident.id);
        m_result.incident = m_incident.id;
        m_result.number = number;
        m_result.title = value.title;
        m_result.isExercise = value.isExercise;
    }

    Expected<Measured> take();

private:
    [[nodiscard]] const Measure& measure(const QString& id) const { return m_measures.at(id); }
    /// The interval of that measure; `missing` is said where the second instant is not there.
    [[nodiscard]] Metric metric(const QString& id, std::optional<Instant> from, const QString& missingFrom,
                                std::optional<Instant> to, const QString& missingTo) const;
    [[nodiscard]] Metric sinceDetected(const QString& id, std::optional<Instant> to, const QString& missingTo) const
    {
        return metric(id, m_detected, ReviewText::tr("nobody has entered when it was detected"), std::move(to),
                      missingTo);
    }
    [[nodiscard]] Metric sinceAware(const QString& id, std::optional<Instant> to, const QString& missingTo) const
    {
        return metric(id, m_aware, ReviewText::tr("nobody has entered when the organisation was aware"), std::move(to),
                      missingTo);
    }
    void takeDetection();
    Expected<void> takeAcknowledgement();
    Expected<void> takeClassification();
    Expected<void> takeDecision();
    void takeContainment();
    Expected<void> takeAuthority();
    void takeCustomers();
    void takeMargins();
    Expected<void> takeResolution();
    Expected<std::optional<Instant>> taskBegun(const Kept<Task>& task) const;

    const Casework& m_casework;
    const deadline::Regimes& m_regimes;
    Kept<Incident> m_incident;
    std::map<QString, Measure> m_measures;
    std::optional<Instant> m_detected;
    std::optional<Instant> m_aware;
    std::vector<Kept<Task>> m_tasks;
    std::vector<Kept<IncidentClock>> m_clocks;
    std::vector<Kept<Party>> m_parties;
    Measured m_result;
};

Metric Taking::metric(const QString& id, std::optional<Instant> from, const QString& missingFrom,
                      std::optional<Instant> to, const QString& missingTo) const
{
    QStringList missing;
    if (!from) {
        missing.append(missingFrom);
    }
    if (!to) {
        missing.append(missingTo);
    }
    Metric result = between(measure(id), std::move(from), std::move(to));
    if (!missing.isEmpty()) {
        result.note = ReviewText::tr("Not known: %1.").arg(missing.join("; "_L1));
    }
    return result;
}

void Taking::takeDetection()
{
    const Incident& incident = m_incident.value;
    const auto from = entered(incident.occurredFrom, ReviewText::tr("occurred from"), m_incident.id);
    const auto until = entered(incident.occurredTo, ReviewText::tr("occurred until"), m_incident.id);
    const QString noBegin = ReviewText::tr("nobody has entered when it occurred");
    const QString undetected = ReviewText::tr("nobody has entered when it was detected");
    m_result.metrics.push_back(metric(u"dwell"_s, from, noBegin, m_detected, undetected));
    Metric detect = metric(u"time_to_detect"_s, until ? until : from, noBegin, m_detected, undetected);
    if (from && until && m_detected && until->at > m_detected->at && from->at <= m_detected->at) {
        detect.note = ReviewText::tr("Refused: it was detected (%1) before it ended (%2). The dwell time tells how "
                                     "long it had gone on.")
                          .arg(utcText(m_detected->at), utcText(until->at));
    }
    m_result.metrics.push_back(std::move(detect));
}

Expected<std::optional<Instant>> Taking::taskBegun(const Kept<Task>& task) const
{
    // A task that is open may have been begun and opened again; most were never touched, which the record tells.
    if (task.value.state == TaskState::Open) {
        const Field* state = m_casework.journal().schema().field(Table<Task>::kind, u"state");
        TRY(const auto record, m_casework.record(task.id));
        if (state == nullptr || !record || !record->cells.contains(state->id)) {
            return std::optional<Instant>();
        }
    }
    TRY(const auto writes, writesOf(m_casework, task.id, Table<Task>::kind, u"state"));
    for (const Written& one : writes) {
        if (one.value == choiceName(TaskState::InProgress) || one.value == choiceName(TaskState::Done)) {
            return std::optional(
                Instant{one.at, Origin::Recorded, ReviewText::tr("task “%1” begun").arg(task.value.title), task.id});
        }
    }
    return std::optional<Instant>();
}

Expected<void> Taking::takeAcknowledgement()
{
    std::vector<Instant> signs;
    TRY(const auto people, teamOf<Assignment>(m_casework, m_incident.id));
    for (const Kept<Assignment>& one : people) {
        signs.push_back(filledIn(one.value.assumed,
                                 ReviewText::tr("role %1 taken").arg(one.value.role.names().join(", "_L1)), one.id));
    }
    for (const Kept<Task>& task : m_tasks) {
        TRY(const auto begun, taskBegun(task));
        if (begun) {
            signs.push_back(*begun);
        }
    }
    m_result.metrics.push_back(sinceDetected(u"time_to_acknowledge"_s, earliest(signs),
                                             ReviewText::tr("nobody has taken a role or begun a task")));
    return {};
}

Expected<void> Taking::takeClassification()
{
    TRY(const auto verdicts, teamOf<VerdictReport>(m_casework, m_incident.id));
    TRY(const auto evidence, teamOf<Evidence>(m_casework, m_incident.id));
    std::vector<Instant> received;
    std::vector<Instant> answered;
    for (const Kept<VerdictReport>& one : verdicts) {
        if (const Kept<Evidence>* sample = find(evidence, one.value.evidence)) {
            received.push_back(filledIn(sample->value.acquiredAt,
                                        ReviewText::tr("sample “%1” received").arg(sample->value.name), sample->id));
            answered.push_back({one.value.askedAt, Origin::Recorded,
                                ReviewText::tr("answer about “%1”: %2").arg(sample->value.name, one.value.verdict),
                                one.id});
        }
    }
    m_result.metrics.push_back(metric(u"time_to_classify"_s, earliest(received),
                                      ReviewText::tr("no examined sample is in evidence"), earliest(answered),
                                      ReviewText::tr("no sample was examined")));
    return {};
}

Expected<void> Taking::takeDecision()
{
    TRY(const auto decisions, teamOf<Decision>(m_casework, m_incident.id));
    TRY(const auto records, teamOf<BreachRecord>(m_casework, m_incident.id));
    std::vector<Instant> decided;
    for (const Kept<Decision>& one : decisions) {
        if (m_casework.isSignatureValid(one)) {
            decided.push_back(
                filledIn(one.value.decidedAt, ReviewText::tr("decision “%1”").arg(one.value.title), one.id));
        }
    }
    for (const Kept<BreachRecord>& one : records) {
        if (!one.value.signature.isEmpty()) {
            decided.push_back({one.value.signedAt, Origin::Recorded,
                               ReviewText::tr("record %1 of the breach question").arg(one.value.number), one.id});
        }
    }
    std::vector<Instant> since = decided;
    if (m_aware) {
        std::erase_if(since, [&](const Instant& one) { return one.at < m_aware->at; });
    }
    const auto before = decided.size() - since.size();
    // Where all of them lie before awareness, one of the instants is wrong, or the decision is still to come.
    Metric decide = sinceAware(u"time_to_decide"_s, since.empty() ? latest(decided) : earliest(since),
                               ReviewText::tr("nothing has been decided and signed"));
    if (decide.value && before > 0) {
        decide.note = ReviewText::tr("%n earlier decision(s) lie before awareness and do not count.", nullptr,
                                     static_cast<int>(before));
    }
    m_result.metrics.push_back(std::move(decide));
    return {};
}

void Taking::takeContainment()
{
    std::vector<Instant> done;
    QStringList unfinished;
    int steps = 0;
    for (const Kept<Task>& task : m_tasks) {
        if (task.value.phase != Phase::Contain) {
            continue;
        }
        ++steps;
        if (task.value.state == TaskState::Done && task.value.finishedAt) {
            done.push_back({*task.value.finishedAt, Origin::Recorded,
                            ReviewText::tr("task “%1” done").arg(task.value.title), task.id});
        } else if (task.value.state != TaskState::NotApplicable) {
            unfinished.append(task.value.title);
        }
    }
    const QString none = steps == 0 ? ReviewText::tr("there is no task of the phase “contain”")
                                    : ReviewText::tr("no task of the phase “contain” is done");
    m_result.metrics.push_back(sinceDetected(u"time_to_contain_first"_s, earliest(done), none));
    if (unfinished.isEmpty()) {
        m_result.metrics.push_back(sinceDetected(u"time_to_contain"_s, latest(done), none));
    } else {
        m_result.metrics.push_back(sinceDetected(u"time_to_contain"_s, std::nullopt,
                                                 ReviewText::tr("%n task(s) of the phase “contain” are unfinished: %1",
                                                                nullptr, static_cast<int>(unfinished.size()))
                                                     .arg(unfinished.join("; "_L1))));
    }
}

Expected<void> Taking::takeAuthority()
{
    TRY(const auto disclosures, teamOf<Disclosure>(m_casework, m_incident.id));
    TRY(const auto sendings, teamOf<DisclosureSending>(m_casework, m_incident.id));
    std::vector<Instant> told;
    for (const Kept<IncidentClock>& clock : m_clocks) {
        if (clock.value.submittedAt && isOwedToAuthority(clock.value, m_parties, m_regimes)) {
            told.push_back({*clock.value.submittedAt, Origin::Entered,
                            ReviewText::tr("“%1” submitted").arg(clock.value.name), clock.id});
        }
    }
    for (const Kept<DisclosureSending>& one : sendings) {
        const Kept<Disclosure>* draft = find(disclosures, one.value.disclosure);
        if (draft == nullptr) {
            continue;
        }
        const Kept<IncidentClock>* clock = find(m_clocks, draft->value.clock);
        const Kept<Party>* party = find(m_parties, draft->value.party);
        if ((party != nullptr && party->value.kind == "authority"_L1)
            || (clock != nullptr && isOwedToAuthority(clock->value, m_parties, m_regimes))
            || (party == nullptr && clock == nullptr && draft->value.templateId.contains("authority"_L1))) {
            told.push_back({one.value.sentAt, Origin::Entered,
                            ReviewText::tr("“%1” sent to %2").arg(one.value.title, one.value.recipient), one.id});
        }
    }
    m_result.metrics.push_back(sinceAware(u"time_to_notify_authority"_s, earliest(told),
                                          ReviewText::tr("no notice to an authority is recorded as sent")));
    return {};
}

void Taking::takeCustomers()
{
    std::vector<Instant> told;
    int open = 0;
    for (const Kept<Party>& party : m_parties) {
        if (party.value.kind != "account"_L1) {
            continue;
        }
        const bool isTold = party.value.notice == NoticeState::Sent || party.value.notice == NoticeState::Acknowledged;
        if (isTold && party.value.noticedAt) {
            told.push_back(
                {*party.value.noticedAt, Origin::Entered, ReviewText::tr("%1 told").arg(party.value.name), party.id});
        } else if (party.value.notice != NoticeState::NotOwed) {
            ++open;
        }
    }
    std::ranges::sort(told, {}, &Instant::at);
    const QString untold = ReviewText::tr("no customer is recorded as told");
    // The earliest decides whether the instants contradict; what is shown are those in the middle.
    Metric median = sinceAware(u"time_to_notify_customers_median"_s, earliest(told), untold);
    if (median.value) {
        std::vector<qint64> intervals;
        std::ranges::transform(told, std::back_inserter(intervals),
                               [&](const Instant& one) { return one.at - m_aware->at; });
        median.value = medianOf(std::move(intervals));
        median.to = told.size() % 2 == 1 ? std::optional(told[told.size() / 2]) : std::nullopt;
        median.note = ReviewText::tr("Of %n customer(s) who were told.", nullptr, static_cast<int>(told.size()));
        if (open > 0) {
            median.note += u' ' + ReviewText::tr("%n are not told yet.", nullptr, open);
        }
    }
    m_result.metrics.push_back(std::move(median));
    m_result.metrics.push_back(
        open > 0 && !told.empty() ? sinceAware(u"time_to_notify_customers"_s, std::nullopt,
                                               ReviewText::tr("%n customer(s) are undecided or planned", nullptr, open))
                                  : sinceAware(u"time_to_notify_customers"_s, latest(told), untold));
}

ClockMargin marginOf(const Kept<IncidentClock>& kept)
{
    const IncidentClock& clock = kept.value;
    ClockMargin margin{.clock = kept.id,
                       .name = clock.name,
                       .regime = clock.regime,
                       .state = clock.state,
                       .start = clock.start,
                       .due = clock.due};
    if (clock.submittedAt) {
        margin.done = Instant{*clock.submittedAt, Origin::Entered, ReviewText::tr("“%1” submitted").arg(clock.name),
                              kept.id};
    } else if ((clock.state == ClockState::Met || clock.state == ClockState::Late) && clock.stoppedAt) {
        margin.done = Instant{*clock.stoppedAt, Origin::Recorded, ReviewText::tr("“%1” ended").arg(clock.name),
                              kept.id};
    }
    if (margin.done && margin.done->at < clock.start) {
        margin.note = ReviewText::tr("Refused, the instants contradict each other: “%1” (%2) lies before the clock's "
                                     "start (%3).")
                          .arg(margin.done->what, utcText(margin.done->at), utcText(clock.start));
    } else if (margin.done) {
        margin.margin = clock.due - margin.done->at;
        margin.note = *margin.margin < 0 ? ReviewText::tr("Late: %1").arg(clock.stateReason) : QString();
    } else {
        margin.note = clock.state == ClockState::Running ? ReviewText::tr("Not known: it runs.")
            : clock.state == ClockState::Missed          ? ReviewText::tr("Not known: it was missed.")
                                                         : ReviewText::tr("None: %1").arg(clock.stateReason);
    }
    return margin;
}

void Taking::takeMargins()
{
    std::ranges::transform(m_clocks, std::back_inserter(m_result.margins), marginOf);
    std::ranges::stable_sort(m_result.margins, {}, &ClockMargin::due);
    const ClockMargin* least = nullptr;
    for (const ClockMargin& one : m_result.margins) {
        if (one.margin && (least == nullptr || *one.margin < *least->margin)) {
            least = &one;
        }
    }
    if (least != nullptr) {
        const Instant due{least->due, Origin::Recorded, ReviewText::tr("“%1” due").arg(least->name), least->clock};
        m_result.metrics.push_back(between(measure(u"least_margin"_s), least->done, due));
    } else {
        m_result.metrics.push_back(between(measure(u"least_margin"_s), {}, {}));
        m_result.metrics.back().note = ReviewText::tr("Not known: no clock has ended with what was due.");
    }
}

Expected<void> Taking::takeResolution()
{
    std::optional<Instant> resolved;
    if (isResolved(choiceName(m_incident.value.phase))) {
        TRY(const auto writes, writesOf(m_casework, m_incident.id, Table<Incident>::kind, u"phase"));
        for (const Written& one : writes) {
            if (!isResolved(one.value)) {
                resolved.reset(); // It was opened again.
            } else if (!resolved) {
                resolved = Instant{one.at, Origin::Recorded, ReviewText::tr("phase “%1”").arg(one.value),
                                   m_incident.id};
            }
        }
    }
    m_result.metrics.push_back(
        sinceDetected(u"time_to_resolve"_s, resolved,
                      ReviewText::tr("it stands in the phase “%1”").arg(choiceName(m_incident.value.phase))));
    return {};
}

Expected<Measured> Taking::take()
{
    TRY(m_tasks, teamOf<Task>(m_casework, m_incident.id));
    TRY(m_clocks, teamOf<IncidentClock>(m_casework, m_incident.id));
    TRY(m_parties, teamOf<Party>(m_casework, m_incident.id));
    // In the order of `measures()`.
    takeDetection();
    CHECK_OK(takeAcknowledgement());
    CHECK_OK(takeClassification());
    CHECK_OK(takeDecision());
    takeContainment();
    CHECK_OK(takeAuthority());
    takeCustomers();
    takeMargins();
    CHECK_OK(takeResolution());
    return std::move(m_result);
}
} // namespace

Expected<Measured> measured(const Casework& casework, const Id& incident, const deadline::Regimes& regimes)
{
    TRY(auto kept, casework.incident(incident));
    return Taking(casework, regimes, std::move(kept), casework.shownNumber(incident)).take();
}

Expected<Across> measuredAcross(const Casework& casework, const deadline::Regimes& regimes)
{
    TRY(auto incidents, casework.incidents());
    TRY(const auto numbers, casework.numbers());
    std::ranges::stable_sort(incidents, std::greater(), [](const Kept<Incident>& one) { return one.value.declaredAt; });
    Across across;
    for (Kept<Incident>& one : incidents) {
        const auto number = numbers.find(one.id);
        TRY(auto figures,
            Taking(casework, regimes, std::move(one), number == numbers.end() ? QString() : number->second).take());
        across.incidents.push_back(std::move(figures));
    }
    across.real = statisticsOf(across.incidents, false);
    across.drills = statisticsOf(across.incidents, true);
    return across;
}

} // namespace bulkhead::review
