#include "models/provenance/itemmodels/rowsmodel.h"

#include "models/provenance/mask.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::provenance {

void RowsModel::setExamined(std::shared_ptr<const Examined> examined)
{
    beginResetModel();
    m_examined = std::move(examined);
    m_columns = m_examined ? m_examined->columns() : std::vector<Column>();
    m_filter = {};
    m_revealed.clear();
    list();
    endResetModel();
}

void RowsModel::setFilter(const RowFilter& filter)
{
    if (filter == m_filter) {
        return;
    }
    beginResetModel();
    m_filter = filter;
    list();
    endResetModel();
}

void RowsModel::list()
{
    m_listed.clear();
    if (!m_examined) {
        return;
    }
    for (std::size_t i = 0; i < m_examined->rows.size(); ++i) {
        if (m_filter.accepts(m_examined->rows[i])) {
            m_listed.push_back(static_cast<quint32>(i));
        }
    }
}

void RowsModel::reveal(quint64 number)
{
    m_revealed.insert(number);
    for (int row = 0; row < rowCount(); ++row) {
        if (rowAt(row).number == number) {
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
            return;
        }
    }
}

void RowsModel::concealAll()
{
    m_revealed.clear();
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

bool RowsModel::canReveal(int row) const
{
    return row >= 0 && row < rowCount() && rowAt(row).cells >= 0 && isMasked(rowAt(row));
}

int RowsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_listed.size());
}

int RowsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : FirstValueColumn + static_cast<int>(m_columns.size()) + 1;
}

const ExaminedRow& RowsModel::rowAt(int row) const
{
    return m_examined->rows[m_listed[static_cast<std::size_t>(row)]];
}

bool RowsModel::isMasked(const ExaminedRow& row) const
{
    return row.verdict != Verdict::Synthetic && !m_revealed.contains(row.number);
}

QString RowsModel::valueText(const ExaminedRow& row, std::size_t column) const
{
    if (row.cells < 0) {
        return {};
    }
    const QStringList& cells = m_examined->cells[static_cast<std::size_t>(row.cells)];
    if (column >= static_cast<std::size_t>(cells.size())) {
        return {};
    }
    const QString& value = cells[static_cast<qsizetype>(column)];
    return isMasked(row) ? maskValue(m_columns[column].meaning, value) : value;
}

QString RowsModel::text(const ExaminedRow& row, int column) const
{
    const ReasonWords& reasons = m_examined->reasons[row.reasons];
    switch (column) {
    case NumberColumn:
        return QLocale().toString(row.number);
    case VerdictColumn:
        return verdictId(row.verdict);
    case ConfidenceColumn:
        return row.verdict == Verdict::Unreadable
            ? QString()
            : QLocale().toString(static_cast<double>(row.confidencePpm) / 1e4, 'f', 2) + u'%';
    case DataSetColumn:
        return reasons.dataSets;
    case TenantColumn:
        return reasons.tenant;
    default:
        break;
    }
    if (column == columnCount() - 1) {
        return reasons.text;
    }
    return valueText(row, static_cast<std::size_t>(column - FirstValueColumn));
}

QVariant RowsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ExaminedRow& row = rowAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        return index.column() == columnCount() - 1 ? text(row, index.column()) : QVariant();
    case Qt::TextAlignmentRole:
        return index.column() == NumberColumn || index.column() == ConfidenceColumn
            ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter)
            : QVariant();
    case VerdictRole:
        return verdictId(row.verdict);
    case NumberRole:
        return QVariant::fromValue(row.number);
    case IsMaskedRole:
        return isMasked(row) && row.cells >= 0 && index.column() >= FirstValueColumn
            && index.column() < columnCount() - 1;
    default:
        return {};
    }
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (section) {
    case NumberColumn:
        return tr("Row");
    case VerdictColumn:
        return tr("Verdict");
    case ConfidenceColumn:
        return tr("Confidence");
    case DataSetColumn:
        return tr("Data set");
    case TenantColumn:
        return tr("Tenant");
    default:
        break;
    }
    if (section == columnCount() - 1) {
        return tr("Reasons");
    }
    const auto column = static_cast<std::size_t>(section - FirstValueColumn);
    const Column& known = m_columns[column];
    return known.name.isEmpty() ? tr("Column %1").arg(column + 1) : known.name;
}

QString RowsModel::rowText(int row) const
{
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column) {
        cells += text(rowAt(row), column);
    }
    return cells.join(u'\t');
}

void UnreadableModel::setRows(std::vector<Unreadable> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int UnreadableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int UnreadableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 3;
}

QVariant UnreadableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)
        || role != Qt::DisplayRole) {
        return {};
    }
    const Unreadable& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case 0:
        return QLocale().toString(row.row);
    case 1:
        return unreadablePlaceText(row);
    default:
        return unreadableReasonText(row.reason);
    }
}

QVariant UnreadableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case 0:
        return tr("Row");
    case 1:
        return tr("First octet");
    case 2:
        return tr("Why it could not be read");
    default:
        return {};
    }
}

} // namespace bulkhead::provenance
