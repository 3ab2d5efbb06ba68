#pragma once

#include <QString>

/// Instants (milliseconds since 1970, UTC) and durations for people. A shown time always has its zone.
namespace bulkhead::timetext {

/// "24 Nov 2026 03:12 CET".
[[nodiscard]] QString moment(qint64 ms);
/// With seconds: "24 Nov 2026 03:12:05 CET".
[[nodiscard]] QString preciseMoment(qint64 ms);
/// Short where it is near: "03:12 CET" on the same day, "Mon 03:12 CET" within a week, else `moment`.
[[nodiscard]] QString nearMoment(qint64 ms, qint64 now);
/// "24 Nov 2026" in the local zone.
[[nodiscard]] QString day(qint64 ms);
/// For tooltips: UTC first, then the local zone with its name.
[[nodiscard]] QString tooltip(qint64 ms);
/// "2026-11-24 02:12:05 UTC".
[[nodiscard]] QString utc(qint64 ms);
/// Two steps: "41 h 12 m", "3 d 4 h", "12 m 5 s", "8 s".
[[nodiscard]] QString duration(qint64 ms);
/// "41 h 12 m left" or "overdue by 2 h 3 m".
[[nodiscard]] QString remaining(qint64 due, qint64 now);
/// "5 min ago", "just now", else `nearMoment`.
[[nodiscard]] QString ago(qint64 then, qint64 now);

} // namespace bulkhead::timetext
