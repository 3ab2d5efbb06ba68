#include "models/provenance/registry/rowverdicts.h"

#include <QtEndian>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr QByteArrayView rowsMagic = "BRV1";
constexpr qsizetype rowsHead = 12;
constexpr int fastZlib = 1; ///< of zlib
constexpr int halfBits = 4;

int halfShift(quint64 row)
{
    return (row - 1) % 2 == 0 ? 0 : halfBits;
}

qsizetype halfPlace(quint64 row)
{
    return static_cast<qsizetype>((row - 1) / 2);
}
} // namespace

void RowVerdicts::add(Verdict verdict)
{
    ++m_size;
    if (m_size > mostRows) {
        m_halves.clear();
        return;
    }
    if (m_size % 2 == 1) {
        m_halves.append(static_cast<char>(verdict));
    } else {
        m_halves.back() = static_cast<char>(m_halves.back() | static_cast<int>(verdict) << halfBits);
    }
}

Verdict RowVerdicts::at(quint64 row) const
{
    return static_cast<Verdict>(m_halves[halfPlace(row)] >> halfShift(row) & 0x0f);
}

void RowVerdicts::set(quint64 row, Verdict verdict)
{
    char& octet = m_halves[halfPlace(row)];
    octet = static_cast<char>((octet & ~(0x0f << halfShift(row))) | static_cast<int>(verdict) << halfShift(row));
}

std::array<quint64, verdictCount> RowVerdicts::counts() const
{
    std::array<quint64, verdictCount> counts = {};
    for (quint64 row = 1; isKept() && row <= m_size; ++row) {
        ++counts[static_cast<std::size_t>(at(row))];
    }
    return counts;
}

Bytes RowVerdicts::pack() const
{
    if (!isKept()) {
        return {};
    }
    Bytes packed = rowsMagic.toByteArray();
    packed.resize(rowsHead);
    qToLittleEndian(m_size, packed.data() + rowsMagic.size());
    return packed + qCompress(m_halves, fastZlib);
}

std::optional<RowVerdicts> RowVerdicts::unpack(BytesView packed)
{
    constexpr qsizetype lengthSize = 4; // the first octets of what qCompress gives: the size unpacked
    if (packed.size() < rowsHead + lengthSize || !packed.startsWith(rowsMagic)) {
        return {};
    }
    RowVerdicts result;
    result.m_size = qFromLittleEndian<quint64>(packed.data() + rowsMagic.size());
    const auto unpacked = qFromBigEndian<quint32>(packed.data() + rowsHead);
    if (!result.isKept() || unpacked != (result.m_size + 1) / 2) {
        return {};
    }
    result.m_halves = qUncompress(packed.sliced(rowsHead).toByteArray());
    if (result.m_halves.size() != static_cast<qsizetype>(unpacked)) {
        return {};
    }
    for (quint64 row = 1; row <= result.m_size; ++row) {
        if (static_cast<int>(result.at(row)) >= verdictCount) {
            return {};
        }
    }
    return result;
}

} // namespace bulkhead::provenance
