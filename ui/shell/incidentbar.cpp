#include "ui/shell/incidentbar.h"

#include "models/incident/session.h"
#include "ui/common/card.h"
#include "ui/common/pill.h"
#include "ui/common/timetext.h"
#include "ui/shell/clockchip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QToolButton>

namespace bulkhead {

namespace {
constexpr std::size_t shownClocks = 2;
}

IncidentBar::IncidentBar(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_facts(mutedLabel({}, this))
    , m_severity(new Pill(this))
    , m_phase(new Pill(this))
    , m_drill(new Pill(Word{tr("Drill"), Tone::Mixed, Mark::Ring}, this))
    , m_clocks(new QHBoxLayout)
    , m_more(new QToolButton(this))
    , m_moreMenu(new QMenu(this))
{
    setObjectName(QStringLiteral("incidentBar"));
    setAccessibleName(tr("Incident"));
    setFixedHeight(48);
    m_title->setFont(textFont(TextSize::Lead, true));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_facts->setWordWrap(false);
    m_facts->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setMenu(m_moreMenu);
    m_more->setAutoRaise(true);
    m_clocks->setSpacing(space::s);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::l, 0, space::l, 0);
    line->setSpacing(space::s);
    line->addWidget(m_title, 1);
    line->addWidget(m_severity);
    line->addWidget(m_phase);
    line->addWidget(m_drill);
    line->addSpacing(space::xs);
    line->addWidget(m_facts);
    line->addSpacing(space::s);
    line->addLayout(m_clocks);
    line->addWidget(m_more);
    hide();
}

void IncidentBar::setIncident(Session* session, const Id& incident)
{
    disconnect(m_commits);
    m_session = session;
    m_incident = session ? incident : Id();
    if (m_incident.isNull()) {
        std::ignore = m_latest.isCurrent(m_latest.next()); // an answer on its way is not wanted any more
        m_brief = {};
        hide();
        Q_EMIT changed();
        return;
    }
    m_commits = connect(session, &Session::committed, this, [this](const Committed& change) {
        if (change.stream.incident == m_incident || change.stream.isVault()) {
            reload();
        }
    });
    reload();
}

void IncidentBar::reload()
{
    m_session->read(
        this, [incident = m_incident](Casework& casework) { return briefOf(casework, incident); },
        [this, ticket = m_latest.next()](Expected<CaseBrief> brief) {
            if (m_latest.isCurrent(ticket) && brief && !(m_brief == *brief)) {
                show(*brief);
            }
        });
}

void IncidentBar::show(const CaseBrief& brief)
{
    m_brief = brief;
    m_severity->setWord(wordOf(brief.incident.severity));
    m_phase->setWord(wordOf(brief.incident.phase));
    m_drill->setVisible(brief.incident.isExercise);
    const QString commander = brief.commanders.isEmpty() ? tr("no commander yet") : brief.commanders.join(u", ");
    const qint64 now = m_session->clock().now();
    m_facts->setText(
        brief.incident.detected
            //: %1 the incident commander's name, %2 a time
            ? tr("IC %1  ·  detected %2").arg(commander, timetext::nearMoment(*brief.incident.detected, now))
            : tr("IC %1").arg(commander));
    m_facts->setToolTip(brief.incident.detected ? timetext::tooltip(*brief.incident.detected) : QString());
    showClocks();
    m_title->setMinimumWidth(m_title->fontMetrics().horizontalAdvance(brief.number + QStringLiteral("  \u2026")));
    QWidget::show();
    elide();
    Q_EMIT changed();
}

void IncidentBar::showClocks()
{
    qDeleteAll(m_chips);
    m_chips.clear();
    m_moreMenu->clear();
    const qint64 now = m_session->clock().now();
    for (std::size_t i = 0; i < m_brief.clocks.size(); ++i) {
        const auto& clock = m_brief.clocks[i];
        if (i >= shownClocks) {
            m_moreMenu->addAction(tr("%1, due %2").arg(clock.name, timetext::moment(clock.due)), this,
                                  [this, id = clock.id] { Q_EMIT clockWanted(id); });
            continue;
        }
        auto* chip = new ClockChip(this);
        chip->setClock(clock, now);
        connect(chip, &ClockChip::clicked, this, [this, chip] { Q_EMIT clockWanted(chip->clockId()); });
        m_clocks->addWidget(chip);
        m_chips.push_back(chip);
    }
    const auto hidden = static_cast<int>(m_brief.clocks.size() - m_chips.size());
    m_more->setVisible(hidden > 0);
    m_more->setText(QStringLiteral("+%1").arg(hidden));
    m_more->setAccessibleName(tr("%n more clocks", nullptr, hidden));
}

void IncidentBar::tick(qint64 now)
{
    for (ClockChip* chip : m_chips) {
        chip->tick(now);
    }
}

void IncidentBar::elide()
{
    const QString full = QStringLiteral("%1  %2").arg(m_brief.number, m_brief.incident.title);
    m_title->setText(m_title->fontMetrics().elidedText(full, Qt::ElideRight, m_title->width()));
    m_title->setToolTip(full);
    m_title->setAccessibleName(full);
}

void IncidentBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // A narrow window keeps what is urgent: severity, phase and clocks.
    constexpr int roomForFacts = 1180;
    m_facts->setVisible(width() > roomForFacts);
    layout()->activate();
    elide();
}

void IncidentBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.surface);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.border);
    painter.fillRect(QRect(0, 0, 4, height()), theme.ink(m_severity->word().tone).mark);
}

} // namespace bulkhead
