#pragma once

#include "models/base/bytes.h"
#include "models/base/digest.h"
#include "models/base/error.h"
#include "models/vault/fileio.h"

#include <QString>

#include <cstdio>
#include <vector>

namespace bulkhead::provenance {

/// A temporary file without a name beside the target; gone when closed. Write first, then rewind and read.
class Scratch
{
public:
    Scratch() = default;
    Scratch(Scratch&& other) noexcept;
    Scratch& operator=(Scratch&& other) noexcept;
    ~Scratch();

    /// Errors: `provenance.write-failed`.
    [[nodiscard]] static Expected<Scratch> create(const QString& folder);
    [[nodiscard]] Expected<> write(const void* data, std::size_t size);
    [[nodiscard]] Expected<> rewind();
    /// Fewer than `size` octets only at the end.
    [[nodiscard]] std::size_t read(void* into, std::size_t size);
    [[nodiscard]] quint64 size() const { return m_size; }

private:
    std::FILE* m_file = nullptr;
    quint64 m_size = 0;
};

/// The file under construction: written from the front, hashed in blocks from `hashFrom` on. Removed unless published.
class HashedFile
{
public:
    HashedFile() = default;
    HashedFile(const HashedFile&) = delete;
    HashedFile& operator=(const HashedFile&) = delete;
    ~HashedFile();

    [[nodiscard]] Expected<> create(const QString& target, quint64 hashFrom, quint64 blockSize);
    [[nodiscard]] Expected<> write(const void* data, std::size_t size);
    [[nodiscard]] Expected<> pad(quint64 alignment);
    [[nodiscard]] quint64 position() const { return m_position; }
    /// Ends hashing: the hashes of all blocks, 32 octets each.
    [[nodiscard]] Bytes takeHashes();
    /// Overwrites the front, syncs, gives the file its name and syncs the folder. Errors: `provenance.write-failed`,
    /// `provenance.file-exists`.
    [[nodiscard]] Expected<> publish(BytesView front);

private:
    [[nodiscard]] Expected<> flush();
    QString m_target;
    QString m_temporary;
    fileio::File m_file; ///< open until it is published
    quint64 m_position = 0;
    quint64 m_hashFrom = 0;
    quint64 m_blockSize = 0;
    quint64 m_inBlock = 0;
    bool m_hashing = true;
    std::vector<char> m_buffer;
    Sha256 m_block;
    Bytes m_hashes;
};

} // namespace bulkhead::provenance
