#include "ui/review/reviewpage.h"

#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/charts.h"
#include "ui/common/emptystate.h"
#include "ui/common/tables.h"

#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead {

ReviewPage::ReviewPage(const RoomContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_figures(new FiguresModel(this))
    , m_margins(new MarginsModel(this))
    , m_findings(new FindingsModel(this))
    , m_actions(new ActionsModel(this))
    , m_header(new SectionHeader(tr("Review"), SectionHeader::Level::Page, this))
    , m_banner(new Banner(this))
    , m_chart(new LapseChart(tr("Times of this incident beside earlier ones"), this))
    , m_figureTable(new QTableView(this))
    , m_marginTable(new QTableView(this))
    , m_marginStack(new QStackedWidget(this))
    , m_above(new QTabWidget(this))
    , m_below(new QTabWidget(this))
    , m_filter(new QLineEdit(this))
    , m_timer(new QTimer(this))
{
    setObjectName(u"review.page"_s);
    m_above->setObjectName(u"review.above"_s);
    m_above->setDocumentMode(true);
    m_below->setObjectName(u"review.below"_s);
    m_below->setDocumentMode(true);
    setupFigures();
    setupMargins();
    setupFindings();
    setupActions();
    setupLayout();
    connect(m_below, &QTabWidget::currentChanged, this, &ReviewPage::updateCommands);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        const bool isOfThis = change.stream.incident == m_incident;
        m_isStale = m_isStale || isOfThis || showsAll() || change.stream.isVault(); // the vault: names of members
        m_isEarlierStale = m_isEarlierStale || !isOfThis;
        refresh();
    });
    connect(&m_context.session, &Session::momentChanged, this, [this] {
        m_isStale = true;
        refresh();
    });
    constexpr int everyMinute = 60'000;
    m_timer->setInterval(everyMinute);
    connect(m_timer, &QTimer::timeout, this, &ReviewPage::tick);
    m_timer->start();
}

void ReviewPage::setIncident(const Id& incident)
{
    if (incident == m_incident) {
        updateCommands();
        return;
    }
    m_incident = incident;
    m_isRead = false;
    m_isStale = m_isEarlierStale = true;
    m_toReveal = {};
    m_waiting.clear();
    m_earlier.reset();
    m_banner->dismiss();
    ReviewPicture none;
    none.book = m_picture.book;
    take(std::move(none));
    if (isVisible()) {
        reload();
    }
}

bool ReviewPage::isSettled() const
{
    const bool isBehind = isVisible() && !m_incident.isNull() && (m_isStale || m_isEarlierStale);
    return m_read.isSettled() && m_earlierRead.isSettled() && !isBehind;
}

void ReviewPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    tick();
    refresh();
}

/// One reading at a time: what is committed meanwhile is read after it.
void ReviewPage::refresh()
{
    if (!isVisible() || m_incident.isNull()) {
        return;
    }
    if (m_isStale && m_read.isSettled()) {
        reload();
    } else if (m_isRead && m_isEarlierStale && m_earlierRead.isSettled()) {
        readEarlier();
    }
}

void ReviewPage::reload()
{
    if (m_incident.isNull()) {
        return;
    }
    m_isStale = false;
    m_context.session.read(
        this,
        [incident = m_incident, book = m_picture.book](Casework& casework) {
            return reviewPicture(casework, incident, book);
        },
        [this, incident = m_incident, ticket = m_read.next()](Expected<ReviewPicture> picture) {
            if (!m_read.isCurrent(ticket) || incident != m_incident) {
                return;
            }
            if (!picture) {
                m_isEarlierStale = false; // there is nothing to compare
                m_banner->showError(picture.error());
                return;
            }
            m_isRead = true;
            take(std::move(*picture));
            for (const auto& waiting : std::exchange(m_waiting, {})) {
                waiting();
            }
            refresh();
        });
}

