#include "models/deadline/duties.h"

#include "models/deadline/deadlinetext.h"
#include "models/incident/entities.h"
#include "models/incident/tables.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
QString shownIn(qint64 at, const QTimeZone& zone)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(at, zone);
    return QLocale().toString(local, u"ddd yyyy-MM-dd HH:mm:ss"_s) + u' ' + local.timeZoneAbbreviation();
}
QString iso(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString rulesOf(const Regime& regime, const Venue& venue)
{
    return QStringList{u"%1 %2"_s.arg(regime.pack, regime.version),
                       venue.holidays.isEmpty() ? DeadlineText::tr("no holidays") : venue.holidays,
                       u"tzdata %1"_s.arg(venue.zoneData.isEmpty() ? u"?"_s : venue.zoneData)}
        .join("; "_L1);
}

const std::vector<std::pair<QString, std::optional<qint64> Incident::*>>& instants()
{
    static const std::vector<std::pair<QString, std::optional<qint64> Incident::*>> all{
        {u"detected"_s, &Incident::detected},
        {u"reported"_s, &Incident::reported},
        {u"aware"_s, &Incident::aware},
        {u"confirmed"_s, &Incident::personalDataConfirmed},
        {u"processor_aware"_s, &Incident::processorAware},
    };
    return all;
}

void fillFrom(IncidentClock& clock, const ClockPreview& preview)
{
    const Computation& computation = preview.computation;
    clock.regime = preview.regime.id;
    clock.zone = preview.venue.zone;
    clock.country = preview.venue.holidays.section(u' ', 0, 0);
    clock.rules = rulesOf(preview.regime, preview.venue);
    clock.reasoning = preview.reasoning;
    clock.outerLimit = computation.outerLimit;
    clock.startsFrom = computation.startsFrom;
    clock.start = computation.starts.value_or(clock.start);
    clock.due = computation.target.value_or(clock.due);
    clock.events = eventTexts(preview.events);
}
} // namespace

QStringList eventTexts(const Events& events)
{
    QStringList texts;
    for (const auto& [name, at] : events) {
        texts.append(name + u'=' + iso(at));
    }
    return texts;
}

Events eventsFrom(const QStringList& texts)
{
    Events events;
    for (const QString& text : texts) {
        const qsizetype equals = text.indexOf(u'=');
        const QDateTime at = QDateTime::fromString(text.mid(equals + 1), Qt::ISODateWithMs);
        if (equals > 0 && at.isValid()) {
            events.insert_or_assign(text.left(equals), at.toMSecsSinceEpoch());
        }
    }
    return events;
}

QString reasoningOf(const Regime& regime, const Venue& venue, const Computation& computation)
{
    const QTimeZone& zone = venue.place.zone;
    QStringList lines{DeadlineText::tr("%1 (%2)").arg(regime.title, regime.citation)};
    if (computation.target) {
        lines.append(DeadlineText::tr("Plan for: %1").arg(shownIn(*computation.target, zone)));
    }
    if (computation.outerLimit && computation.outerLimit != computation.target) {
        lines.append(DeadlineText::tr("Outer limit that is argued: %1").arg(shownIn(*computation.outerLimit, zone)));
    }
    lines.append(QString());
    for (const Answer& one : computation.answers) {
        lines.append(DeadlineText::tr("%1, reading “%2”%3: before %4")
                         .arg(one.limit, readingId(one.due.reading),
                              one.isArgument        ? DeadlineText::tr(" (disputed, an argument only)")
                                  : one.isOwnTarget ? DeadlineText::tr(" (proposed target, not law)")
                                                    : QString(),
                              shownIn(one.due.at, zone)));
        for (const QString& step : one.due.steps) {
            lines.append("  - "_L1 + step);
        }
    }
    for (const QString& event : computation.waiting) {
        lines.append(DeadlineText::tr("Not counted, because it has not happened yet: %1.").arg(event));
    }
    for (const QString& note : computation.notes) {
        lines.append(DeadlineText::tr("Note: %1").arg(note));
    }
    lines.append(QString());
    lines.append(DeadlineText::tr("Rules: %1").arg(rulesOf(regime, venue)));
    lines.append(regime.reviewedBy.isEmpty() ? DeadlineText::tr("This rule has not been reviewed by a lawyer.")
                                             : DeadlineText::tr("Reviewed by %1.").arg(regime.reviewedBy));
    return lines.join(u'\n');
}

