#include "ui/connectors/connectorspage.h"

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/flowlayout.h"
#include "ui/common/jobs.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"
#include "ui/connectors/selfsync.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr std::array shownKinds = {Table<CrmConnector>::kind, Table<CrmRelease>::kind, Table<CrmLink>::kind,
                                   Table<CrmConflict>::kind};

/// Whether a commit is about something that the page shows; one that touches nothing is about the moment.
bool isShown(const Committed& change)
{
    return change.touched.empty() || std::ranges::any_of(change.touched, [](const Committed::Touched& touched) {
               return std::ranges::find(shownKinds, touched.kind) != shownKinds.end();
           });
}

QString detailLine(const QString& name, const QString& text)
{
    return text.isEmpty() ? QString()
                          : u"<tr><td width=\"170\"><b>%1</b></td><td>%2</td></tr>"_s.arg(
                                name.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

QString methodText(const QString& method)
{
    return method == "jwt"_L1    ? ConnectorsPage::tr("by a key of its own (JWT)")
        : method == "client"_L1  ? ConnectorsPage::tr("by a client secret")
        : method == "token"_L1   ? ConnectorsPage::tr("by a token")
        : method == "browser"_L1 ? ConnectorsPage::tr("as a person who signed in with the browser")
                                 : method;
}

QString countedTab(const QString& title, qint64 count)
{
    return count == 0 ? title : u"%1 (%2)"_s.arg(title, countText(count));
}
} // namespace

ConnectorsPage::ConnectorsPage(const RoomContext& context, SyncRunner& runner, SelfSync& selfSync, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_runner(runner)
    , m_selfSync(selfSync)
    , m_model(new ConnectorsModel(this))
    , m_conflicts(new ConflictsModel(this))
    , m_troubles(new TroublesModel(this))
    , m_runs(new RunsModel(this))
    , m_banner(new Banner(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_tabs(new QTabWidget(this))
    , m_text(new QTextBrowser(this))
    , m_conflictTable(new QTableView(this))
    , m_troubleTable(new QTableView(this))
    , m_runTable(new QTableView(this))
{
    setObjectName(u"connectors.page"_s);
    setupTable();
    setupDetails();
    auto* below = new QWidget(this);
    auto* bar = new QWidget(below);
    auto* flow = new FlowLayout(bar);
    for (const QString& name : {u"release"_s, u"withdraw"_s, u"affected"_s, u"byItself"_s, u"test"_s, u"signIn"_s,
                                u"pause"_s, u"resume"_s, u"remove"_s}) {
        flow->addWidget(buttonFor(name, bar));
    }
    auto* lower = new QVBoxLayout(below);
    lower->setContentsMargins(0, space::s, 0, 0);
    lower->setSpacing(space::s);
    lower->addWidget(bar);
    lower->addWidget(m_tabs, 1);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_table);
    split->addWidget(below);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 3);
    auto* empty = new EmptyState(u"link"_s, tr("No CRM is connected"),
                                 tr("Account managers see the case and their tasks in the CRM, and their answers come "
                                    "back. Nothing leaves until the incident commander or Legal releases an incident."),
                                 tr("Add a connector…"), this);
    connect(empty, &EmptyState::triggered, command(u"add"_s), &QAction::trigger);
    m_stack->addWidget(empty);
    m_stack->addWidget(split);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(makeHeader());
    column->addWidget(m_banner);
    column->addWidget(m_stack, 1);
    connect(&m_runner, &SyncRunner::started, this, &ConnectorsPage::showRows);
    connect(&m_runner, &SyncRunner::ended, this, &ConnectorsPage::tell);
    connect(&m_selfSync, &SelfSync::planned, this, &ConnectorsPage::showCurrent);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (isShown(change)) {
            reload();
        }
    });
    connect(&m_context.session, &Session::membersChanged, this, &ConnectorsPage::updateCommands);
    connect(&m_context.session, &Session::momentChanged, this, &ConnectorsPage::updateCommands);
}

QWidget* ConnectorsPage::makeHeader()
{
    auto* header = new SectionHeader(tr("Connectors"), SectionHeader::Level::Page, this);
    header->setExplanation(tr("Cases and tasks kept equal with a CRM. What is not released does not leave."));
    header->addWidget(buttonFor(u"add"_s, header));
    header->addWidget(buttonFor(u"preview"_s, header));
    QPushButton* now = buttonFor(u"sync"_s, header);
    makePrimary(now);
    header->addWidget(now);
    return header;
}

