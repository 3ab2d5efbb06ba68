#pragma once

#include "models/base/clock.h"
#include "models/base/id.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <vector>

namespace bulkhead {

class Session;

/// What may be said of a clock outside of the vault: a code name and instants.
struct RemindedClock
{
    Id id;
    QString codeName;
    qint64 start = 0;
    qint64 due = 0;
};

/// Reminds people of running clocks when half, a quarter and a tenth of the time is left, and when it is over. Goes on
/// while the vault is locked, with what it knew then.
class Reminders : public QObject
{
    Q_OBJECT

public:
    /// `clock` outlives it.
    explicit Reminders(const Clock& clock, QObject* parent = nullptr);

    /// Follows the clocks of all open incidents of a session for as long as it lives.
    void follow(Session& session);
    void forget() { setClocks({}); }
    /// What a clock has passed when it is first seen is not said again.
    void setClocks(std::vector<RemindedClock> clocks);
    [[nodiscard]] const std::vector<RemindedClock>& clocks() const { return m_clocks; }
    /// Says what has become due to be said; the timer calls it.
    void check();
    /// The next due time; 0 where none is to come.
    [[nodiscard]] qint64 nextDue() const;

Q_SIGNALS:
    /// One sentence each.
    void reminded(const QString& title, const QString& text);
    void changed();

private:
    [[nodiscard]] int passed(const RemindedClock& clock) const;
    void read(Session& session);
    void arm();

    const Clock& m_clock;
    QTimer m_timer;
    std::vector<RemindedClock> m_clocks;
    std::map<Id, int> m_said; ///< how many of the instants of a clock have been passed
};

} // namespace bulkhead
