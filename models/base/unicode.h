#pragma once

#include "models/base/bytes.h"

#include <QString>

#include <string>
#include <string_view>

namespace bulkhead {

/// NFC of UTF-8; empty where the bytes are not UTF-8.
[[nodiscard]] std::string nfc(std::string_view utf8);
/// NFKC with full case folding (Unicode TR44 NFKC_CF) of UTF-8; empty where the bytes are not UTF-8.
[[nodiscard]] std::string nfkcFolded(std::string_view utf8);
/// nfkcFolded without combining marks ("Łukasz Nuñez" → "łukasz nunez"); ß folds to ss.
[[nodiscard]] std::string foldedWithoutMarks(std::string_view utf8);

} // namespace bulkhead
