#pragma once

#include "models/breach/register.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

namespace bulkhead {

/// Incidents as the register of Art. 33(5) has them.
class RegisterModel : public RowModel<breach::RegisterRow>
{
    Q_OBJECT

public:
    enum Column {
        NumberColumn,
        AwareColumn,
        TitleColumn,
        ConclusionColumn,
        SeverityColumn,
        RiskColumn,
        NotifiedColumn,
        GapsColumn,
        ColumnCount
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const breach::RegisterRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const breach::RegisterRow& row) const override { return row.incident; }

private:
    [[nodiscard]] static Word word(const breach::RegisterRow& row, int column);
};

} // namespace bulkhead
