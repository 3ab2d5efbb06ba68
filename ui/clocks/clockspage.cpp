#include "ui/clocks/clockspage.h"

#include "models/deadline/clockcalendar.h"
#include "models/incident/session.h"
#include "ui/clocks/axisdelegate.h"
#include "ui/clocks/clockdialogs.h"
#include "ui/clocks/customerspanel.h"
#include "ui/clocks/severitypanel.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/emptystate.h"
#include "ui/common/printing.h"
#include "ui/common/style.h"
#include "ui/common/tables.h"
#include "ui/common/timetext.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
QString block(const QString& title, const QString& text)
{
    return text.isEmpty()
        ? QString()
        : u"<p><b>%1</b><br>%2</p>"_s.arg(title.toHtmlEscaped(), text.toHtmlEscaped().replace(u'\n', "<br>"_L1));
}

QString listed(const QStringList& lines)
{
    QString html;
    for (const QString& line : lines) {
        html += u"<br>• "_s + line.toHtmlEscaped();
    }
    return html;
}

QString htmlOf(const deadline::Regime& regime)
{
    QString html = u"<h3>%1</h3><p>%2</p>"_s.arg(regime.title.toHtmlEscaped(), regime.citation.toHtmlEscaped());
    html += block(ClocksPage::tr("Who tells whom"), ClocksPage::tr("%1 to %2").arg(regime.from, regime.to));
    html += block(ClocksPage::tr("When"), regime.trigger);
    html += block(ClocksPage::tr("By when"), regime.hardness);
    html += block(ClocksPage::tr("If late"), regime.late);
    if (!regime.content.isEmpty()) {
        html += u"<p><b>%1</b>%2</p>"_s.arg(ClocksPage::tr("What it must say").toHtmlEscaped(), listed(regime.content));
    }
    if (!regime.exemptions.isEmpty()) {
        html += u"<p><b>%1</b>%2</p>"_s.arg(ClocksPage::tr("Not owed where").toHtmlEscaped(),
                                            listed(regime.exemptions));
    }
    html += block(ClocksPage::tr("Note"), regime.note);
    html += block(
        ClocksPage::tr("Rule"),
        regime.reviewedBy.isEmpty()
            ? ClocksPage::tr("%1, pack %2 %3. No lawyer has reviewed it.").arg(regime.id, regime.pack, regime.version)
            : ClocksPage::tr("%1, pack %2 %3. Reviewed by %4.")
                  .arg(regime.id, regime.pack, regime.version, regime.reviewedBy));
    return html;
}

/// What `html` cannot say about leading blanks: steps stay below their reading.
QString reasoningHtml(const QString& text)
{
    QString html;
    for (const QString& line : text.split(u'\n')) {
        html += line.startsWith("  - "_L1)
            ? u"<div style=\"margin-left:18px\">– %1</div>"_s.arg(line.sliced(4).toHtmlEscaped())
            : line.isEmpty() ? u"<div>&nbsp;</div>"_s
                             : u"<div>%1</div>"_s.arg(line.toHtmlEscaped());
    }
    return html;
}
} // namespace

