#include "ui/provenance/copiesview.h"

#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

QVariant CopiesModel::header(int column, int role) const
{
    if (role == Qt::ToolTipRole && column == CanariesColumn) {
        return tr("Rows of persons who do not exist, which stand in this copy only");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NameColumn:
        return tr("Name");
    case RecipientColumn:
        return tr("Recipient");
    case SetColumn:
        return tr("Copy of");
    case RowsColumn:
        return tr("Rows");
    case CanariesColumn:
        return tr("Canaries");
    case MadeColumn:
        return tr("Made");
    case FileColumn:
        return tr("File");
    default:
        return {};
    }
}

QVariant CopiesModel::cell(const CopyRow& row, int column, int role) const
{
    const DataSetCopy& copy = row.copy.value;
    if (role == Qt::TextAlignmentRole) {
        return column == RowsColumn || column == CanariesColumn ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter)
                                                                : QVariant();
    }
    if (role == Qt::ToolTipRole) {
        return column == MadeColumn ? QVariant(timetext::tooltip(copy.madeAt))
            : column == FileColumn  ? QVariant(tr("SHA-256 %1").arg(hex(copy.fileHash)))
                                    : QVariant();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    const bool isSorting = role == SortRole;
    switch (column) {
    case NameColumn:
        return copy.name;
    case RecipientColumn:
        return copy.recipient;
    case SetColumn:
        return row.dataSet;
    case RowsColumn:
        return isSorting ? QVariant(copy.rows) : QVariant(countText(copy.rows));
    case CanariesColumn:
        return isSorting ? QVariant(copy.planted) : QVariant(countText(copy.planted));
    case MadeColumn:
        return isSorting ? QVariant(copy.madeAt) : QVariant(timetext::moment(copy.madeAt));
    case FileColumn:
        return copy.fileName;
    default:
        return {};
    }
}

CopiesView::CopiesView(QWidget* parent)
    : QWidget(parent)
    , m_model(new CopiesModel(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"provenance.copies"_s);
    auto* empty = new EmptyState(
        u"tag"_s, tr("No copy was made yet"),
        tr("Give a synthetic data set away as a copy of its own for each recipient. Every row is marked, and rows of "
           "persons who do not exist are planted: when the copy leaks, it names whom it was made for."),
        tr("Make a copy…"), this);
    empty->setObjectName(u"provenance.noCopies"_s);
    connect(empty, &EmptyState::triggered, this, &CopiesView::makeWanted);
    m_table->setObjectName(u"provenance.copyTable"_s);
    setupTable(m_table, tr("Copies for recipients"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->sortByColumn(CopiesModel::MadeColumn, Qt::DescendingOrder);
    m_table->horizontalHeader()->setSectionResizeMode(CopiesModel::NameColumn, QHeaderView::Stretch);
    for (const auto& [column, width] : {std::pair<int, int>{CopiesModel::RecipientColumn, 160},
                                        {CopiesModel::SetColumn, 150},
                                        {CopiesModel::RowsColumn, 80},
                                        {CopiesModel::CanariesColumn, 80},
                                        {CopiesModel::MadeColumn, 170},
                                        {CopiesModel::FileColumn, 180}}) {
        m_table->setColumnWidth(column, width);
    }
    auto* button = new QPushButton(tr("Make a copy…"), this);
    button->setObjectName(u"provenance.makeCopyButton"_s);
    connect(button, &QPushButton::clicked, this, &CopiesView::makeWanted);
    auto* page = new QWidget(this);
    auto* line = new QHBoxLayout;
    line->addWidget(mutedLabel(tr("A leaked sample is held against these too, and says which it comes from."), page),
                    1);
    line->addWidget(button);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(line);
    column->addWidget(m_table, 1);
    m_stack->addWidget(empty);
    m_stack->addWidget(page);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);
}

void CopiesView::setCopies(std::vector<Kept<DataSetCopy>> copies, const std::vector<Kept<DataSet>>& sets)
{
    std::vector<CopyRow> rows;
    for (Kept<DataSetCopy>& copy : copies) {
        const auto set = std::ranges::find(sets, copy.value.dataSet, &Kept<DataSet>::id);
        copy.value.canaries.clear(); // nobody looks at them here
        rows.push_back({std::move(copy), set == sets.end() ? QString() : set->value.name});
    }
    m_model->setRows(std::move(rows));
    m_stack->setCurrentIndex(count() > 0 ? 1 : 0);
}

bool CopiesView::select(const Id& copy)
{
    return selectId(m_table, copy);
}

} // namespace bulkhead
