#pragma once

#include "models/provenance/dialect.h"

#include <string>
#include <string_view>

namespace bulkhead::provenance {

/// Appends `octets` to `out` as UTF-8 and returns how many were consumed: the rest is the beginning of a character that
/// the next call needs again. At the end (`last`) everything is consumed; a broken rest becomes U+FFFD.
qsizetype decode(Encoding encoding, std::string_view octets, bool last, std::string& out);

/// How many octets of the source the UTF-8 text took in that encoding (for places in a file).
[[nodiscard]] qint64 encodedSize(Encoding encoding, std::string_view utf8);

/// True where all is ASCII.
[[nodiscard]] bool isAscii(std::string_view text);
/// True where the text is valid UTF-8 (no overlong forms, surrogates or values above U+10FFFF).
[[nodiscard]] bool isUtf8(std::string_view text);
void appendUtf8(std::string& out, char32_t character);

} // namespace bulkhead::provenance
