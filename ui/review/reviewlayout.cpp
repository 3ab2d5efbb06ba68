/// How the page of the review is put together.

#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/charts.h"
#include "ui/common/emptystate.h"
#include "ui/common/flowlayout.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/review/reviewpage.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// Whatever height there is: a page of teaching words is not squeezed.
QWidget* scrolled(QWidget* content)
{
    auto* area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}
} // namespace

void ReviewPage::setupFigures()
{
    m_figureTable->setObjectName(u"review.figures"_s);
    setupTable(m_figureTable, tr("How long things took, and what that is made of"));
    m_figureTable->setModel(m_figures);
    m_figureTable->setSortingEnabled(false); // they have an order of their own
    m_figureTable->setColumnWidth(FiguresModel::MetricColumn, 200);
    m_figureTable->setColumnWidth(FiguresModel::ValueColumn, 118);
    m_figureTable->setColumnWidth(FiguresModel::MedianColumn, 96);
    m_figureTable->setColumnWidth(FiguresModel::P90Column, 96);
    m_figureTable->setColumnWidth(FiguresModel::FromColumn, 230);
    m_figureTable->setColumnWidth(FiguresModel::ToColumn, 230);
    m_figureTable->setColumnWidth(FiguresModel::NoteColumn, 380);
    m_figureTable->setColumnWidth(FiguresModel::DefinitionColumn, 420);
    m_figureTable->setColumnHidden(FiguresModel::DefinitionColumn, true);
    m_figureTable->horizontalHeader()->moveSection(FiguresModel::DefinitionColumn, 1); // beside what it defines
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(boxFor(u"definitions"_s, tr("Show how each is defi&ned"), page));
    column->addWidget(m_figureTable, 1);
    m_above->addTab(m_chart, tr("Times"));
    m_above->addTab(page, tr("Figures"));
}

void ReviewPage::setupMargins()
{
    m_marginTable->setObjectName(u"review.margins"_s);
    setupTable(m_marginTable, tr("What was left of each clock"));
    m_marginTable->setModel(makeFilterProxy(m_margins, this));
    m_marginTable->sortByColumn(MarginsModel::DueColumn, Qt::AscendingOrder);
    m_marginTable->setColumnWidth(MarginsModel::ClockColumn, 230);
    m_marginTable->setColumnWidth(MarginsModel::MarginColumn, 150);
    m_marginTable->setColumnWidth(MarginsModel::StateColumn, 120);
    m_marginTable->setColumnWidth(MarginsModel::DueColumn, 170);
    m_marginTable->setColumnWidth(MarginsModel::DoneColumn, 230);
    m_marginTable->setColumnWidth(MarginsModel::RuleColumn, 130);
    connect(m_marginTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (const auto id = currentId(m_marginTable)) {
            Q_EMIT inspectWanted(*id);
        }
    });
    m_marginStack->addWidget(
        scrolled(new EmptyState(u"clock"_s, tr("No clock ran"),
                                tr("Where a notice is owed, its clock says how much time was left when it "
                                   "was sent. Clocks are started in the room Clocks."),
                                {}, this)));
    m_marginStack->addWidget(m_marginTable);
    m_above->addTab(m_marginStack, tr("Margins of clocks"));
}

QWidget* ReviewPage::setupList(List& list, QAbstractItemModel* model, const QString& name, const QStringList& commands)
{
    auto* page = new QWidget(this);
    list.rows = makeFilterProxy(model, this);
    list.table = new QTableView(page);
    list.stack = new QStackedWidget(page);
    setupTable(list.table, name);
    list.table->setModel(list.rows);
    list.table->horizontalHeader()->setStretchLastSection(false);
    connectFilter(m_filter, list.rows);
    connect(list.table, &QTableView::activated, this, [this] { command(u"edit"_s)->trigger(); });
    connect(list.table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateCommands();
        if (const Kept<ReviewItem>* item = current()) {
            Q_EMIT inspectWanted(item->id);
        }
    });
    auto* bar = new QWidget(page);
    auto* flow = new FlowLayout(bar);
    for (const QString& one : commands) {
        flow->addWidget(command(one)->isCheckable() ? static_cast<QWidget*>(boxFor(one, command(one)->text(), bar))
                                                    : buttonFor(one, QString(command(one)->text()).remove(u'&'), bar));
    }
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::s);
    column->addWidget(bar);
    column->addWidget(list.stack, 1);
    return page;
}

