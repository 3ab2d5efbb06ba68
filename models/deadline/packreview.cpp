#include "models/deadline/packreview.h"

#include "models/deadline/deadlinetext.h"
#include "models/incident/entities.h"
#include "models/incident/signingkeys.h"
#include "models/incident/tables.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
QDate dayOf(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at, QTimeZone::utc()).date();
}
} // namespace

Expected<std::vector<Kept<PackReview>>> reviewsOf(const Casework& casework)
{
    TRY(auto reviews, casework.all<PackReview>(registryIncident()));
    std::ranges::stable_sort(reviews, std::greater{}, [](const auto& one) { return one.value.reviewedAt; });
    return reviews;
}

bool isReviewValid(const Journal& journal, const Kept<PackReview>& review)
{
    return isSignatureOf(journal, review.id, *journal.schema().field(Table<PackReview>::kind, u"signature"),
                         review.value.reviewedBy, review.value.signedMessage(review.id), review.value.signature);
}

const Kept<PackReview>* standingReview(const Journal& journal, const std::vector<Kept<PackReview>>& reviews,
                                       const LawPack& pack)
{
    const auto found = std::ranges::find_if(reviews, [&](const Kept<PackReview>& one) {
        return one.value.pack == pack.id && one.value.sha256 == pack.sha256 && !one.value.isWithdrawn
            && isReviewValid(journal, one);
    });
    return found == reviews.end() ? nullptr : &*found;
}

Expected<void> applyReviews(const Casework& casework, Regimes& regimes)
{
    TRY(const auto reviews, reviewsOf(casework));
    const Journal& journal = casework.journal();
    const QDate today = dayOf(journal.clock().now());
    const std::vector<LawPack> packs = regimes.packs();
    for (const LawPack& pack : packs) {
        const Kept<PackReview>* found = standingReview(journal, reviews, pack);
        if (found == nullptr) {
            continue;
        }
        const QDate due = found->value.reviewDue ? dayOf(*found->value.reviewDue) : QDate();
        QString by = DeadlineText::tr("%1, signed %2")
                         .arg(journal.nameOf(found->value.reviewedBy),
                              dayOf(found->value.reviewedAt).toString(Qt::ISODate));
        if (due.isValid() && due <= today) {
            by += u' ' + DeadlineText::tr("(to be looked at again since %1)").arg(due.toString(Qt::ISODate));
        }
        regimes.setReview(pack.id, by, due);
    }
    return {};
}

Expected<Id> signReview(Casework& casework, const LawPack& pack, const QString& note, std::optional<qint64> due,
                        const Credential& again)
{
    if (casework.isPast()) {
        return std::unexpected(Casework::pastError());
    }
    if (note.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DeadlineText::tr("Say what you compared the rules with."));
    }
    Journal& journal = casework.journal();
    PackReview review;
    review.pack = pack.id;
    review.version = pack.version;
    review.sha256 = pack.sha256;
    review.note = note.trimmed();
    review.reviewedBy = journal.user();
    review.reviewedAt = journal.clock().now();
    review.reviewDue = due;
    if (due && *due <= review.reviewedAt) {
        return failure("value.bad"_L1, DeadlineText::tr("The next review is due in the past."));
    }
    const Id id = Id::make(review.reviewedAt);
    TRY(review.signature, journal.vault().signAsUser(review.signedMessage(id), again));
    CHECK_OK(
        journal.append(Draft{{registryIncident(), Compartment::Team}, u"rules.review"_s, factsOf(id, review), true}));
    return id;
}

Expected<void> withdrawReview(Casework& casework, const Id& review, const QString& reason)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DeadlineText::tr("Say why the review is withdrawn."));
    }
    TRY(auto kept, casework.one<PackReview>(review));
    kept.value.isWithdrawn = true;
    kept.value.withdrawnReason = reason.trimmed();
    return casework.update(review, kept.value, u"rules.withdraw"_s);
}

} // namespace bulkhead::deadline
