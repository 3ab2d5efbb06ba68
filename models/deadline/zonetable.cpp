#include "models/deadline/zonetable.h"

#include <QDateTime>

#include <algorithm>

namespace bulkhead::deadline {

namespace {
constexpr qint64 second = 1000;
constexpr qint64 listedUntil = 2'114'380'800 * second; ///< 2037-01-01
} // namespace

ZoneTable::ZoneTable(const QTimeZone& zone)
    : m_zone(zone)
{
    const QDateTime from(QDate(1969, 1, 1), QTime(0, 0), Qt::UTC);
    const QDateTime to = QDateTime::fromMSecsSinceEpoch(listedUntil, Qt::UTC);
    m_first = zone.offsetFromUtc(from) * second;
    for (const QTimeZone::OffsetData& change : zone.transitions(from, to)) {
        m_changes.push_back({change.atUtc.toMSecsSinceEpoch(), change.offsetFromUtc * second});
    }
}

qint64 ZoneTable::offsetAt(qint64 at) const
{
    if (at >= listedUntil) {
        return m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(at, Qt::UTC)) * second;
    }
    const auto next = std::ranges::upper_bound(m_changes, at, {}, &Change::at);
    return next == m_changes.begin() ? m_first : std::prev(next)->offset;
}

std::shared_ptr<const ZoneTable> ZoneTables::of(const QTimeZone& zone)
{
    const std::scoped_lock lock(m_mutex);
    auto& table = m_tables[zone.id()];
    if (!table) {
        table = std::make_shared<const ZoneTable>(zone);
    }
    return table;
}

} // namespace bulkhead::deadline
