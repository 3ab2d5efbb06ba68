#include "models/base/cbor.h"

#include <QStringDecoder>
#include <QtEndian>

#include <algorithm>
#include <limits>

namespace bulkhead::cbor {

namespace {
constexpr quint8 majorUnsigned = 0, majorNegative = 1, majorBytes = 2, majorText = 3, majorArray = 4, majorMap = 5;
constexpr quint8 simpleFalse = 0xf4, simpleTrue = 0xf5, simpleNull = 0xf6;
constexpr int depthLimit = 16;

/// Most text is; it needs no decoder.
bool isAscii(BytesView text)
{
    unsigned char all = 0;
    for (const char c : text) {
        all |= static_cast<unsigned char>(c);
    }
    return all < 0x80;
}

bool isAscii(QStringView text)
{
    char16_t all = 0;
    for (const QChar c : text) {
        all |= c.unicode();
    }
    return all < 0x80;
}
} // namespace

void Writer::head(quint8 major, quint64 argument)
{
    const auto first = static_cast<quint8>(major << 5);
    const auto put = [&](quint8 low, auto sized) {
        const auto big = qToBigEndian(sized);
        m_out.append(static_cast<char>(first | low));
        m_out.append(reinterpret_cast<const char*>(&big), sizeof big);
    };
    if (argument < 24) {
        m_out.append(static_cast<char>(first | argument));
    } else if (argument <= 0xff) {
        put(24, static_cast<quint8>(argument));
    } else if (argument <= 0xffff) {
        put(25, static_cast<quint16>(argument));
    } else if (argument <= 0xffffffff) {
        put(26, static_cast<quint32>(argument));
    } else {
        put(27, argument);
    }
}

void Writer::unsignedInteger(quint64 value)
{
    head(majorUnsigned, value);
}

void Writer::integer(qint64 value)
{
    if (value >= 0) {
        head(majorUnsigned, static_cast<quint64>(value));
    } else {
        head(majorNegative, static_cast<quint64>(-1 - value));
    }
}

void Writer::bytes(BytesView value)
{
    head(majorBytes, static_cast<quint64>(value.size()));
    m_out.append(value);
}

void Writer::text(QStringView value)
{
    if (isAscii(value)) {
        head(majorText, static_cast<quint64>(value.size()));
        const qsizetype at = m_out.size();
        m_out.resize(at + value.size());
        std::ranges::transform(value, m_out.data() + at, [](QChar c) { return static_cast<char>(c.unicode()); });
        return;
    }
    const QByteArray utf8 = value.toUtf8();
    head(majorText, static_cast<quint64>(utf8.size()));
    m_out.append(utf8);
}

void Writer::boolean(bool value)
{
    m_out.append(static_cast<char>(value ? simpleTrue : simpleFalse));
}

void Writer::null()
{
    m_out.append(static_cast<char>(simpleNull));
}

void Writer::array(quint64 size)
{
    head(majorArray, size);
}

void Writer::map(quint64 size)
{
    head(majorMap, size);
}

void Writer::raw(BytesView item)
{
    m_out.append(item);
}

Reader::Reader(BytesView encoded)
    : m_data(encoded)
{
}

Type Reader::type() const
{
    if (!m_ok) {
        return Type::Bad;
    }
    if (m_position >= m_data.size()) {
        return Type::End;
    }
    const auto octet = static_cast<quint8>(m_data[m_position]);
    switch (octet) {
    case simpleFalse:
        return Type::False;
    case simpleTrue:
        return Type::True;
    case simpleNull:
        return Type::Null;
    default:
        break;
    }
    constexpr Type byMajor[] = {Type::Unsigned, Type::Negative, Type::Bytes, Type::Text,
                                Type::Array,    Type::Map,      Type::Bad,   Type::Bad};
    return byMajor[octet >> 5];
}

std::optional<quint64> Reader::head(quint8 major)
{
    const auto refuse = [this] {
        m_ok = false;
        return std::nullopt;
    };
    if (!m_ok || m_position >= m_data.size()) {
        return refuse();
    }
    const auto octet = static_cast<quint8>(m_data[m_position]);
    if (octet >> 5 != major) {
        return refuse();
    }
    const int low = octet & 31;
    if (low < 24) {
        ++m_position;
        return static_cast<quint64>(low);
    }
    if (low > 27) {
        return refuse();
    }
    const qsizetype width = qsizetype(1) << (low - 24);
    if (m_data.size() - m_position < 1 + width) {
        return refuse();
    }
    quint64 value = 0;
    for (qsizetype i = 0; i < width; ++i) {
        value = value << 8 | static_cast<quint8>(m_data[m_position + 1 + i]);
    }
    // Only the shortest head is canonical.
    const quint64 floor = width == 1 ? 24 : quint64(1) << (width * 4);
    if (value < floor) {
        return refuse();
    }
    m_position += 1 + width;
    return value;
}

quint64 Reader::unsignedInteger()
{
    return head(majorUnsigned).value_or(0);
}

qint64 Reader::integer()
{
    const bool negative = type() == Type::Negative;
    const quint64 value = head(negative ? majorNegative : majorUnsigned).value_or(0);
    if (value > static_cast<quint64>(std::numeric_limits<qint64>::max())) {
        m_ok = false;
        return 0;
    }
    return negative ? -1 - static_cast<qint64>(value) : static_cast<qint64>(value);
}

BytesView Reader::bytes()
{
    const auto size = head(majorBytes);
    if (!size || *size > static_cast<quint64>(m_data.size() - m_position)) {
        m_ok = false;
        return {};
    }
    const auto view = m_data.sliced(m_position, static_cast<qsizetype>(*size));
    m_position += static_cast<qsizetype>(*size);
    return view;
}

QString Reader::text()
{
    const auto size = head(majorText);
    if (!size || *size > static_cast<quint64>(m_data.size() - m_position)) {
        m_ok = false;
        return {};
    }
    const auto view = m_data.sliced(m_position, static_cast<qsizetype>(*size));
    if (isAscii(view)) {
        m_position += view.size();
        return QString::fromLatin1(view);
    }
    QStringDecoder decode(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decode(view);
    if (decode.hasError()) {
        m_ok = false;
        return {};
    }
    m_position += static_cast<qsizetype>(*size);
    return text;
}

bool Reader::boolean()
{
    const Type found = type();
    if (found != Type::True && found != Type::False) {
        m_ok = false;
        return false;
    }
    ++m_position;
    return found == Type::True;
}

void Reader::null()
{
    if (type() != Type::Null) {
        m_ok = false;
        return;
    }
    ++m_position;
}

quint64 Reader::array()
{
    const auto size = head(majorArray);
    if (!size || *size > static_cast<quint64>(m_data.size() - m_position)) {
        m_ok = false;
        return 0;
    }
    return *size;
}

quint64 Reader::map()
{
    const auto size = head(majorMap);
    if (!size || *size > static_cast<quint64>(m_data.size() - m_position) / 2) {
        m_ok = false;
        return 0;
    }
    return *size;
}

quint64 Reader::key(std::optional<quint64> previous)
{
    const quint64 found = unsignedInteger();
    if (previous && found <= *previous) {
        m_ok = false;
    }
    return found;
}

BytesView Reader::item()
{
    const qsizetype start = m_position;
    if (!skip(0)) {
        m_ok = false;
        return {};
    }
    return m_data.sliced(start, m_position - start);
}

bool Reader::skip(int depth)
{
    if (depth > depthLimit) {
        return false;
    }
    switch (type()) {
    case Type::Unsigned:
        unsignedInteger();
        return m_ok;
    case Type::Negative:
        integer();
        return m_ok;
    case Type::Bytes:
        bytes();
        return m_ok;
    case Type::Text:
        text();
        return m_ok;
    case Type::False:
    case Type::True:
    case Type::Null:
        ++m_position;
        return true;
    case Type::Array:
        for (quint64 left = array(); left > 0 && m_ok; --left) {
            if (!skip(depth + 1)) {
                return false;
            }
        }
        return m_ok;
    case Type::Map: {
        std::optional<quint64> previous;
        for (quint64 left = map(); left > 0 && m_ok; --left) {
            previous = key(previous);
            if (!m_ok || !skip(depth + 1)) {
                return false;
            }
        }
        return m_ok;
    }
    case Type::End:
    case Type::Bad:
        break;
    }
    return false;
}

} // namespace bulkhead::cbor
