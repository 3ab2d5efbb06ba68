#pragma once

#include "ui/clocks/clockpicture.h"
#include "ui/common/rowmodel.h"

namespace bulkhead {

/// The clocks of an incident, each with its bar on one common axis of time.
class ClocksModel : public RowModel<ClockRow>
{
    Q_OBJECT

public:
    enum Column {
        DueColumn,
        LeftColumn,
        NameColumn,
        AxisColumn,
        StateColumn,
        RuleColumn,
        PartyColumn,
        OwnerColumn,
        ColumnCount
    };
    enum Role { StartRole = Qt::UserRole + 200, EndRole, OuterRole, FromRole, ToRole, NowRole };
    using RowModel::RowModel;

    /// What is left is said and drawn as of this moment.
    void setNow(qint64 now);
    /// The span of the axis: from the first start to the last due time of what runs, and a little around.
    [[nodiscard]] std::pair<qint64, qint64> span() const { return m_span; }
    void measure();

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const ClockRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const ClockRow& row) const override { return row.kept.id; }

private:
    [[nodiscard]] QVariant text(const ClockRow& row, int column) const;

    qint64 m_now = 0;
    std::pair<qint64, qint64> m_span;
};

/// Rules, those that apply first.
class DutiesModel : public RowModel<DutyRow>
{
    Q_OBJECT

public:
    enum Column { AnswerColumn, TitleColumn, BecauseColumn, ClocksColumn, CitationColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const DutyRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const DutyRow& row) const override { return row.id(); }
};

/// Questions of the rules.
class FactsModel : public RowModel<FactRow>
{
    Q_OBJECT

public:
    enum Column { QuestionColumn, ValueColumn, WhyColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const FactRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const FactRow& row) const override { return row.id(); }
};

} // namespace bulkhead
