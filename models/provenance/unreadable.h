#pragma once

#include <QString>

namespace bulkhead::provenance {

/// Why a row could not be read. Stable numbers: they are stored in summaries.
enum class UnreadableReason : quint8 {
    UnclosedQuote = 1,  ///< a quote is opened and never closed, within the bounds
    TooLong = 2,        ///< longer than `maxRowBytes`
    TooManyColumns = 3, ///< more cells than `maxColumns`
    NulByte = 4,        ///< holds U+0000
    BadSyntax = 5,      ///< not well-formed in its format
    Damaged = 6,        ///< a part of an archive that cannot be unpacked to its end
    Encrypted = 7,      ///< a part of an archive that needs a password
    TooLarge = 8,       ///< a part that unpacks beyond the bounds
    NoText = 9,         ///< a page of a PDF that holds no text, such as a scan
};
inline constexpr int unreadableReasonLimit = 10;
[[nodiscard]] QString unreadableReasonId(UnreadableReason reason);
[[nodiscard]] QString unreadableReasonText(UnreadableReason reason);

/// A row that was not read, with its place.
struct Unreadable
{
    quint64 row = 0;   ///< from 1, counted with the rows that could be read; the header is not a row
    qint64 offset = 0; ///< of its first octet in the source; within the part, in an archive; the page, in a PDF
    UnreadableReason reason = UnreadableReason::UnclosedQuote;

    bool operator==(const Unreadable&) const = default;
};

/// "octet 1,024", "page 3".
[[nodiscard]] QString unreadablePlaceText(const Unreadable& row);

} // namespace bulkhead::provenance
