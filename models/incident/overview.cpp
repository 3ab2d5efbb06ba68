#include "models/incident/casework.h"

namespace bulkhead {

namespace {
template<typename T, typename When> std::vector<Kept<T>> newest(std::vector<Kept<T>> all, When when, std::size_t limit)
{
    std::ranges::sort(all, std::greater(), [&](const Kept<T>& one) { return std::pair(when(one.value), one.id); });
    if (all.size() > limit) {
        all.resize(limit);
    }
    return all;
}

bool isThrough(const Task& task)
{
    return task.state == TaskState::Done || task.state == TaskState::NotApplicable;
}

void addTasks(Casework::Overview& overview, const std::vector<Kept<Task>>& tasks, qint64 now)
{
    for (const Kept<Task>& task : tasks) {
        if (task.value.isStruck) {
            continue;
        }
        if (isThrough(task.value)) {
            ++overview.tasksDone;
            continue;
        }
        ++overview.tasksOpen;
        if (!Casework::blockers(task, tasks).empty()) {
            overview.blocked.push_back(task);
        }
        if (task.value.due && *task.value.due < now) {
            overview.overdue.push_back(task);
        }
    }
    std::ranges::sort(overview.overdue, {}, [](const Kept<Task>& task) { return *task.value.due; });
}

template<typename T> qint64 standing(const std::vector<Kept<T>>& all)
{
    return std::ranges::count_if(all, [](const Kept<T>& one) { return !one.value.isStruck; });
}
} // namespace

Expected<Casework::Overview> Casework::overview(const Id& id, std::optional<qint64> since) const
{
    Overview result;
    TRY(result.incident, incident(id));
    result.number = shownNumber(id);
    TRY(auto people, all<Assignment>(id));
    std::erase_if(people, [](const auto& one) { return one.value.renounced.has_value(); });
    result.people = std::move(people);
    TRY(auto clocks, all<IncidentClock>(id));
    std::ranges::stable_sort(clocks, {}, [](const auto& clock) {
        return std::pair(clock.value.state != ClockState::Running, clock.value.due);
    });
    result.clocks = std::move(clocks);
    TRY(auto tasks, all<Task>(id));
    addTasks(result, tasks, now());
    TRY(auto evidence, all<Evidence>(id));
    result.evidence = standing(evidence);
    TRY(auto sightings, all<Sighting>(id));
    result.sightings = standing(sightings);
    TRY(auto decisions, all<Decision>(id));
    std::erase_if(decisions, [](const auto& one) { return one.value.isStruck; });
    result.lastDecisions = newest(std::move(decisions), [](const Decision& one) { return one.decidedAt; }, 5);
    TRY(auto verdicts, all<VerdictReport>(id));
    const std::size_t every = verdicts.size();
    result.verdicts = newest(std::move(verdicts), [](const VerdictReport& one) { return one.askedAt; }, every);
    TRY(auto rows, timeline(id, {.withStruck = false, .limit = 10, .newestFirst = true}));
    result.lastRows = std::move(rows);
    TRY(result.observations, observationCount(id));
    if (since) {
        ChangeQuery query;
        query.incident = id;
        query.since = *since + 1;
        TRY(auto changes, m_journal.changes(query));
        std::erase_if(changes, [&](const ChangeEntry& one) { return one.author == m_journal.user(); });
        changes.resize(std::min<std::size_t>(changes.size(), 50));
        result.sinceLastLook = std::move(changes);
    }
    return result;
}

} // namespace bulkhead
