#pragma once

#include "models/disclosure/exporting.h"

namespace bulkhead::disclosure {

/// PDF/A-1b on A4 with embedded fonts and "n / m" at the foot of each page, laid out from outgoingHtml(). Needs a
/// QGuiApplication, whose thread need not be this one; nothing is written to a disk. Error: `disclosure.export`.
[[nodiscard]] Expected<QByteArray> portableDocument(const Outgoing& outgoing);

} // namespace bulkhead::disclosure
