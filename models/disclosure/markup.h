#pragma once

#include "models/base/error.h"

#include <QString>

#include <vector>

namespace bulkhead::disclosure {

/// A piece of a line: words, or something that stands for what the program knows.
struct Span
{
    enum class Kind : quint8 {
        Text,
        Chip,    ///< a fact of the incident: {aware}
        Element, ///< where a required element is answered: {#f48}
        Ask,     ///< what a person has still to write: {?: when it happened}
        Later,   ///< not yet known, will follow: {later} or {later: the logs are being read}
    };
    Kind kind = Kind::Text;
    QString text = {}; ///< the words; the fact's name; the element's id; what is asked; why it is not known
    bool isBold = false;
    bool isItalic = false;
    QString link = {}; ///< https:, http: or mailto:; empty: none

    bool operator==(const Span&) const = default;
};
using Spans = std::vector<Span>;

/// A paragraph, a heading, an entry of a list, or a row of a table.
struct Block
{
    enum class Kind : quint8 { Paragraph, Heading, Bullet, Numbered, Row };
    Kind kind = Kind::Paragraph;
    int level = 0; ///< of a heading 1 to 4; of a list's entry 0 to 2
    Spans spans = {};
    std::vector<Spans> cells = {}; ///< of a row
    bool isHeader = false;         ///< of a row: the first of its table

    bool operator==(const Block&) const = default;
};

/// What a draft may hold: what survives in every export.
struct Text
{
    std::vector<Block> blocks = {};

    bool operator==(const Text&) const = default;
    [[nodiscard]] bool isEmpty() const { return blocks.empty(); }
};

/// The most that a section may hold, in characters.
inline constexpr qsizetype longestSection = 200'000;

/// Reads Markdown's headings (#), lists (-, 1.), tables (|), **bold**, *italic*, [words](link), and the marks in braces
/// above; a backslash takes what follows as it is. What is nothing of these is text: nobody's words are lost. Links to
/// anything but the web and mail become text. Error: `markup.too-long`.
[[nodiscard]] Expected<Text> readMarkup(const QString& markup);
/// The other way: reading it again gives the same text.
[[nodiscard]] QString writeMarkup(const Text& text);

/// Words only, one line a block; chips as {name}, without marks of elements.
[[nodiscard]] QString plainText(const Text& text);
[[nodiscard]] QString plainText(const Spans& spans);

} // namespace bulkhead::disclosure
