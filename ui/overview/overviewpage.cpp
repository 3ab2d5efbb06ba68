#include "ui/overview/overviewpage.h"

#include "models/base/digest.h"
#include "models/incident/session.h"
#include "ui/common/actions.h"
#include "ui/common/banner.h"
#include "ui/common/card.h"
#include "ui/common/icons.h"
#include "ui/common/pill.h"
#include "ui/common/proselabel.h"
#include "ui/common/style.h"
#include "ui/common/timetext.h"
#include "ui/overview/entrylist.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace bulkhead {

namespace {
constexpr int threeColumnsFrom = 1150;
constexpr int chartsBesideFrom = 880;
} // namespace

OverviewPage::OverviewPage(const RoomContext& context, QSettings& settings, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_settings(settings)
    , m_signatures(std::make_shared<disclosure::WaitingSignatures>())
    , m_header(new SectionHeader({}, SectionHeader::Level::Page, this))
    , m_banner(new Banner(this))
    , m_scroll(new QScrollArea(this))
{
    auto* status = new QPushButton(icon("report"), tr("Status report…"), this);
    connect(status, &QPushButton::clicked, this, &OverviewPage::reportStatus);
    auto* handover = new QPushButton(icon("export"), tr("Hand over"), this);
    auto* menu = new QMenu(handover);
    menu->addAction(icon("file"), tr("Save as PDF…"), this, &OverviewPage::savePdf);
    menu->addAction(icon("print"), tr("Print…"), this, &OverviewPage::print);
    handover->setMenu(menu);
    m_header->addWidget(status);
    m_header->addWidget(handover);

    m_content = new QWidget;
    m_grid = new QGridLayout(m_content);
    m_grid->setContentsMargins(space::xl, 0, space::xl, space::l);
    m_grid->setSpacing(space::m);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Overview of the incident"));
    setupCards();
    m_scroll->setWidget(m_content);
    m_content->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::l, 0, 0);
    column->setSpacing(space::m);
    auto* top = new QVBoxLayout;
    top->setContentsMargins(space::xl, 0, space::xl, 0);
    top->addWidget(m_header);
    top->addWidget(m_banner);
    column->addLayout(top);
    column->addWidget(m_scroll, 1);
    connect(&m_context.session, &Session::committed, this, [this](const Committed& change) {
        if (!m_incident.isNull() && (change.stream.incident == m_incident || change.stream.isVault())) {
            reload();
        }
    });
    connect(&m_minute, &QTimer::timeout, this, [this] {
        if (!m_incident.isNull() && isVisible()) {
            reload(); // what is left of a clock, and what became overdue
        }
    });
    m_minute.start(std::chrono::minutes(1));
    arrange();
}

OverviewPage::~OverviewPage() = default;

void OverviewPage::setupCards()
{
    setupKnown();
    m_scope = new Card(tr("Scope and severity"), m_content);
    m_scopeText = new ProseLabel(m_scope);
    m_scopeText->setTextFormat(Qt::RichText);
    m_scope->body()->addWidget(m_scopeText);
    m_scope->body()->addStretch(1);
    m_clocksCard = new Card(tr("Clocks"), m_content);
    m_clocks = addList(m_clocksCard, tr("No clock is running."));
    m_tasksCard = new Card(tr("Waits for you, blocked, overdue"), m_content);
    m_tasks = addList(m_tasksCard, tr("Nothing waits for your signature, is blocked or overdue."));
    m_peopleCard = new Card(tr("Who is on"), m_content);
    m_people = addList(m_peopleCard, tr("Nobody has taken a role yet."));
    m_decisionsCard = new Card(tr("Last decisions"), m_content);
    m_decisions = addList(m_decisionsCard, tr("No decision has been recorded."));
    m_rowsCard = new Card(tr("Last on the timeline"), m_content);
    m_rows = addList(m_rowsCard, tr("The timeline is empty."));
    m_sinceCard = new Card(tr("Since you were here"), m_content);
    m_sinceList = addList(m_sinceCard, tr("Nobody else has changed anything."));
    m_statusCard = new Card(tr("Status report"), m_content);
    m_statusText = new ProseLabel(m_statusCard);
    m_statusText->setTextFormat(Qt::RichText);
    m_statusText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_statusCard->body()->addWidget(m_statusText);
    m_statusCard->body()->addStretch(1);
}

