#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"

#include <QIODevice>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

namespace bulkhead {

namespace fileio {
class File;
}

/// What the store knows of material that it has just written. The caller commits name and (sealed) key with the change
/// that refers to it; a blob without a change is an orphan and removed at the next unlock by `removeOrphans`.
struct StoredBlob
{
    Bytes name;            ///< 32 bytes: HMAC-SHA-256 of the plaintext's SHA-256 under the vault's blob-name key
    Bytes sha256;          ///< 32 bytes, of the plaintext
    qint64 size = 0;       ///< bytes of plaintext
    SecretBytes key;       ///< the blob's own random key; empty where `wasThere`
    bool wasThere = false; ///< the same content is in the store already, under the key that was committed then
};

/// Encrypted material of any size in `blobs/`, one file each, as amendment 14 lays it out: a header {magic, format,
/// random 128-bit blob id}, then AES-256-GCM chunks of 1 MiB under the blob's own key, nonce = 88-bit counter ∥
/// last-flag octet, associated data = SHA-256 of the header; an empty blob has one empty last chunk.
///
/// Safe on any thread; never holds more than a chunk or two in memory.
class BlobStore
{
public:
    using Progress = std::function<void(qint64 bytesDone)>;

    BlobStore(QString folder, SecretBytes nameKey);

    /// Streams `source` to its end. Order: chunks, fsync, rename without replacing, fsync of the folder. `isKnown` says
    /// whether a name has a committed key; a file of that name without one is replaced. A file that is missing or too
    /// short although its name has a key is written anew under a fresh key (`wasThere` false): the caller replaces the
    /// key. The source's `waitForReadyRead` is waited for without limit where it is sequential. Errors:
    /// `vault.cancelled`, `vault.disk-full`, `vault.read-only`, `vault.io`, `vault.source-unreadable`; nothing is left
    /// behind by any of them.
    [[nodiscard]] Expected<StoredBlob> write(QIODevice& source, const std::function<bool(BytesView name)>& isKnown,
                                             const Progress& progress = {}, std::stop_token stop = {});
    /// A sequential, read-only device over the plaintext that authenticates each chunk before it gives it out.
    /// Errors: `vault.blob-missing`, `vault.blob-damaged`. A chunk damaged later shows as a read error of the device,
    /// whose errorString says where.
    [[nodiscard]] Expected<std::unique_ptr<QIODevice>> open(BytesView name, const SecretBytes& key) const;
    /// Reads the whole blob: `vault.blob-missing`, `vault.blob-damaged` (also for a name that is another content's).
    [[nodiscard]] Expected<void> verify(BytesView name, const SecretBytes& key) const;
    /// Unlinks the file; true where there was one.
    [[nodiscard]] Expected<bool> remove(BytesView name);
    [[nodiscard]] bool contains(BytesView name) const;
    [[nodiscard]] Bytes nameOf(BytesView sha256) const;
    /// Removes unfinished files and those whose name is not known; gives their number. Only for the writer, at unlock.
    [[nodiscard]] Expected<int> removeOrphans(const std::function<bool(BytesView name)>& isKnown);

private:
    [[nodiscard]] QString pathOf(BytesView name) const;
    [[nodiscard]] Expected<void> writeChunks(QIODevice& source, const fileio::File& file, StoredBlob& blob,
                                             const Progress& progress, std::stop_token stop) const;

    void forgetCommitted(const std::function<bool(BytesView name)>& isKnown);
    [[nodiscard]] bool isUncommitted(const Bytes& name);

    QString m_folder;
    SecretBytes m_nameKey;
    std::mutex m_mutex;                         ///< of names and what follows
    std::map<Bytes, SecretBytes> m_uncommitted; ///< keys of what this process wrote and nobody has committed yet
};

} // namespace bulkhead
