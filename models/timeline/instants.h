#pragma once

#include "models/base/error.h"

#include <QString>
#include <QTimeZone>

#include <optional>
#include <unordered_map>

namespace bulkhead::timeline {

/// In which order a file writes day and month, where it writes both as numbers with slashes.
enum class DateOrder : quint8 { Unknown, MonthFirst, DayFirst };

/// What was read: microseconds since 1970 in UTC, or why not.
struct ReadInstant
{
    enum class Problem : quint8 {
        None,
        Empty,
        NotATime,
        NoZone,     ///< local, and the reader was given no zone
        NoOrder,    ///< 03/04/2026, and the reader was given no order
        Skipped,    ///< the clocks of the zone were put forward over it
        Ambiguous,  ///< the clocks were put back: it happened twice
        OutOfRange, ///< before 1861 or after 2139
    };
    qint64 us = 0;
    Problem problem = Problem::None;

    [[nodiscard]] bool isGood() const { return problem == Problem::None; }
    [[nodiscard]] qint64 ms() const { return us >= 0 ? us / 1000 : (us - 999) / 1000; }
};
/// "time.no-zone", …; empty for None.
[[nodiscard]] QString problemId(ReadInstant::Problem problem);
/// A sentence for the person; `text` as it was written.
[[nodiscard]] QString problemText(ReadInstant::Problem problem, const QString& text, const QString& zone);

/// Reads the times that logs write:
///
///     2026-11-24T03:12:00.123456+01:00   ISO 8601 and RFC 3339; space for T, comma for the point, Z, +0100, +01
///     24/Nov/2026:03:12:00 +0100         access logs
///     Tue, 24 Nov 2026 03:12:00 +0100    RFC 5322
///     20261124031200.123                 Salesforce event log files
///     11/24/2026, 3:12:00 AM PST         Salesforce setup; needs to know the order
///     1795486320[.123456]                seconds, milliseconds (13 digits), microseconds (16 digits) since 1970
///
/// Times without an offset are read in `zone`, which a person has named; never guessed. Confined to one thread.
class InstantReader
{
public:
    explicit InstantReader(const QString& zone = {}, DateOrder order = DateOrder::Unknown);

    [[nodiscard]] ReadInstant read(QStringView text);
    /// A local time in the zone: [µs as if it were UTC].
    [[nodiscard]] ReadInstant local(qint64 us);
    [[nodiscard]] bool isZoneKnown() const { return m_isFixed || m_zone.isValid(); }

private:
    struct Offsets
    {
        int count = 0; ///< instants that a clock on the wall shows as this
        qint64 us = 0; ///< of the first
    };

    QTimeZone m_zone;
    bool m_isFixed = false;
    qint64 m_fixed = 0; ///< µs
    DateOrder m_order;
    std::unordered_map<qint64, Offsets> m_offsets; ///< by quarter of an hour
};

/// Whether that names a zone: an IANA name, "UTC" or an offset such as +02:00.
[[nodiscard]] bool isZoneName(const QString& zone);

} // namespace bulkhead::timeline
