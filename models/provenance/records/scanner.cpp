#include "models/provenance/records/recordsource.h"

#include <algorithm>
#include <cstring>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t pieceOctets = std::size_t(64) << 10;
}

Expected<std::string_view> PeekedSource::peek(std::size_t size)
{
    while (m_front.size() - m_at < size) {
        const std::size_t kept = m_front.size();
        m_front.resize(kept + size);
        TRY(const qint64 got, m_source.read(m_front.data() + kept, static_cast<qint64>(size)));
        m_front.resize(kept + static_cast<std::size_t>(got));
        m_taken += got;
        if (got == 0) {
            break;
        }
    }
    return std::string_view(m_front).substr(m_at, size);
}

Expected<qint64> PeekedSource::read(char* into, qint64 size)
{
    if (m_at < m_front.size()) {
        const std::size_t count = std::min(static_cast<std::size_t>(size), m_front.size() - m_at);
        std::memcpy(into, m_front.data() + m_at, count);
        m_at += count;
        if (m_at == m_front.size()) {
            m_front.clear();
            m_at = 0;
        }
        return static_cast<qint64>(count);
    }
    TRY(const qint64 got, m_source.read(into, size));
    m_taken += got;
    return got;
}

bool Scanner::fill()
{
    if (m_isAtEnd) {
        return false;
    }
    if (m_at > pieceOctets) {
        m_text.erase(0, m_at);
        m_at = 0;
    }
    const std::size_t kept = m_text.size();
    m_text.resize(kept + pieceOctets);
    const auto got = m_source.read(m_text.data() + kept, static_cast<qint64>(pieceOctets));
    m_text.resize(kept + (got ? static_cast<std::size_t>(*got) : 0));
    if (!got) {
        m_error = got.error();
    }
    m_isAtEnd = !got || *got == 0;
    return !m_isAtEnd;
}

int Scanner::peek(std::size_t ahead)
{
    while (m_at + ahead >= m_text.size()) {
        if (!fill()) {
            return atEnd;
        }
    }
    return static_cast<unsigned char>(m_text[m_at + ahead]);
}

int Scanner::take()
{
    const int c = peek();
    if (c != atEnd) {
        ++m_at;
        ++m_offset;
    }
    return c;
}

void Scanner::skip(std::size_t count)
{
    for (; count > 0 && take() != atEnd; --count) { }
}

void Scanner::skipBlanks()
{
    for (int c = peek(); c == ' ' || c == '\t' || c == '\r' || c == '\n'; c = peek()) {
        ++m_at;
        ++m_offset;
    }
}

bool Scanner::startsWith(std::string_view word, bool ignoringCase)
{
    for (std::size_t i = 0; i < word.size(); ++i) {
        int c = peek(i);
        c = ignoringCase && c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c;
        if (c != static_cast<unsigned char>(word[i])) {
            return false;
        }
    }
    return true;
}

std::string_view Scanner::line(qsizetype limit, bool& tooLong)
{
    const auto most = static_cast<std::size_t>(limit);
    tooLong = false;
    std::size_t size = 0; // of what is in hand without a line end
    std::string_view found;
    for (;;) {
        const std::string_view rest = std::string_view(m_text).substr(m_at);
        const auto end = rest.find('\n', size);
        size = std::min(end, rest.size());
        if (size > most && !tooLong) {
            tooLong = true;
            m_front.assign(rest.substr(0, most));
        }
        if (end != std::string_view::npos || (!tooLong && !fill())) {
            found = std::string_view(m_text).substr(m_at, size);
            skipWindow(end == std::string_view::npos ? size : size + 1);
            break;
        }
        if (tooLong) {
            skipWindow(size);
            size = 0;
            if (!fill()) {
                break;
            }
        }
    }
    found = tooLong ? std::string_view(m_front) : found;
    return found.ends_with('\r') ? found.substr(0, found.size() - 1) : found;
}

Expected<void> Scanner::state() const
{
    return m_error ? Expected<void>(std::unexpected(*m_error)) : Expected<void>();
}

} // namespace bulkhead::provenance
