#include "models/vault/blobs.h"

#include "models/base/digest.h"
#include "models/vault/blobformat.h"
#include "models/vault/blobreader.h"
#include "models/vault/crypto.h"
#include "models/vault/fileio.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace bulkhead {

using namespace blobformat;

namespace {
constexpr QLatin1StringView unfinished("incoming-");

/// Removes an unfinished file unless it was renamed.
struct Unfinished
{
    QString path;
    ~Unfinished()
    {
        if (!path.isEmpty()) {
            fileio::remove(path);
        }
    }
};

/// Fills `chunk` up to a chunk's size or to the source's end.
Expected<void> fill(QIODevice& source, Bytes& chunk)
{
    chunk.resize(chunkSize);
    qsizetype size = 0;
    while (size < chunkSize) {
        const qint64 got = source.read(chunk.data() + size, chunkSize - size);
        if (got > 0) {
            size += static_cast<qsizetype>(got);
            continue;
        }
        // Sequential devices say -1 at their end as well as for a fault; only a fault has a text.
        if (got < 0 && (!source.isSequential() || source.errorString() != QIODevice::tr("Unknown error"))) {
            return failure(QLatin1StringView("vault.source-unreadable"),
                           QCoreApplication::translate("Vault",
                                                       "The material could not be read to its end, so nothing of it "
                                                       "was stored. Check the source and try again."),
                           source.errorString());
        }
        if (got < 0 || !source.isSequential() || !source.waitForReadyRead(-1)) {
            break;
        }
    }
    chunk.truncate(size);
    return {};
}

Error missing(const QString& name)
{
    return {QStringLiteral("vault.blob-missing"),
            QCoreApplication::translate("Vault",
                                        "Stored material is missing from the vault's folder. Put the file back from a "
                                        "backup, or take the material in again from its source."),
            name};
}

Bytes nameFromFile(const QString& file)
{
    const Bytes name = Bytes::fromHex(file.toLatin1());
    return name.size() == 32 && hex(name) == file ? name : Bytes();
}
} // namespace

BlobStore::BlobStore(QString folder, SecretBytes nameKey)
    : m_folder(std::move(folder))
    , m_nameKey(std::move(nameKey))
{
}

QString BlobStore::pathOf(BytesView name) const
{
    return m_folder + QLatin1Char('/') + hex(name);
}

Expected<StoredBlob> BlobStore::write(QIODevice& source, const std::function<bool(BytesView name)>& isKnown,
                                      const Progress& progress, std::stop_token stop)
{
    StoredBlob blob;
    blob.key = SecretBytes::random(crypto::keySize);
    Unfinished incoming{m_folder + QLatin1Char('/') + unfinished + hex(crypto::randomBytes(8))};
    TRY(const fileio::File file, fileio::create(incoming.path));
    CHECK_OK(writeChunks(source, file, blob, progress, stop));
    blob.name = nameOf(blob.sha256);

    // Never asked under the lock: the answer may wait for a database. In this order, so that a key committed between
    // the two is either still remembered or seen.
    forgetCommitted(isKnown);
    const bool hasKey = isKnown(blob.name);
    const std::scoped_lock lock(m_mutex);
    const QString path = pathOf(blob.name);
    const bool isWhole = QFileInfo::exists(path) && QFileInfo(path).size() == blobformat::fileSize(blob.size);
    if (isWhole && hasKey) {
        blob.wasThere = true;
        blob.key = {};
        return blob;
    }
    // Written a moment ago on another thread, whose change is on its way: both commit the same key.
    if (const auto found = m_uncommitted.find(blob.name); isWhole && found != m_uncommitted.end()) {
        blob.key = found->second.clone();
        return blob;
    }
    CHECK_OK(file.sync());
    CHECK_OK(fileio::rename(incoming.path, path, true));
    incoming.path.clear();
    CHECK_OK(fileio::syncFolder(m_folder));
    m_uncommitted.insert_or_assign(blob.name, blob.key.clone());
    return blob;
}

void BlobStore::forgetCommitted(const std::function<bool(BytesView name)>& isKnown)
{
    std::vector<Bytes> names;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto& entry : m_uncommitted) {
            names.push_back(entry.first);
        }
    }
    std::erase_if(names, [&](const Bytes& name) { return !isKnown(name); });
    const std::scoped_lock lock(m_mutex);
    for (const Bytes& name : names) {
        m_uncommitted.erase(name);
    }
}