ClocksPage::ClocksPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_clocksModel(new ClocksModel(this))
    , m_dutiesModel(new DutiesModel(this))
    , m_factsModel(new FactsModel(this))
    , m_banner(new Banner(this))
    , m_proposal(new Banner(this))
    , m_tabs(new QTabWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_filter(new QLineEdit(this))
    , m_clocks(new QTableView(this))
    , m_duties(new QTableView(this))
    , m_facts(new QTableView(this))
    , m_text(new QTextBrowser(this))
    , m_duty(new QTextBrowser(this))
    , m_customers(new CustomersPanel(context, this))
    , m_severity(new SeverityPanel(context, this))
    , m_timer(new QTimer(this))
{
    setObjectName(u"clocks.page"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"clocks.pages"_s);
    m_tabs->addTab(makeClocks(), tr("Clocks"));
    m_tabs->addTab(makeDuties(), tr("What applies"));
    m_tabs->addTab(m_customers, tr("Customers"));
    m_tabs->addTab(m_severity, tr("How bad"));
    connect(m_customers, &CustomersPanel::announced, this, &ClocksPage::announced);
    connect(m_customers, &CustomersPanel::inspectWanted, this, &ClocksPage::inspectWanted);
    connect(m_severity, &SeverityPanel::announced, this, &ClocksPage::announced);
    setupHeader(this);
    // The customers have a filter of their own, beside what is still to be done.
    connect(m_tabs, &QTabWidget::currentChanged, this,
            [this] { m_filter->setVisible(m_tabs->currentWidget() != m_customers); });
    constexpr int everyMinute = 60'000;
    m_timer->setInterval(everyMinute);
    connect(m_timer, &QTimer::timeout, this, &ClocksPage::tick);
    m_timer->start();
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        const bool isOfRules = change.stream.incident == registryIncident(); // a review, or a clause
        m_isBookStale = m_isBookStale || isOfRules;
        if (!m_incident.isNull() && (isOfRules || change.stream.incident == m_incident)) {
            reload();
        }
    });
    connect(&m_context.session, &Session::momentChanged, this, &ClocksPage::reload);
}

QWidget* ClocksPage::makeClocks()
{
    auto* proxy = makeFilterProxy(m_clocksModel, this);
    m_clocks->setObjectName(u"clocks.table"_s);
    setupTable(m_clocks, tr("Clocks of this incident"));
    m_clocks->setModel(proxy);
    m_clocks->setItemDelegateForColumn(ClocksModel::StateColumn, new PillDelegate(m_clocks));
    m_clocks->setItemDelegateForColumn(ClocksModel::AxisColumn, new AxisDelegate(m_clocks));
    m_clocks->sortByColumn(ClocksModel::DueColumn, Qt::AscendingOrder);
    m_clocks->setColumnWidth(ClocksModel::DueColumn, 166);
    m_clocks->setColumnWidth(ClocksModel::LeftColumn, 116);
    m_clocks->setColumnWidth(ClocksModel::NameColumn, 180);
    m_clocks->setColumnWidth(ClocksModel::StateColumn, 104);
    m_clocks->setColumnWidth(ClocksModel::RuleColumn, 104);
    m_clocks->setColumnWidth(ClocksModel::PartyColumn, 104);
    m_clocks->setColumnWidth(ClocksModel::OwnerColumn, 104);
    m_clocks->horizontalHeader()->setStretchLastSection(false);
    m_clocks->horizontalHeader()->setSectionResizeMode(ClocksModel::AxisColumn, QHeaderView::Stretch);
    m_text->setObjectName(u"clocks.text"_s);
    m_text->setAccessibleName(tr("How the current clock was computed"));
    connectFilter(m_filter, proxy);
    connect(m_clocks->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        if (const ClockRow* row = current()) {
            Q_EMIT inspectWanted(row->kept.id);
        }
    });
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_clocks);
    split->addWidget(m_text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* empty = new EmptyState(u"clock"_s, tr("No clock yet"),
                                 tr("The moment somebody knows, periods begin to run. Start one under its rule: every "
                                    "step of the computation is shown and kept."),
                                 tr("Start a clock…"), this);
    connect(empty, &EmptyState::triggered, this, &ClocksPage::start);
    m_stack->addWidget(empty);
    m_stack->addWidget(split);
    return m_stack;
}

