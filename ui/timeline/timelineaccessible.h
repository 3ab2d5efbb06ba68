#pragma once

namespace bulkhead {

/// Makes the entries of every TimelineView known to assistive technology, as items of a list in the order of the
/// model's rows. Items exist only while somebody asks for them. Safe to call again.
void installTimelineAccessibility();

} // namespace bulkhead
