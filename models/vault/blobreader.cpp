#include "models/vault/blobreader.h"

#include "models/base/digest.h"
#include "models/vault/blobformat.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>
#include <cstring>
#include <sys/stat.h>

namespace bulkhead {

using namespace blobformat;

Expected<std::unique_ptr<BlobReader>> BlobReader::open(const QString& path, const SecretBytes& key)
{
    TRY(fileio::File file, fileio::openForReading(path));
    struct stat facts = {};
    if (::fstat(file.descriptor(), &facts) != 0) {
        return std::unexpected(fileio::systemError(errno, path));
    }
    std::unique_ptr<BlobReader> reader(
        new BlobReader(std::move(file), key.clone(), blobformat::plainSize(facts.st_size)));
    if (reader->m_size < 0 || !reader->readHeader() || !reader->readChunk()) {
        return std::unexpected(reader->damage());
    }
    return reader;
}

BlobReader::BlobReader(fileio::File file, SecretBytes key, qint64 size)
    : m_file(std::move(file))
    , m_key(std::move(key))
    , m_size(size)
{
    QIODevice::open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

Error BlobReader::damage() const
{
    return {QStringLiteral("vault.blob-damaged"),
            QCoreApplication::translate("Vault",
                                        "Stored material is damaged at octet %1: what is on the disk is not what was "
                                        "written. Take it in again from its source, or restore the vault from a "
                                        "backup.")
                .arg(m_read)};
}

bool BlobReader::readHeader()
{
    Bytes header(headerSize, Qt::Uninitialized);
    const auto got = m_file.read(header.data(), headerSize);
    m_headerHash = sha256(header);
    return got && *got == headerSize && header.startsWith(magic)
        && qFromBigEndian<quint32>(header.data() + 8) == version;
}

bool BlobReader::readChunk()
{
    const qint64 left = m_size - m_read;
    const bool isLast = left <= chunkSize;
    const auto size = static_cast<qsizetype>(std::min<qint64>(left, chunkSize));
    Bytes sealed(size + crypto::tagSize, Qt::Uninitialized);
    const auto got = m_file.read(sealed.data(), sealed.size());
    if (!got || *got != sealed.size()) {
        return false;
    }
    auto plain = crypto::open(m_key, nonce(m_chunk, isLast), m_headerHash, sealed);
    if (!plain) {
        return false;
    }
    m_plain = *std::move(plain);
    m_at = 0;
    m_read += size;
    ++m_chunk;
    return true;
}

qint64 BlobReader::bytesAvailable() const
{
    return m_size - m_given + QIODevice::bytesAvailable();
}

qint64 BlobReader::readData(char* into, qint64 size)
{
    qint64 done = 0;
    while (done < size && m_given < m_size && !m_isDamaged) {
        if (m_at == m_plain.size() && !readChunk()) {
            m_isDamaged = true;
            break;
        }
        const auto some = static_cast<qsizetype>(std::min<qint64>(size - done, m_plain.size() - m_at));
        std::memcpy(into + done, m_plain.constData() + m_at, static_cast<std::size_t>(some));
        m_at += some;
        m_given += some;
        done += some;
    }
    if (m_isDamaged && done == 0) {
        setErrorString(damage().message);
        return -1;
    }
    return done;
}

qint64 BlobReader::writeData(const char*, qint64)
{
    return -1;
}

} // namespace bulkhead