QWidget* ClocksPage::makeDuties()
{
    auto* duties = makeFilterProxy(m_dutiesModel, this);
    m_duties->setObjectName(u"clocks.duties"_s);
    setupTable(m_duties, tr("Rules, and whether they apply"));
    m_duties->setModel(duties);
    m_duties->setItemDelegateForColumn(DutiesModel::AnswerColumn, new PillDelegate(m_duties));
    m_duties->sortByColumn(DutiesModel::AnswerColumn, Qt::AscendingOrder);
    m_duties->setColumnWidth(DutiesModel::AnswerColumn, 128);
    m_duties->setColumnWidth(DutiesModel::TitleColumn, 240);
    m_duties->setColumnWidth(DutiesModel::ClocksColumn, 60);
    m_duties->setColumnWidth(DutiesModel::CitationColumn, 150);
    m_duties->horizontalHeader()->setStretchLastSection(false);
    m_duties->horizontalHeader()->setSectionResizeMode(DutiesModel::BecauseColumn, QHeaderView::Stretch);
    connectFilter(m_filter, duties);
    connect(m_duties, &QTableView::activated, this, [this] { start(); });
    m_duty->setObjectName(u"clocks.duty"_s);
    m_duty->setAccessibleName(tr("The current rule in full"));
    connect(m_duties->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ClocksPage::showCurrent);

    auto* facts = makeFilterProxy(m_factsModel, this);
    m_facts->setObjectName(u"clocks.facts"_s);
    setupTable(m_facts, tr("Facts that decide what applies"));
    m_facts->setModel(facts);
    m_facts->setItemDelegateForColumn(FactsModel::ValueColumn, new PillDelegate(m_facts));
    m_facts->setSortingEnabled(false);
    m_facts->setColumnWidth(FactsModel::ValueColumn, 112);
    m_facts->setColumnWidth(FactsModel::WhyColumn, 104);
    m_facts->horizontalHeader()->setStretchLastSection(false);
    m_facts->horizontalHeader()->setSectionResizeMode(FactsModel::QuestionColumn, QHeaderView::Stretch);
    connect(m_facts, &QTableView::activated, this, [this] { recordFact(); });

    auto* factsPane = new QWidget(this);
    auto* column = new QVBoxLayout(factsPane);
    column->setContentsMargins(0, space::s, 0, 0);
    column->setSpacing(space::xs);
    auto* header = new SectionHeader(tr("What is known"), SectionHeader::Level::Section, factsPane);
    header->setExplanation(tr("Unknown takes the cautious branch. Enter answers the current question."));
    auto* answer = new QPushButton(tr("Answer…"), header);
    connect(answer, &QPushButton::clicked, this, &ClocksPage::recordFact);
    header->addWidget(answer);
    column->addWidget(header);
    column->addWidget(m_facts, 1);

    auto* below = new QSplitter(Qt::Horizontal, this);
    below->setChildrenCollapsible(false);
    below->addWidget(factsPane);
    below->addWidget(m_duty);
    below->setStretchFactor(0, 3);
    below->setStretchFactor(1, 2);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_duties);
    split->addWidget(below);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    return split;
}

void ClocksPage::setupHeader(QWidget* page)
{
    m_filter->setObjectName(u"clocks.filter"_s);
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter clocks and rules"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(240);
    auto* header = new SectionHeader(tr("Clocks"), SectionHeader::Level::Page, page);
    header->setExplanation(tr("What is due, by when and why."));
    m_submit = new QPushButton(tr("Submitted…"), header);
    m_end = new QPushButton(tr("End…"), header);
    auto* button = new QPushButton(tr("Start a clock"), header);
    makePrimary(button);
    connect(m_submit, &QPushButton::clicked, this, &ClocksPage::submit);
    connect(m_end, &QPushButton::clicked, this, &ClocksPage::end);
    connect(button, &QPushButton::clicked, this, &ClocksPage::start);
    header->addWidget(m_filter);
    header->addWidget(m_submit);
    header->addWidget(m_end);
    header->addWidget(button);
    m_proposal->setObjectName(u"clocks.proposal"_s);
    m_proposal->setDismissable(false);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::s);
    column->addWidget(header);
    column->addWidget(m_banner);
    column->addWidget(m_proposal);
    column->addWidget(m_tabs, 1);
}

void ClocksPage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        return;
    }
    m_incident = incident;
    m_banner->dismiss();
    ClockPicture none;
    none.book = m_picture.book;
    take(std::move(none));
    m_customers->setIncident(incident);
    reload();
}

bool ClocksPage::isSettled() const
{
    return m_read.isSettled() && m_customers->isSettled();
}

void ClocksPage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_customers->invalidate(m_isBookStale);
    m_context.session.read(
        this,
        [incident = m_incident, book = std::exchange(m_isBookStale, false) ? nullptr : m_picture.book](
            Casework& casework) { return clockPicture(casework, incident, book); },
        [this, ticket = m_read.next()](Expected<ClockPicture> picture) {
            if (!m_read.isCurrent(ticket)) {
                return;
            }
            if (picture) {
                take(std::move(*picture));
            } else {
                m_banner->showError(picture.error());
            }
        });
}

