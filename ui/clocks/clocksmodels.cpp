#include "ui/clocks/clocksmodels.h"

#include "ui/common/timetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

void ClocksModel::setNow(qint64 now)
{
    m_now = now;
    measure();
    refreshCells();
}

void ClocksModel::measure()
{
    m_span = {m_now, m_now};
    for (const ClockRow& row : rows()) {
        if (row.kept.value.state == ClockState::Running) {
            m_span.first = std::min(m_span.first, row.kept.value.start);
            m_span.second = std::max(
                {m_span.second, row.kept.value.due, row.kept.value.outerLimit.value_or(row.kept.value.due)});
        }
    }
    const qint64 margin = (m_span.second - m_span.first) / 20;
    m_span = {m_span.first - margin, m_span.second + margin};
}

QVariant ClocksModel::header(int column, int role) const
{
    if (column == AxisColumn && role == Qt::ToolTipRole) {
        return tr("From start to due time; the pale part ends at the outer limit that is argued. The line is now.");
    }
    if (column == AxisColumn && role == FromRole) {
        return m_span.first;
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case DueColumn:
        return tr("Due");
    case LeftColumn:
        return tr("Left");
    case NameColumn:
        return tr("What");
    case RuleColumn:
        return tr("Rule");
    case PartyColumn:
        return tr("Owed to");
    case AxisColumn:
        return m_span.second > m_span.first
            ? tr("%1 to %2").arg(timetext::day(m_span.first), timetext::day(m_span.second))
            : QString();
    case StateColumn:
        return tr("State");
    default:
        return tr("Owner");
    }
}

QVariant ClocksModel::text(const ClockRow& row, int column) const
{
    const IncidentClock& clock = row.kept.value;
    switch (column) {
    case DueColumn:
        return timetext::moment(clock.due);
    case LeftColumn:
        return clock.state == ClockState::Running ? timetext::remaining(clock.due, m_now) : QString();
    case NameColumn:
        return clock.name;
    case RuleColumn:
        return clock.regime.isEmpty() ? tr("plain hours") : clock.regime;
    case PartyColumn:
        return row.party;
    case StateColumn:
        return row.state(m_now).text;
    case OwnerColumn:
        return row.owner;
    default:
        return {};
    }
}

QVariant ClocksModel::cell(const ClockRow& row, int column, int role) const
{
    const IncidentClock& clock = row.kept.value;
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case SortRole:
        // What still runs comes first, however long ago something else was due.
        return column == DueColumn || column == LeftColumn || column == AxisColumn
            ? QVariant((clock.state == ClockState::Running ? 0 : qint64(1) << 50) + clock.due)
            : text(row, column);
    case Qt::ToolTipRole:
        return column == DueColumn || column == LeftColumn || column == AxisColumn ? timetext::tooltip(clock.due)
                                                                                   : text(row, column);
    case Qt::AccessibleTextRole:
        return column == AxisColumn
            ? QVariant(tr("%1 to %2").arg(timetext::moment(clock.start), timetext::moment(clock.due)))
            : text(row, column);
    case ToneRole:
        return column == StateColumn ? QVariant(static_cast<int>(row.state(m_now).tone)) : QVariant();
    case MarkRole:
        return column == StateColumn ? QVariant(static_cast<int>(row.state(m_now).mark)) : QVariant();
    case StartRole:
        return clock.start;
    case EndRole:
        return clock.due;
    case OuterRole:
        return clock.outerLimit.value_or(clock.due);
    case FromRole:
        return m_span.first;
    case ToRole:
        return m_span.second;
    case NowRole:
        return m_now;
    default:
        return {};
    }
}

QVariant DutiesModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case AnswerColumn:
        return tr("Applies");
    case TitleColumn:
        return tr("Duty");
    case BecauseColumn:
        return tr("Because");
    case ClocksColumn:
        return tr("Clocks");
    default:
        return tr("Source");
    }
}

QVariant DutiesModel::cell(const DutyRow& row, int column, int role) const
{
    if (column == AnswerColumn && role == ToneRole) {
        return static_cast<int>(row.word().tone);
    }
    if (column == AnswerColumn && role == MarkRole) {
        return static_cast<int>(row.word().mark);
    }
    if (column == AnswerColumn && role == SortRole) {
        return static_cast<int>(row.status == deadline::RegimeStatus::InForce ? 0 : 10) + static_cast<int>(row.answer);
    }
    if (column == ClocksColumn && role == SortRole) {
        return row.clocks;
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case AnswerColumn:
        return row.word().text;
    case TitleColumn:
        return role == Qt::ToolTipRole ? row.regime : row.title;
    case BecauseColumn:
        return row.because;
    case ClocksColumn:
        return row.clocks > 0 ? QString::number(row.clocks) : QString();
    default:
        return row.isReviewed ? row.citation : tr("%1 (not reviewed)").arg(row.citation);
    }
}

QVariant FactsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case QuestionColumn:
        return tr("Question");
    case ValueColumn:
        return tr("Answer");
    default:
        return tr("Why");
    }
}

QVariant FactsModel::cell(const FactRow& row, int column, int role) const
{
    if (column == ValueColumn && role == ToneRole) {
        return static_cast<int>(row.value == "unknown"_L1 ? Tone::Unknown : Tone::Accent);
    }
    if (column == ValueColumn && role == MarkRole) {
        return static_cast<int>(row.value == "unknown"_L1 ? Mark::Ring : Mark::Check);
    }
    if (role != Qt::DisplayRole && role != SortRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (column) {
    case QuestionColumn:
        return row.question.question;
    case ValueColumn:
        return valueText(row.value);
    default:
        if (role == Qt::ToolTipRole && row.decidedAt != 0) {
            return tr("%1\n%2, %3").arg(row.why, row.by, timetext::moment(row.decidedAt));
        }
        return row.evidence.empty()
            ? row.why
            : tr("%n piece(s) of evidence. %1", nullptr, static_cast<int>(row.evidence.size())).arg(row.why);
    }
}

} // namespace bulkhead
