#pragma once

#include "models/incident/casework.h"

namespace bulkhead::deadline {

/// Fractions of its period, in percent, that are left when people are reminded of a clock.
inline constexpr std::array<int, 3> reminders{50, 25, 10};
/// When that much of the time from `start` to `due` is left (all in ms since 1970).
[[nodiscard]] qint64 reminderAt(qint64 start, qint64 due, int percentLeft);

/// Running clocks as a calendar (RFC 5545) with alarms. It leaves the vault, so its titles say the incident's code name
/// and that something is due, nothing else.
[[nodiscard]] QByteArray clockCalendar(const QString& codeName, const std::vector<Kept<IncidentClock>>& clocks,
                                       qint64 now);

} // namespace bulkhead::deadline
