#pragma once

#include <QSet>
#include <QString>

namespace bulkhead {

/// A neutral name of two harmless words ("Copper Lantern") that is none of `taken` and says nothing of the case.
[[nodiscard]] QString makeCodeName(const QSet<QString>& taken);

} // namespace bulkhead
