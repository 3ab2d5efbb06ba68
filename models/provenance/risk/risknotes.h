#pragma once

#include <QJsonObject>

namespace bulkhead::provenance {

/// \name What a kept report says to who asks whether a leak is a breach; of what `RiskReport::toJson` gave
///@{
/// Near copies and distances, as figures.
[[nodiscard]] QString riskNearMatches(const QJsonObject& report);
/// Who measured it, when, how, and of which files.
[[nodiscard]] QString riskOrigin(const QJsonObject& report);
/// The signs in sentences; none where none was found.
[[nodiscard]] QStringList riskSigns(const QJsonObject& report);
///@}

} // namespace bulkhead::provenance
