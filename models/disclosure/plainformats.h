#pragma once

#include "models/disclosure/exporting.h"

namespace bulkhead::disclosure {

/// CommonMark with GitHub's tables. What would be a mark there, and most of what Pandoc adds, is escaped: the words
/// read back back as they are. Lines end in a line feed.
[[nodiscard]] QString markdownOf(const Outgoing& outgoing);
/// Words only: entries with a dash or their number, cells between bars, targets of links in brackets behind their
/// words.
[[nodiscard]] QString plainOf(const Outgoing& outgoing);

} // namespace bulkhead::disclosure
