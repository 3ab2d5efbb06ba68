#pragma once

#include "models/incident/casework.h"

#include <QJsonObject>

namespace bulkhead::provenance {

/// The registered synthetic set that was read from a file with that hash and is not removed; the newest of several.
/// `provenance.not-found` where there is none.
[[nodiscard]] Expected<Id> setOfFile(const Casework& casework, const Bytes& sha256);
/// Keeps a report (as `RiskReport::toJson` gives it) with the set that it is about, and says in it whether the set was
/// registered from the file that was assessed; the report before stays in the journal. Errors: those of `mayKeepRisk`
/// and of the journal.
[[nodiscard]] Expected<void> keepRisk(Casework& casework, const Id& dataSet, QJsonObject report);
/// Asked before long files are read. Errors: `value.bad` of a production set and of one that is removed; those of the
/// journal where the user may not.
[[nodiscard]] Expected<void> mayKeepRisk(const Casework& casework, const Id& dataSet);
/// Of the latest assessment; empty where there is none.
[[nodiscard]] QJsonObject riskOf(const DataSet& set);

} // namespace bulkhead::provenance
