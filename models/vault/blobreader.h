#pragma once

#include "models/vault/fileio.h"

#include <QIODevice>

namespace bulkhead {

/// The plaintext of one blob, sequentially; see BlobStore::open. Private to this room.
class BlobReader final : public QIODevice
{
    Q_OBJECT

public:
    /// Reads header and first chunk, so that a wrong key shows at once.
    [[nodiscard]] static Expected<std::unique_ptr<BlobReader>> open(const QString& path, const SecretBytes& key);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;
    [[nodiscard]] bool isDamaged() const { return m_isDamaged; }
    [[nodiscard]] Error damage() const;

protected:
    qint64 readData(char* into, qint64 size) override;
    qint64 writeData(const char* bytes, qint64 size) override;

private:
    BlobReader(fileio::File file, SecretBytes key, qint64 size);
    bool readHeader();
    bool readChunk();

    fileio::File m_file;
    SecretBytes m_key;
    qint64 m_size;       ///< of the plaintext
    qint64 m_given = 0;  ///< octets given out
    qint64 m_read = 0;   ///< octets decrypted
    quint64 m_chunk = 0; ///< of the next chunk
    bool m_isDamaged = false;
    Bytes m_headerHash;
    Bytes m_plain; ///< the chunk that is being given out
    qsizetype m_at = 0;
};

} // namespace bulkhead