Expected<FactChange> factChange(const Casework& casework, const Id& incident, IncidentFact wished)
{
    TRY(const auto recorded, casework.all<IncidentFact>(incident));
    wished.incident = incident;
    wished.decidedBy = casework.journal().user();
    wished.decidedAt = casework.journal().clock().now();
    const auto standing = std::ranges::max_element(
        recorded, {}, [&](const auto& one) { return one.value.name == wished.name ? one.value.decidedAt : -1; });
    if (standing != recorded.end() && standing->value.name == wished.name) {
        return FactChange{standing->id, factsBetween(standing->id, standing->value, wished)};
    }
    const Id id = Id::make(wished.decidedAt);
    return FactChange{id, factsOf(id, wished)};
}

Expected<Id> recordFact(Casework& casework, const Id& incident, IncidentFact wished)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    TRY(auto change, factChange(casework, incident, std::move(wished)));
    if (!change.facts.empty()) {
        CHECK_OK(
            casework.journal().append(Draft{{incident, Compartment::Team}, u"fact.set"_s, std::move(change.facts)}));
    }
    return change.id;
}

Duties::Duties(Casework& casework, const Lawbook& book)
    : m_casework(casework)
    , m_book(book)
{
}

Expected<Facts> knownFacts(const Casework& casework, const Lawbook& book, const Id& incident)
{
    TRY(auto recorded, casework.all<IncidentFact>(incident));
    std::ranges::stable_sort(recorded, {}, [](const auto& one) { return one.value.decidedAt; });
    Facts facts = book.regimes.known();
    for (const Kept<IncidentFact>& one : recorded) {
        facts.insert_or_assign(one.value.name, one.value.value);
    }
    if (!facts.contains(u"personal_data"_s)) {
        TRY(const auto kept, casework.incident(incident));
        // A purely synthetic answer proposes the end of clocks, it does not refute the breach: that stays unknown.
        if (kept.value.verdict == "personal"_L1) {
            facts.emplace(u"personal_data"_s, u"yes"_s);
        }
    }
    return facts;
}

Expected<Events> knownEvents(const Casework& casework, const Id& incident)
{
    TRY(const auto kept, casework.incident(incident));
    Events events;
    for (const auto& [name, member] : instants()) {
        if (const auto& at = kept.value.*member) {
            events.emplace(name, *at);
        }
    }
    return events;
}

Expected<Id> Duties::record(const Id& incident, const QString& fact, const QString& value, const QString& why,
                            const std::vector<Id>& evidence)
{
    CHECK_OK(m_book.regimes.checkFact(fact, value));
    return recordFact(m_casework, incident, {.name = fact, .value = value, .why = why.trimmed(), .evidence = evidence});
}

Expected<std::vector<Suggestion>> Duties::suggestions(const Id& incident) const
{
    TRY(const auto known, facts(incident));
    TRY(const auto clocks, m_casework.all<IncidentClock>(incident));
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_casework.journal().clock().now(), QTimeZone::utc()).date();
    std::vector<Suggestion> found;
    for (const Regime& regime : m_book.regimes.all()) {
        Suggestion one{&regime, applicability(regime, known), {}, regime.statusAt(today)};
        for (const Kept<IncidentClock>& clock : clocks) {
            if (clock.value.regime == regime.id) {
                one.clocks.push_back(clock.id);
            }
        }
        found.push_back(std::move(one));
    }
    std::ranges::stable_sort(found, {}, [](const Suggestion& one) {
        return std::pair(one.status != RegimeStatus::InForce, one.applicability.answer);
    });
    return found;
}

Expected<ClockPreview> previewOf(const Lawbook& book, const ClockWish& wish, Facts known, Events happened)
{
    TRY(auto regime, book.regimes.get(wish.regime));
    TRY(auto venue, Venue::of(book, regime, wish.zone, wish.country));
    for (const auto& [name, at] : wish.events) {
        happened.insert_or_assign(name, at);
    }
    for (const auto& [name, value] : wish.facts) {
        CHECK_OK(book.regimes.checkFact(name, value));
        known.insert_or_assign(name, value);
    }
    TRY(auto computation, compute(regime, happened, known, venue.place));
    QString reasoning = reasoningOf(regime, venue, computation);
    return ClockPreview{std::move(regime), std::move(venue), std::move(computation), std::move(happened),
                        std::move(reasoning)};
}

Expected<void> checkCanRun(const ClockPreview& preview)
{
    if (!preview.computation.target) {
        return failure("deadline.no-period"_L1,
                       DeadlineText::tr("“%1” has no period, so no clock can run under it: %2.")
                           .arg(preview.regime.id, preview.regime.hardness));
    }
    if (preview.computation.status == RegimeStatus::Disabled) {
        return failure("deadline.disabled"_L1,
                       DeadlineText::tr("“%1” is disabled: %2").arg(preview.regime.id, preview.regime.note));
    }
    return {};
}

