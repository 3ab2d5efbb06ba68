#include "app/ctl/casefile.h"

#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "models/journal/guest.h"

#include <algorithm>
#include <ranges>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

std::map<Id, QString> namesOf(const Journal& journal)
{
    std::map<Id, QString> names;
    for (const auto& [id, member] : journal.members()) {
        names[id] = member.name;
    }
    const auto guests = journal.records(Table<Guest>::kind);
    for (const Record& guest : guests.value_or(std::vector<Record>())) {
        names.emplace(guest.entity, fromRecord<Guest>(guest).name);
    }
    return names;
}

template<typename T> void take(const Record& record, std::vector<Kept<T>>& into)
{
    if (record.kind == Table<T>::kind) {
        into.push_back(
            {record.entity, record.stream, fromRecord<T>(record), record.isContested(), record.lastChange()});
    }
}

template<typename T> void keep(std::vector<Kept<T>>& all, Compartment compartment)
{
    std::erase_if(all, [&](const Kept<T>& one) { return one.stream.compartment != compartment; });
}

template<typename T> qint64 unstruck(const std::vector<Kept<T>>& all)
{
    return std::ranges::count_if(all, [](const Kept<T>& one) { return !one.value.isStruck; });
}

} // namespace

Expected<CaseFile> CaseFile::of(Desk& desk, const Id& incident)
{
    const Casework& casework = desk.casework();
    CaseFile file;
    file.number = casework.shownNumber(incident);
    file.names = namesOf(desk.journal());
    TRY(file.incident, casework.incident(incident));
    TRY(file.people, casework.all<Assignment>(incident));
    TRY(file.clocks, casework.all<IncidentClock>(incident));
    TRY(file.tasks, casework.all<Task>(incident));
    TRY(file.observations, casework.all<Observation>(incident));
    TRY(file.evidence, casework.all<Evidence>(incident));
    TRY(file.custody, casework.all<CustodyStep>(incident));
    TRY(file.sightings, casework.all<Sighting>(incident));
    TRY(file.decisions, casework.all<Decision>(incident));
    TRY(file.parties, casework.all<Party>(incident));
    TRY(file.comments, casework.all<Comment>(incident));
    TRY(file.reports, casework.all<StatusReport>(incident));
    TRY(file.verdicts, casework.all<VerdictReport>(incident));
    TRY(file.facts, casework.all<IncidentFact>(incident));
    TRY(file.assessments, casework.all<SeverityAssessment>(incident));
    TRY(file.records, casework.all<BreachRecord>(incident));
    TRY(file.entries, casework.all<RegisterEntry>(incident));
    TRY(file.timeline, casework.timeline(incident, {}));
    return file;
}

Expected<CaseFile> CaseFile::at(Desk& desk, const Id& incident, qint64 at, bool byClock)
{
    TRY(const std::vector<Record> records, desk.journal().stateAt(incident, at, byClock));
    CaseFile file;
    file.number = desk.casework().shownNumber(incident);
    file.names = namesOf(desk.journal());
    file.asOf = at;
    file.isByClock = byClock;
    std::vector<Kept<Incident>> incidents;
    for (const Record& record : records) {
        take(record, incidents);
        take(record, file.people);
        take(record, file.clocks);
        take(record, file.tasks);
        take(record, file.observations);
        take(record, file.evidence);
        take(record, file.custody);
        take(record, file.sightings);
        take(record, file.decisions);
        take(record, file.parties);
        take(record, file.comments);
        take(record, file.reports);
        take(record, file.verdicts);
        take(record, file.facts);
        take(record, file.assessments);
        take(record, file.records);
        take(record, file.entries);
    }
    if (incidents.empty()) {
        return failure("incident.not-found"_L1, Ctl::tr("%1 did not exist yet at %2.").arg(file.number, shownTime(at)));
    }
    file.incident = std::move(incidents.front());
    return file;
}

void CaseFile::keepOnly(Compartment compartment)
{
    keep(people, compartment);
    keep(clocks, compartment);
    keep(tasks, compartment);
    keep(observations, compartment);
    keep(evidence, compartment);
    keep(custody, compartment);
    keep(sightings, compartment);
    keep(decisions, compartment);
    keep(parties, compartment);
    keep(comments, compartment);
    keep(reports, compartment);
    keep(verdicts, compartment);
    keep(facts, compartment);
    keep(assessments, compartment);
    keep(records, compartment);
    keep(entries, compartment);
    std::erase_if(timeline, [&](const TimelineRow& row) { return row.stream.compartment != compartment; });
}

QString CaseFile::nameOf(const Id& member) const
{
    const auto found = names.find(member);
    return found == names.end() ? QString() : found->second;
}

QJsonObject CaseFile::toJson() const
{
    QJsonObject object = ctl::toJson(incident);
    object.insert(u"number"_s, number);
    QJsonArray roles;
    for (const Kept<Assignment>& one : people) {
        QJsonObject role = ctl::toJson(one);
        role.insert(u"name"_s, nameOf(one.value.member));
        roles.append(role);
    }
    object.insert(u"roles"_s, roles);
    object.insert(u"clocks"_s, ctl::toJson(clocks));
    const auto done = std::ranges::count_if(tasks, [](const Kept<Task>& task) {
        return !task.value.isStruck
            && (task.value.state == TaskState::Done || task.value.state == TaskState::NotApplicable);
    });
    object.insert(u"counts"_s,
                  QJsonObject{{u"tasks_open"_s, unstruck(tasks) - static_cast<qint64>(done)},
                              {u"tasks_done"_s, static_cast<qint64>(done)},
                              {u"observations"_s, unstruck(observations)},
                              {u"evidence"_s, unstruck(evidence)},
                              {u"sightings"_s, unstruck(sightings)},
                              {u"decisions"_s, unstruck(decisions)},
                              {u"parties"_s, unstruck(parties)},
                              {u"verdicts"_s, static_cast<qint64>(verdicts.size())}});
    if (asOf) {
        object.insert(u"at"_s, isoTime(*asOf));
        object.insert(u"by_clock"_s, isByClock);
    }
    return object;
}

QJsonObject CaseFile::toWholeJson() const
{
    QJsonObject object = toJson();
    object.insert(u"tasks"_s, ctl::toJson(tasks));
    object.insert(u"observations"_s, ctl::toJson(observations));
    object.insert(u"evidence"_s, ctl::toJson(evidence));
    object.insert(u"custody"_s, ctl::toJson(custody));
    object.insert(u"sightings"_s, ctl::toJson(sightings));
    object.insert(u"decisions"_s, ctl::toJson(decisions));
    object.insert(u"parties"_s, ctl::toJson(parties));
    object.insert(u"comments"_s, ctl::toJson(comments));
    object.insert(u"reports"_s, ctl::toJson(reports));
    object.insert(u"verdicts"_s, ctl::toJson(verdicts));
    object.insert(u"facts"_s, ctl::toJson(facts));
    object.insert(u"severity_assessments"_s, ctl::toJson(assessments));
    object.insert(u"breach_records"_s, ctl::toJson(records));
    object.insert(u"register"_s, ctl::toJson(entries));
    QJsonArray rows;
    for (const TimelineRow& row : timeline) {
        rows.append(ctl::toJson(row));
    }
    object.insert(u"timeline"_s, rows);
    return object;
}

} // namespace bulkhead::ctl