void ConnectorsPage::setupTable()
{
    m_table->setObjectName(u"connectors.table"_s);
    bulkhead::setupTable(m_table, tr("Connectors"));
    m_table->setModel(makeFilterProxy(m_model, this));
    m_table->setItemDelegateForColumn(ConnectorsModel::StateColumn, new PillDelegate(m_table));
    m_table->setItemDelegateForColumn(ConnectorsModel::ReleaseColumn, new PillDelegate(m_table));
    m_table->sortByColumn(ConnectorsModel::NameColumn, Qt::AscendingOrder);
    m_table->setMinimumHeight(4 * rowHeight);
    constexpr std::array widths = {120, 90, 170, 126, 126, 156, 160, 76, 66};
    for (int i = 0; i < ConnectorsModel::ColumnCount; ++i) {
        m_table->setColumnWidth(i, widths.at(static_cast<std::size_t>(i)));
    }
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(ConnectorsModel::OutcomeColumn, QHeaderView::Stretch);
    connect(m_table, &QTableView::activated, this, [this] { command(u"sync"_s)->trigger(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        if (const ConnectorRow* row = current()) {
            Q_EMIT inspectWanted(row->standing.connector.id);
        }
    });
}

QWidget* ConnectorsPage::listPage(QTableView* table, QAbstractItemModel* model, const QString& name,
                                  const QStringList& commands)
{
    auto* page = new QWidget(this);
    bulkhead::setupTable(table, name);
    table->setModel(makeFilterProxy(model, this));
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::s);
    if (!commands.isEmpty()) {
        auto* bar = new QWidget(page);
        auto* flow = new FlowLayout(bar);
        for (const QString& one : commands) {
            flow->addWidget(buttonFor(one, bar));
        }
        column->addWidget(bar);
    }
    column->addWidget(table, 1);
    return page;
}

void ConnectorsPage::setupDetails()
{
    m_tabs->setObjectName(u"connectors.tabs"_s);
    m_tabs->setDocumentMode(true);
    m_text->setObjectName(u"connectors.text"_s);
    m_text->setAccessibleName(tr("The current connector in full"));
    m_text->setOpenLinks(false);
    m_conflictTable->setObjectName(u"connectors.conflicts"_s);
    m_troubleTable->setObjectName(u"connectors.parked"_s);
    m_runTable->setObjectName(u"connectors.runs"_s);
    m_tabs->addTab(m_text, tr("Details"));
    m_tabs->addTab(listPage(m_conflictTable, m_conflicts, tr("Fields that were changed here and in the CRM"),
                            {u"ours"_s, u"theirs"_s}),
                   tr("Conflicts"));
    m_tabs->addTab(
        listPage(m_troubleTable, m_troubles, tr("Records that are not there as they should be"), {u"retry"_s}),
        tr("Parked"));
    m_tabs->addTab(listPage(m_runTable, m_runs, tr("Runs, the newest first"), {}), tr("Runs"));
    m_conflictTable->setColumnWidth(ConflictsModel::WhatColumn, 230);
    m_conflictTable->setColumnWidth(ConflictsModel::OursColumn, 170);
    m_conflictTable->setColumnWidth(ConflictsModel::OurAuthorColumn, 210);
    m_conflictTable->setColumnWidth(ConflictsModel::TheirsColumn, 170);
    m_troubleTable->setItemDelegateForColumn(TroublesModel::StateColumn, new PillDelegate(m_troubleTable));
    m_troubleTable->setColumnWidth(TroublesModel::WhatColumn, 260);
    m_troubleTable->setColumnWidth(TroublesModel::KindColumn, 130);
    m_troubleTable->setColumnWidth(TroublesModel::StateColumn, 120);
    m_runTable->setItemDelegateForColumn(RunsModel::StateColumn, new PillDelegate(m_runTable));
    m_runTable->sortByColumn(RunsModel::WhenColumn, Qt::DescendingOrder);
    m_runTable->setColumnWidth(RunsModel::WhenColumn, 190);
    m_runTable->setColumnWidth(RunsModel::WhoColumn, 150);
    m_runTable->setColumnWidth(RunsModel::StateColumn, 110);
    connect(m_conflictTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ConnectorsPage::updateCommands);
}

QAction* ConnectorsPage::command(const QString& name) const
{
    return m_context.actions.find(u"connectors."_s + name);
}

QPushButton* ConnectorsPage::buttonFor(const QString& name, QWidget* parent)
{
    QAction* action = command(name);
    auto* button = new QPushButton(QString(action->text()).remove(u'&'), parent);
    button->setObjectName(name);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setHidden(!action->isVisible());
        button->setToolTip(action->toolTip());
        button->setAccessibleDescription(action->isEnabled() ? action->statusTip() : action->toolTip());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return button;
}

