#pragma once

#include "models/journal/schema.h"

#include <QString>

namespace bulkhead {

class Session;

/// Whether the roles of whoever is signed in reach a field.
[[nodiscard]] bool mayWrite(const Session& session, Kind kind, QStringView field);
/// Why a field cannot be written now: the past is looked at, or the roles do not reach it. Empty: it can.
[[nodiscard]] QString whyNotWrite(const Session& session, Kind kind, QStringView field);

} // namespace bulkhead