void OverviewPage::setupKnown()
{
    m_known = new Card(tr("What we know"), m_content);
    m_verdict = new Pill(m_known);
    m_known->corner()->addWidget(m_verdict);
    m_finding = new QLabel(m_known);
    m_finding->setWordWrap(true);
    m_finding->setFont(textFont(TextSize::Lead));
    m_known->body()->addWidget(m_finding);
    m_charts = new QWidget(m_known);
    auto* charts = new QHBoxLayout(m_charts);
    charts->setContentsMargins(0, space::s, 0, 0);
    charts->setSpacing(space::xl);
    m_donut = new DonutChart(tr("Verdicts by row"), m_charts);
    m_bars = new BarChart(tr("Real rows by tenant"), m_charts);
    charts->addWidget(m_donut, 2);
    charts->addWidget(m_bars, 3);
    m_known->body()->addWidget(m_charts);
    m_askIt = new QWidget(m_known);
    auto* ask = new QHBoxLayout(m_askIt);
    ask->setContentsMargins(0, 0, 0, 0);
    auto* button = new QPushButton(icon("provenance"), tr("Ask whether it is real…"), m_askIt);
    makePrimary(button);
    connect(button, &QPushButton::clicked, this, [this] { Q_EMIT roomWanted(QStringLiteral("provenance"), {}); });
    ask->addWidget(button);
    ask->addStretch(1);
    m_known->body()->addWidget(m_askIt);
}

EntryList* OverviewPage::addList(Card* card, const QString& nothing)
{
    auto* list = new EntryList(card->accessibleName(), nothing, card);
    card->body()->addWidget(list);
    card->body()->addStretch(1);
    connect(list, &EntryList::activated, this, [this](const Id& entity) {
        const bool isWaiting = m_picture
            && std::ranges::find(m_picture->waiting, entity, &Kept<Disclosure>::id) != m_picture->waiting.end();
        if (isWaiting) {
            Q_EMIT roomWanted(QStringLiteral("disclosure"), entity);
        } else {
            Q_EMIT inspected(entity);
        }
    });
    return list;
}

void OverviewPage::arrange()
{
    static_cast<QBoxLayout*>(m_charts->layout())
        ->setDirection(width() >= chartsBesideFrom ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    const int columns = width() >= threeColumnsFrom ? 3 : 2;
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    const std::vector<Card*> cards = {m_clocksCard,    m_scope,     m_tasksCard, m_peopleCard,
                                      m_decisionsCard, m_sinceCard, m_rowsCard,  m_statusCard};
    m_grid->removeWidget(m_known);
    for (Card* card : cards) {
        m_grid->removeWidget(card);
    }
    m_grid->addWidget(m_known, 0, 0, 1, columns);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        const int place = static_cast<int>(i);
        m_grid->addWidget(cards[i], 1 + place / columns, place % columns);
    }
    for (int column = 0; column < 3; ++column) {
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    }
}

void OverviewPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void OverviewPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    markSeen();
}

/// Says nothing to whoever reads the settings: ids carry the time at which they were made.
QString OverviewPage::seenKey() const
{
    const QString what = m_context.session.vaultId().text() + m_context.session.user().text() + m_incident.text();
    return QStringLiteral("seen/%1").arg(hex(sha256(what.toLatin1())));
}

std::optional<qint64> OverviewPage::lastLook() const
{
    const QVariant value = m_settings.value(seenKey());
    return value.isValid() ? std::optional(value.toLongLong()) : std::nullopt;
}

void OverviewPage::markSeen()
{
    if (!m_incident.isNull() && m_picture) {
        m_settings.setValue(seenKey(), m_context.session.clock().now());
    }
}

void OverviewPage::setIncident(const Id& incident)
{
    markSeen();
    m_incident = incident;
    m_picture.reset();
    m_since = incident.isNull() ? std::nullopt : lastLook();
    if (!incident.isNull()) {
        reload();
    }
}

void OverviewPage::reload()
{
    m_context.session.read(
        this,
        [incident = m_incident, since = m_since, signatures = m_signatures](Casework& casework) -> Expected<Picture> {
            TRY(Picture picture, pictureOf(casework, incident, since));
            TRY(picture.waiting, signatures->of(casework, incident));
            return picture;
        },
        [this, ticket = m_latest.next()](Expected<Picture> picture) {
            if (!m_latest.isCurrent(ticket)) {
                return;
            }
            if (picture) {
                m_picture = std::move(*picture);
                fill();
            } else {
                m_banner->showError(picture.error());
            }
        });
}

} // namespace bulkhead