bool ConnectorsPage::isSettled() const
{
    return m_read.isSettled() && m_asked.isSettled() && m_talks == 0;
}

void ConnectorsPage::setIncident(const Id& incident)
{
    if (incident != m_incident) {
        m_incident = incident;
        reload();
    }
}

void ConnectorsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_isStale) {
        reload();
    }
    updateCommands();
}

void ConnectorsPage::reload()
{
    m_isStale = !isVisible();
    if (m_isStale) {
        return;
    }
    m_context.session.read(
        this,
        [mappings = m_mappings, incident = m_incident](Casework& casework) -> Expected<Loaded> {
            Loaded loaded{mappings, {}, {}};
            if (!loaded.mappings) {
                TRY(auto read, crm::Mappings::load());
                loaded.mappings = std::make_shared<const crm::Mappings>(std::move(read));
            }
            TRY(loaded.standings, crm::standings(casework, *loaded.mappings));
            if (!incident.isNull()) {
                TRY(const auto kept, casework.incident(incident));
                loaded.incident = u"%1 %2"_s.arg(casework.shownNumber(incident), kept.value.codeName);
            }
            return loaded;
        },
        [this, ticket = m_read.next()](Expected<Loaded> loaded) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (loaded) {
                take(std::move(*loaded));
            } else {
                m_banner->showError(loaded.error());
            }
        });
}

void ConnectorsPage::take(Loaded loaded)
{
    m_mappings = std::move(loaded.mappings);
    m_standings = std::move(loaded.standings);
    m_incidentName = loaded.incident;
    qint64 waiting = 0;
    for (const crm::ConnectorStanding& one : m_standings) {
        waiting += static_cast<qint64>(one.differences.size()) + one.parked();
    }
    if (waiting != m_waiting) {
        m_waiting = waiting;
        Q_EMIT waitingChanged();
    }
    showRows();
    if (!m_toRun.isNull() && selectId(m_table, m_toRun)) {
        m_toRun = {};
        sync();
    }
    if (const auto command = std::exchange(m_whenLoaded, nullptr)) {
        (this->*command)();
    }
}

void ConnectorsPage::showRows()
{
    std::vector<ConnectorRow> rows;
    for (const crm::ConnectorStanding& one : m_standings) {
        const CrmConnector& settings = one.connector.value;
        const crm::Mapping* mapping = m_mappings->find(settings.system);
        rows.push_back({.standing = one,
                        .system = mapping ? mapping->title : settings.system,
                        .release = one.scopeOf(m_incident),
                        .isRunning = m_runner.isRunning(one.connector.id)});
    }
    m_model->setRows(std::move(rows));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    if (!m_toReveal.isNull() && selectId(m_table, m_toReveal)) {
        m_toReveal = {};
    } else if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_table->model()->index(0, 0));
    }
    showCurrent();
}

void ConnectorsPage::reveal(const Id& entity)
{
    if (!selectId(m_table, entity)) {
        m_toReveal = entity;
    }
}

const ConnectorRow* ConnectorsPage::current() const
{
    const auto id = currentId(m_table);
    const int row = id ? m_model->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_model->at(row);
}

const crm::Mapping* ConnectorsPage::mappingOf(const ConnectorRow& row) const
{
    return m_mappings ? m_mappings->find(row.settings().system) : nullptr;
}

void ConnectorsPage::showCurrent()
{
    const ConnectorRow* row = current();
    const auto select = [](QTableView* table) {
        if (!table->currentIndex().isValid() && table->model()->rowCount() > 0) {
            table->setCurrentIndex(table->model()->index(0, 0));
        }
    };
    m_conflicts->setRows(row ? row->standing.differences : std::vector<crm::Difference>());
    m_troubles->setRows(row ? row->standing.troubles : std::vector<crm::Trouble>());
    m_runs->setRows(row ? row->standing.runs : std::vector<crm::PastRun>());
    select(m_conflictTable);
    select(m_troubleTable);
    m_tabs->setTabText(static_cast<int>(Tab::Conflicts), countedTab(tr("Conflicts"), m_conflicts->rowCount()));
    m_tabs->setTabText(static_cast<int>(Tab::Parked), countedTab(tr("Parked"), m_troubles->rowCount()));
    if (const QString html = row ? details(*row) : QString(); html != m_html) { // else one would lose one's place
        m_html = html;
        m_text->setHtml(html);
    }
    updateCommands();
}

