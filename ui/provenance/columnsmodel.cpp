#include "ui/provenance/columnsmodel.h"

#include "models/provenance/mask.h"
#include "ui/common/words.h"

#include <QComboBox>

using namespace Qt::StringLiterals;

namespace bulkhead {

using SampleColumn = provenance::Column;
using provenance::Meaning;

namespace {
QString basisText(SampleColumn::Basis basis)
{
    switch (basis) {
    case SampleColumn::Basis::Header:
        return ColumnsModel::tr("From the header");
    case SampleColumn::Basis::Values:
        return ColumnsModel::tr("From the values");
    case SampleColumn::Basis::Given:
        return ColumnsModel::tr("Given by a person");
    case SampleColumn::Basis::Nothing:
        break;
    }
    return ColumnsModel::tr("Not recognised");
}
} // namespace

void ColumnsModel::setLines(std::vector<ColumnLine> lines)
{
    beginResetModel();
    m_lines = std::move(lines);
    endResetModel();
}

std::vector<provenance::ColumnMapping> ColumnsModel::corrections() const
{
    std::vector<provenance::ColumnMapping> mappings;
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        if (m_lines[i].column.basis == SampleColumn::Basis::Given) {
            mappings.push_back({QString::number(i + 1), m_lines[i].column.meaning});
        }
    }
    return mappings;
}

int ColumnsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int ColumnsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 6;
}

QVariant ColumnsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ColumnLine& line = m_lines[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && (index.column() == FilledColumn || index.column() == UsableColumn)) {
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && index.column() == MeaningColumn) {
        return tr("Press F2 or double-click to correct what this column means.");
    }
    if (role == Qt::EditRole && index.column() == MeaningColumn) {
        return static_cast<int>(line.column.meaning);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case NameColumn:
        return line.column.name.isEmpty() ? tr("Column %1").arg(index.row() + 1) : line.column.name;
    case MeaningColumn:
        return provenance::meaningName(line.column.meaning);
    case BasisColumn:
        return basisText(line.column.basis);
    case FilledColumn:
        return countText(static_cast<qint64>(line.filled));
    case UsableColumn:
        return countText(static_cast<qint64>(line.usable));
    default:
        return line.examples;
    }
}

QVariant ColumnsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Column");
    case MeaningColumn:
        return tr("Meaning");
    case BasisColumn:
        return tr("How it is known");
    case FilledColumn:
        return tr("Filled");
    case UsableColumn:
        return tr("Usable");
    case ExamplesColumn:
        return tr("Examples, masked");
    default:
        return {};
    }
}

Qt::ItemFlags ColumnsModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == MeaningColumn ? flags | Qt::ItemIsEditable : flags;
}

bool ColumnsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole || index.column() != MeaningColumn) {
        return false;
    }
    const int number = value.toInt();
    SampleColumn& column = m_lines[static_cast<std::size_t>(index.row())].column;
    if (number < 0 || number >= provenance::meaningCount || static_cast<Meaning>(number) == column.meaning) {
        return false;
    }
    column.meaning = static_cast<Meaning>(number);
    column.basis = SampleColumn::Basis::Given;
    Q_EMIT dataChanged(index.siblingAtColumn(0), index.siblingAtColumn(columnCount() - 1));
    Q_EMIT corrected();
    return true;
}

QWidget* MeaningDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    auto* box = new QComboBox(parent);
    box->setAccessibleName(tr("Meaning of %1").arg(index.siblingAtColumn(ColumnsModel::NameColumn).data().toString()));
    for (int i = 0; i < provenance::meaningCount; ++i) {
        box->addItem(provenance::meaningName(static_cast<Meaning>(i)), i);
    }
    return box;
}

void MeaningDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    if (auto* box = qobject_cast<QComboBox*>(editor)) {
        box->setCurrentIndex(box->findData(index.data(Qt::EditRole)));
    }
}

void MeaningDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    if (const auto* box = qobject_cast<QComboBox*>(editor)) {
        model->setData(index, box->currentData(), Qt::EditRole);
    }
}

std::vector<QString> maskedExamples(const std::vector<SampleColumn>& columns, const std::vector<QStringList>& rows)
{
    constexpr qsizetype examples = 3;
    std::vector<QString> result;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        QStringList found;
        for (const QStringList& row : rows) {
            const auto place = static_cast<qsizetype>(i);
            if (place < row.size() && !row[place].trimmed().isEmpty()) {
                found += provenance::maskValue(columns[i].meaning, row[place]);
            }
            if (found.size() == examples) {
                break;
            }
        }
        found.removeDuplicates();
        result.push_back(found.join(u"   "_s));
    }
    return result;
}

} // namespace bulkhead
