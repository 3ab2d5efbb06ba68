#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QIODevice>
#include <QSaveFile>

#include <functional>
#include <memory>
#include <optional>

struct archive;
struct archive_entry;

namespace bulkhead::journal {

/// Writes a zip file (APPNOTE 6.3, zip64 where it has to be) member by member; members are stored as they are. The file
/// is new, of mode 0600, durable and in place whole at `commit`, and gone without it.
class ZipWriter
{
public:
    /// Errors: `bundle.cannot-write`.
    [[nodiscard]] static Expected<ZipWriter> open(const QString& path, qint64 msSinceEpoch);
    ZipWriter(ZipWriter&&) noexcept = default;
    ZipWriter& operator=(ZipWriter&&) noexcept = default;

    [[nodiscard]] Expected<void> add(const QString& name, BytesView content);
    /// Streams exactly `size` octets; each piece is shown to `seen` as it goes by.
    [[nodiscard]] Expected<void> add(const QString& name, QIODevice& content, qint64 size,
                                     const std::function<Expected<void>(BytesView)>& seen);
    [[nodiscard]] Expected<void> commit();

private:
    struct Free
    {
        void operator()(archive* handle) const;
    };
    ZipWriter() = default;
    [[nodiscard]] Expected<void> begin(const QString& name, qint64 size);
    [[nodiscard]] Expected<void> write(BytesView bytes);
    [[nodiscard]] std::unexpected<Error> failed() const;

    // The file outlives the archive that writes to it.
    std::unique_ptr<QSaveFile> m_file;
    std::unique_ptr<archive, Free> m_archive;
    qint64 m_at = 0;
};

/// How much a zip file from outside may ask for.
struct ZipLimits
{
    qint64 members = 65'536;
    qint64 unpackedAlways = qint64(64) << 20; ///< octets that any file may unpack to
    qint64 unpackedPerPacked = 100;           ///< and above that, so many for each of its own
};

/// Reads a zip file from anywhere, a member after the other; nothing is ever written to a disk. Names are what the file
/// says: the caller takes only those it knows.
class ZipReader
{
public:
    struct Member
    {
        QString name; ///< empty where it is not UTF-8
        qint64 size = 0;
        QString doubt = {}; ///< what contradicts itself in the file about this member; empty: nothing
    };

    /// Errors: `input.missing`, `input.unreadable`; `bundle.not-a-bundle` where it is no zip file.
    [[nodiscard]] static Expected<ZipReader> open(const QString& path, const ZipLimits& limits = {});

    /// Nothing behind the last. Errors: `bundle.damaged-archive`, `bundle.refused` (over a limit, encrypted, a link).
    [[nodiscard]] Expected<std::optional<Member>> next();
    /// The next octets of the member at hand; 0 at its end.
    [[nodiscard]] Expected<qsizetype> readSome(char* into, qsizetype size);
    /// The content of the member at hand, piece by piece.
    [[nodiscard]] Expected<void> read(const std::function<Expected<void>(BytesView)>& take);
    /// The same at once; more than `limit` octets are refused.
    [[nodiscard]] Expected<Bytes> readAll(qint64 limit);

private:
    struct Free
    {
        void operator()(archive* handle) const;
    };
    ZipReader() = default;

    std::unique_ptr<archive, Free> m_archive;
    ZipLimits m_limits;
    qint64 m_packed = 0;
    qint64 m_unpacked = 0;
    qint64 m_members = 0;
};

} // namespace bulkhead::journal
