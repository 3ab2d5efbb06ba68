#pragma once

#include "models/provenance/near/nearweigh.h"
#include "models/provenance/segmentformat.h"

#include <bit>

/// The octets of a near index; README.md beside describes them. All numbers are little-endian.
namespace bulkhead::provenance::nearformat {

inline constexpr char magic[8] = {'B', 'H', 'N', 'E', 'A', 'R', '\r', '\n'};
inline constexpr quint16 version = 1;
inline constexpr quint64 headerSize = 4096;
inline constexpr quint64 blockSize = quint64(1) << 20;
inline constexpr quint64 alignment = 4096;
inline constexpr std::size_t sketchWords = sizeof(NearSketch) / sizeof(quint64);
/// A band that more records share finds nobody and is left out.
inline constexpr std::size_t mostSharing = 32;

enum NearSection { BandEntries, BandOffsets, Sketches, BlockHashes, nearSectionCount };

struct NearHeader
{
    char magic[8] = {};
    quint16 version = 0;
    quint16 normalisation = 0;
    quint8 fields = 0;
    quint8 levels = 0;
    quint8 bucketBits = 0;
    quint8 unused = 0;
    unsigned char keyId[16] = {};
    unsigned char dataSet[16] = {};
    unsigned char salt[16] = {};
    quint64 fileSize = 0;
    quint64 records = 0;
    quint64 bands = 0;
    format::Span sections[nearSectionCount] = {};
    quint64 pairs[nearFieldCount][nearLevelCount] = {};
    unsigned char root[32] = {};
};
static_assert(sizeof(NearHeader) <= headerSize - 32);
static_assert(std::is_trivially_copyable_v<NearHeader>);

/// The keystream over entries and sketches: word `index` of `section`.
[[nodiscard]] inline quint64 maskOf(const SipKey& key, NearSection section, quint64 index)
{
    const quint64 message[2] = {static_cast<quint64>(section), index};
    return sipHash24(key, reinterpret_cast<const char*>(message), sizeof message);
}
[[nodiscard]] inline quint32 bucketBitsFor(quint64 bands)
{
    return std::clamp<quint32>(static_cast<quint32>(std::bit_width(bands / 4 + 1)), 6, 28);
}
[[nodiscard]] inline quint64 bucketOf(quint64 band, quint32 bits)
{
    return band >> (64 - bits);
}
[[nodiscard]] inline quint32 remainderOf(quint64 band, quint32 bits)
{
    return static_cast<quint32>(band << bits >> 32);
}
[[nodiscard]] inline Bytes codeOf(const RegistryKey& key, BytesView salt, BytesView front)
{
    return format::hmacSha256(key.derived("near-mac", salt), front.first(static_cast<qsizetype>(headerSize) - 32));
}

} // namespace bulkhead::provenance::nearformat
