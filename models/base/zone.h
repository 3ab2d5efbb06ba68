#pragma once

#include <QTimeZone>

#include <optional>

namespace bulkhead {

/// The time zone of that IANA name, as "Europe/Berlin"; nothing where there is none. Qt takes many other texts for
/// rules of POSIX: to it "Berlin" is a zone at UTC.
[[nodiscard]] std::optional<QTimeZone> zoneNamed(const QString& name);

} // namespace bulkhead
