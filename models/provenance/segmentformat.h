#pragma once

#include "models/provenance/segment.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace bulkhead::provenance::format {

/// The octets of a segment file; README.md describes them. All numbers are little-endian.
static_assert(std::endian::native == std::endian::little);

inline constexpr char magic[8] = {'B', 'H', 'P', 'R', 'O', 'V', '\r', '\n'};
inline constexpr quint16 version = 1;
inline constexpr quint64 headerSize = 4096;
inline constexpr quint64 blockSize = quint64(1) << 20;
inline constexpr quint64 alignment = 4096;

enum Section { Offsets, Remainders, Cells, Postings, Tenants, Tags, Meta, Hashes, sectionCount };

struct Span
{
    quint64 offset = 0;
    quint64 size = 0;
};

struct Header
{
    char magic[8] = {};
    quint16 version = 0;
    quint16 normalisation = 0;
    quint8 kind = 0;
    quint8 bucketBits = 0;
    quint8 remainderBytes = 0;
    quint8 tags = 0;
    unsigned char keyId[16] = {};
    unsigned char dataSet[16] = {};
    unsigned char salt[16] = {};
    quint64 fileSize = 0;
    quint64 records = 0;
    quint64 keys = 0;
    quint64 values = 0;
    quint64 postings = 0;
    Span sections[sectionCount] = {};
    quint64 keysByClass[keyClassLimit] = {};
    quint64 valuesByClass[keyClassLimit] = {};
    quint64 agreement[tagCount] = {};
    quint64 tagRecords[tagCount] = {};
    unsigned char root[32] = {};
    unsigned char nearSeal[32] = {}; ///< of the near index; zeros where there is none
};
static_assert(sizeof(Header) <= headerSize - 32);
static_assert(std::is_trivially_copyable_v<Header>);
/// Key id, data set and salt, which the sealed names are bound to.
inline constexpr qsizetype associatedFrom = offsetof(Header, keyId);
inline constexpr qsizetype associatedSize = 48;

/// What stands in the second column for each key.
struct Cell
{
    quint32 ordinal; ///< of the only record, or index into the postings where count > 1
    quint16 count;   ///< records that share the value, capped
    quint8 keyClass;
    quint8 listed; ///< postings, 0 where count is 1
};
static_assert(sizeof(Cell) == 8);

/// The keystream that masks the columns behind the look-up column: word `index` of `section`.
[[nodiscard]] inline quint64 maskWord(const SipKey& key, Section section, quint64 index)
{
    const quint64 message[2] = {static_cast<quint64>(section), index};
    return sipHash24(key, reinterpret_cast<const char*>(message), sizeof message);
}
[[nodiscard]] inline SipKey sipKeyOf(const SecretBytes& secret)
{
    SipKey key;
    std::memcpy(&key, secret.data(), sizeof key);
    return key;
}

/// What stands before a field where its check value is hashed, as the octets of a number: the ordinal, so that equal
/// values look unlike, and the tag.
[[nodiscard]] inline quint64 tagSalt(quint32 ordinal, Tag tag)
{
    return ordinal | static_cast<quint64>(tag) << 32;
}
inline constexpr std::size_t mostTagged = 251; ///< octets of a field that count
/// The check value of a field by that hash; never 0.
[[nodiscard]] inline quint16 tagFromHash(quint64 hash)
{
    const auto tag = static_cast<quint16>(hash);
    return tag == 0 ? quint16(1) : tag;
}
[[nodiscard]] inline quint16 tagOf(const SipKey& key, quint32 ordinal, Tag tag, std::string_view value)
{
    const quint64 salt = tagSalt(ordinal, tag);
    char buffer[SipBatch::saltOctets + mostTagged];
    const auto size = std::min(value.size(), mostTagged);
    std::memcpy(buffer, &salt, SipBatch::saltOctets);
    std::memcpy(buffer + SipBatch::saltOctets, value.data(), size);
    return tagFromHash(sipHash24(key, buffer, SipBatch::saltOctets + size));
}

/// How many bits choose the bucket and how many octets of the rest are stored, so that both make 56 bits at least.
struct Shape
{
    quint32 bucketBits;
    quint32 remainderBytes;
};
[[nodiscard]] inline Shape shapeFor(quint64 keys)
{
    const auto wanted = static_cast<quint32>(std::bit_width(keys / 6 + 1));
    const auto bits = std::clamp<quint32>(wanted, 8, 26);
    return {bits, bits >= 24 ? 4U : bits >= 16 ? 5U : 6U};
}

[[nodiscard]] inline quint64 bucketOf(quint64 fingerprint, quint32 bucketBits)
{
    return fingerprint >> (64 - bucketBits);
}
/// The stored remainder: the bits that follow those of the bucket.
[[nodiscard]] inline quint64 remainderOf(quint64 fingerprint, quint32 bucketBits, quint32 bytes)
{
    return (fingerprint << bucketBits) >> (64 - 8 * bytes);
}

/// Names and columns, as CBOR in AES-256-GCM under a key of this file's own.
[[nodiscard]] Bytes sealMeta(const SegmentInfo& info, const RegistryKey& key, BytesView salt, BytesView associated);
[[nodiscard]] bool openMeta(BytesView sealed, const RegistryKey& key, BytesView salt, BytesView associated,
                            SegmentInfo& info);
[[nodiscard]] Bytes hmacSha256(const SecretBytes& key, BytesView message);

} // namespace bulkhead::provenance::format