void ClocksPage::take(ClockPicture picture)
{
    m_picture = std::move(picture);
    m_clocksModel->setRows(m_picture.clocks);
    m_dutiesModel->setRows(m_picture.duties);
    m_factsModel->setRows(m_picture.facts);
    m_severity->setRows(m_incident, m_picture.severity, m_picture.assessments);
    tick();
    m_stack->setCurrentIndex(m_clocksModel->rowCount() > 0 ? 1 : 0);
    if (!m_toReveal.isNull() && (selectId(m_clocks, m_toReveal) || revealParty(m_toReveal))) {
        m_toReveal = {};
    }
    for (QTableView* table : {m_clocks, m_duties, m_facts}) {
        if (!table->currentIndex().isValid() && table->model()->rowCount() > 0) {
            table->setCurrentIndex(table->model()->index(0, 0));
        }
    }
    // Columns that say nothing leave their room to the axis.
    const auto isEmpty = [this](QString ClockRow::* text) {
        return std::ranges::all_of(m_picture.clocks, [text](const ClockRow& row) { return (row.*text).isEmpty(); });
    };
    m_clocks->setColumnHidden(ClocksModel::PartyColumn, isEmpty(&ClockRow::party));
    m_clocks->setColumnHidden(ClocksModel::OwnerColumn, isEmpty(&ClockRow::owner));
    const auto running = std::ranges::count_if(
        m_picture.clocks, [](const ClockRow& row) { return row.kept.value.state == ClockState::Running; });
    m_tabs->setTabText(0, running > 0 ? tr("Clocks (%1)").arg(running) : tr("Clocks"));
    showProposals();
    showCurrent();
}

void ClocksPage::tick()
{
    const qint64 now = m_context.session.moment().value_or(m_context.session.clock().now());
    m_clocksModel->setNow(now);
    m_customers->tick(now);
}

void ClocksPage::showProposals()
{
    if (m_picture.proposals.empty()) {
        m_proposal->dismiss();
        return;
    }
    QStringList names;
    for (const deadline::EndProposal& one : m_picture.proposals) {
        const int row = m_clocksModel->rowOf(one.clock);
        if (row >= 0) {
            names.append(m_clocksModel->at(row).kept.value.name);
        }
    }
    const deadline::EndProposal first = m_picture.proposals.front();
    m_proposal->showText(Tone::Accent, tr("These clocks may rest: %1").arg(names.join("; "_L1)), first.reason);
    m_proposal->setAction(tr("Look at it"), [this, id = first.clock] {
        m_tabs->setCurrentIndex(0);
        reveal(id);
        end();
    });
}

const ClockRow* ClocksPage::current() const
{
    const auto id = currentId(m_clocks);
    const int row = id ? m_clocksModel->rowOf(*id) : -1;
    return row < 0 ? nullptr : &m_clocksModel->at(row);
}

bool ClocksPage::isOnDuties() const
{
    return m_tabs->currentIndex() == 1;
}

void ClocksPage::showCurrent()
{
    const ClockRow* row = current();
    QString html;
    if (row != nullptr) {
        const IncidentClock& clock = row->kept.value;
        html = u"<h3>%1</h3>"_s.arg(clock.name.toHtmlEscaped());
        html += block(tr("Why it runs"), clock.why);
        html += block(tr("Why it ended"), clock.stateReason);
        html += clock.reasoning.isEmpty() ? block(tr("Computation"),
                                                  tr("%1 hours from %2, due %3.")
                                                      .arg(clock.hours)
                                                      .arg(timetext::moment(clock.start), timetext::moment(clock.due)))
                                          : reasoningHtml(clock.reasoning);
    }
    m_text->setHtml(html);
    const bool isRunning = row != nullptr && row->kept.value.state == ClockState::Running;
    m_submit->setEnabled(isRunning || (row != nullptr && row->kept.value.state == ClockState::Missed));
    m_end->setEnabled(isRunning);
    const auto duty = currentId(m_duties);
    const int at = duty ? m_dutiesModel->rowOf(*duty) : -1;
    const deadline::Regime* regime = at < 0 ? nullptr : m_picture.book->regimes.find(m_dutiesModel->at(at).regime);
    m_duty->setHtml(regime == nullptr ? QString() : htmlOf(*regime));
}

