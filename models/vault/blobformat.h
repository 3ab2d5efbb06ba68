#pragma once

#include "models/base/bytes.h"
#include "models/vault/crypto.h"

/// The octets of a blob file; see README.md. Private to this room.
namespace bulkhead::blobformat {

inline constexpr char magic[] = "BLKHBLOB";                ///< 8 octets
inline constexpr quint32 version = 1;                      ///< 4 octets, big-endian
inline constexpr qsizetype headerSize = 8 + 4 + 16;        ///< magic, version, random id
inline constexpr qsizetype chunkSize = qsizetype(1) << 20; ///< octets of plaintext in all chunks but the last
inline constexpr qsizetype sealedChunkSize = chunkSize + crypto::tagSize;

[[nodiscard]] Bytes freshHeader();
/// 88-bit big-endian counter ∥ last flag (STREAM, Hoang et al. 2015).
[[nodiscard]] Bytes nonce(quint64 chunk, bool isLast);
/// Octets of the file that holds `size` octets of plaintext.
[[nodiscard]] qint64 fileSize(qint64 size);
/// Octets of plaintext in a file of that length; negative where no blob has this length.
[[nodiscard]] qint64 plainSize(qint64 fileSize);

} // namespace bulkhead::blobformat
