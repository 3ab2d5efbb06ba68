#include "models/journal/fold.h"

#include <algorithm>

namespace bulkhead::journal {

Expected<void> applyWrite(Cell& cell, Write write, const View& view, const FoldContext& context)
{
    std::erase_if(cell.writes, [&](const Write& standing) {
        const bool sameChange = standing.device == view.device && standing.seq == static_cast<quint64>(view.seq);
        return sameChange || view.sees({view.stream, standing.device, static_cast<qint64>(standing.seq)});
    });
    for (const Write& standing : cell.writes) {
        // Whoever has seen a change has a greater clock.
        if (standing.clock > write.clock) {
            TRY(const bool superseded, context.hasSeen(standing.change, {view.stream, view.device, view.seq}));
            if (superseded) {
                return {};
            }
        }
    }
    const auto isBefore = [&](const Write& a, const Write& b) {
        return std::tie(a.clock, context.device(a.device), a.seq) > std::tie(b.clock, context.device(b.device), b.seq);
    };
    cell.writes.insert(std::ranges::upper_bound(cell.writes, write, isBefore), std::move(write));
    return {};
}

Expected<std::vector<FoldedChange::Touched>> foldFacts(const Stream& stream, Row change, const View& view,
                                                       HybridTime clock, const Body& body, const FoldContext& context)
{
    std::vector<FoldedChange::Touched> touched;
    for (const Fact& fact : body.facts) {
        if (!context.schema.field(fact.field)) {
            continue;
        }
        const Kind kind = kindOf(fact.field);
        auto entry = std::ranges::find_if(touched, [&](const FoldedChange::Touched& one) {
            return one.after.kind == kind && one.after.entity == fact.entity;
        });
        if (entry == touched.end()) {
            TRY(auto before, context.find(kind, fact.entity));
            Record after = before ? *before : Record{stream, kind, fact.entity, {}};
            touched.push_back({std::move(before), std::move(after)});
            entry = std::prev(touched.end());
        }
        Cell& cell = entry->after.cells[static_cast<quint16>(fact.field & 0xffff)];
        CHECK_OK(
            applyWrite(cell, {clock, view.device, static_cast<quint64>(view.seq), change, fact.value}, view, context));
    }
    return touched;
}

} // namespace bulkhead::journal
