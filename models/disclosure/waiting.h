#pragma once

#include "models/disclosure/drafting.h"

#include <memory>

namespace bulkhead::disclosure {

/// Which drafts wait for the signature of whoever is signed in. Keeps rules and templates once they were needed;
/// confined to the thread of the casework that it is asked with.
class WaitingSignatures
{
public:
    /// Newest first. Privileged drafts are never signed, so none is among them.
    [[nodiscard]] Expected<std::vector<Kept<Disclosure>>> of(Casework& casework, const Id& incident);

private:
    struct Books
    {
        deadline::Lawbook law;
        Bookshelf shelf;
    };
    std::unique_ptr<const Books> m_books;
};

/// Whether a change may have altered what waits.
[[nodiscard]] bool mayMoveWaiting(const Committed& change);

} // namespace bulkhead::disclosure
