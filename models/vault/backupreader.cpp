#include "models/vault/backupreader.h"

#include "models/base/digest.h"
#include "models/vault/blobformat.h"
#include "models/vault/vaulttext.h"

#include <algorithm>
#include <sys/stat.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 largestSmallEntry = 4096; ///< octets of the entries that are read whole

std::unexpected<Error> noBackup()
{
    return failure("vault.not-a-backup"_L1,
                   VaultText::tr("This file is not a backup of a vault. Choose a file that was written by “Back up”."));
}
} // namespace

std::unexpected<Error> BackupReader::damaged() const
{
    const QString where = m_entry.isEmpty() ? QString::number(m_position)
                                            : QStringLiteral("%1, %2").arg(m_position).arg(m_entry);
    return failure("vault.backup-damaged"_L1,
                   VaultText::tr("This backup is damaged or incomplete: what stands around octet %1 of the file is not "
                                 "what was written. Nothing was restored. Use another backup, or copy this one again "
                                 "from where it was kept.")
                       .arg(m_position),
                   where);
}

Expected<BackupReader> BackupReader::open(const QString& path, const Credential& credential)
{
    BackupReader reader;
    TRY(reader.m_file, fileio::openForReading(path));
    struct stat facts = {};
    if (::fstat(reader.m_file.descriptor(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return noBackup();
    }
    reader.m_size = facts.st_size;
    CHECK_OK(reader.readPreamble(credential));
    CHECK_OK(reader.readAbout());
    return reader;
}

Expected<void> BackupReader::readPreamble(const Credential& credential)
{
    Bytes open(backupformat::fixedSize, Qt::Uninitialized);
    TRY(const qsizetype got, m_file.read(open.data(), backupformat::fixedSize));
    if (got < backupformat::fixedSize || !open.startsWith(backupformat::magic)) {
        return noBackup();
    }
    m_position = got;
    if (backupformat::fromBigEndian(BytesView(open).sliced(8, 4)) > backupformat::version) {
        return failure("vault.newer-format"_L1,
                       VaultText::tr("This backup was written by a newer version of the program. Install the newer "
                                     "backupformat::version to restore it."));
    }
    const auto length = static_cast<qsizetype>(backupformat::fromBigEndian(BytesView(open).sliced(12, 4)));
    if (backupformat::fromBigEndian(BytesView(open).sliced(8, 4)) != backupformat::version
        || length > backupformat::largestHeader) {
        return damaged();
    }
    TRY(m_headerJson, readRaw(length));
    auto header = Header::fromJson(m_headerJson);
    if (!header) {
        return header.error().is("vault.newer-format"_L1) ? std::unexpected(header.error()) : damaged();
    }
    m_header = *std::move(header);
    TRY(const auto opened, m_header.unlock(credential));
    open += m_headerJson;
    TRY(const Bytes wrapped, readRaw(backupformat::wrappedKeySize));
    auto key = crypto::openSecret(backupformat::wrappingKey(opened.keys.master),
                                  BytesView(wrapped).first(crypto::nonceSize), sha256(open),
                                  BytesView(wrapped).sliced(crypto::nonceSize));
    if (!key) {
        return damaged();
    }
    m_key = *std::move(key);
    m_associated = sha256(open + wrapped);
    return {};
}

Expected<void> BackupReader::readAbout()
{
    TRY(const auto head, next());
    if (!head || head->name != "about"_L1 || head->size > largestSmallEntry) {
        return damaged();
    }
    TRY(const Bytes content, take(static_cast<qsizetype>(head->size)));
    m_left = 0;
    m_seen.octets += static_cast<quint64>(content.size());
    const auto about = backupformat::About::decoded(content);
    if (!about || about->vault != m_header.id) {
        return damaged();
    }
    m_about = *about;
    return {};
}

Expected<Bytes> BackupReader::readRaw(qsizetype size)
{
    Bytes octets(size, Qt::Uninitialized);
    TRY(const qsizetype got, m_file.read(octets.data(), size));
    m_position += got;
    if (got != size) {
        return damaged();
    }
    return octets;
}

Expected<void> BackupReader::nextChunk()
{
    const qint64 left = m_size - m_position;
    if (m_isLast || left < crypto::tagSize) {
        return damaged();
    }
    const bool isLast = left <= backupformat::sealedChunkSize;
    TRY(const Bytes sealed, readRaw(static_cast<qsizetype>(std::min<qint64>(left, backupformat::sealedChunkSize))));
    auto plain = crypto::open(m_key, blobformat::nonce(m_count, isLast), m_associated, sealed);
    if (!plain) {
        m_position -= sealed.size();
        return damaged();
    }
    ++m_count;
    m_isLast = isLast;
    m_chunk = *std::move(plain);
    m_taken = 0;
    return {};
}

Expected<Bytes> BackupReader::take(qsizetype size)
{
    Bytes taken;
    while (taken.size() < size) {
        if (m_taken == m_chunk.size()) {
            CHECK_OK(nextChunk());
        }
        const qsizetype part = std::min(size - taken.size(), m_chunk.size() - m_taken);
        taken.append(BytesView(m_chunk).sliced(m_taken, part));
        m_taken += part;
    }
    return taken;
}

Expected<std::optional<backupformat::EntryHead>> BackupReader::next()
{
    if (m_left > 0) {
        return damaged();
    }
    TRY(const Bytes length, take(4));
    const auto size = static_cast<qsizetype>(backupformat::fromBigEndian(length));
    if (size > backupformat::largestEntryHead) {
        return damaged();
    }
    TRY(const Bytes encoded, take(size));
    const auto head = backupformat::EntryHead::decoded(encoded);
    if (!head) {
        return damaged();
    }
    m_entry = head->name;
    m_left = head->size;
    if (head->name == "end"_L1) {
        CHECK_OK(checkEnd(*head));
        return std::optional<backupformat::EntryHead>();
    }
    ++m_seen.entries;
    return head;
}

Expected<void> BackupReader::checkEnd(const backupformat::EntryHead& head)
{
    if (head.size > largestSmallEntry) {
        return damaged();
    }
    TRY(const Bytes content, take(static_cast<qsizetype>(head.size)));
    m_left = 0;
    const auto end = backupformat::End::decoded(content);
    if (!end || *end != m_seen || !m_isLast || m_taken != m_chunk.size()) {
        return damaged();
    }
    return {};
}

Expected<BytesView> BackupReader::content()
{
    if (m_left == 0) {
        return BytesView();
    }
    if (m_taken == m_chunk.size()) {
        CHECK_OK(nextChunk());
    }
    const auto part = static_cast<qsizetype>(std::min<qint64>(m_left, m_chunk.size() - m_taken));
    const BytesView piece = BytesView(m_chunk).sliced(m_taken, part);
    m_taken += part;
    m_left -= part;
    m_seen.octets += static_cast<quint64>(part);
    return piece;
}

} // namespace bulkhead
