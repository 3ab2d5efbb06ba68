#include "ui/decisions/decisionsmodel.h"

#include "ui/common/timetext.h"
#include "ui/common/words.h"

namespace bulkhead {

Word DecisionRow::state() const
{
    if (kept.value.isStruck) {
        return {DecisionsModel::tr("Struck"), Tone::Neutral, Mark::Cross};
    }
    if (!isSigned) {
        return {DecisionsModel::tr("Signature not valid"), Tone::Overdue, Mark::Octagon};
    }
    if (!supersededBy.isNull()) {
        return {DecisionsModel::tr("Replaced"), Tone::Neutral, Mark::Ring};
    }
    return {DecisionsModel::tr("Stands, signed"), Tone::Ok, Mark::Check};
}

QVariant DecisionsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case DecidedColumn:
        return tr("Decided");
    case TitleColumn:
        return tr("What");
    case DeciderColumn:
        return tr("By");
    default:
        return tr("State");
    }
}

QVariant DecisionsModel::cell(const DecisionRow& row, int column, int role) const
{
    const Decision& decision = row.kept.value;
    if (role == StruckRole) {
        return decision.isStruck && column == TitleColumn;
    }
    if (column == DecidedColumn && role == SortRole) {
        return decision.decidedAt;
    }
    if (column == DecidedColumn && role == Qt::ToolTipRole) {
        return timetext::tooltip(decision.decidedAt);
    }
    if (column == StateColumn && role == ToneRole) {
        return static_cast<int>(row.state().tone);
    }
    if (column == StateColumn && role == MarkRole) {
        return static_cast<int>(row.state().mark);
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case DecidedColumn:
        return timetext::moment(decision.decidedAt);
    case TitleColumn:
        return decision.title;
    case DeciderColumn:
        return row.decider;
    default:
        return row.state().text;
    }
}

Expected<std::vector<DecisionRow>> decisionRows(const Casework& casework, const Id& incident)
{
    TRY(auto decisions, casework.all<Decision>(incident));
    std::vector<DecisionRow> rows;
    rows.reserve(decisions.size());
    for (auto& decision : decisions) {
        DecisionRow row;
        row.kept = std::move(decision);
        row.decider = casework.journal().nameOf(row.kept.value.decidedBy);
        row.isSigned = casework.isSignatureValid(row.kept);
        rows.push_back(std::move(row));
    }
    for (const DecisionRow& later : rows) {
        for (DecisionRow& earlier : rows) {
            if (!later.kept.value.isStruck && later.kept.value.supersedes == earlier.kept.id) {
                earlier.supersededBy = later.kept.id;
                earlier.supersededByTitle = later.kept.value.title;
            }
        }
    }
    for (DecisionRow& row : rows) {
        for (const DecisionRow& other : rows) {
            if (row.kept.value.supersedes == other.kept.id) {
                row.supersedes = other.kept.value.title;
            }
        }
    }
    return rows;
}

} // namespace bulkhead