void ClocksPage::reveal(const Id& entity)
{
    if (m_severity->reveal(entity)) {
        m_tabs->setCurrentWidget(m_severity);
        return;
    }
    if (revealParty(entity)) {
        return;
    }
    m_tabs->setCurrentIndex(0);
    if (!selectId(m_clocks, entity)) {
        m_toReveal = entity;
    }
}

bool ClocksPage::revealParty(const Id& entity)
{
    const bool isParty = std::ranges::any_of(m_picture.parties,
                                             [&](const Kept<Party>& party) { return party.id == entity; });
    if (isParty) {
        m_tabs->setCurrentWidget(m_customers);
        m_customers->reveal(entity);
    }
    return isParty;
}

void ClocksPage::startForCustomers()
{
    m_tabs->setCurrentWidget(m_customers);
    m_customers->startClocks();
}

void ClocksPage::noteNotice()
{
    m_tabs->setCurrentWidget(m_customers);
    m_customers->noteNotice();
}

void ClocksPage::focusFilter()
{
    if (m_tabs->currentWidget() == m_customers) {
        m_customers->focusFilter();
        return;
    }
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ClocksPage::start()
{
    const auto duty = isOnDuties() ? currentId(m_duties) : std::nullopt;
    const int at = duty ? m_dutiesModel->rowOf(*duty) : -1;
    openStart(at < 0 ? QString() : m_dutiesModel->at(at).regime);
}

void ClocksPage::openStart(const QString& regime)
{
    if (!m_picture.book) {
        return;
    }
    deadline::ClockWish before;
    before.regime = regime;
    // The next clock is mostly of the same authority's place as the last.
    for (const ClockRow& row : m_picture.clocks) {
        if (!row.kept.value.zone.isEmpty()) {
            before.zone = row.kept.value.zone;
            before.country = row.kept.value.country;
        }
    }
    auto* dialog = new ClockDialog(ClockDialog::Purpose::Start, m_picture, before, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, book = m_picture.book, wish = dialog->wish()](Casework& casework) {
                return deadline::Duties(casework, *book).start(incident, wish);
            },
            [this, dialog](const Expected<Id>& made) {
                dialog->finish(made);
                if (made) {
                    m_toReveal = *made;
                    m_tabs->setCurrentIndex(0);
                    Q_EMIT announced(tr("The clock runs."));
                }
            });
    });
    dialog->open();
}

void ClocksPage::submit()
{
    const ClockRow* row = current();
    if (row == nullptr || !m_submit->isEnabled()) {
        return;
    }
    const deadline::Regime* regime = m_picture.book->regimes.find(row->kept.value.regime);
    QStringList following;
    if (regime != nullptr) {
        for (const deadline::Regime* next : m_picture.book->regimes.following(*regime)) {
            following.append(next->title);
        }
    }
    auto* dialog = new SubmitDialog(row->kept, m_context.session.clock().now(),
                                    regime == nullptr ? QString() : regime->late, following, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = row->kept.id] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [id, book = m_picture.book, at = dialog->at(), reasons = dialog->reasons()](Casework& casework) {
                return deadline::Duties(casework, *book).submit(id, at, reasons);
            },
            [this, dialog](const Expected<deadline::Submission>& done) {
                dialog->finish(done);
                if (!done) {
                    return;
                }
                if (!done->notStarted.isEmpty()) {
                    m_banner->showText(Tone::Warn, tr("A stage that follows was not started"),
                                       done->notStarted.join(u'\n'));
                }
                if (!done->started.empty()) {
                    m_toReveal = done->started.front();
                }
                Q_EMIT announced(done->started.empty() ? tr("Recorded.") : tr("Recorded; the next stage runs."));
            });
    });
    dialog->open();
}