Expected<void> BlobStore::writeChunks(QIODevice& source, const fileio::File& file, StoredBlob& blob,
                                      const Progress& progress, std::stop_token stop) const
{
    const Bytes header = freshHeader();
    const Bytes headerHash = sha256(header);
    CHECK_OK(file.write(header));
    Sha256 hash;
    Bytes chunk, next;
    CHECK_OK(fill(source, chunk));
    for (quint64 count = 0;; ++count) {
        if (stop.stop_requested()) {
            return failure(QLatin1StringView("vault.cancelled"),
                           QCoreApplication::translate("Vault", "Storing was cancelled; nothing of it was kept."));
        }
        // Only the last chunk carries the flag, so one must look beyond a full one.
        next.clear();
        if (chunk.size() == chunkSize) {
            CHECK_OK(fill(source, next));
        }
        const bool isLast = next.isEmpty();
        hash.add(chunk);
        CHECK_OK(file.write(crypto::seal(blob.key, nonce(count, isLast), headerHash, chunk)));
        blob.size += chunk.size();
        if (progress) {
            progress(blob.size);
        }
        if (isLast) {
            blob.sha256 = hash.finish();
            return {};
        }
        chunk.swap(next);
    }
}

Expected<std::unique_ptr<QIODevice>> BlobStore::open(BytesView name, const SecretBytes& key) const
{
    if (!contains(name)) {
        return std::unexpected(missing(hex(name)));
    }
    TRY(auto reader, BlobReader::open(pathOf(name), key));
    return reader;
}

Expected<void> BlobStore::verify(BytesView name, const SecretBytes& key) const
{
    if (!contains(name)) {
        return std::unexpected(missing(hex(name)));
    }
    TRY(const auto reader, BlobReader::open(pathOf(name), key));
    Sha256 hash;
    Bytes piece(chunkSize, Qt::Uninitialized);
    for (;;) {
        const qint64 got = reader->read(piece.data(), piece.size());
        if (got < 0 || reader->isDamaged()) {
            return std::unexpected(reader->damage());
        }
        if (got == 0) {
            break;
        }
        hash.add(BytesView(piece).first(static_cast<qsizetype>(got)));
    }
    if (nameOf(hash.finish()) != name) {
        return failure(QLatin1StringView("vault.blob-damaged"),
                       QCoreApplication::translate("Vault",
                                                   "Stored material is other material than its name says: files in "
                                                   "the vault's folder were exchanged. Restore them from a backup."),
                       hex(name));
    }
    return {};
}

Expected<bool> BlobStore::remove(BytesView name)
{
    const std::scoped_lock lock(m_mutex);
    m_uncommitted.erase(name.toByteArray());
    if (!contains(name)) {
        return false;
    }
    fileio::remove(pathOf(name));
    if (contains(name)) {
        return std::unexpected(fileio::systemError(EACCES, pathOf(name)));
    }
    CHECK_OK(fileio::syncFolder(m_folder));
    return true;
}

bool BlobStore::contains(BytesView name) const
{
    return QFileInfo::exists(pathOf(name));
}

bool BlobStore::isUncommitted(const Bytes& name)
{
    const std::scoped_lock lock(m_mutex);
    return m_uncommitted.contains(name);
}

Bytes BlobStore::nameOf(BytesView sha256) const
{
    return crypto::mac(m_nameKey, sha256);
}

Expected<int> BlobStore::removeOrphans(const std::function<bool(BytesView name)>& isKnown)
{
    int removed = 0;
    const auto files = QDir(m_folder).entryList(QDir::Files | QDir::Hidden);
    for (const QString& file : files) {
        const Bytes name = nameFromFile(file);
        const bool isOrphan = name.isEmpty() ? file.startsWith(unfinished) : !isUncommitted(name) && !isKnown(name);
        if (isOrphan) {
            fileio::remove(m_folder + QLatin1Char('/') + file);
            ++removed;
        }
    }
    if (removed > 0) {
        CHECK_OK(fileio::syncFolder(m_folder));
    }
    return removed;
}

} // namespace bulkhead
