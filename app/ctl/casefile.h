#pragma once

#include "app/ctl/desk.h"
#include "app/ctl/document.h"

#include <QJsonObject>

namespace bulkhead::ctl {

/// All that is known of one incident, now or as it was: what `incident show` and `incident export` print.
struct CaseFile
{
    QString number;
    Kept<Incident> incident;
    std::optional<qint64> asOf; ///< nothing: as it stands
    bool isByClock = false;     ///< `asOf` counts authors' clocks, not what this vault had admitted
    std::vector<Kept<Assignment>> people = {};
    std::vector<Kept<IncidentClock>> clocks = {};
    std::vector<Kept<Task>> tasks = {};
    std::vector<Kept<Observation>> observations = {};
    std::vector<Kept<Evidence>> evidence = {};
    std::vector<Kept<CustodyStep>> custody = {};
    std::vector<Kept<Sighting>> sightings = {};
    std::vector<Kept<Decision>> decisions = {};
    std::vector<Kept<Party>> parties = {};
    std::vector<Kept<Comment>> comments = {};
    std::vector<Kept<StatusReport>> reports = {};
    std::vector<Kept<VerdictReport>> verdicts = {};
    std::vector<Kept<IncidentFact>> facts = {}; ///< answers to what rules and the breach question ask
    std::vector<Kept<SeverityAssessment>> assessments = {};
    std::vector<Kept<BreachRecord>> records = {};
    std::vector<Kept<RegisterEntry>> entries = {}; ///< of the register: one or none
    std::vector<TimelineRow> timeline = {};        ///< the oldest first; empty in a state of the past
    std::map<Id, QString> names = {};              ///< of members

    /// As it stands.
    [[nodiscard]] static Expected<CaseFile> of(Desk& desk, const Id& incident);
    /// As it was. Error: `incident.not-found` where the incident did not exist yet.
    [[nodiscard]] static Expected<CaseFile> at(Desk& desk, const Id& incident, qint64 at, bool byClock);
    /// Leaves out what stands in other compartments than this one.
    void keepOnly(Compartment compartment);

    [[nodiscard]] QString nameOf(const Id& member) const;
    /// The page for people: one screen.
    [[nodiscard]] Document summary() const;
    /// Everything, for an export.
    [[nodiscard]] Document whole() const;
    /// The answer of `incident show`.
    [[nodiscard]] QJsonObject toJson() const;
    /// The same with every entry and the timeline.
    [[nodiscard]] QJsonObject toWholeJson() const;
};

} // namespace bulkhead::ctl
