#include "ui/settings/clausespanel.h"

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/words.h"
#include "ui/settings/clausedialog.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace bulkhead {

QVariant ClausesModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case NameColumn:
        return tr("Clause");
    case HoursColumn:
        return tr("Hours");
    case StartsColumn:
        return tr("From");
    case TriggerColumn:
        return tr("Speaks of");
    case DerivedColumn:
        return tr("Derived data");
    case ChannelColumn:
        return tr("Channel");
    default:
        return tr("Citation");
    }
}

QVariant ClausesModel::cell(const Kept<ContractClause>& row, int column, int role) const
{
    const ContractClause& clause = row.value;
    if (role == StruckRole) {
        return clause.isRetired;
    }
    if (role == SortRole && column == HoursColumn) {
        return clause.hours;
    }
    if (role == Qt::ToolTipRole) {
        return clause.isRetired ? tr("Retired: %1").arg(clause.retiredReason) : clause.note;
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case NameColumn:
        return clause.isRetired ? tr("%1 (retired)").arg(clause.name) : clause.name;
    case HoursColumn:
        return clause.hours > 0 ? QString::number(clause.hours) : tr("none");
    case StartsColumn:
        return valueText(clause.starts);
    case TriggerColumn:
        return valueText(deadline::clauseTriggerName(clause.trigger));
    case DerivedColumn:
        return clause.derived.isEmpty() ? tr("unknown") : valueText(clause.derived);
    case ChannelColumn:
        return clause.channel;
    default:
        return clause.citation;
    }
}

ClausesPanel::ClausesPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new ClausesModel(this))
    , m_banner(new Banner(this))
    , m_table(new QTableView(this))
{
    setObjectName(u"settings.clauses"_s);
    m_table->setObjectName(u"settings.clauseTable"_s);
    setupTable(m_table, tr("Clauses of contracts with customers"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->setItemDelegate(new PillDelegate(m_table));
    m_table->sortByColumn(ClausesModel::NameColumn, Qt::AscendingOrder);
    m_table->setColumnWidth(ClausesModel::NameColumn, 220);
    m_table->setColumnWidth(ClausesModel::HoursColumn, 64);
    m_table->setColumnWidth(ClausesModel::StartsColumn, 120);
    m_table->setColumnWidth(ClausesModel::TriggerColumn, 150);
    m_table->setColumnWidth(ClausesModel::DerivedColumn, 100);
    m_table->setColumnWidth(ClausesModel::ChannelColumn, 200);
    connect(m_table, &QTableView::activated, this, &ClausesPanel::edit);
    auto* line = new QHBoxLayout;
    line->addWidget(mutedLabel(tr("Entered once, used in all incidents. Clocks that run stay as they are."), this), 1);
    const auto button = [this, line](const QString& text, const QString& name, void (ClausesPanel::*handler)(),
                                     bool isForCurrent) {
        auto* made = new QPushButton(text, this);
        made->setObjectName(name);
        connect(made, &QPushButton::clicked, this, handler);
        line->addWidget(made);
        if (isForCurrent) {
            m_forCurrent.push_back(made);
        }
    };
    button(tr("Add a &clause…"), u"settings.addClause"_s, &ClausesPanel::add, false);
    button(tr("&Edit…"), u"settings.editClause"_s, &ClausesPanel::edit, true);
    button(tr("Re&tire…"), u"settings.retireClause"_s, &ClausesPanel::retire, true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::m, 0, 0);
    column->setSpacing(space::s);
    column->addLayout(line);
    column->addWidget(m_banner);
    column->addWidget(m_table, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ClausesPanel::enable);
    enable();
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (change.stream.incident == registryIncident() && isVisible()) {
            reload();
        }
    });
}

void ClausesPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    reload();
}

void ClausesPanel::reload()
{
    m_context.session.read(
        this,
        [book = m_book](Casework& casework) -> Expected<Loaded> {
            Loaded loaded{book, {}};
            if (!loaded.book) {
                TRY(auto read, deadline::Lawbook::load());
                loaded.book = std::make_shared<const deadline::Lawbook>(std::move(read));
            }
            TRY(loaded.clauses, deadline::clausesOf(casework, true));
            return loaded;
        },
        [this, ticket = m_read.next()](Expected<Loaded> loaded) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (!loaded) {
                m_banner->showError(loaded.error());
                return;
            }
            m_book = loaded->book;
            m_model->setRows(std::move(loaded->clauses));
            if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
                m_table->setCurrentIndex(m_table->model()->index(0, 0));
            }
            enable();
        });
}

void ClausesPanel::enable()
{
    const Kept<ContractClause>* row = current();
    for (QPushButton* button : m_forCurrent) {
        button->setEnabled(row != nullptr && !row->value.isRetired);
    }
}

const Kept<ContractClause>* ClausesPanel::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_model->at(row);
}

void ClausesPanel::add()
{
    openDialog({});
}

void ClausesPanel::edit()
{
    if (const Kept<ContractClause>* row = current(); row != nullptr && !row->value.isRetired) {
        openDialog(*row);
    }
}

void ClausesPanel::openDialog(const std::optional<Kept<ContractClause>>& before)
{
    if (!m_book) {
        return;
    }
    auto* dialog = new ClauseDialog(m_book, before ? std::optional(before->value) : std::nullopt, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, before] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [book = m_book, id = before ? before->id : Id(),
             clause = dialog->clause()](Casework& casework) -> Expected<void> {
                if (!id.isNull()) {
                    return deadline::changeClause(casework, *book, id, clause);
                }
                TRY(const Id made, deadline::addClause(casework, *book, clause));
                Q_UNUSED(made)
                return {};
            },
            [this, dialog](const Expected<void>& done) {
                dialog->finish(done);
                if (done) {
                    Q_EMIT announced(tr("The clause is kept."));
                }
            });
    });
    dialog->open();
}

void ClausesPanel::retire()
{
    const Kept<ContractClause>* row = current();
    if (row == nullptr || row->value.isRetired) {
        return;
    }
    askForStrikeReason(this, row->value.name, [this, id = row->id](FormDialog* dialog, const QString& reason) {
        m_context.session.write(
            dialog, [id, reason](Casework& casework) { return deadline::retireClause(casework, id, reason); },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
}

} // namespace bulkhead
