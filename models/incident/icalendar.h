#pragma once

#include <QByteArray>
#include <QString>

/// Pieces of RFC 5545.
namespace bulkhead::icalendar {

[[nodiscard]] QByteArray text(const QString& text);       ///< §3.3.11
[[nodiscard]] QByteArray folded(const QByteArray& line);  ///< §3.1: at most 75 octets a line, and its end
[[nodiscard]] QByteArray instant(qint64 ms);              ///< "20261124T031200Z"
[[nodiscard]] QByteArray head(const QByteArray& product); ///< the beginning of a calendar
[[nodiscard]] QByteArray tail();

} // namespace bulkhead::icalendar