void ReviewPage::readEarlier()
{
    m_isEarlierStale = false;
    m_context.session.check(
        this,
        [incident = m_incident, book = m_picture.book](Casework& casework) {
            return earlierThan(casework, incident, book->regimes);
        },
        [this, incident = m_incident, ticket = m_earlierRead.next()](Expected<EarlierIncidents> earlier) {
            if (!m_earlierRead.isCurrent(ticket) || incident != m_incident) {
                refresh();
                return;
            }
            if (earlier) {
                m_earlier = std::move(*earlier);
                showFigures();
            } else {
                m_banner->showError(earlier.error());
            }
            refresh();
        });
}

void ReviewPage::take(ReviewPicture picture)
{
    m_picture = std::move(picture);
    showFigures();
    m_margins->setRows(m_picture.figures.margins);
    m_marginStack->setCurrentIndex(m_picture.figures.margins.empty() ? 0 : 1);
    showLists();
}

void ReviewPage::showFigures()
{
    std::vector<FigureRow> rows;
    for (const review::Metric& one : m_picture.figures.metrics) {
        FigureRow row{one, {}};
        if (const review::Statistic* earlier = m_earlier ? m_earlier->of(one.id) : nullptr) {
            row.earlier = *earlier;
        }
        rows.push_back(std::move(row));
    }
    m_figures->setRows(std::move(rows));
    showCompared();
    showChart();
}

void ReviewPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showCompared();
}

void ReviewPage::showCompared()
{
    constexpr int narrow = 560; // the buttons would leave it a word a line
    m_header->setExplanation(width() < narrow ? QString() : compared());
}

/// With what, in words.
QString ReviewPage::compared() const
{
    if (!m_isRead) {
        return tr("How it went, what was found, what is to be done.");
    }
    const bool isExercise = m_picture.figures.isExercise;
    if (!m_earlier) {
        return isExercise ? tr("Earlier exercises are being measured…") : tr("Earlier incidents are being measured…");
    }
    const int count = static_cast<int>(m_earlier->count);
    if (count == 0) {
        return isExercise ? tr("There is no earlier exercise to compare with.")
                          : tr("There is no earlier incident to compare with.");
    }
    return isExercise ? tr("Compared with %n earlier exercise(s).", nullptr, count)
                      : tr("Compared with %n earlier incident(s).", nullptr, count);
}

void ReviewPage::showChart()
{
    static const std::array names{
        std::pair{"time_to_detect", QT_TR_NOOP("Detect")},
        std::pair{"time_to_classify", QT_TR_NOOP("Classify")},
        std::pair{"time_to_decide", QT_TR_NOOP("Decide")},
        std::pair{"time_to_contain", QT_TR_NOOP("Contain")},
        std::pair{"time_to_notify_authority", QT_TR_NOOP("Tell authority")},
        std::pair{"time_to_notify_customers", QT_TR_NOOP("Tell customers")},
    };
    std::vector<Lapse> lapses;
    for (const auto& [id, name] : names) {
        const review::Metric* metric = m_picture.figures.metric(QString::fromLatin1(id));
        if (metric == nullptr) {
            continue;
        }
        const review::Statistic* earlier = m_earlier ? m_earlier->of(metric->id) : nullptr;
        lapses.push_back({tr(name), metric->value, earlier != nullptr ? earlier->median : std::nullopt,
                          review::durationText(metric->value)});
    }
    m_chart->setLapses(tr("This incident"), tr("Median of earlier ones"), lapses);
}

