#include "ui/cases/casespage.h"

#include "models/incident/session.h"
#include "ui/cases/casesmodel.h"
#include "ui/cases/declaredialog.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/icons.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace bulkhead {

namespace {

/// Which incidents are shown, over the filter by words.
class WhichProxy final : public QSortFilterProxyModel
{
public:
    enum Which { Open, Closed, Drills, All };
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWhich(Which which)
    {
        m_which = which;
        invalidateRowsFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, 0, parent);
        const bool isClosed = index.data(CasesModel::ClosedRole).toBool();
        switch (m_which) {
        case Open:
            return !isClosed;
        case Closed:
            return isClosed;
        case Drills:
            return index.data(CasesModel::ExerciseRole).toBool();
        case All:
            return true;
        }
        return true;
    }

private:
    Which m_which = Open;
};

constexpr auto agesEvery = std::chrono::seconds(30);

} // namespace

CasesPage::CasesPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new CasesModel(context.session.clock(), this))
    , m_banner(new Banner(this))
    , m_filter(new QLineEdit(this))
    , m_which(new QComboBox(this))
    , m_count(mutedLabel({}, this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(QStringLiteral("incidents"), tr("No incident yet"),
                             tr("An incident holds everything about one leak: its timeline, tasks, evidence, clocks "
                                "and decisions. Declare one as soon as something looks wrong; it can turn out to be "
                                "nothing."),
                             tr("Declare an incident…"), this))
{
    auto* which = new WhichProxy(this);
    which->setSourceModel(m_model);
    m_proxy = makeFilterProxy(which, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::m);
    setupTop();
    column->addWidget(m_banner);
    setupTable();
    column->addWidget(m_stack, 1);

    connect(m_which, &QComboBox::currentIndexChanged, this, [this, which](int index) {
        which->setWhich(static_cast<WhichProxy::Which>(index));
        refreshCount();
    });
    connect(m_filter, &QLineEdit::textChanged, this, &CasesPage::refreshCount);
    connect(m_empty, &EmptyState::triggered, this, &CasesPage::declare);
    connect(&m_context.session, &Session::committed, this, &CasesPage::reload);
    connect(&m_ages, &QTimer::timeout, this, [this] { m_model->refreshCells({Qt::DisplayRole, ToneRole}); });
    m_ages.start(agesEvery);
    reload();
}

void CasesPage::setupTop()
{
    auto* header = new SectionHeader(tr("Incidents"), SectionHeader::Level::Page, this);
    auto* declareButton = new QPushButton(icon("add"), tr("Declare an incident…"), this);
    makePrimary(declareButton);
    connect(declareButton, &QPushButton::clicked, this, &CasesPage::declare);
    header->addWidget(declareButton);
    static_cast<QVBoxLayout*>(layout())->addWidget(header);

    m_filter->setPlaceholderText(tr("Filter by any words"));
    m_filter->setAccessibleName(tr("Filter incidents"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(360);
    m_which->addItems({tr("Open"), tr("Closed"), tr("Drills"), tr("All")});
    m_which->setAccessibleName(tr("Which incidents are shown"));
    m_count->setWordWrap(false);
    auto* line = new QHBoxLayout;
    line->addWidget(m_filter, 1);
    line->addWidget(m_which);
    line->addWidget(m_count);
    line->addStretch(1);
    static_cast<QVBoxLayout*>(layout())->addLayout(line);
    connectFilter(m_filter, m_proxy);
}

void CasesPage::setupTable()
{
    bulkhead::setupTable(m_table, tr("Incidents"));
    m_table->setObjectName(QStringLiteral("incidents"));
    m_table->setModel(m_proxy);
    m_table->sortByColumn(CasesModel::NumberColumn, Qt::DescendingOrder);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionResizeMode(CasesModel::TitleColumn, QHeaderView::Stretch);
    header->setStretchLastSection(false);
    const std::vector<std::pair<int, int>> widths = {
        {CasesModel::NumberColumn, 96},    {CasesModel::SeverityColumn, 100}, {CasesModel::PhaseColumn, 110},
        {CasesModel::SurfaceColumn, 130},  {CasesModel::ClockColumn, 140},    {CasesModel::AgeColumn, 84},
        {CasesModel::CommanderColumn, 110}};
    for (const auto& [section, width] : widths) {
        header->resizeSection(section, width);
    }
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex& index) { Q_EMIT opened(index.data(IdRole).value<Id>()); });
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
}

void CasesPage::reload()
{
    m_context.session.read(
        this, [](Casework& casework) { return caseRows(casework); },
        [this, ticket = m_latest.next()](Expected<std::vector<CaseRow>> rows) {
            if (!m_latest.isCurrent(ticket)) {
                return;
            }
            if (!rows) {
                m_banner->showError(rows.error());
                return;
            }
            m_model->setRows(std::move(*rows));
            m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 1 : 0);
            refreshCount();
            if (!m_table->currentIndex().isValid()) {
                m_table->setCurrentIndex(m_proxy->index(0, 0));
            }
        });
}

void CasesPage::refreshCount()
{
    const int shown = m_proxy->rowCount();
    //: how many incidents the table shows
    m_count->setText(tr("%n shown", nullptr, shown));
}

void CasesPage::setCurrent(const Id& incident)
{
    selectId(m_table, incident);
}

void CasesPage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void CasesPage::declare()
{
    auto* dialog = new DeclareDialog(m_context.session.clock().now(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        m_context.session.write(
            dialog,
            [wish = dialog->declaration(), playbooks = &m_context.session.playbooks()](Casework& casework) {
                return casework.declare(wish, *playbooks);
            },
            [this, dialog](Expected<Casework::Declared> declared) {
                dialog->finish(declared);
                if (declared) {
                    Q_EMIT announced(tr("%1 is declared: %2 tasks, %3 clocks.")
                                         .arg(declared->number)
                                         .arg(declared->tasks)
                                         .arg(declared->clocks));
                    Q_EMIT opened(declared->id);
                }
            });
    });
    dialog->open();
}

} // namespace bulkhead
