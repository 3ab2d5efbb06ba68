#include "ui/timeline/timelinereading.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace bulkhead {

namespace {
struct ReadingText
{
    Q_DECLARE_TR_FUNCTIONS(TimelineReading)
};

/// Roles that people have taken in this incident; of those who took none, what they may do in the vault.
Expected<std::vector<Roles>> rolesOf(const Casework& casework, const Id& incident, const std::vector<Id>& authors)
{
    TRY(const auto assignments, casework.all<Assignment>(incident));
    std::map<Id, Roles> roles;
    for (const auto& one : assignments) {
        if (!one.value.renounced) {
            roles[one.value.member] = roles[one.value.member] | one.value.role;
        }
    }
    for (const auto& member : casework.journal().members()) {
        roles.try_emplace(member.id, member.member.roles);
    }
    std::vector<Roles> result;
    std::ranges::transform(authors, std::back_inserter(result), [&](const Id& author) { return roles[author]; });
    return result;
}

std::vector<TimelineSurroundings::Instant> instantsOf(const Incident& incident)
{
    std::vector<TimelineSurroundings::Instant> result;
    const auto add = [&](const QString& name, const std::optional<qint64>& at) {
        if (at) {
            result.push_back({name, *at});
        }
    };
    add(ReadingText::tr("began"), incident.occurredFrom);
    add(ReadingText::tr("ended"), incident.occurredTo);
    add(ReadingText::tr("detected"), incident.detected);
    add(ReadingText::tr("reported"), incident.reported);
    add(ReadingText::tr("aware"), incident.aware);
    add(ReadingText::tr("processor aware"), incident.processorAware);
    add(ReadingText::tr("personal data confirmed"), incident.personalDataConfirmed);
    return result;
}
} // namespace

Expected<TimelineReading> readTimeline(const Casework& casework, const Id& incident, const TimelineQuery& query,
                                       std::optional<TimelineGrouping> grouping)
{
    TimelineReading reading;
    if (!grouping) {
        TRY(reading.keys, casework.timelineKeys(incident, query));
        return reading;
    }
    TRY(auto marks, casework.timelineMarks(incident, query));
    TRY(const auto about, casework.incident(incident));
    TimelineSurroundings surroundings;
    surroundings.instants = instantsOf(about.value);
    TRY(surroundings.roles, rolesOf(casework, incident, marks.authors));
    reading.keys.reserve(marks.marks.size());
    std::ranges::transform(marks.marks, std::back_inserter(reading.keys), &TimelineMark::key);
    reading.picture = makeTimelinePicture(std::move(marks), std::move(surroundings), *grouping);
    return reading;
}

Expected<std::vector<TimelineRow>> readTimelineRows(const Casework& casework, const Id& incident, TimelineQuery query,
                                                    const QList<qint64>& keys)
{
    std::vector<TimelineRow> rows;
    for (const qint64 key : keys) {
        query.after = key - 1;
        query.before = key + 1;
        TRY(auto found, casework.timeline(incident, query));
        std::ranges::move(found, std::back_inserter(rows));
    }
    return rows;
}

} // namespace bulkhead