namespace {
/// Of a party that a clock was owed to, unless more is known of its notice.
Expected<void> noteTold(Casework& casework, const Id& id, qint64 at)
{
    TRY(auto party, casework.one<Party>(id));
    if (party.value.notice != NoticeState::Undecided && party.value.notice != NoticeState::Planned) {
        return {};
    }
    party.value.notice = NoticeState::Sent;
    party.value.noticedAt = at;
    return casework.update(id, party.value, u"party.told"_s);
}
} // namespace

IncidentClock clockFrom(const Casework& casework, const ClockWish& wish, const ClockPreview& preview)
{
    IncidentClock clock;
    clock.name = wish.name.trimmed().isEmpty() ? preview.regime.title : wish.name.trimmed();
    clock.why = wish.why.trimmed();
    clock.startEvidence = wish.evidence;
    clock.decidedBy = casework.journal().user();
    clock.owner = wish.owner;
    clock.party = wish.party;
    clock.follows = wish.follows;
    fillFrom(clock, preview);
    return clock;
}

Expected<ClockPreview> Duties::preview(const Id& incident, const ClockWish& wish) const
{
    TRY(auto known, facts(incident));
    TRY(auto happened, events(incident));
    return previewOf(m_book, wish, std::move(known), std::move(happened));
}

Expected<Id> Duties::start(const Id& incident, const ClockWish& wish)
{
    TRY(const auto wanted, preview(incident, wish));
    CHECK_OK(checkCanRun(wanted));
    IncidentClock clock = clockFrom(m_casework, wish, wanted);
    clock.incident = incident;
    const Id id = Id::make(m_casework.journal().clock().now());
    CHECK_OK(m_casework.addAs(id, {incident, Compartment::Team}, std::move(clock), u"clock.start"_s));
    return id;
}

Expected<void> Duties::reclassify(const Id& clock, const ClockWish& wish, const QString& reason)
{
    TRY(auto kept, m_casework.one<IncidentClock>(clock));
    if (kept.value.regime.isEmpty() || kept.value.state != ClockState::Running) {
        return failure("clock.state"_L1, DeadlineText::tr("Only a running clock of a rule can be computed anew."));
    }
    if (reason.trimmed().isEmpty()) {
        return failure("value.bad"_L1, DeadlineText::tr("A clock is computed anew for a reason. Give one."));
    }
    ClockWish full = wish;
    full.regime = wish.regime.isEmpty() ? kept.value.regime : wish.regime;
    full.zone = wish.zone.isEmpty() ? kept.value.zone : wish.zone;
    full.country = wish.country.isEmpty() ? kept.value.country : wish.country;
    full.events = eventsFrom(kept.value.events);
    for (const auto& [name, at] : wish.events) {
        full.events.insert_or_assign(name, at);
    }
    TRY(const auto wanted, preview(kept.value.incident, full));
    CHECK_OK(checkCanRun(wanted));
    IncidentClock moved = kept.value;
    const bool wasTitle = [&] {
        const Regime* before = m_book.regimes.find(kept.value.regime);
        return before != nullptr && before->title == kept.value.name;
    }();
    fillFrom(moved, wanted);
    if (wasTitle) {
        moved.name = wanted.regime.title;
    }
    moved.why = kept.value.why.isEmpty() ? reason.trimmed() : kept.value.why + u'\n' + reason.trimmed();
    if (moved.due > kept.value.due) {
        moved.reasoning += u'\n'
            + DeadlineText::tr("The earlier due time holds: %1. A clock moves earlier only.")
                  .arg(shownIn(kept.value.due, wanted.venue.place.zone));
        moved.due = kept.value.due;
    }
    return m_casework.update(clock, moved, u"clock.reclassify"_s);
}

Expected<void> checkSubmission(const Lawbook& book, const IncidentClock& clock, qint64 at, const QString& reasons,
                               qint64 now)
{
    if (clock.state != ClockState::Running && clock.state != ClockState::Missed) {
        return failure("clock.state"_L1, DeadlineText::tr("The clock “%1” has ended already.").arg(clock.name));
    }
    if (at > now) {
        return failure("value.bad"_L1, DeadlineText::tr("The time given for the submission lies in the future."));
    }
    if (at < clock.start) {
        return failure("value.bad"_L1, DeadlineText::tr("The clock starts after the time given for the submission."));
    }
    if (at >= clock.due && reasons.trimmed().isEmpty()) {
        const Regime* regime = book.regimes.find(clock.regime);
        return failure(
            "deadline.reasons"_L1,
            DeadlineText::tr("That is after the due time. Give the reasons for the delay%1.")
                .arg(regime == nullptr || regime->late.isEmpty() ? QString() : u" (%1)"_s.arg(regime->late)));
    }
    return {};
}

