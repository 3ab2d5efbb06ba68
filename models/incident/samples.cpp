#include "models/incident/samples.h"

#include "models/incident/entities.h"
#include "models/incident/tables.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

namespace bulkhead {

Expected<std::vector<Kept<VerdictReport>>> newestAnswers(const Casework& casework, const Id& incident)
{
    TRY(const auto evidence, casework.all<Evidence>(incident));
    std::set<Id> struck;
    for (const Kept<Evidence>& one : evidence) {
        if (one.value.isStruck) {
            struck.insert(one.id);
        }
    }
    TRY(auto reports, casework.all<VerdictReport>(incident));
    std::ranges::stable_sort(reports, {}, [](const auto& one) { return one.value.askedAt; });
    std::map<Id, Kept<VerdictReport>> newest;
    for (Kept<VerdictReport>& one : reports) {
        if (const Id sample = one.value.evidence; !struck.contains(sample)) {
            newest.insert_or_assign(sample, std::move(one));
        }
    }
    std::vector<Kept<VerdictReport>> result;
    std::ranges::move(newest | std::views::values, std::back_inserter(result));
    return result;
}

} // namespace bulkhead
