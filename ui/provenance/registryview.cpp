#include "ui/provenance/registryview.h"

#include "models/provenance/risk/kept.h"
#include "models/provenance/risk/riskreport.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"
#include "ui/provenance/summarymodels.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
Word kindWord(const DataSet& set)
{
    return wordOfVerdict(set.isProduction ? u"production" : u"synthetic");
}

QString tenantText(const DataSet& set)
{
    if (!set.tenant.isEmpty()) {
        return set.tenant;
    }
    return set.tenants.isEmpty() ? QString()
                                 : DataSetModel::tr("%n by column", nullptr, static_cast<int>(set.tenants.size()));
}

/// "E-Mail=email" → "E-Mail (e-mail address)".
QString columnText(const QString& entry)
{
    const qsizetype at = entry.lastIndexOf(u'=');
    const auto meaning = provenance::meaningFromId(entry.mid(at + 1));
    //: a column and what it means
    return meaning ? DataSetModel::tr("%1 (%2)").arg(entry.first(at), provenance::meaningName(*meaning)) : entry;
}
} // namespace

QVariant DataSetModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return tr("Name");
    case 1:
        return tr("Kind");
    case 2:
        return tr("Version");
    case 3:
        return tr("Tenant");
    case 4:
        return tr("Rows");
    case 5:
        return tr("Values");
    case 6:
        return tr("Registered");
    default:
        return tr("State");
    }
}