QString ConnectorsPage::selfText(const ConnectorRow& row) const
{
    using Rest = crm::SelfRun::Rest;
    const Id& id = row.standing.connector.id;
    const int minutes = m_selfSync.minutes(id);
    if (minutes == 0) {
        return tr("never: it runs when somebody says so");
    }
    const QString often = tr("every %1 minutes while the vault is open here").arg(minutes);
    const auto next = m_selfSync.next(id);
    if (!next) {
        return tr("%1; not now, since your roles or the moment that is looked at do not allow it").arg(often);
    }
    switch (next->rest) {
    case Rest::Off:
        break;
    case Rest::NotReleased:
        return tr("%1; waits until an incident is released").arg(often);
    case Rest::Suspect:
        return tr("%1; waits until it is resumed").arg(often);
    case Rest::SignIn:
        return tr("%1; waits until somebody signs it in again").arg(often);
    case Rest::None:
        if (row.isRunning) {
            return often;
        }
        const qint64 silent = m_selfSync.silentAt(id);
        const QString last = silent == 0 ? often : tr("%1; nothing new %2").arg(often, timetext::moment(silent));
        const QString due
            = tr("%1; next %2").arg(last, timetext::moment(std::max(next->due, m_context.session.clock().now())));
        return next->failures == 0
            ? due
            : tr("%1 (it waits longer after %n failure(s) in a row)", nullptr, next->failures).arg(due);
    }
    return often;
}

QString ConnectorsPage::details(const ConnectorRow& row) const
{
    const CrmConnector& settings = row.settings();
    const crm::RunOutcome run = row.lastRun();
    // Of the last run that got as far as that.
    const auto met = std::ranges::find_if(row.standing.runs,
                                          [](const crm::PastRun& one) { return !one.outcome.identity.host.isEmpty(); });
    const crm::Identity identity = met == row.standing.runs.end() ? crm::Identity() : met->outcome.identity;
    QString state = row.state().text;
    if (settings.isSuspect) {
        state = tr("Paused, nothing leaves: %1").arg(settings.suspectReason);
    }
    QString release = wordOf(row.release).text;
    if (m_incident.isNull()) {
        release = tr("No incident is open");
    } else if (row.release) {
        release = *row.release == CrmScope::Basic
            ? tr("%1: first release (code name, phase, severity, shareable tasks)").arg(m_incidentName)
            : tr("%1: full release (title and summary too)").arg(m_incidentName);
    } else {
        release = tr("%1: not released, nothing of it leaves").arg(m_incidentName);
    }
    QString html = u"<h3>%1</h3><table cellspacing=\"0\" cellpadding=\"3\">"_s.arg(row.name().toHtmlEscaped());
    html += detailLine(tr("State"), state);
    html += detailLine(tr("This incident"), release);
    html += detailLine(tr("Released incidents"), countText(static_cast<qint64>(row.standing.releases.size())));
    html += detailLine(tr("Records there"), countText(row.standing.records));
    html += detailLine(tr("Last run"),
                       run.at > 0 ? u"%1. %2"_s.arg(timetext::moment(run.at), textOf(run)) : tr("never"));
    html += detailLine(tr("By itself"), selfText(row));
    html += detailLine(tr("System"), row.system);
    html += detailLine(tr("Address"), settings.url);
    html += detailLine(tr("Signs in"), methodText(settings.method));
    html += detailLine(tr("Signs in at"), settings.login);
    html += detailLine(tr("App"), settings.client);
    html += detailLine(tr("Account"), settings.account);
    html += detailLine(tr("Host"), identity.host);
    html += detailLine(tr("User there"), identity.userName);
    html += detailLine(tr("Organisation"), identity.organisation);
    html += detailLine(tr("Certificate"),
                       identity.certificate.isEmpty()
                           ? QString()
                           : tr("%1\nSHA-256 %2").arg(identity.certificateName, identity.certificate));
    html += detailLine(tr("Own authority"), settings.authority.isEmpty() ? QString() : tr("yes, beside the system's"));
    const crm::Mapping* mapping = mappingOf(row);
    html += detailLine(tr("Interface"),
                       !identity.apiVersion.isEmpty()       ? identity.apiVersion
                           : !settings.apiVersion.isEmpty() ? settings.apiVersion
                           : mapping                        ? mapping->minimumApi
                                                            : QString());
    if (mapping) {
        const QString review = mapping->reviewedBy.isEmpty() ? tr("reviewed by nobody yet")
                                                             : tr("reviewed by %1").arg(mapping->reviewedBy);
        //: a mapping: title, version, review
        html += detailLine(tr("Mapping"), tr("%1, %2, %3").arg(mapping->title, mapping->version, review));
    }
    return html + "</table>"_L1;
}

} // namespace bulkhead
