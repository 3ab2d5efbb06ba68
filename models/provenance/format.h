#pragma once

#include <QString>

#include <optional>

namespace bulkhead::provenance {

/// How a sample is written, found by its content. `Plain` is a table in any dialect, or text.
enum class Format : quint8 { Plain, Json, Sql, Sheet, Vcard, Ldif, Archive, Compressed, Pdf, Media };

/// "plain", "json", "sql", "xlsx", "vcard", "ldif", "archive", "compressed", "pdf", "media".
[[nodiscard]] QString formatId(Format format);
[[nodiscard]] std::optional<Format> formatFromId(QStringView id);

} // namespace bulkhead::provenance
