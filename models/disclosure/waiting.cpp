#include "models/disclosure/waiting.h"

#include "models/incident/tables.h"

#include <algorithm>
#include <array>

namespace bulkhead::disclosure {

Expected<std::vector<Kept<Disclosure>>> WaitingSignatures::of(Casework& casework, const Id& incident)
{
    std::vector<Kept<Disclosure>> waiting;
    // In most incidents nothing was put up: nothing more is read for them.
    TRY(const auto versions, casework.all<DisclosureVersion>(incident));
    if (versions.empty()) {
        return waiting;
    }
    if (!m_books) {
        TRY(auto law, deadline::Lawbook::loadFor(casework));
        TRY(auto shelf, Bookshelf::load());
        m_books = std::make_unique<const Books>(Books{std::move(law), std::move(shelf)});
    }
    const Drafting drafting(casework, m_books->law, m_books->shelf);
    TRY(const auto papers, drafting.papers(incident));
    for (const Kept<Disclosure>& draft : papers.drafts) {
        TRY(const bool isWaiting, drafting.waitsForMe(drafting.picture(draft, papers)));
        if (isWaiting) {
            waiting.push_back(draft);
        }
    }
    return waiting;
}

bool mayMoveWaiting(const Committed& change)
{
    static constexpr std::array kinds = {Table<Disclosure>::kind,
                                         Table<DisclosureSection>::kind,
                                         Table<DisclosureVersion>::kind,
                                         Table<DisclosureApproval>::kind,
                                         Table<DisclosureSending>::kind,
                                         Table<RoleLoan>::kind,
                                         Table<Member>::kind};
    return std::ranges::any_of(change.touched, [](const Committed::Touched& one) {
        return std::ranges::find(kinds, one.kind) != kinds.end();
    });
}

} // namespace bulkhead::disclosure
