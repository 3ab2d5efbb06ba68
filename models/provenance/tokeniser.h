#pragma once

#include "models/provenance/dialect.h"
#include "models/provenance/octets.h"

#include <span>
#include <string_view>
#include <vector>

namespace bulkhead::provenance {

/// What came of the attempt to take one row from a text.
enum class Token { Row, Blank, NeedMore, Unclosed, TooManyColumns };

/// Splits delimited text into cells, a row at a time, without copying: cells are views into the text, quotes removed;
/// escapes are resolved in place, when the cells are asked for. `padding` octets behind the text must be readable and
/// the first of them writable, which the tokeniser uses as a sentinel.
class Tokeniser
{
public:
    static constexpr std::size_t padding = marksOctets + 1;

    Tokeniser(const Dialect& dialect, int maxColumns, int maxRowLines);

    /// Takes the row that begins at `begin`. `last`: nothing follows behind `end`. On Row, Blank and TooManyColumns
    /// `next()` is where the following row begins; on Unclosed it is the line after the one the row began on.
    [[nodiscard]] Token take(char* begin, char* end, bool last);
    [[nodiscard]] char* next() const { return m_next; }
    /// Of the row that `take` found, line end included.
    [[nodiscard]] bool isAscii() const { return m_isAscii; }
    [[nodiscard]] bool hasZero() const { return m_hasZero; }
    /// Resolves escapes in place and gives the cells of the row that `take` found.
    [[nodiscard]] std::span<const std::string_view> cells();

private:
    /// 64 octets of the text, and what stands in them from the place in hand on.
    struct Window
    {
        char* begin;
        Marks marks;
        quint64 ahead;    ///< marks of what is sought, not passed yet
        quint64 high = 0; ///< of the windows before
        quint64 zero = 0;
    };
    enum class After { Delimiter, LineEnd, End, NeedMore, Unclosed };
    [[nodiscard]] Window windowAt(char* from) const;
    [[nodiscard]] char* sought(Window& window) const;             ///< the next octet sought, and passes it
    [[nodiscard]] char* sought(Window& window, char* from) const; ///< the same at or behind `from`, which is not before
    [[nodiscard]] char* stop(Window& window, char* from) const; ///< the first delimiter or line end at or behind `from`
    [[nodiscard]] bool isStop(const char* at) const { return m_stops[static_cast<unsigned char>(*at)]; }
    [[nodiscard]] char* opening(char* cell, char* found, const char* end) const;
    void finish(const Window& window, char* next);
    [[nodiscard]] After quoted(Window& window, char*& p, char* end, bool last);
    [[nodiscard]] After ended(char*& p, char* end, bool last) const;
    [[nodiscard]] Token takeLine(char* begin, char* end, bool last);
    [[nodiscard]] char* lineAfter(char* p, char* end) const;
    [[nodiscard]] bool isBlank(const char* begin) const;
    void put(char* begin, char* end) { m_cells[m_count++] = {begin, static_cast<std::size_t>(end - begin)}; }
    void putEscaped(char* begin, char* end)
    {
        m_escaped.push_back(m_count);
        put(begin, end);
    }
    [[nodiscard]] std::string_view unescaped(std::string_view cell) const;

    Dialect m_dialect;
    int m_maxColumns;
    int m_maxRowLines;
    bool m_stops[256] = {};
    Sought m_sought;
    bool m_isAscii = true;
    bool m_hasZero = false;
    std::vector<std::string_view> m_cells; ///< room for one more than there may be
    std::size_t m_count = 0;               ///< of them, those of the row
    std::vector<std::size_t> m_escaped;    ///< cells whose escapes are not resolved yet
    char* m_next = nullptr;
};

} // namespace bulkhead::provenance
