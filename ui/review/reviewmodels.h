#pragma once

#include "models/deadline/lawbook.h"
#include "models/review/items.h"
#include "models/review/metrics.h"
#include "ui/common/rowmodel.h"
#include "ui/common/words.h"

#include <memory>

namespace bulkhead {

/// All that the room shows of an incident, but earlier ones.
struct ReviewPicture
{
    std::shared_ptr<const deadline::Lawbook> book;
    bool isClosed = false;
    review::Measured figures;
    std::vector<Kept<ReviewItem>> items; ///< struck ones as well
    std::vector<review::Action> open;    ///< actions of all incidents
    std::map<Id, QString> members;
};
/// For any thread that has the casework. `book` is loaded where it is null.
[[nodiscard]] Expected<ReviewPicture> reviewPicture(const Casework& casework, const Id& incident,
                                                    std::shared_ptr<const deadline::Lawbook> book);

/// Incidents that were declared before this one: drills where it is a drill, else real ones.
struct EarlierIncidents
{
    qint64 count = 0;
    std::vector<review::Statistic> statistics;

    [[nodiscard]] const review::Statistic* of(const QString& measure) const;
};
/// Measures every incident of the vault, which takes its time.
[[nodiscard]] Expected<EarlierIncidents> earlierThan(const Casework& casework, const Id& incident,
                                                     const deadline::Regimes& regimes);

/// A measure beside the same of earlier incidents.
struct FigureRow
{
    review::Metric metric;
    std::optional<review::Statistic> earlier; ///< nothing: still being measured
};

struct ActionRow
{
    review::Action action;
    QString owner;
};

/// \name Words with tone and mark
///@{
[[nodiscard]] Word wordOfFinding(const QString& kind);
[[nodiscard]] Word wordOfAction(const ReviewItem& item, qint64 now);
/// Of a value that may be not known; of a margin also whether it was late.
[[nodiscard]] Word wordOfLapse(const std::optional<qint64>& ms, bool isMargin);
///@}

/// How long things took, in the order of `review::measures`.
class FiguresModel : public RowModel<FigureRow>
{
    Q_OBJECT

public:
    enum Column {
        MetricColumn,
        ValueColumn,
        MedianColumn,
        P90Column,
        FromColumn,
        ToColumn,
        NoteColumn,
        DefinitionColumn,
        ColumnCount
    };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const FigureRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const FigureRow& row) const override { return Id::derived(row.metric.id.toUtf8()); }
};

/// What was left of each clock.
class MarginsModel : public RowModel<review::ClockMargin>
{
    Q_OBJECT

public:
    enum Column { ClockColumn, MarginColumn, StateColumn, DueColumn, DoneColumn, RuleColumn, NoteColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const review::ClockMargin& row, int column, int role) const override;
    [[nodiscard]] Id key(const review::ClockMargin& row) const override { return row.clock; }
};

/// Causes, factors, what helped and hindered, luck.
class FindingsModel : public RowModel<Kept<ReviewItem>>
{
    Q_OBJECT

public:
    enum Column { KindColumn, TextColumn, DetailColumn, WrittenColumn, ColumnCount };
    using RowModel::RowModel;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Kept<ReviewItem>& row, int column, int role) const override;
    [[nodiscard]] Id key(const Kept<ReviewItem>& row) const override { return row.id; }
};

/// What is to be done, of this incident or of all.
class ActionsModel : public RowModel<ActionRow>
{
    Q_OBJECT

public:
    enum Column { TextColumn, OwnerColumn, DueColumn, StateColumn, OutcomeColumn, IncidentColumn, ColumnCount };
    using RowModel::RowModel;

    /// Time goes by: what was open may be overdue.
    void setNow(qint64 now);

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const ActionRow& row, int column, int role) const override;
    [[nodiscard]] Id key(const ActionRow& row) const override { return row.action.item.id; }

private:
    [[nodiscard]] QString text(const ActionRow& row, int column) const;

    qint64 m_now = 0;
};

} // namespace bulkhead
