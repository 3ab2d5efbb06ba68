#include "ui/timeline/ledgermodels.h"

#include "ui/common/timetext.h"
#include "ui/common/words.h"

using namespace Qt::StringLiterals;

namespace bulkhead {

QVariant ImportsModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && column >= ReadColumn && column <= RejectedColumn) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString names[] = {tr("File"),  tr("Format"),        tr("Imported"), tr("Rows read"),
                             tr("Taken"), tr("There already"), tr("Rejected"), tr("State")};
    return names[column];
}

QVariant ImportsModel::cell(const Kept<TimelineImport>& row, int column, int role) const
{
    const TimelineImport& import = row.value;
    const qint64 counts[] = {import.read, import.accepted, import.duplicate, import.rejected};
    const bool isCount = column >= ReadColumn && column <= RejectedColumn;
    switch (role) {
    case Qt::DisplayRole:
        if (isCount) {
            return countText(counts[column - ReadColumn]);
        }
        return column == FileColumn    ? import.file
            : column == FormatColumn   ? import.reader
            : column == ImportedColumn ? timetext::moment(import.importedAt)
            : import.isStruck          ? tr("Struck: %1").arg(import.struckReason)
                                       : QString();
    case SortRole:
        return isCount                 ? QVariant(counts[column - ReadColumn])
            : column == ImportedColumn ? QVariant(import.importedAt)
                                       : cell(row, column, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return isCount ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::ToolTipRole:
        return column == ImportedColumn ? timetext::tooltip(import.importedAt)
            : column == FormatColumn && !import.zone.isEmpty()
            ? tr("Times without an offset read in %1").arg(import.zone)
            : column == FileColumn && import.first && import.last
            ? tr("From %1 to %2").arg(timetext::preciseMoment(*import.first), timetext::preciseMoment(*import.last))
            : QString();
    case StruckRole:
        return import.isStruck && column == FileColumn;
    default:
        return {};
    }
}

QVariant LedgerModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString names[] = {tr("Row"), tr("Why it was rejected"), tr("State"), tr("As it stands in the file")};
    return names[column];
}

QVariant LedgerModel::cell(const LedgerLine& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == RowColumn    ? QString::number(row.entry.row)
            : column == ReasonColumn  ? row.entry.detail
            : column == ContentColumn ? row.entry.cells.join(u" │ "_s).simplified()
            : row.isRepaired          ? tr("Repaired")
                                      : tr("Open");
    case SortRole:
        return column == RowColumn ? QVariant(row.entry.row) : cell(row, column, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return Qt::convertFromPlainText(column == ContentColumn ? row.entry.cells.join(u'\n') : row.entry.detail);
    case ToneRole:
        return column == StateColumn ? QVariant(static_cast<int>(row.isRepaired ? Tone::Ok : Tone::Warn)) : QVariant();
    case MarkRole:
        return column == StateColumn ? QVariant(static_cast<int>(row.isRepaired ? Mark::Check : Mark::Ring))
                                     : QVariant();
    default:
        return {};
    }
}

} // namespace bulkhead
