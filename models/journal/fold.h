#pragma once

#include "models/journal/ledger.h"
#include "models/journal/projection.h"

#include <functional>

namespace bulkhead::journal {

/// What the fold must know of other changes than the one that it folds.
struct FoldContext
{
    const Schema& schema;
    /// The id of a device's row: winners are chosen by id, which is the same in every vault.
    std::function<const Id&(Row device)> device;
    /// Whether a change that is folded already (by row) had seen that position.
    std::function<Expected<bool>(Row change, const Position& position)> hasSeen;
    /// The record as it stands, where there is one.
    std::function<Expected<std::optional<Record>>(Kind kind, const Id& entity)> find;
};

/// Brings one write into a cell: writes in its past go; it goes where a write that stands has seen it; the rest stand
/// beside each other, the greatest (clock, device, seq) first. The result does not depend on the order of arrival.
[[nodiscard]] Expected<void> applyWrite(Cell& cell, Write write, const View& view, const FoldContext& context);

/// Applies a change's facts to the records that they name, before and after; facts that this program does not
/// understand are left out. Writes nothing.
[[nodiscard]] Expected<std::vector<FoldedChange::Touched>> foldFacts(const Stream& stream, Row change, const View& view,
                                                                     HybridTime clock, const Body& body,
                                                                     const FoldContext& context);

} // namespace bulkhead::journal
