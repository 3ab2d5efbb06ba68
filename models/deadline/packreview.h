#pragma once

#include "models/deadline/regime.h"
#include "models/incident/casework.h"

namespace bulkhead::deadline {

/// The packs of a vault's rules with who reviewed them: a pack is reviewed where a member who may has signed its
/// SHA-256 and has not withdrawn that. Another content, also of the same version, is unreviewed.
[[nodiscard]] Expected<void> applyReviews(const Casework& casework, Regimes& regimes);

/// All reviews that were ever signed, the newest first.
[[nodiscard]] Expected<std::vector<Kept<PackReview>>> reviewsOf(const Casework& casework);
[[nodiscard]] bool isReviewValid(const Journal& journal, const Kept<PackReview>& review);
/// The review of a pack's very content that stands, among `reviews`; null where there is none.
[[nodiscard]] const Kept<PackReview>* standingReview(const Journal& journal,
                                                     const std::vector<Kept<PackReview>>& reviews, const LawPack& pack);
/// Signs with the user's own key that a pack says what the law says; `due`: ms since 1970, when it is to be looked at
/// again. `value.empty` without a note, `value.bad` where it is due already; for the role legal only.
[[nodiscard]] Expected<Id> signReview(Casework& casework, const LawPack& pack, const QString& note,
                                      std::optional<qint64> due, const Credential& again);
/// `value.empty` without a reason.
[[nodiscard]] Expected<void> withdrawReview(Casework& casework, const Id& review, const QString& reason);

} // namespace bulkhead::deadline
