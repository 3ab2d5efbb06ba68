#pragma once

#include <QStringList>

#include <vector>

namespace bulkhead::ctl {

/// A table for people: aligned on a terminal, Markdown or HTML in an export.
struct TextTable
{
    QStringList headers;
    std::vector<QStringList> rows;
    std::vector<int> rightAligned = {}; ///< columns of numbers

    bool operator==(const TextTable&) const = default;
    [[nodiscard]] bool isEmpty() const { return rows.empty(); }
    /// Two spaces between columns, the last one unpadded, a newline behind each row.
    [[nodiscard]] QString aligned() const;
};

/// Columns that a text takes on a terminal: wide characters two, combining marks none.
[[nodiscard]] qsizetype displayWidth(QStringView text);

/// Breaks at spaces so that no line is wider than `width`, each behind `indent`.
[[nodiscard]] QString wrapped(const QString& text, const QString& indent, qsizetype width = 96);

/// What a person may see of a text that others wrote: control characters and those that turn the reading direction
/// become U+FFFD, so that a title cannot steer a terminal. Newlines stay where `keepNewlines`.
[[nodiscard]] QString printable(QStringView text, bool keepNewlines = true);

} // namespace bulkhead::ctl