void ReviewPage::setupFindings()
{
    QWidget* page = setupList(m_findingList, m_findings, tr("What the review found"),
                              {u"finding"_s, u"edit"_s, u"strike"_s});
    QTableView* table = m_findingList.table;
    table->setObjectName(u"review.findings"_s);
    table->sortByColumn(FindingsModel::KindColumn, Qt::AscendingOrder);
    table->setColumnWidth(FindingsModel::KindColumn, 168);
    table->setColumnWidth(FindingsModel::DetailColumn, 220);
    table->setColumnWidth(FindingsModel::WrittenColumn, 156);
    table->horizontalHeader()->setSectionResizeMode(FindingsModel::TextColumn, QHeaderView::Stretch);
    m_findingList.empty = new EmptyState(u"search"_s, tr("Nothing found yet"),
                                         tr("Why could it happen, what made it worse, what helped, what was missing, "
                                            "and where were we only lucky? Look for causes, not for the guilty."),
                                         {}, this);
    m_findingList.stack->addWidget(scrolled(m_findingList.empty));
    m_findingList.stack->addWidget(table);
    m_below->addTab(page, tr("Findings"));
}

void ReviewPage::setupActions()
{
    QWidget* page = setupList(m_actionList, m_actions, tr("What is to be done"),
                              {u"action"_s, u"finish"_s, u"drop"_s, u"edit"_s, u"reopen"_s, u"open"_s, u"all"_s});
    QTableView* table = m_actionList.table;
    table->setObjectName(u"review.actions"_s);
    table->sortByColumn(ActionsModel::StateColumn, Qt::AscendingOrder);
    table->setColumnWidth(ActionsModel::OwnerColumn, 116);
    table->setColumnWidth(ActionsModel::DueColumn, 156);
    table->setColumnWidth(ActionsModel::StateColumn, 104);
    table->setColumnWidth(ActionsModel::OutcomeColumn, 180);
    table->setColumnWidth(ActionsModel::IncidentColumn, 200);
    table->setColumnHidden(ActionsModel::IncidentColumn, true);
    table->horizontalHeader()->setSectionResizeMode(ActionsModel::TextColumn, QHeaderView::Stretch);
    m_actionList.empty = new EmptyState(u"board"_s, tr("Actions"), tr("None."), {}, this);
    showWhatIsEmpty();
    m_actionList.stack->addWidget(scrolled(m_actionList.empty));
    m_actionList.stack->addWidget(table);
    m_below->addTab(page, tr("Actions"));
}

void ReviewPage::setupLayout()
{
    m_filter->setObjectName(u"review.filter"_s);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter findings and actions"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(180);
    QPushButton* report = buttonFor(u"export"_s, tr("Export the report…"), m_header);
    makePrimary(report);
    m_header->addWidget(m_filter);
    m_header->addWidget(buttonFor(u"print"_s, tr("Print…"), m_header));
    m_header->addWidget(report);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_above);
    split->addWidget(m_below);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    split->setSizes({200, 200});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(m_header);
    column->addWidget(m_banner);
    column->addWidget(split, 1);
}

QAction* ReviewPage::command(const QString& name) const
{
    return m_context.actions.find(u"review."_s + name);
}

QPushButton* ReviewPage::buttonFor(const QString& name, const QString& text, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setObjectName(name);
    QAction* action = command(name);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        button->setAccessibleDescription(action->isEnabled() ? action->statusTip() : action->toolTip());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return button;
}

QCheckBox* ReviewPage::boxFor(const QString& name, const QString& text, QWidget* parent)
{
    auto* box = new QCheckBox(text, parent);
    box->setMinimumHeight(controlHeight); // in line with the buttons
    box->setObjectName(name);
    QAction* action = command(name);
    const auto follow = [box, action] {
        box->setEnabled(action->isEnabled());
        box->setChecked(action->isChecked());
        box->setToolTip(action->statusTip());
    };
    connect(action, &QAction::changed, box, follow);
    connect(box, &QCheckBox::clicked, action, &QAction::trigger);
    follow();
    return box;
}

} // namespace bulkhead
