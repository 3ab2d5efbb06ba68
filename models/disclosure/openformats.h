#pragma once

#include "models/disclosure/exporting.h"

namespace bulkhead::disclosure {

/// OpenDocument 1.2 text and Office Open XML (ISO 29500 transitional) word processing, whole files in memory: headings
/// with outline levels, lists that each count from 1, tables whose header row comes again on each page, links, and the
/// document's language. No fields, no macros, no settings of a program, no revisions; title, date and organisation are
/// all that is said about the document. Same input, same octets.
[[nodiscard]] QByteArray openDocument(const Outgoing& outgoing);
[[nodiscard]] QByteArray wordDocument(const Outgoing& outgoing);

} // namespace bulkhead::disclosure
