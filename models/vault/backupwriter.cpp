#include "models/vault/backupwriter.h"

#include "models/vault/blobformat.h"

#include <algorithm>

namespace bulkhead {

Expected<BackupWriter> BackupWriter::begin(fileio::File file, const Bytes& headerJson, const SecretBytes& wrappingKey)
{
    BackupWriter writer;
    writer.m_file = std::move(file);
    writer.m_key = SecretBytes::random(crypto::keySize);
    writer.m_chunk.reserve(backupformat::chunkSize);
    const Bytes open = Bytes(backupformat::magic, 8) + backupformat::bigEndian(backupformat::version)
        + backupformat::bigEndian(static_cast<quint32>(headerJson.size())) + headerJson;
    const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
    const Bytes preamble = open + nonce + crypto::seal(wrappingKey, nonce, bulkhead::sha256(open), writer.m_key.view());
    writer.m_associated = bulkhead::sha256(preamble);
    CHECK_OK(writer.write(preamble));
    return writer;
}

Expected<void> BackupWriter::startEntry(const QString& name, qint64 size)
{
    ++m_end.entries;
    return append(backupformat::EntryHead{name, size}.encoded());
}

Expected<void> BackupWriter::add(BytesView content)
{
    m_end.octets += static_cast<quint64>(content.size());
    return append(content);
}

Expected<void> BackupWriter::entry(const QString& name, BytesView content)
{
    CHECK_OK(startEntry(name, content.size()));
    return add(content);
}

Expected<void> BackupWriter::finish()
{
    const Bytes end = m_end.encoded();
    CHECK_OK(append(backupformat::EntryHead{QStringLiteral("end"), end.size()}.encoded()));
    CHECK_OK(append(end));
    CHECK_OK(flush(true));
    m_digest = m_hash.finish();
    m_key = {};
    return m_file.sync();
}

Expected<void> BackupWriter::append(BytesView plain)
{
    while (!plain.isEmpty()) {
        if (m_chunk.size() == backupformat::chunkSize) { // Only now, since the last chunk is sealed as the last.
            CHECK_OK(flush(false));
        }
        const qsizetype part = std::min(plain.size(), backupformat::chunkSize - m_chunk.size());
        m_chunk.append(plain.first(part));
        plain = plain.sliced(part);
    }
    return {};
}

Expected<void> BackupWriter::flush(bool isLast)
{
    const Bytes sealed = crypto::seal(m_key, blobformat::nonce(m_count++, isLast), m_associated, m_chunk);
    m_chunk.resize(0);
    return write(sealed);
}

Expected<void> BackupWriter::write(BytesView octets)
{
    m_hash.add(octets);
    m_octets += octets.size();
    return m_file.write(octets);
}

} // namespace bulkhead
