#include "models/journal/counsel.h"

#include <algorithm>
#include <limits>

namespace bulkhead::journal {

std::vector<AccessWrite> accessWrites(const Position& at, HybridTime clock, const Id& device, const Body& body)
{
    std::vector<AccessWrite> writes;
    for (const Fact& fact : body.facts) {
        if (kindOf(fact.field) == Table<CounselAccess>::kind) {
            writes.push_back({at, clock, device, fact});
        }
    }
    return writes;
}

std::optional<qint64> accessEnd(std::span<const AccessWrite> writes, const View* view, const Id& user)
{
    // The fold's winner of each field among what the view has seen.
    std::map<std::pair<Id, FieldId>, const AccessWrite*> winners;
    for (const AccessWrite& write : writes) {
        if (view && !view->sees(write.at)) {
            continue;
        }
        const AccessWrite*& winner = winners[{write.fact.entity, write.fact.field}];
        if (!winner
            || std::tie(write.clock, write.device, write.at.seq)
                > std::tie(winner->clock, winner->device, winner->at.seq)) {
            winner = &write;
        }
    }
    const auto valueOf = [&](const Id& entity, quint16 field) {
        const auto found = winners.find({entity, fieldId(Table<CounselAccess>::kind, field)});
        return found == winners.end() ? Value() : found->second->fact.value;
    };
    std::optional<qint64> end;
    for (const auto& [key, winner] : winners) {
        Id member;
        conversion::fromValue(winner->fact.value, member);
        if (key.second != fieldId(Table<CounselAccess>::kind, 1) || member != user) {
            continue;
        }
        const Value until = valueOf(key.first, 3);
        const bool isWithdrawn = valueOf(key.first, 4).valueOr<bool>();
        const qint64* at = until.as<qint64>();
        const qint64 one = isWithdrawn ? 0 : at ? *at : std::numeric_limits<qint64>::max();
        end = std::max(end.value_or(0), one);
    }
    return end;
}

} // namespace bulkhead::journal