Expected<Submission> Duties::submit(const Id& clock, qint64 at, const QString& reasons)
{
    TRY(auto kept, m_casework.one<IncidentClock>(clock));
    CHECK_OK(checkSubmission(m_book, kept.value, at, reasons, m_casework.journal().clock().now()));
    Submission result;
    result.isLate = at >= kept.value.due;
    IncidentClock sent = kept.value;
    sent.submittedAt = at;
    sent.state = result.isLate ? ClockState::Late : ClockState::Met;
    sent.stateReason = reasons.trimmed().isEmpty() ? DeadlineText::tr("Submitted in time") : reasons.trimmed();
    TRY(auto next, nextStages(clock, kept.value, at, result.notStarted));
    // The submission and the clocks of what follows are written together.
    TRY(result.started,
        m_casework.writeMany<IncidentClock>(kept.value.incident, std::move(next), {{clock, sent}},
                                            kept.stream.compartment, u"clock.submit"_s));
    if (!sent.party.isNull()) {
        CHECK_OK(noteTold(m_casework, sent.party, at));
    }
    return result;
}

Expected<std::vector<IncidentClock>> Duties::nextStages(const Id& clock, const IncidentClock& before, qint64 at,
                                                        QStringList& notStarted) const
{
    std::vector<IncidentClock> clocks;
    const Regime* regime = m_book.regimes.find(before.regime);
    if (regime == nullptr || regime->stage.isEmpty()) {
        return clocks;
    }
    TRY(const auto known, facts(before.incident));
    for (const Regime* next : m_book.regimes.following(*regime)) {
        if (next->isDisabled
            || bulkhead::deadline::applicability(*next, known).answer == Applicability::Answer::DoesNot) {
            continue;
        }
        ClockWish wish;
        wish.regime = next->id;
        wish.zone = before.zone;
        wish.country = before.country;
        wish.events = eventsFrom(before.events);
        wish.events.insert_or_assign(u"submitted(%1)"_s.arg(regime->stage), at);
        wish.why = DeadlineText::tr("It follows “%1”, submitted at %2.").arg(before.name, iso(at));
        wish.owner = before.owner;
        wish.party = before.party;
        wish.follows = clock;
        const auto wanted = preview(before.incident, wish);
        const auto can = wanted ? checkCanRun(*wanted) : Expected<void>(std::unexpected(wanted.error()));
        if (can) {
            clocks.push_back(clockFrom(m_casework, wish, *wanted));
        } else {
            notStarted.append(u"%1: %2"_s.arg(next->id, can.error().message));
        }
    }
    return clocks;
}

Expected<std::vector<EndProposal>> Duties::endProposals(const Id& incident) const
{
    TRY(const auto kept, m_casework.incident(incident));
    TRY(const auto known, facts(incident));
    TRY(const auto clocks, m_casework.all<IncidentClock>(incident));
    std::vector<EndProposal> found;
    for (const Kept<IncidentClock>& clock : clocks) {
        const Regime* regime = m_book.regimes.find(clock.value.regime);
        if (regime == nullptr || clock.value.state != ClockState::Running) {
            continue;
        }
        const Applicability now = bulkhead::deadline::applicability(*regime, known);
        if (now.answer == Applicability::Answer::DoesNot) {
            found.push_back(
                {clock.id, DeadlineText::tr("By the recorded facts the rule does not apply: %1.").arg(now.against)});
        } else if (kept.value.verdict == "synthetic"_L1 && !known.contains(u"personal_data"_s)) {
            Facts assumed = known;
            assumed.insert_or_assign(u"personal_data"_s, u"no"_s);
            const bool isSuspicion = clock.value.startsFrom == "suspected"_L1;
            if (isSuspicion
                || bulkhead::deadline::applicability(*regime, assumed).answer == Applicability::Answer::DoesNot) {
                found.push_back({clock.id,
                                 DeadlineText::tr("The latest answer found synthetic rows only. A person has "
                                                  "to record whether personal data are affected.")});
            }
        }
    }
    return found;
}

} // namespace bulkhead::deadline
