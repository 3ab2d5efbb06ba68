#pragma once

#include <QtGlobal>

namespace bulkhead {

/// Newest request wins: take a ticket before asking, drop the answer unless the ticket is still current.
///
///     session.read(this, work, [this, ticket = m_latest.next()](auto answer) { if (m_latest.isCurrent(ticket)) … });
///
/// `isSettled()` is true when the last one was answered. Confined to one thread.
class Latest
{
public:
    [[nodiscard]] quint64 next() { return ++m_asked; }
    /// Also marks it answered.
    [[nodiscard]] bool isCurrent(quint64 ticket)
    {
        if (ticket != m_asked) {
            return false;
        }
        m_answered = ticket;
        return true;
    }
    [[nodiscard]] bool isSettled() const { return m_answered == m_asked; }

private:
    quint64 m_asked = 0;
    quint64 m_answered = 0;
};

} // namespace bulkhead
