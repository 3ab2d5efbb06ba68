#pragma once

#include "models/provenance/dialect.h"

#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// What came of the attempt to take one row from a text.
enum class Token { Row, Blank, NeedMore, Unclosed, TooManyColumns };

/// Splits delimited text into cells, a row at a time, without copying: cells are views into the text, quotes removed;
/// escapes are resolved in place, when the cells are asked for. The text must be followed by one writable octet,
/// which the tokeniser uses as a sentinel.
class Tokeniser
{
public:
    Tokeniser(const Dialect& dialect, int maxColumns, int maxRowLines);

    /// Takes the row that begins at `begin`. `last`: nothing follows behind `end`. On Row, Blank and TooManyColumns
    /// `next()` is where the following row begins; on Unclosed it is the line after the one the row began on.
    [[nodiscard]] Token take(char* begin, char* end, bool last);
    [[nodiscard]] char* next() const { return m_next; }
    /// Resolves escapes in place and gives the cells of the row that `take` found.
    [[nodiscard]] const std::vector<std::string_view>& cells();

private:
    struct Span
    {
        char* begin;
        char* end;
        bool escaped;
    };
    enum class After { Delimiter, LineEnd, End, NeedMore, Unclosed };
    [[nodiscard]] After quoted(char*& p, char* end, bool last);
    [[nodiscard]] After plain(char*& p, char* end, bool last);
    [[nodiscard]] After ended(char*& p, char* end, bool last) const;
    [[nodiscard]] Token takeLine(char* begin, char* end, bool last);
    [[nodiscard]] char* lineAfter(char* p, char* end) const;
    [[nodiscard]] bool isBlank(const char* begin) const;

    Dialect m_dialect;
    int m_maxColumns;
    int m_maxRowLines;
    bool m_stops[256] = {};
    std::vector<Span> m_spans;
    std::vector<std::string_view> m_cells;
    char* m_next = nullptr;
};

} // namespace bulkhead::provenance