QString ClocksPage::proposedReason(const Id& clock) const
{
    const auto found = std::ranges::find(m_picture.proposals, clock, &deadline::EndProposal::clock);
    return found == m_picture.proposals.end() ? QString() : found->reason;
}

void ClocksPage::end()
{
    const ClockRow* row = current();
    if (row != nullptr && row->kept.value.state == ClockState::Running) {
        openEnd(row->kept.id, row->kept.value.name, proposedReason(row->kept.id));
    }
}

void ClocksPage::openEnd(const Id& clock, const QString& name, const QString& reason)
{
    auto* dialog = new EndClockDialog(name, reason, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, clock] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [clock, state = dialog->state(), why = dialog->reason()](Casework& casework) {
                return casework.setClockState(clock, state, why);
            },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void ClocksPage::reclassify()
{
    const ClockRow* row = current();
    if (row == nullptr || row->kept.value.state != ClockState::Running || row->kept.value.regime.isEmpty()) {
        m_banner->showText(Tone::Neutral, tr("Choose a running clock of a rule first."));
        return;
    }
    deadline::ClockWish before;
    before.regime = row->kept.value.regime;
    before.zone = row->kept.value.zone;
    before.country = row->kept.value.country;
    before.events = deadline::eventsFrom(row->kept.value.events);
    auto* dialog = new ClockDialog(ClockDialog::Purpose::Reclassify, m_picture, before, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, id = row->kept.id] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [id, book = m_picture.book, wish = dialog->wish(), reason = dialog->reason()](Casework& casework) {
                return deadline::Duties(casework, *book).reclassify(id, wish, reason);
            },
            [dialog](const Expected<void>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void ClocksPage::recordFact()
{
    m_tabs->setCurrentIndex(1);
    const auto id = currentId(m_facts);
    const int at = id ? m_factsModel->rowOf(*id) : -1;
    if (at < 0) {
        return;
    }
    const FactRow fact = m_factsModel->at(at);
    auto* dialog = new FactDialog(fact, m_picture.evidence, this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, name = fact.question.id] {
        dialog->setBusy(true);
        m_context.session.write(
            dialog,
            [incident = m_incident, book = m_picture.book, name, value = dialog->value(), why = dialog->why(),
             evidence = dialog->evidence()](Casework& casework) {
                return deadline::Duties(casework, *book).record(incident, name, value, why, evidence);
            },
            [dialog](const Expected<Id>& done) { dialog->finish(done); });
    });
    dialog->open();
}

void ClocksPage::assess()
{
    m_tabs->setCurrentWidget(m_severity);
    m_severity->assess();
}

void ClocksPage::exportCalendar()
{
    auto* dialog = new QFileDialog(this, tr("Put it in calendars"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"ics"_s);
    dialog->selectFile(m_picture.codeName + ".ics"_L1);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        std::vector<Kept<IncidentClock>> clocks;
        std::ranges::transform(m_picture.clocks, std::back_inserter(clocks), &ClockRow::kept);
        const QByteArray text = deadline::clockCalendar(m_picture.codeName, clocks, m_context.session.clock().now());
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
            m_banner->showText(Tone::Overdue, tr("%1 was not written.").arg(path), file.errorString());
            return;
        }
        Q_EMIT announced(tr("Written to %1: the code name and when something is due, nothing else.").arg(path));
    });
    dialog->open();
}

void ClocksPage::print()
{
    printFromVault(this, m_context.session, m_incident,
                   {tr("Duties and clocks leave the vault"), m_picture.codeName,
                    [this] { return dutiesHtml(m_picture, m_context.session.clock().now()); },
                    tr("Duties and clocks were printed.")},
                   [this](const Error& error) { m_banner->showError(error); });
}

void ClocksPage::copy()
{
    const QString text = isOnDuties()            ? m_duty->toPlainText()
        : m_tabs->currentWidget() == m_severity  ? m_severity->text()
        : m_tabs->currentWidget() == m_customers ? m_customers->text()
                                                 : m_text->toPlainText();
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
        Q_EMIT announced(tr("Copied."));
    }
}

} // namespace bulkhead
