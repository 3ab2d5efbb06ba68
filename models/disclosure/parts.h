#pragma once

#include "models/disclosure/exporting.h"

#include <span>
#include <variant>

namespace bulkhead::disclosure {

/// A paragraph or a heading as it leaves.
struct Passage
{
    int heading = 0; ///< 1 to 4; 0: a paragraph
    Spans spans = {};
};

/// A list with those that hang below its entries. Each one of them counts from 1.
struct Listing
{
    struct Entry
    {
        Spans spans = {};
        std::vector<Listing> lists = {};
    };
    bool isNumbered = false;
    std::vector<Entry> entries = {};
};

/// All rows have as many cells as the table has columns.
struct Grid
{
    bool hasHeader = false; ///< the first row is one
    std::size_t columns = 0;
    std::vector<std::vector<Spans>> rows = {};
};

using Part = std::variant<Passage, Listing, Grid>;

/// The text as every format writes it: lists nested, rows gathered into tables. Its spans are words only: runs of white
/// space are one space, none at the ends; nothing that XML 1.0 forbids; equal neighbours are one; links lead to the web
/// or to mail and are encoded.
[[nodiscard]] std::vector<Part> partsOf(const Text& text);

/// The words of a title or a banner, cleaned in the same way.
[[nodiscard]] QString titleWords(const QString& words);

/// The spans, each link's together.
[[nodiscard]] std::vector<std::span<const Span>> byLink(const Spans& spans);

/// "de" or "de-AT"; empty where `language` is no tag of BCP 47.
[[nodiscard]] QString languageTag(const QString& language);

/// ISO 8601 in UTC with seconds.
[[nodiscard]] QString isoSeconds(qint64 msSinceEpoch);

} // namespace bulkhead::disclosure
