#include "models/base/clock.h"

#include <QDateTime>

#include <algorithm>

namespace bulkhead {

qint64 SystemClock::now() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

HybridClock::HybridClock(const Clock& wall)
    : m_wall(wall)
{
}

HybridTime HybridClock::tick()
{
    m_last = std::max(HybridTime::of(m_wall.now()), HybridTime{m_last.value + 1});
    return m_last;
}

void HybridClock::see(HybridTime other)
{
    m_last = std::max(m_last, other);
}

} // namespace bulkhead
