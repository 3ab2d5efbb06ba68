#include "models/base/id.h"

#include "models/base/digest.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

namespace bulkhead {

namespace {
constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int textLength = 26;

int valueOf(QChar c)
{
    const char lower = QChar(c).toLower().toLatin1();
    const char* found = lower ? std::strchr(alphabet, lower) : nullptr;
    return found ? static_cast<int>(found - alphabet) : -1;
}
} // namespace

Id Id::make(qint64 msSinceEpoch)
{
    Id id;
    for (std::size_t i = 0; i < 6; ++i) {
        id.m_octets[i] = static_cast<std::uint8_t>(msSinceEpoch >> (8 * (5 - i)));
    }
    if (RAND_bytes(id.m_octets.data() + 6, 10) != 1) {
        std::abort();
    }
    return id;
}

std::optional<Id> Id::fromBytes(BytesView bytes)
{
    if (bytes.size() != 16) {
        return std::nullopt;
    }
    Id id;
    std::memcpy(id.m_octets.data(), bytes.data(), 16);
    return id;
}

std::optional<Id> Id::fromText(QStringView text)
{
    if (text.size() != textLength || valueOf(text.front()) > 7) {
        return std::nullopt;
    }
    Id id;
    unsigned pending = 0;
    int bits = -2; // 26 × 5 = 130: the first character carries three bits.
    std::size_t next = 0;
    for (const QChar c : text) {
        const int value = valueOf(c);
        if (value < 0) {
            return std::nullopt;
        }
        pending = (pending << 5) | static_cast<unsigned>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            id.m_octets[next++] = static_cast<std::uint8_t>(pending >> bits);
        }
    }
    return id;
}

Id Id::derived(BytesView seed)
{
    return *fromBytes(BytesView(sha256(seed)).first(16));
}

QString Id::text() const
{
    QString text(textLength, Qt::Uninitialized);
    unsigned pending = 0;
    int bits = 2;
    qsizetype next = 0;
    for (const std::uint8_t octet : m_octets) {
        pending = (pending << 8) | octet;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text[next++] = QLatin1Char(alphabet[(pending >> bits) & 31]);
        }
    }
    return text;
}

qint64 Id::msSinceEpoch() const
{
    qint64 ms = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        ms = (ms << 8) | m_octets[i];
    }
    return ms;
}

} // namespace bulkhead