QVariant DataSetModel::cell(const Kept<DataSet>& row, int column, int role) const
{
    const DataSet& set = row.value;
    if (role == StruckRole) {
        return set.isRemoved;
    }
    if (role == Qt::TextAlignmentRole) {
        return column == 4 || column == 5 ? QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    if (column == 1 && (role == ToneRole || role == MarkRole)) {
        return role == ToneRole ? static_cast<int>(kindWord(set).tone) : static_cast<int>(kindWord(set).mark);
    }
    if (role == Qt::ToolTipRole) {
        return column == 6 ? QVariant(timetext::tooltip(set.registeredAt)) : QVariant();
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case 0:
        return set.name;
    case 1:
        return kindWord(set).text;
    case 2:
        return set.version;
    case 3:
        return tenantText(set);
    case 4:
        return role == SortRole ? QVariant(set.rows) : QVariant(countText(set.rows));
    case 5:
        return role == SortRole ? QVariant(set.values) : QVariant(countText(set.values));
    case 6:
        return role == SortRole ? QVariant(set.registeredAt) : QVariant(timetext::moment(set.registeredAt));
    default:
        return set.isRemoved ? tr("Removed: %1").arg(set.removedReason) : tr("In use");
    }
}

RegistryView::RegistryView(QWidget* parent)
    : QWidget(parent)
    , m_model(new DataSetModel(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_showRemoved(new QCheckBox(tr("Show removed"), this))
    , m_details(new QLabel(this))
    , m_assess(new QPushButton(tr("Assess re-identification…"), this))
    , m_showRisk(new QPushButton(tr("Show the assessment…"), this))
{
    auto* empty = new EmptyState(
        u"database"_s, tr("Nothing is registered yet"),
        tr("Register an export of your real customer data and your synthetic sets. A leaked row "
           "can then be told apart. Only keyed fingerprints are kept."),
        tr("Register a data set"), this);
    auto* add = new QPushButton(tr("Register a data set"), this);
    auto* crm = new QPushButton(tr("From a CRM…"), this);
    crm->setObjectName(u"registerFromCrm"_s);
    crm->setAccessibleDescription(tr("Registers a CRM's own records as what is real."));
    auto* remove = new QPushButton(tr("Remove"), this);
    remove->setAccessibleDescription(tr("Deletes the fingerprints of the current data set; asks for a reason."));
    m_table->setObjectName(u"provenance.dataSets"_s);
    setupTable(m_table, tr("Registered data sets"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->sortByColumn(6, Qt::DescendingOrder);
    m_details->setWordWrap(true);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* card = new Card(tr("Details"), this);
    card->body()->addWidget(m_details);
    m_assess->setObjectName(u"assessRisk"_s);
    m_assess->setAccessibleDescription(
        tr("Holds a synthetic data set against its training data: does it give anybody away?"));
    m_showRisk->setObjectName(u"showRisk"_s);
    auto* risk = new QHBoxLayout;
    risk->addWidget(m_assess);
    risk->addWidget(m_showRisk);
    risk->addStretch();
    card->body()->addLayout(risk);

    auto* page = new QWidget(this);
    auto* line = new QHBoxLayout;
    line->addWidget(mutedLabel(tr("What leaked rows are compared with."), page), 1);
    line->addWidget(m_showRemoved);
    line->addWidget(remove);
    line->addWidget(crm);
    line->addWidget(add);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::s, 0, 0);
    column->addLayout(line);
    column->addWidget(m_table, 1);
    column->addWidget(card);
    m_stack->addWidget(empty);
    m_stack->addWidget(page);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_stack);

    connect(empty, &EmptyState::triggered, this, &RegistryView::registerWanted);
    connect(add, &QPushButton::clicked, this, &RegistryView::registerWanted);
    connect(crm, &QPushButton::clicked, this, &RegistryView::crmWanted);
    connect(remove, &QPushButton::clicked, this, &RegistryView::removeWanted);
    connect(m_assess, &QPushButton::clicked, this, &RegistryView::assessWanted);
    connect(m_showRisk, &QPushButton::clicked, this, &RegistryView::riskWanted);
    connect(m_showRemoved, &QCheckBox::toggled, this, &RegistryView::refilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        describe();
        Q_EMIT currentChanged();
    });
}

void RegistryView::setDataSets(std::vector<Kept<DataSet>> sets)
{
    m_sets = std::move(sets);
    refilter();
    m_stack->setCurrentIndex(m_sets.empty() ? 0 : 1);
    for (const auto& [column, width] : {std::pair{0, 180}, {1, 120}, {2, 90}, {3, 130}, {4, 90}, {5, 90}, {6, 190}}) {
        m_table->setColumnWidth(column, width);
    }
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    describe();
}

void RegistryView::refilter()
{
    std::vector<Kept<DataSet>> shown;
    std::ranges::copy_if(m_sets, std::back_inserter(shown), [this](const Kept<DataSet>& set) {
        return m_showRemoved->isChecked() || !set.value.isRemoved;
    });
    m_model->setRows(std::move(shown));
}

std::optional<Kept<DataSet>> RegistryView::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? std::nullopt : std::optional(m_model->at(row));
}

bool RegistryView::hasProductionSet() const
{
    return std::ranges::any_of(m_sets, [](const auto& set) { return set.value.isProduction && !set.value.isRemoved; });
}

int RegistryView::registered() const
{
    return static_cast<int>(std::ranges::count_if(m_sets, [](const auto& set) { return !set.value.isRemoved; }));
}

bool RegistryView::select(const Id& id)
{
    return selectId(m_table, id);
}

void RegistryView::describe()
{
    const auto set = current();
    const QJsonObject risk = set ? provenance::riskOf(set->value) : QJsonObject();
    m_assess->setEnabled(set && !set->value.isProduction && !set->value.isRemoved);
    m_showRisk->setVisible(!risk.isEmpty());
    if (!set) {
        m_details->setText(tr("Choose a data set to see its columns and what it shares with others."));
        return;
    }
    QStringList columns;
    std::ranges::transform(set->value.columns, std::back_inserter(columns), columnText);
    QStringList lines = {tr("From %1 (%2), SHA-256 %3…")
                             .arg(set->value.fileName, sizeText(set->value.bytes), hex(set->value.fileHash).left(12)),
                         tr("Columns: %1").arg(columns.join(", "_L1))};
    if (!set->value.generator.isEmpty()) {
        lines += tr("Generator: %1").arg(set->value.generator);
    }
    if (set->value.unreadable > 0) {
        lines += tr("%Ln row(s) could not be read and are not compared.", nullptr, formOf(set->value.unreadable));
    }
    for (const QString& overlap : set->value.overlaps) {
        const qsizetype at = overlap.lastIndexOf(u'=');
        const auto other = Id::fromText(overlap.first(at));
        const auto found = std::ranges::find_if(m_sets, [&](const auto& one) { return other && one.id == *other; });
        const bool isOtherKind = found != m_sets.end() && found->value.isProduction != set->value.isProduction;
        lines += (isOtherKind ? tr("Shares %1 records with %2, which is of the other kind: see Overlaps.")
                              : tr("Shares %1 records with %2."))
                     .arg(countText(overlap.mid(at + 1).toLongLong()),
                          found == m_sets.end() ? overlap.first(at)
                                                : provenance::dataSetTitle(found->value.name, found->value.version));
    }
    if (!risk.isEmpty()) {
        const auto at = QDateTime::fromString(risk[u"assessed"_s].toString(), Qt::ISODateWithMs);
        //: %1 a sentence about what was found, %2 a moment
        lines += tr("Re-identification: %1 (assessed %2, reviewed by nobody)")
                     .arg(provenance::riskHeadline(risk), timetext::moment(at.toMSecsSinceEpoch()));
    }
    m_details->setText(lines.join(u'\n'));
}

} // namespace bulkhead