void ReviewPage::showLists()
{
    const auto ownerOf = [this](const Id& id) {
        const auto found = m_picture.members.find(id);
        return found == m_picture.members.end() ? QString() : found->second;
    };
    std::vector<Kept<ReviewItem>> findings;
    std::vector<ActionRow> actions;
    for (const Kept<ReviewItem>& one : m_picture.items) {
        if (one.value.kind != "action"_L1) {
            findings.push_back(one);
        } else if (!showsAll()) {
            actions.push_back({review::Action{one, m_picture.figures.number, m_picture.figures.title, false, false},
                               ownerOf(one.value.owner)});
        }
    }
    if (showsAll()) {
        std::ranges::transform(m_picture.open, std::back_inserter(actions), [&](const review::Action& one) {
            return ActionRow{one, ownerOf(one.item.value.owner)};
        });
    }
    m_findings->setRows(std::move(findings));
    m_actions->setNow(now());
    m_actions->setRows(std::move(actions));
    m_actionList.table->setColumnHidden(ActionsModel::IncidentColumn, !showsAll());
    m_actionList.table->setColumnHidden(ActionsModel::OutcomeColumn, showsAll());
    showWhatIsEmpty();
    // What the list cannot need is not offered: of all incidents only open actions are in it.
    for (QWidget* button : m_below->findChildren<QPushButton*>(u"open"_s)) {
        button->setVisible(showsAll());
    }
    for (QWidget* button : m_below->findChildren<QPushButton*>(u"reopen"_s)) {
        button->setVisible(!showsAll());
    }
    for (List* list : {&m_findingList, &m_actionList}) {
        list->stack->setCurrentIndex(list->rows->sourceModel()->rowCount() > 0 ? 1 : 0);
        if (!list->table->currentIndex().isValid() && list->rows->rowCount() > 0) {
            list->table->setCurrentIndex(list->rows->index(0, 0));
        }
    }
    revealWanted();
    countOpen();
    updateCommands();
}

void ReviewPage::showWhatIsEmpty()
{
    if (showsAll()) {
        m_actionList.empty->setText(tr("No open action anywhere"),
                                    tr("What the reviews of all incidents left to be done stands here until it is "
                                       "finished or dropped, the most urgent on top."));
    } else {
        m_actionList.empty->setText(tr("No action yet"),
                                    tr("What will keep it from happening again? Each action has one owner and a due "
                                       "time, and stays open when the incident is closed."));
    }
}

/// What is open is said on the tab: it must not hide behind the other one.
void ReviewPage::countOpen()
{
    int open = 0;
    int overdue = 0;
    int findings = 0;
    for (const Kept<ReviewItem>& one : m_picture.items) {
        const bool isAction = one.value.kind == "action"_L1;
        const bool isOpen = isAction && !one.value.isStruck && one.value.state.isEmpty();
        findings += !isAction && !one.value.isStruck ? 1 : 0;
        open += isOpen ? 1 : 0;
        overdue += isOpen && one.value.due && *one.value.due < now() ? 1 : 0;
    }
    m_below->setTabText(0, findings == 0 ? tr("Findings") : tr("Findings (%1)").arg(findings));
    m_below->setTabText(1,
                        overdue > 0    ? tr("Actions (%1 open, %2 overdue)").arg(open).arg(overdue)
                            : open > 0 ? tr("Actions (%1 open)").arg(open)
                                       : tr("Actions"));
    const auto clocks = m_picture.figures.margins.size();
    m_above->setTabText(2, clocks == 0 ? tr("Margins of clocks") : tr("Margins of clocks (%1)").arg(clocks));
    if (overdue != m_overdue) {
        m_overdue = overdue;
        Q_EMIT overdueChanged();
    }
}

void ReviewPage::tick()
{
    if (m_isRead) {
        m_actions->setNow(now());
        countOpen();
    }
    updateCommands();
}

void ReviewPage::reveal(const Id& entity)
{
    m_toReveal = entity;
    revealWanted();
}

void ReviewPage::revealWanted()
{
    if (m_toReveal.isNull()) {
        return;
    }
    if (m_findings->rowOf(m_toReveal) >= 0 && selectId(m_findingList.table, m_toReveal)) {
        m_below->setCurrentIndex(0);
        m_toReveal = {};
    } else if (m_actions->rowOf(m_toReveal) >= 0 && selectId(m_actionList.table, m_toReveal)) {
        m_below->setCurrentIndex(1);
        m_toReveal = {};
    } else if (m_margins->rowOf(m_toReveal) >= 0 && selectId(m_marginTable, m_toReveal)) {
        m_above->setCurrentIndex(2);
        m_toReveal = {};
    }
}

} // namespace bulkhead
