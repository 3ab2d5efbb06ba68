#pragma once

#include "models/crm/parties/affected.h"
#include "models/crm/truth/inquiry.h"
#include "models/crm/truth/truth.h"

namespace bulkhead::crm {

/// \name What people are told of conversations with a CRM, in the window and on the command line
///@{
/// A sentence: how many calls are left.
[[nodiscard]] QString summaryOf(const Quota& quota);
/// Lines: how much would be asked for, and which samples could not be read.
[[nodiscard]] QString summaryOf(const AffectedStart& start);
/// Lines: what came of it, and what was not found or may not be seen.
[[nodiscard]] QString summaryOf(const AffectedReport& report);
/// Lines: what was read of a connector's records.
[[nodiscard]] QString summaryOf(const TruthReport& report, const QString& connector);
/// Lines: how much of the unknown rows would be asked for.
[[nodiscard]] QString summaryOf(const InquiryStart& start);
/// Lines: in which fields it would be looked for, and what that costs.
[[nodiscard]] QString summaryOf(const InquiryPlan& plan);
/// Lines: what came of it, and which records rows of the sample speak of.
[[nodiscard]] QString summaryOf(const InquiryReport& report);
///@}

} // namespace bulkhead::crm
