#pragma once

#include "models/vault/backupformat.h"
#include "models/vault/fileio.h"

#include <optional>

namespace bulkhead {

/// Reads a backup file, giving out only what has verified. Errors: `vault.not-a-backup`, `vault.newer-format`,
/// `vault.wrong-passphrase`, `vault.kdf-refused`, `vault.backup-damaged` (its detail says where), `vault.io`. Private
/// to this room.
class BackupReader
{
public:
    [[nodiscard]] static Expected<BackupReader> open(const QString& path, const Credential& credential);

    [[nodiscard]] const Bytes& headerJson() const { return m_headerJson; }
    [[nodiscard]] const Header& header() const { return m_header; }
    [[nodiscard]] const backupformat::About& about() const { return m_about; }

    /// The next entry, whose content has been read whole before; nothing once the end is reached and right.
    [[nodiscard]] Expected<std::optional<backupformat::EntryHead>> next();
    /// Up to a chunk of the entry's content; empty at its end. Valid until the next call.
    [[nodiscard]] Expected<BytesView> content();

    [[nodiscard]] qint64 position() const { return m_position; } ///< octets of the file that are read
    [[nodiscard]] qint64 fileSize() const { return m_size; }

private:
    [[nodiscard]] Expected<void> readPreamble(const Credential& credential);
    [[nodiscard]] Expected<void> readAbout();
    [[nodiscard]] Expected<Bytes> readRaw(qsizetype size);
    [[nodiscard]] Expected<void> nextChunk();
    [[nodiscard]] Expected<Bytes> take(qsizetype size);
    [[nodiscard]] Expected<void> checkEnd(const backupformat::EntryHead& head);
    [[nodiscard]] std::unexpected<Error> damaged() const;

    fileio::File m_file;
    qint64 m_size = 0;
    qint64 m_position = 0;
    Bytes m_headerJson;
    Header m_header;
    SecretBytes m_key;
    Bytes m_associated;
    quint64 m_count = 0;
    bool m_isLast = false;
    Bytes m_chunk;
    qsizetype m_taken = 0; ///< octets of the chunk that were given out
    QString m_entry;
    qint64 m_left = 0; ///< octets of the entry's content
    backupformat::End m_seen;
    backupformat::About m_about;
};

} // namespace bulkhead
