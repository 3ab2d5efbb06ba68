#pragma once

#include "models/deadline/lawbook.h"
#include "models/incident/casework.h"

namespace bulkhead::deadline {

/// A regime beside what is known of an incident.
struct Suggestion
{
    const Regime* regime = nullptr; ///< of the lawbook
    Applicability applicability;
    std::vector<Id> clocks; ///< of the incident that run or ran under it
    RegimeStatus status = RegimeStatus::InForce;
};

/// What a person says when a clock of a regime is started.
struct ClockWish
{
    QString regime;
    QString zone;    ///< empty: that of the regime
    QString country; ///< empty: that of the regime; "DE-NW" with a region
    Events events;   ///< beside those that the incident knows
    Facts facts;     ///< beside those that were recorded: of a clause
    QString why;
    Id evidence;
    Id owner;
    Id party;
    Id follows;   ///< the clock whose submission starts it
    QString name; ///< empty: the regime's title
};

/// What starting a clock would compute.
struct ClockPreview
{
    Regime regime;
    Venue venue;
    Computation computation;
    Events events;
    QString reasoning;
};
/// From what is known and has happened, and what the wish adds to it. Errors: `deadline.regime`, `deadline.fact`, those
/// of `Venue::of` and `compute`.
[[nodiscard]] Expected<ClockPreview> previewOf(const Lawbook& book, const ClockWish& wish, Facts known,
                                               Events happened);

/// The clock that would run by it, as the current user starts it.
[[nodiscard]] IncidentClock clockFrom(const Casework& casework, const ClockWish& wish, const ClockPreview& preview);
/// No clock runs under a rule without a period (`deadline.no-period`), nor under a draft (`deadline.disabled`).
[[nodiscard]] Expected<void> checkCanRun(const ClockPreview& preview);
/// Whether what a clock waits for may be recorded as sent at an instant. Errors: `clock.state`, `value.bad`,
/// `deadline.reasons`.
[[nodiscard]] Expected<void> checkSubmission(const Lawbook& book, const IncidentClock& clock, qint64 at,
                                             const QString& reasons, qint64 now);

/// \name What is known of an incident
///@{
/// Recorded facts, and what holds of the organisation anyway; where nobody recorded personal_data, what the answer to
/// the latest sample implies.
[[nodiscard]] Expected<Facts> knownFacts(const Casework& casework, const Lawbook& book, const Id& incident);
/// The instants of the incident by the names that regimes use.
[[nodiscard]] Expected<Events> knownEvents(const Casework& casework, const Id& incident);
///@}

/// A running clock that may be ended by a person. Nothing ends one by itself.
struct EndProposal
{
    Id clock;
    QString reason;
};

/// What a submission led to.
struct Submission
{
    bool isLate = false;
    std::vector<Id> started; ///< clocks of the stages that follow
    QStringList notStarted;  ///< and why others were not: "eu.nis2.fr: a time zone is needed"
};

/// Duties of incidents: which regimes apply, their clocks, what follows a submission.
class Duties
{
public:
    Duties(Casework& casework, const Lawbook& book);

    /// \name What is known
    ///@{
    [[nodiscard]] Expected<Facts> facts(const Id& incident) const { return knownFacts(m_casework, m_book, incident); }
    [[nodiscard]] Expected<Events> events(const Id& incident) const { return knownEvents(m_casework, incident); }
    /// Errors: `deadline.fact`.
    [[nodiscard]] Expected<Id> record(const Id& incident, const QString& fact, const QString& value, const QString& why,
                                      const std::vector<Id>& evidence = {});
    ///@}

    /// All regimes: those that apply first, then those that depend on something unknown, then the others.
    [[nodiscard]] Expected<std::vector<Suggestion>> suggestions(const Id& incident) const;

    /// What starting would compute; writes nothing.
    [[nodiscard]] Expected<ClockPreview> preview(const Id& incident, const ClockWish& wish) const;
    /// Errors: those of `preview`; `deadline.no-period` where the rule has none, `deadline.disabled` for a draft.
    [[nodiscard]] Expected<Id> start(const Id& incident, const ClockWish& wish);
    /// Computes a running clock anew, under another regime or from other events, as after a reclassification. It moves
    /// earlier or stays: the old due time holds where the new one would be later. `clock.state` where it does not run.
    [[nodiscard]] Expected<void> reclassify(const Id& clock, const ClockWish& wish, const QString& reason);
    /// Records what was due as sent. After the due time `reasons` are needed (`deadline.reasons`). Starts the clocks of
    /// the stages that follow, where the facts do not speak against them.
    [[nodiscard]] Expected<Submission> submit(const Id& clock, qint64 at, const QString& reasons);
    /// Running clocks whose rule the facts have come to speak against, or that the latest answer (purely synthetic)
    /// would rest.
    [[nodiscard]] Expected<std::vector<EndProposal>> endProposals(const Id& incident) const;

private:
    /// The clocks that a submission starts; what cannot be started is said.
    [[nodiscard]] Expected<std::vector<IncidentClock>> nextStages(const Id& clock, const IncidentClock& before,
                                                                  qint64 at, QStringList& notStarted) const;

    Casework& m_casework;
    const Lawbook& m_book;
};

/// A fact as it would be written: the entity, which stands already where one of that name does, and what changes.
struct FactChange
{
    Id id;
    std::vector<Fact> facts;
};
/// `wished` needs name and value only; incident, who and when are filled in.
[[nodiscard]] Expected<FactChange> factChange(const Casework& casework, const Id& incident, IncidentFact wished);
/// Writes it, whatever its name: checking that is up to who asks the question.
[[nodiscard]] Expected<Id> recordFact(Casework& casework, const Id& incident, IncidentFact wished);

/// A computation in words, as it is recorded and printed.
[[nodiscard]] QString reasoningOf(const Regime& regime, const Venue& venue, const Computation& computation);
/// "aware=2026-06-12T13:20:00.000Z", sorted by name; and back.
[[nodiscard]] QStringList eventTexts(const Events& events);
[[nodiscard]] Events eventsFrom(const QStringList& texts);

} // namespace bulkhead::deadline
