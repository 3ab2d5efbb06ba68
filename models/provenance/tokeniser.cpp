#include "models/provenance/tokeniser.h"

#include <cstring>

namespace bulkhead::provenance {

Tokeniser::Tokeniser(const Dialect& dialect, int maxColumns, int maxRowLines)
    : m_dialect(dialect)
    , m_maxColumns(maxColumns)
    , m_maxRowLines(maxRowLines)
{
    m_stops[static_cast<unsigned char>(dialect.delimiter)] = true;
    m_stops[static_cast<unsigned char>('\n')] = true;
    m_stops[static_cast<unsigned char>('\r')] = true;
}

Token Tokeniser::take(char* begin, char* end, bool last)
{
    m_spans.clear();
    if (m_dialect.layout == Layout::Text) {
        return takeLine(begin, end, last);
    }
    // The sentinel lets the inner loop run without asking for the end.
    const char kept = *end;
    *end = '\n';
    char* p = begin;
    bool tooMany = false;
    Token token = Token::Row;
    for (;;) {
        char* q = p;
        // A quote opens a cell at its first octet, or behind blanks, which writers put after delimiters.
        while (q < end && *q == ' ') {
            ++q;
        }
        const bool quote = m_dialect.quote != 0 && q < end && *q == m_dialect.quote;
        if (quote) {
            p = q;
        }
        const After after = quote ? quoted(p, end, last) : plain(p, end, last);
        if (after == After::NeedMore) {
            token = Token::NeedMore;
            break;
        }
        if (after == After::Unclosed) {
            token = Token::Unclosed;
            break;
        }
        if (static_cast<int>(m_spans.size()) > m_maxColumns) {
            tooMany = true;
            m_spans.pop_back();
        }
        if (after != After::Delimiter) {
            break;
        }
    }
    *end = kept;
    if (token == Token::NeedMore) {
        return token;
    }
    if (token == Token::Unclosed) {
        m_next = lineAfter(begin, end);
        return token;
    }
    m_next = p;
    if (tooMany) {
        return Token::TooManyColumns;
    }
    return isBlank(begin) ? Token::Blank : Token::Row;
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

Tokeniser::After Tokeniser::plain(char*& p, char* end, bool last)
{
    char* const begin = p;
    while (!m_stops[static_cast<unsigned char>(*p)]) {
        ++p;
    }
    m_spans.push_back({begin, p, false});
    return ended(p, end, last);
}

Tokeniser::After Tokeniser::quoted(char*& p, char* end, bool last)
{
    const char quote = m_dialect.quote;
    char* const begin = p + 1;
    bool escaped = false;
    int lines = 0;
    ++p;
    for (;;) {
        while (*p != quote && *p != '\n' && *p != '\\') {
            ++p;
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
        m_spans.push_back({begin, close, escaped});
        return ended(p, end, last);
    }
    // Text behind the closing quote: it is kept, the quote is dropped.
    p = behind;
    while (!m_stops[static_cast<unsigned char>(*p)]) {
        ++p;
    }
    if (p >= end && !last) {
        return After::NeedMore;
    }
    m_spans.push_back({begin, p, true});
    return ended(p, end, last);
}

Token Tokeniser::takeLine(char* begin, char* end, bool last)
{
    const char kept = *end;
    *end = '\n';
    char* p = begin;
    while (*p != '\n' && *p != '\r') {
        ++p;
    }
    m_spans.push_back({begin, p, false});
    const After after = ended(p, end, last);
    *end = kept;
    if (after == After::NeedMore) {
        return Token::NeedMore;
    }
    m_next = p;
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
    if (m_spans.size() != 1 || m_spans.front().begin != begin) {
        return false; // several cells, or one in quotes
    }
    const std::string_view line(begin, static_cast<std::size_t>(m_spans.front().end - begin));
    return line.find_first_not_of(" \t") == std::string_view::npos;
}

const std::vector<std::string_view>& Tokeniser::cells()
{
    m_cells.clear();
    const char quote = m_dialect.quote;
    for (auto& span : m_spans) {
        char* end = span.end;
        if (span.escaped) {
            char* out = span.begin;
            bool closed = false;
            for (const char* in = span.begin; in < span.end; ++in) {
                if (!closed && m_dialect.backslash && *in == '\\' && in + 1 < span.end) {
                    ++in;
                } else if (!closed && *in == quote) {
                    if (in + 1 < span.end && in[1] == quote) {
                        ++in;
                    } else {
                        closed = true;
                        continue;
                    }
                }
                *out++ = *in;
            }
            end = out;
        }
        m_cells.emplace_back(span.begin, static_cast<std::size_t>(end - span.begin));
    }
    return m_cells;
}

} // namespace bulkhead::provenance
