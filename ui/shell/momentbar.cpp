#include "ui/shell/momentbar.h"

#include "models/incident/session.h"
#include "ui/common/icons.h"
#include "ui/common/theme.h"
#include "ui/common/timetext.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSlider>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
constexpr int sliderSteps = 1000;
}

MomentBar::MomentBar(QWidget* parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_before(new QPushButton(icon("chevron-left"), QString(), this))
    , m_after(new QPushButton(icon("chevron-right"), QString(), this))
    , m_now(new QPushButton(tr("Back to &now"), this))
{
    setObjectName(u"momentBar"_s);
    m_slider->setObjectName(u"moment.slider"_s);
    m_slider->setRange(0, sliderSteps);
    m_slider->setPageStep(sliderSteps / 20);
    m_slider->setAccessibleName(tr("Moment at which the incident is shown"));
    m_before->setAccessibleName(tr("To the change before"));
    m_before->setToolTip(m_before->accessibleName());
    m_after->setAccessibleName(tr("To the next change"));
    m_after->setToolTip(m_after->accessibleName());
    m_label->setMinimumWidth(330);
    m_delay.setSingleShot(true);
    m_delay.setInterval(std::chrono::milliseconds(60));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::l, space::xs, space::l, space::xs);
    line->setSpacing(space::m);
    line->addWidget(m_label);
    line->addWidget(m_before);
    line->addWidget(m_slider, 1);
    line->addWidget(m_after);
    line->addWidget(m_now);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { moveTo(m_from + (m_to - m_from) * value / sliderSteps); });
    connect(&m_delay, &QTimer::timeout, this, &MomentBar::apply);
    connect(m_before, &QPushButton::clicked, this, [this] { step(-1); });
    connect(m_after, &QPushButton::clicked, this, [this] { step(1); });
    connect(m_now, &QPushButton::clicked, this, &MomentBar::end);
    hide();
}

void MomentBar::begin(Session& session, const Id& incident)
{
    end();
    session.read(
        this,
        [incident](Casework& casework) -> Expected<std::vector<qint64>> {
            ChangeQuery query;
            query.incident = incident;
            TRY(const auto changes, casework.journal().changes(query));
            std::vector<qint64> instants;
            for (const ChangeEntry& change : changes) {
                instants.push_back(change.received);
            }
            std::ranges::sort(instants);
            const auto twice = std::ranges::unique(instants);
            instants.erase(twice.begin(), twice.end());
            return instants;
        },
        [this, &session, incident, ticket = m_read.next()](Expected<std::vector<qint64>> changes) {
            if (!m_read.isCurrent(ticket) || !changes || changes->empty()) {
                return;
            }
            m_session = &session;
            m_incident = incident;
            m_changes = *std::move(changes);
            m_from = m_changes.front();
            m_to = std::max(m_changes.back(), m_from + 1);
            show();
            m_slider->setValue(sliderSteps);
            moveTo(m_to);
            m_slider->setFocus();
        });
}

void MomentBar::end()
{
    m_delay.stop();
    (void)m_read.isCurrent(m_read.next()); // what is under way belongs to no incident any more
    hide();
    if (Session* session = std::exchange(m_session, nullptr)) {
        session->setMoment(m_incident, {});
    }
}

void MomentBar::moveTo(qint64 at)
{
    m_at = at;
    showMoment();
    m_delay.start();
}

void MomentBar::apply()
{
    if (m_session) {
        m_session->setMoment(m_incident, m_at);
    }
}

void MomentBar::step(int direction)
{
    const auto here = direction < 0 ? std::ranges::lower_bound(m_changes, m_at)
                                    : std::ranges::upper_bound(m_changes, m_at);
    if (direction < 0 ? here == m_changes.begin() : here == m_changes.end()) {
        return;
    }
    const qint64 at = direction < 0 ? *std::prev(here) : *here;
    {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(static_cast<int>((at - m_from) * sliderSteps / (m_to - m_from)));
    }
    moveTo(at);
}

void MomentBar::showMoment()
{
    m_label->setText(tr("As it was on <b>%1</b>, read only").arg(timetext::preciseMoment(m_at)));
    m_label->setToolTip(tr("What this vault knew then, by the time at which it got each change."));
    m_slider->setAccessibleDescription(timetext::preciseMoment(m_at));
    m_before->setEnabled(m_at > m_from);
    m_after->setEnabled(m_at < m_changes.back());
}

void MomentBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const auto ink = Theme::of(palette()).ink(Tone::Warn);
    painter.fillRect(rect(), ink.fill);
    painter.fillRect(QRect(0, height() - 1, width(), 1), ink.text);
}

} // namespace bulkhead
