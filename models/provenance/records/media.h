#pragma once

#include "models/provenance/records/recordsource.h"

namespace bulkhead::provenance {

/// The column that says how a medium came into being.
inline constexpr std::string_view sourceTypeField = "digital source type";

/// What pictures, sound and film are, by their first octets: JPEG, PNG, GIF, WebP, TIFF, HEIF, MP4, WAV, MP3; empty
/// where it is none of these.
[[nodiscard]] std::string_view mediaTypeOf(std::string_view octets);

/// One record of a medium, whatever its length: its type, the digital source types that its XMP or its content
/// credentials state, whether it holds such credentials, and the text of its XMP, in which values are searched. What is
/// stated is a claim: no signature is checked. Nothing stated means that nothing is known.
///
/// Source: IPTC Digital Source Type NewsCodes; C2PA Technical Specification (JUMBF boxes, c2pa.actions).
[[nodiscard]] std::unique_ptr<RecordSource> mediaRecords(ByteSource& source, std::string_view type);

} // namespace bulkhead::provenance
