#pragma once

#include "models/vault/header.h"

#include <optional>

/// The octets of a backup file; see README.md. Private to this room.
namespace bulkhead::backupformat {

inline constexpr char magic[] = "BLKHBKUP";                ///< 8 octets
inline constexpr quint32 version = 1;                      ///< 4 octets, big-endian
inline constexpr qsizetype fixedSize = 8 + 4 + 4;          ///< magic, version, length of the vault's header
inline constexpr qsizetype chunkSize = qsizetype(1) << 20; ///< octets of plaintext in all chunks but the last
inline constexpr qsizetype sealedChunkSize = chunkSize + crypto::tagSize;
inline constexpr qsizetype wrappedKeySize = crypto::nonceSize + crypto::keySize + crypto::tagSize;
inline constexpr qsizetype largestHeader = qsizetype(4) << 20;    ///< octets of vault.json
inline constexpr qsizetype largestEntryHead = qsizetype(4) << 10; ///< octets of an entry's name and size

/// What stands before an entry's content.
struct EntryHead
{
    QString name; ///< "about", "journal.db", "anchors", "blobs/…", "index/…"; "end" is the last
    qint64 size = 0;

    [[nodiscard]] Bytes encoded() const; ///< with its length in front
    [[nodiscard]] static std::optional<EntryHead> decoded(BytesView head);
    /// Whether a vault's folder can have a file of that name: nothing else is ever unpacked.
    [[nodiscard]] bool isFile() const;
};

/// The first entry: when it was made and of what.
struct About
{
    Id vault;
    qint64 created = 0; ///< ms since 1970
    qint64 changes = 0; ///< in the journal; -1 where nobody counted

    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static std::optional<About> decoded(BytesView content);
};

/// The last entry.
struct End
{
    quint64 entries = 0;
    quint64 octets = 0; ///< of content

    bool operator==(const End&) const = default;
    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static std::optional<End> decoded(BytesView content);
};

[[nodiscard]] Bytes bigEndian(quint32 number);
[[nodiscard]] quint32 fromBigEndian(BytesView four);
/// The key that wraps a backup's own key.
[[nodiscard]] SecretBytes wrappingKey(const SecretBytes& master);

} // namespace bulkhead::backupformat
