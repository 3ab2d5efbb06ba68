#include "models/provenance/tokeniser.h"

#include <algorithm>

namespace bulkhead::provenance {

namespace {
/// What a row of that dialect has to be looked at for.
Sought soughtIn(const Dialect& dialect)
{
    const bool isTable = dialect.layout == Layout::Table;
    return Sought({'\n', '\r', isTable ? dialect.delimiter : '\n', isTable && dialect.quote != 0 ? dialect.quote : '\n',
                   isTable && dialect.backslash ? '\\' : '\n'});
}
} // namespace

Tokeniser::Tokeniser(const Dialect& dialect, int maxColumns, int maxRowLines)
    : m_dialect(dialect)
    , m_maxColumns(std::max(0, maxColumns))
    , m_maxRowLines(maxRowLines)
    , m_sought(soughtIn(dialect))
    , m_cells(static_cast<std::size_t>(m_maxColumns) + 1)
{
    m_stops[static_cast<unsigned char>(dialect.delimiter)] = true;
    m_stops[static_cast<unsigned char>('\n')] = true;
    m_stops[static_cast<unsigned char>('\r')] = true;
}

inline Tokeniser::Window Tokeniser::windowAt(char* from) const
{
    Window window{.begin = from, .marks = marksOf(from, m_sought), .ahead = 0};
    window.ahead = window.marks.sought;
    return window;
}

inline char* Tokeniser::sought(Window& window) const
{
    while (window.ahead == 0) {
        window.high |= window.marks.high;
        window.zero |= window.marks.zero;
        window.begin += marksOctets;
        window.marks = marksOf(window.begin, m_sought);
        window.ahead = window.marks.sought;
    }
    char* const found = window.begin + std::countr_zero(window.ahead);
    window.ahead &= window.ahead - 1;
    return found;
}

inline char* Tokeniser::sought(Window& window, char* from) const
{
    char* found = sought(window);
    while (found < from) {
        found = sought(window);
    }
    return found;
}

inline char* Tokeniser::stop(Window& window, char* from) const
{
    char* at = sought(window, from);
    while (!isStop(at)) { // a quote within a cell
        at = sought(window);
    }
    return at;
}

/// Sums up what stands before `next`.
inline void Tokeniser::finish(const Window& window, char* next)
{
    m_next = next;
    const auto inside = next - window.begin;
    const quint64 mask = inside >= static_cast<std::ptrdiff_t>(marksOctets) ? ~quint64(0) : (quint64(1) << inside) - 1;
    m_isAscii = (window.high | (window.marks.high & mask)) == 0;
    m_hasZero = (window.zero | (window.marks.zero & mask)) != 0;
}

Token Tokeniser::take(char* begin, char* end, bool last)
{
    m_count = 0;
    m_escaped.clear();
    if (m_dialect.layout == Layout::Text) {
        return takeLine(begin, end, last);
    }
    // The sentinel lets the inner loop run without asking for the end.
    const char kept = *end;
    *end = '\n';
    const char delimiter = m_dialect.delimiter;
    const auto most = static_cast<std::size_t>(m_maxColumns);
    Window window = windowAt(begin);
    char* p = begin;
    bool tooMany = false;
    After after = After::Delimiter;
    while (after == After::Delimiter) {
        char* const found = sought(window, p);
        if (char* const quoteAt = opening(p, found, end)) {
            p = quoteAt;
            after = quoted(window, p, end, last);
        } else {
            char* const stopped = isStop(found) ? found : stop(window, found + 1);
            put(p, stopped);
            p = stopped;
            if (*p == delimiter && p < end) {
                ++p;
            } else {
                after = ended(p, end, last);
            }
        }
        if (m_count > most) {
            tooMany = true;
            --m_count;
        }
    }
    *end = kept;
    if (after == After::NeedMore) {
        return Token::NeedMore;
    }
    if (after == After::Unclosed) {
        m_next = lineAfter(begin, end);
        return Token::Unclosed;
    }
    finish(window, p);
    if (tooMany) {
        return Token::TooManyColumns;
    }
    return isBlank(begin) ? Token::Blank : Token::Row;
}

/// The quote that opens a cell, at its first octet or behind blanks, which writers put after delimiters; null where
/// none does. `found`: the first octet sought in the cell.
inline char* Tokeniser::opening(char* cell, char* found, const char* end) const
{
    const char quote = m_dialect.quote;
    if (quote == 0 || (*found != quote && m_dialect.delimiter != ' ')) {
        return nullptr;
    }
    while (*cell == ' ') {
        ++cell;
    }
    return *cell == quote && cell < end ? cell : nullptr;
}

Tokeniser::After Tokeniser::ended(char*& p, char* end, bool last) const
{
    if (p >= end) {
        p = end;
        return last ? After::End : After::NeedMore;
    }
    if (*p == m_dialect.delimiter) {
        ++p;
        return After::Delimiter;
    }
    if (*p == '\r') {
        if (p + 1 >= end && !last) {
            return After::NeedMore;
        }
        p += p + 1 < end && p[1] == '\n' ? 2 : 1;
        return After::LineEnd;
    }
    ++p;
    return After::LineEnd;
}

Tokeniser::After Tokeniser::quoted(Window& window, char*& p, char* end, bool last)
{
    const char quote = m_dialect.quote;
    char* const begin = p + 1;
    bool escaped = false;
    int lines = 0;
    ++p;
    for (;;) {
        p = sought(window, p);
        while (*p != quote && *p != '\n' && *p != '\\') {
            p = sought(window);
        }
        if (p >= end) {
            return last ? After::Unclosed : After::NeedMore;
        }
        if (*p == '\n') {
            if (++lines > m_maxRowLines) {
                return After::Unclosed;
            }
            ++p;
            continue;
        }
        if (*p == '\\') {
            if (!m_dialect.backslash) {
                ++p;
                continue;
            }
            if (p + 1 >= end) {
                return last ? After::Unclosed : After::NeedMore;
            }
            escaped = true;
            p += 2;
            continue;
        }
        if (p + 1 >= end && !last) {
            return After::NeedMore;
        }
        if (p + 1 < end && p[1] == quote) {
            escaped = true;
            p += 2;
            continue;
        }
        break;
    }
    char* const close = p++;
    char* const behind = p;
    while (p < end && *p == ' ') {
        ++p;
    }
    if (p >= end || m_stops[static_cast<unsigned char>(*p)]) {
        if (escaped) {
            putEscaped(begin, close);
        } else {
            put(begin, close);
        }
        return ended(p, end, last);
    }
    // Text behind the closing quote: it is kept, the quote is dropped.
    p = stop(window, behind);
    if (p >= end && !last) {
        return After::NeedMore;
    }
    putEscaped(begin, p);
    return ended(p, end, last);
}

Token Tokeniser::takeLine(char* begin, char* end, bool last)
{
    const char kept = *end;
    *end = '\n';
    Window window = windowAt(begin);
    char* p = sought(window);
    put(begin, p);
    const After after = ended(p, end, last);
    *end = kept;
    if (after == After::NeedMore) {
        return Token::NeedMore;
    }
    finish(window, p);
    return isBlank(begin) ? Token::Blank : Token::Row;
}

char* Tokeniser::lineAfter(char* p, char* end) const
{
    while (p < end && *p != '\n' && *p != '\r') {
        ++p;
    }
    if (p < end) {
        p += *p == '\r' && p + 1 < end && p[1] == '\n' ? 2 : 1;
    }
    return p;
}

bool Tokeniser::isBlank(const char* begin) const
{
    if (m_count != 1 || m_cells.front().data() != begin) {
        return false; // several cells, or one in quotes
    }
    return m_cells.front().find_first_not_of(" \t") == std::string_view::npos;
}

/// In place.
std::string_view Tokeniser::unescaped(std::string_view cell) const
{
    const char quote = m_dialect.quote;
    char* const begin = const_cast<char*>(cell.data()); // of the text that `take` was given
    const char* const end = begin + cell.size();
    char* out = begin;
    bool closed = false;
    for (const char* in = begin; in < end; ++in) {
        if (!closed && m_dialect.backslash && *in == '\\' && in + 1 < end) {
            ++in;
        } else if (!closed && *in == quote) {
            if (in + 1 < end && in[1] == quote) {
                ++in;
            } else {
                closed = true;
                continue;
            }
        }
        *out++ = *in;
    }
    return {begin, static_cast<std::size_t>(out - begin)};
}

std::span<const std::string_view> Tokeniser::cells()
{
    for (const std::size_t place : m_escaped) {
        m_cells[place] = unescaped(m_cells[place]);
    }
    m_escaped.clear();
    return std::span(m_cells).first(m_count);
}

} // namespace bulkhead::provenance
