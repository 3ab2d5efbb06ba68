#pragma once

#include "models/incident/casework.h"
#include "ui/common/rowmodel.h"

namespace bulkhead {

/// One incident in the table.
struct CaseRow
{
    Id id;
    QString number;
    Incident incident;
    std::optional<qint64> nextDue; ///< of the running clock that ends first
    QString nextClock;
    QStringList commanders;

    bool operator==(const CaseRow&) const = default;
    [[nodiscard]] bool isClosed() const { return incident.phase == Phase::Closed; }
};
[[nodiscard]] Expected<std::vector<CaseRow>> caseRows(const Casework& casework);

class CasesModel : public RowModel<CaseRow>
{
    Q_OBJECT

public:
    enum Columns {
        NumberColumn,
        TitleColumn,
        SeverityColumn,
        PhaseColumn,
        SurfaceColumn,
        ClockColumn,
        AgeColumn,
        CommanderColumn,
        ColumnCount
    };
    enum Roles { ClosedRole = Qt::UserRole + 200, ExerciseRole };

    explicit CasesModel(const Clock& clock, QObject* parent = nullptr);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const CaseRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const CaseRow& row) const override { return row.id; }

private:
    [[nodiscard]] QString text(const CaseRow& row, int column) const;
    [[nodiscard]] QVariant sortKey(const CaseRow& row, int column) const;
    [[nodiscard]] QVariant tone(const CaseRow& row, int column, int role) const;

    const Clock& m_clock;
};

} // namespace bulkhead
