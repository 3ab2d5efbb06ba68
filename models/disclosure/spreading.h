#pragma once

#include "models/disclosure/drafting.h"

namespace bulkhead::disclosure {

/// What became of a section that was written once for all customers.
struct Spread
{
    std::vector<Kept<Disclosure>> written;
    /// Somebody has written in the section there, or it is put up for approval: it stays as it is.
    std::vector<Kept<Disclosure>> left;
};

/// Writes a section of a notice to one customer as it stands into those to the other customers that are of the same
/// template, language and stage: chips say there what is so for that customer. One change.
///
/// \param over also where somebody has written in the section; never where it is put up for approval.
///
/// Errors: `disclosure.section`, `disclosure.no-customer` (it is no notice to one), those of the journal.
[[nodiscard]] Expected<Spread> spreadSection(Casework& casework, const Drafting& drafting, const Id& disclosure,
                                             const QString& key, bool over);

} // namespace bulkhead::disclosure
