#pragma once

#include "models/incident/casework.h"
#include "models/journal/counsel.h"

namespace bulkhead {

/// \name Whom Legal lets into one incident's counsel compartment
/// It opens what stands there now and what will; what may be written there is by role, as anywhere. Taking somebody out
/// keeps from them what is written afterwards: what they have read they have read, and the compartment's key stays the
/// same, so that a copy of the vault from before still opens what was in it.
///
/// Errors: those of the journal (`journal.not-permitted` for whoever has no right, whether or not there is anything);
/// `counsel.member`, `counsel.not-in`, `value.empty`, `value.bad`.
///@{

/// Newest first, those that are over among them.
[[nodiscard]] Expected<std::vector<Kept<CounselAccess>>> counselAccess(const Casework& casework, const Id& incident);
[[nodiscard]] bool isInForce(const CounselAccess& access, qint64 now);
/// By somebody with the role Legal, of a member without it who works on incidents. \param until ms since 1970.
[[nodiscard]] Expected<Id> letIntoCounsel(Casework& casework, const Id& incident, const Id& member,
                                          const QString& reason, std::optional<qint64> until);
/// Ends all access of a member that is in force.
[[nodiscard]] Expected<void> takeOutOfCounsel(Casework& casework, const Id& incident, const Id& member,
                                              const QString& reason);
/// Whether the signed-in user may let what stands in a compartment leave the vault: counsel's only with the role Legal.
[[nodiscard]] Expected<void> mayLetLeave(const Journal& journal, Compartment compartment);
///@}

} // namespace bulkhead
