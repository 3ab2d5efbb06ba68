#pragma once

#include <QTimeZone>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace bulkhead::deadline {

/// A zone's offsets from UTC, looked up in some nanoseconds from 1969 to 2036, where QTimeZone takes microseconds; it
/// is asked for years after that, whose changes it does not list. Immutable.
class ZoneTable
{
public:
    explicit ZoneTable(const QTimeZone& zone);

    /// ms that the clocks there are ahead of UTC at that instant (ms since 1970).
    [[nodiscard]] qint64 offsetAt(qint64 at) const;

private:
    struct Change
    {
        qint64 at;
        qint64 offset;
    };
    QTimeZone m_zone;
    qint64 m_first;
    std::vector<Change> m_changes; ///< by instant
};

/// Tables by zone, each made once. For any thread.
class ZoneTables
{
public:
    [[nodiscard]] std::shared_ptr<const ZoneTable> of(const QTimeZone& zone);

private:
    std::mutex m_mutex;
    std::map<QByteArray, std::shared_ptr<const ZoneTable>> m_tables;
};

} // namespace bulkhead::deadline
