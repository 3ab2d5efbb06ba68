#pragma once

#include "models/provenance/format.h"

#include <QtGlobal>

#include <optional>
#include <string_view>

namespace bulkhead::provenance {

enum class Encoding : quint8 { Utf8, Utf16Le, Utf16Be, Windows1252 };
/// A table has cells; text has one cell a line, in which values are searched.
enum class Layout : quint8 { Table, Text };

/// How a delimited file is written.
struct Dialect
{
    char delimiter = ',';
    char quote = '"';       ///< 0 where nothing is quoted
    bool backslash = false; ///< a quote inside quotes is written \" (else doubled)
    bool header = false;
    bool bom = false;
    Encoding encoding = Encoding::Utf8;
    Layout layout = Layout::Table;

    bool operator==(const Dialect&) const = default;
};

/// What is known beforehand, and the bounds.
struct ReadOptions
{
    std::optional<char> delimiter = {};
    std::optional<char> quote = {};
    std::optional<bool> backslash = {};
    std::optional<bool> header = {};
    std::optional<Encoding> encoding = {};
    std::optional<Layout> layout = {};
    std::optional<Format> format = {}; ///< else found by the content
    qsizetype maxRowBytes = 1 << 20;
    int maxRowLines = 2000; ///< line ends inside one row's quotes
    int maxColumns = 1024;
};

/// Encoding of the first octets of a file: BOM, else UTF-16 by its zero octets, else UTF-8 where valid, else
/// Windows-1252. `bomSize` receives the octets to skip.
[[nodiscard]] Encoding detectEncoding(std::string_view octets, bool complete, int& bomSize);

/// Delimiter, quote, escape and layout of UTF-8 text; header is found apart. `complete`: the text is the whole file.
[[nodiscard]] Dialect detectDialect(std::string_view text, bool complete, const ReadOptions& options);

} // namespace bulkhead::provenance
