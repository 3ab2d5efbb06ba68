#pragma once

#include "models/provenance/records/recordsource.h"

struct archive;
struct archive_entry;

namespace bulkhead::provenance {

/// Files of an archive one after the other, out of a source or of memory. Nothing is ever written. Confined to one
/// thread.
///
/// Bounds: 10,000 entries, 64 GiB unpacked, and a thousand times what was read once that is over a GiB.
class ArchiveFiles final
{
public:
    /// Either, which must outlive it. Errors: `provenance.damaged` where it is no archive.
    [[nodiscard]] static Expected<std::unique_ptr<ArchiveFiles>> open(ByteSource& source, bool isSingle);
    [[nodiscard]] static Expected<std::unique_ptr<ArchiveFiles>> open(std::string_view octets);
    ~ArchiveFiles();
    ArchiveFiles(const ArchiveFiles&) = delete;
    ArchiveFiles& operator=(const ArchiveFiles&) = delete;

    enum class Entry { File, Encrypted, Damaged, TooLarge, End };
    /// Goes to the next regular file.
    [[nodiscard]] Entry next();
    [[nodiscard]] const QString& name() const { return m_name; }
    /// Content of the file at hand. Negative: damaged (-1), beyond the bounds (-2), encrypted (-3).
    [[nodiscard]] qint64 read(char* into, qint64 size);
    /// The file whole, where it is not larger than `limit`; nothing otherwise.
    [[nodiscard]] std::optional<std::string> whole(std::size_t limit);
    [[nodiscard]] QString formatName() const;

private:
    ArchiveFiles() = default;
    struct Reading;
    std::unique_ptr<Reading> m_reading;
    QString m_name;
};

/// All octets of a source. Errors: `provenance.too-large` beyond `limit`, those of the source.
[[nodiscard]] Expected<std::string> readWhole(ByteSource& source, std::size_t limit);

/// What a compressed stream unpacks to: gz, bz2, xz, zst, lz4.
[[nodiscard]] Expected<std::unique_ptr<ByteSource>> unpacked(ByteSource& source);

} // namespace bulkhead::provenance
