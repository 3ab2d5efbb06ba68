#include "models/incident/casework.h"
#include "models/incident/words.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 dayMs = 86'400'000;
}

Expected<void> Casework::setTaskState(const Id& task, TaskState state, const QString& result, const QString& via)
{
    TRY(auto record, recordOf(task, Table<Task>::kind));
    const auto before = fromRecord<Task>(record);
    Task after = before;
    after.state = state;
    if (!result.isEmpty()) {
        after.result = result;
    }
    auto facts = factsBetween(task, before, after);
    if (facts.empty()) {
        return {};
    }
    // A task that comes back opens its next one in the same change.
    if (state == TaskState::Done && before.repeats == "daily"_L1) {
        Task next = before;
        next.state = TaskState::Open;
        next.result.clear();
        next.target.clear();
        next.due = std::max(before.due.value_or(now()), now()) + dayMs;
        next.finishedAt.reset();
        std::ranges::move(factsOf(Id::make(now()), next), std::back_inserter(facts));
    }
    return write(record.stream, u"task.state"_s, std::move(facts), false, via);
}

std::vector<Id> Casework::blockers(const Kept<Task>& task, const std::vector<Kept<Task>>& all)
{
    std::vector<Id> result;
    for (const Kept<Task>& other : all) {
        const bool isFinished = other.value.state == TaskState::Done || other.value.state == TaskState::NotApplicable;
        if (!isFinished && !other.value.isStruck && std::ranges::count(task.value.dependsOn, other.id) > 0) {
            result.push_back(other.id);
        }
    }
    return result;
}

} // namespace bulkhead
