#include "ui/register/registermodel.h"

#include "ui/common/breachwords.h"
#include "ui/common/timetext.h"

using namespace Qt::StringLiterals;

namespace bulkhead {

QVariant RegisterModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NumberColumn:
        return tr("Number");
    case AwareColumn:
        return tr("Aware");
    case TitleColumn:
        return tr("Incident");
    case ConclusionColumn:
        return tr("Conclusion");
    case SeverityColumn:
        return tr("Severity");
    case RiskColumn:
        return tr("Risk");
    case NotifiedColumn:
        return tr("Notified");
    default:
        return tr("Missing");
    }
}

Word RegisterModel::word(const breach::RegisterRow& row, int column)
{
    switch (column) {
    case ConclusionColumn:
        return wordOfConclusion(row.conclusion);
    case GapsColumn:
        return row.gaps.isEmpty()
            ? Word{tr("Nothing"), Tone::Ok, Mark::Check}
            : Word{tr("%n field(s)", nullptr, static_cast<int>(row.gaps.size())), Tone::Warn, Mark::Triangle};
    default:
        return {};
    }
}

QVariant RegisterModel::cell(const breach::RegisterRow& row, int column, int role) const
{
    const Word said = word(row, column);
    if (role == ToneRole || role == MarkRole) {
        return said.text.isEmpty() ? QVariant()
            : role == ToneRole     ? QVariant(static_cast<int>(said.tone))
                                   : QVariant(static_cast<int>(said.mark));
    }
    if (role == SortRole && column == AwareColumn) {
        return row.at();
    }
    if (role == SortRole && column == GapsColumn) {
        return row.gaps.size();
    }
    if (role == Qt::ToolTipRole) {
        return column == GapsColumn    ? row.gaps.join(u'\n')
            : column == NotifiedColumn ? row.notified.join(u'\n')
                                       : QString();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    if (!said.text.isEmpty()) {
        return said.text;
    }
    switch (column) {
    case NumberColumn:
        return row.number;
    case AwareColumn:
        return timetext::moment(row.at());
    case TitleColumn:
        return row.isExercise ? tr("%1 (exercise)").arg(row.title) : row.title;
    case SeverityColumn:
        return row.severity;
    case RiskColumn:
        return valueText(row.risk);
    default:
        return row.notified.isEmpty() ? QString() : countText(row.notified.size());
    }
}

} // namespace bulkhead
