#pragma once

namespace bulkhead {

/// Makes the cards of every BoardView known to assistive technology, as items of a list. Safe to call again.
void installBoardAccessibility();

} // namespace bulkhead
