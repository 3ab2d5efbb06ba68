#include "models/disclosure/openpackage.h"

#include <QDateTime>
#include <QtEndian>

#include <algorithm>
#include <array>

namespace bulkhead::disclosure {

namespace {
template<typename T> QByteArray littleEndian(T value)
{
    QByteArray bytes(sizeof(T), Qt::Uninitialized);
    qToLittleEndian(value, bytes.data());
    return bytes;
}

QByteArray word(qint64 value)
{
    return littleEndian(static_cast<quint16>(value));
}

QByteArray doubleWord(qint64 value)
{
    return littleEndian(static_cast<quint32>(value));
}

/// CRC-32 of ISO 3309, as zip has it.
quint32 checksumOf(const QByteArray& bytes)
{
    static const auto table = [] {
        std::array<quint32, 256> result{};
        for (quint32 i = 0; i < result.size(); ++i) {
            quint32 value = i;
            for (int bit = 0; bit < 8; ++bit) {
                value = value & 1U ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
            }
            result[i] = value;
        }
        return result;
    }();
    quint32 sum = 0xFFFFFFFFU;
    for (const char c : bytes) {
        sum = table[(sum ^ static_cast<quint8>(c)) & 0xFFU] ^ (sum >> 8U);
    }
    return ~sum;
}

QByteArray deflated(const QByteArray& bytes)
{
    // Qt's four octets of length, zlib's two at the front and its four behind are not of the raw stream.
    return qCompress(bytes, 9).mid(6).chopped(4);
}
} // namespace

OpenPackage::OpenPackage(qint64 msSinceEpoch)
{
    constexpr qint64 first = 315'532'800'000;  // 1980-01-01
    constexpr qint64 last = 4'354'819'198'000; // 2107-12-31 23:59:58
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(std::clamp(msSinceEpoch, first, last), Qt::UTC);
    const QTime time = at.time();
    const QDate date = at.date();
    m_time = word(time.hour() << 11 | time.minute() << 5 | time.second() / 2)
        + word((date.year() - 1980) << 9 | date.month() << 5 | date.day());
}

void OpenPackage::add(const QByteArray& name, const QByteArray& content, Packing packing)
{
    const bool isDeflated = packing == Packing::Deflated;
    const QByteArray packed = isDeflated ? deflated(content) : content;
    const QByteArray common = word(20) + word(0) + word(isDeflated ? 8 : 0) + m_time + doubleWord(checksumOf(content))
        + doubleWord(packed.size()) + doubleWord(content.size()) + word(name.size()) + word(0);
    // Comment, disk, attributes twice.
    m_directory += "PK\x01\x02" + word(20) + common + word(0) + word(0) + word(0) + doubleWord(0)
        + doubleWord(m_members.size()) + name;
    m_members += "PK\x03\x04" + common + name + packed;
    ++m_count;
}

QByteArray OpenPackage::bytes() const
{
    return m_members + m_directory + "PK\x05\x06" + word(0) + word(0) + word(m_count) + word(m_count)
        + doubleWord(m_directory.size()) + doubleWord(m_members.size()) + word(0);
}

} // namespace bulkhead::disclosure
