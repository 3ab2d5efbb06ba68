#include "ui/settings/retentionpanel.h"

#include "models/incident/session.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/common/words.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
Word standOf(const Custodian::Due& due)
{
    if (due.isOnHold) {
        return {RetentionPanel::tr("Legal hold"), Tone::Warn, Mark::Diamond};
    }
    if (due.isDue && due.material > 0) {
        return {RetentionPanel::tr("Due"), Tone::Overdue, Mark::Octagon};
    }
    return due.material > 0 ? Word{RetentionPanel::tr("Kept"), Tone::Neutral, Mark::Ring}
                            : Word{RetentionPanel::tr("No material"), Tone::Neutral, Mark::Ring};
}

Expected<std::vector<RetentionRow>> rowsOf(Casework& casework)
{
    TRY(auto retained, Custodian(casework).retained(casework.now()));
    TRY(const auto numbers, casework.numbers());
    std::vector<RetentionRow> rows;
    for (Custodian::Due& due : retained) {
        TRY(const auto incident, casework.incident(due.incident));
        const auto number = numbers.find(due.incident);
        rows.push_back({std::move(due), number == numbers.end() ? QString() : number->second, incident.value.title});
    }
    return rows;
}
} // namespace

QVariant RetentionModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case IncidentColumn:
        return tr("Incident");
    case StateColumn:
        return tr("State");
    case UntilColumn:
        return tr("Kept until");
    case MaterialColumn:
        return tr("Material");
    default:
        return tr("Rule");
    }
}

QVariant RetentionModel::cell(const RetentionRow& row, int column, int role) const
{
    const Custodian::Due& due = row.due;
    const qint64 until = due.retention.until.value_or(0);
    if (column == StateColumn && (role == ToneRole || role == MarkRole)) {
        const Word word = standOf(due);
        return role == ToneRole ? static_cast<int>(word.tone) : static_cast<int>(word.mark);
    }
    if (role == SortRole && column == UntilColumn) {
        return until;
    }
    if (role == SortRole && column == MaterialColumn) {
        return due.bytes;
    }
    if (role == Qt::ToolTipRole && column == UntilColumn) {
        return timetext::moment(until);
    }
    if (role != Qt::DisplayRole && role != SortRole) {
        return {};
    }
    switch (column) {
    case IncidentColumn:
        //: number and title of an incident
        return tr("%1  %2").arg(row.number, row.title);
    case StateColumn:
        return standOf(due).text;
    case UntilColumn:
        return timetext::day(until);
    case MaterialColumn:
        return due.material > 0
            ? tr("%n piece(s), %1", nullptr, static_cast<int>(due.material)).arg(sizeText(due.bytes))
            : tr("none");
    default:
        return due.retention.rule;
    }
}

RetentionPanel::RetentionPanel(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new RetentionModel(this))
    , m_banner(new Banner(this))
    , m_summary(mutedLabel({}, this))
    , m_table(new QTableView(this))
    , m_open(new QPushButton(tr("&Show its evidence"), this))
{
    setObjectName(u"settings.retention"_s);
    m_summary->setObjectName(u"settings.retentionSummary"_s);
    m_table->setObjectName(u"settings.retentionTable"_s);
    m_open->setObjectName(u"settings.retentionOpen"_s);
    setupTable(m_table, tr("Incidents that are kept until a date"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->setItemDelegate(new PillDelegate(m_table));
    m_table->sortByColumn(RetentionModel::UntilColumn, Qt::AscendingOrder);
    m_table->setColumnWidth(RetentionModel::IncidentColumn, 320);
    m_table->setColumnWidth(RetentionModel::StateColumn, 130);
    m_table->setColumnWidth(RetentionModel::UntilColumn, 130);
    m_table->setColumnWidth(RetentionModel::MaterialColumn, 170);
    m_open->setEnabled(false);
    connect(m_table, &QTableView::activated, this, &RetentionPanel::openCurrent);
    connect(m_open, &QPushButton::clicked, this, &RetentionPanel::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& now) { m_open->setEnabled(now.isValid()); });
    auto* line = new QHBoxLayout;
    line->addWidget(m_summary, 1);
    line->addWidget(m_open);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::m, 0, 0);
    column->setSpacing(space::s);
    column->addLayout(line);
    column->addWidget(m_banner);
    column->addWidget(m_table, 1);
    connect(&m_context.session, &Session::committed, this, [this] {
        if (isVisible()) {
            reload();
        }
    });
}

void RetentionPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    reload();
}

void RetentionPanel::reload()
{
    m_context.session.read(this, rowsOf, [this, ticket = m_read.next()](Expected<std::vector<RetentionRow>> rows) {
        if (!m_read.isCurrent(ticket)) {
            return;
        }
        if (rows) {
            m_banner->dismiss();
            take(std::move(*rows));
        } else {
            m_banner->showError(rows.error());
        }
    });
}

void RetentionPanel::take(std::vector<RetentionRow> rows)
{
    const auto due = std::ranges::count_if(
        rows, [](const RetentionRow& row) { return row.due.isDue && !row.due.isOnHold && row.due.material > 0; });
    m_summary->setText(
        rows.empty() ? tr("No incident is kept until a date. Set one under Evidence, \"Keep until…\".")
            : due == 0
            ? tr("Nothing is due. Nothing is destroyed by itself: two people destroy material, under Evidence.")
            : tr("%n incident(s) are due: two people destroy their material, under Evidence.", nullptr,
                 static_cast<int>(due)));
    m_model->setRows(std::move(rows));
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    m_open->setEnabled(m_table->currentIndex().isValid());
}

void RetentionPanel::openCurrent()
{
    if (const auto incident = currentId(m_table)) {
        Q_EMIT evidenceWanted(*incident);
    }
}

} // namespace bulkhead
