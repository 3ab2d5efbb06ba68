#pragma once

#include "models/incident/casework.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

namespace bulkhead {

/// A decision with what is known of it.
struct DecisionRow
{
    Kept<Decision> kept;
    QString decider;
    bool isSigned = false;     ///< the signature stands and is the decider's
    Id supersededBy;           ///< null: it stands
    QString supersedes;        ///< title of the one it replaced; empty: none
    QString supersededByTitle; ///< empty: it stands

    /// What holds of it now, as a word with tone and mark.
    [[nodiscard]] Word state() const;
};

/// The decisions of an incident.
class DecisionsModel : public RowModel<DecisionRow>
{
    Q_OBJECT

public:
    enum Column { DecidedColumn, TitleColumn, DeciderColumn, StateColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const DecisionRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const DecisionRow& row) const override { return row.kept.id; }
};

/// Reads them with their signatures checked; for any thread that has the casework.
[[nodiscard]] Expected<std::vector<DecisionRow>> decisionRows(const Casework& casework, const Id& incident);

} // namespace bulkhead
