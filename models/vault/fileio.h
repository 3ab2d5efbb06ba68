#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"

#include <QString>
#include <QStringList>

/// Files of a vault over POSIX: private to their owner, durable when the function returns. For whoever writes in a
/// vault's folder.
namespace bulkhead::fileio {

/// What is about to be done to the disk.
enum class Act { Create, Write, Sync, SyncFolder, Rename, Exchange, Link, Remove, MakeFolder };

/// Hears of each act before it is done; an errno that it answers makes the act fail. How tests see every fault of a
/// disk; nobody else sets one. `descriptor` is -1 where the act has a path, `path` empty where it has a descriptor.
using Tap = int (*)(Act act, int descriptor, const QString& path);
void setTap(Tap tap);

inline constexpr qsizetype largestAnchor = qsizetype(64) << 20; ///< octets of the file `anchors`

/// A file descriptor that closes itself.
class File
{
public:
    File() = default;
    explicit File(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    File(File&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    File& operator=(File&& other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    ~File();

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    [[nodiscard]] Expected<void> write(BytesView bytes) const;
    /// Over what stands there; the place of the next `write` stays.
    [[nodiscard]] Expected<void> writeAt(qint64 at, BytesView bytes) const;
    /// Reads until `size` octets are there or the file ends; gives their number.
    [[nodiscard]] Expected<qsizetype> read(char* into, qsizetype size) const;
    [[nodiscard]] Expected<void> sync() const;

private:
    int m_descriptor = -1;
};

/// errno as `vault.disk-full`, `vault.read-only` or `vault.io`.
[[nodiscard]] Error systemError(int reason, const QString& path);

/// A new file of mode 0600; fails where there is one.
[[nodiscard]] Expected<File> create(const QString& path);
[[nodiscard]] Expected<File> openForReading(const QString& path);
/// The whole file, at most `limit` octets; nothing where there is none.
[[nodiscard]] Expected<std::optional<Bytes>> readAll(const QString& path, qsizetype limit);
[[nodiscard]] Expected<void> makeFolder(const QString& path); ///< mode 0700; fine where it exists
[[nodiscard]] Expected<void> syncFolder(const QString& path);
/// Temporary file beside it, fsync, rename over it, fsync of the folder: after a power cut either the old or the new
/// content is there, whole.
[[nodiscard]] Expected<void> replace(const QString& path, BytesView content);
/// Renames; where `to` exists it is replaced or (`false` is the answer) both are left as they are.
[[nodiscard]] Expected<bool> rename(const QString& from, const QString& to, bool replacing);
/// Exchanges two names at once. `vault.cannot-exchange` where the file system does not know how.
[[nodiscard]] Expected<void> exchange(const QString& one, const QString& other);
/// A second name for a file that never changes, or a synced copy of it where the file system has no such thing.
[[nodiscard]] Expected<void> link(const QString& from, const QString& to);
void remove(const QString& path);
/// A whole folder, the named files of it first. What cannot be removed stays.
void removeTree(const QString& folder, const QStringList& first = {});

} // namespace bulkhead::fileio
