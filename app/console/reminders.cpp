#include "app/console/reminders.h"

#include "models/deadline/clockcalendar.h"
#include "models/incident/session.h"
#include "ui/common/timetext.h"

#include <algorithm>

namespace bulkhead {

namespace {
constexpr int stages = static_cast<int>(deadline::reminders.size()) + 1; ///< the last: over

qint64 stageAt(const RemindedClock& clock, int stage)
{
    if (stage == stages - 1) {
        return clock.due;
    }
    return deadline::reminderAt(clock.start, clock.due, deadline::reminders.at(static_cast<std::size_t>(stage)));
}

Expected<std::vector<RemindedClock>> runningClocks(Casework& casework)
{
    std::vector<RemindedClock> running;
    TRY(const auto incidents, casework.incidents());
    for (const Kept<Incident>& incident : incidents) {
        if (incident.value.phase == Phase::Closed) {
            continue;
        }
        TRY(const auto clocks, casework.all<IncidentClock>(incident.id));
        for (const Kept<IncidentClock>& clock : clocks) {
            if (clock.value.state == ClockState::Running) {
                running.push_back({clock.id, incident.value.codeName, clock.value.start, clock.value.due});
            }
        }
    }
    return running;
}
} // namespace

Reminders::Reminders(const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Reminders::check);
}

void Reminders::follow(Session& session)
{
    connect(&session, &Session::committed, this, [this, &session](const Committed& change) {
        const bool concerns = std::ranges::any_of(change.touched, [](const Committed::Touched& touched) {
            return touched.kind == Table<IncidentClock>::kind || touched.kind == Table<Incident>::kind;
        });
        if (concerns) {
            read(session);
        }
    });
    read(session);
}

void Reminders::read(Session& session)
{
    session.read(this, runningClocks, [this](Expected<std::vector<RemindedClock>> running) {
        if (running) {
            setClocks(std::move(*running));
        }
    });
}

int Reminders::passed(const RemindedClock& clock) const
{
    int count = 0;
    while (count < stages && stageAt(clock, count) <= m_clock.now()) {
        ++count;
    }
    return count;
}

void Reminders::setClocks(std::vector<RemindedClock> clocks)
{
    std::map<Id, int> said;
    for (const RemindedClock& clock : clocks) {
        const auto known = m_said.find(clock.id);
        said[clock.id] = known == m_said.end() ? passed(clock) : known->second;
    }
    m_clocks = std::move(clocks);
    m_said = std::move(said);
    check();
    Q_EMIT changed();
}

void Reminders::check()
{
    for (const RemindedClock& clock : m_clocks) {
        const int now = passed(clock);
        int& said = m_said[clock.id];
        if (now > said) {
            const QString due = timetext::moment(clock.due);
            Q_EMIT reminded(clock.codeName,
                            now == stages ? tr("Overdue: it was due %1.").arg(due)
                                          : tr("%1 % of the time is left; due %2.")
                                                .arg(deadline::reminders.at(static_cast<std::size_t>(now - 1)))
                                                .arg(due));
        }
        said = now;
    }
    arm();
}

void Reminders::arm()
{
    constexpr qint64 longest = 3'600'000; // clocks of machines are set, and machines sleep
    qint64 next = m_clock.now() + longest;
    for (const RemindedClock& clock : m_clocks) {
        if (const int said = m_said[clock.id]; said < stages) {
            next = std::min(next, stageAt(clock, said));
        }
    }
    if (m_clocks.empty()) {
        m_timer.stop();
    } else {
        m_timer.start(static_cast<int>(std::clamp<qint64>(next - m_clock.now(), 0, longest)));
    }
}

qint64 Reminders::nextDue() const
{
    qint64 next = 0;
    for (const RemindedClock& clock : m_clocks) {
        if (clock.due > m_clock.now() && (next == 0 || clock.due < next)) {
            next = clock.due;
        }
    }
    return next;
}

} // namespace bulkhead
