#pragma once

#include "models/base/digest.h"
#include "models/vault/backupformat.h"
#include "models/vault/fileio.h"

namespace bulkhead {

/// Writes a backup file from its beginning to its end, in memory of a chunk: begin, any number of entries, finish.
/// Private to this room.
class BackupWriter
{
public:
    /// `file` is new and empty; `headerJson` is the vault's header, whose slots are to open the backup;
    /// `wrappingKey` is the master key's `backup`.
    [[nodiscard]] static Expected<BackupWriter> begin(fileio::File file, const Bytes& headerJson,
                                                      const SecretBytes& wrappingKey);

    /// An entry whose content follows by `add`, exactly `size` octets in all.
    [[nodiscard]] Expected<void> startEntry(const QString& name, qint64 size);
    [[nodiscard]] Expected<void> add(BytesView content);
    [[nodiscard]] Expected<void> entry(const QString& name, BytesView content);
    /// The end entry, the last chunk, fsync.
    [[nodiscard]] Expected<void> finish();

    [[nodiscard]] qint64 octets() const { return m_octets; }       ///< of the file
    [[nodiscard]] const Bytes& sha256() const { return m_digest; } ///< of the file, once finished

private:
    [[nodiscard]] Expected<void> append(BytesView plain);
    [[nodiscard]] Expected<void> flush(bool isLast);
    [[nodiscard]] Expected<void> write(BytesView octets);

    fileio::File m_file;
    SecretBytes m_key;
    Bytes m_associated; ///< SHA-256 of all that stands before the first chunk
    Bytes m_chunk;
    quint64 m_count = 0;
    backupformat::End m_end;
    Sha256 m_hash;
    Bytes m_digest;
    qint64 m_octets = 0;
};

} // namespace bulkhead
