#include "models/provenance/scratch.h"

#include "models/base/id.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t bufferSize = std::size_t(1) << 20;

std::unexpected<Error> writeFailed(bool isFull, const QString& detail)
{
    return failure(
        QLatin1StringView("provenance.write-failed"),
        isFull ? QCoreApplication::translate("Provenance",
                                             "The disk is full, so the index was not written. Nothing was "
                                             "registered. Make room and register the data set again.")
               : QCoreApplication::translate("Provenance",
                                             "The index could not be written. Nothing was registered. Check the "
                                             "disk and the permissions of the vault's folder."),
        detail);
}

std::unexpected<Error> writeFailed(int number)
{
    return writeFailed(number == ENOSPC, qt_error_string(number));
}

/// What the file of an index could not do, as its error.
Expected<> orWriteFailed(const Expected<>& done)
{
    return done ? done : writeFailed(done.error().is(QLatin1StringView("vault.disk-full")), done.error().detail);
}
} // namespace

Scratch::Scratch(Scratch&& other) noexcept
    : m_file(std::exchange(other.m_file, nullptr))
    , m_size(other.m_size)
{
}

Scratch& Scratch::operator=(Scratch&& other) noexcept
{
    std::swap(m_file, other.m_file);
    std::swap(m_size, other.m_size);
    return *this;
}

Scratch::~Scratch()
{
    if (m_file != nullptr) {
        std::fclose(m_file);
    }
}

Expected<Scratch> Scratch::create(const QString& folder)
{
    QByteArray name = QFile::encodeName(folder) + "/.run-XXXXXX";
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) {
        return writeFailed(errno);
    }
    ::unlink(name.constData());
    Scratch scratch;
    scratch.m_file = ::fdopen(descriptor, "w+b");
    if (scratch.m_file == nullptr) {
        const int number = errno;
        ::close(descriptor);
        return writeFailed(number);
    }
    std::setvbuf(scratch.m_file, nullptr, _IOFBF, bufferSize);
    return scratch;
}

Expected<> Scratch::write(const void* data, std::size_t size)
{
    if (::fwrite_unlocked(data, 1, size, m_file) != size) { // one thread has the file
        return writeFailed(errno);
    }
    m_size += size;
    return {};
}

Expected<> Scratch::rewind()
{
    if (std::fflush(m_file) != 0 || std::fseek(m_file, 0, SEEK_SET) != 0) {
        return writeFailed(errno);
    }
    return {};
}

std::size_t Scratch::read(void* into, std::size_t size)
{
    return std::fread(into, 1, size, m_file);
}

HashedFile::~HashedFile()
{
    if (m_file.isOpen()) {
        fileio::remove(m_temporary);
    }
}

Expected<> HashedFile::create(const QString& target, quint64 hashFrom, quint64 blockSize)
{
    m_target = target;
    m_hashFrom = hashFrom;
    m_blockSize = blockSize;
    m_temporary = target + QStringLiteral(".new-") + Id::make(QDateTime::currentMSecsSinceEpoch()).text();
    auto file = fileio::create(m_temporary);
    if (!file) {
        return orWriteFailed(std::unexpected(file.error()));
    }
    m_file = *std::move(file);
    m_buffer.reserve(bufferSize);
    return {};
}

Expected<> HashedFile::flush()
{
    CHECK_OK(orWriteFailed(m_file.write(BytesView(m_buffer.data(), static_cast<qsizetype>(m_buffer.size())))));
    m_buffer.clear();
    return {};
}

Expected<> HashedFile::write(const void* data, std::size_t size)
{
    const auto* p = static_cast<const char*>(data);
    while (size > 0) {
        auto piece = std::min(size, bufferSize - m_buffer.size());
        if (m_position < m_hashFrom) {
            piece = std::min<std::size_t>(piece, m_hashFrom - m_position);
        } else if (m_hashing) {
            piece = std::min<std::size_t>(piece, m_blockSize - m_inBlock);
            m_block.add(BytesView(p, static_cast<qsizetype>(piece)));
            m_inBlock += piece;
            if (m_inBlock == m_blockSize) {
                m_hashes.append(m_block.finish());
                m_inBlock = 0;
            }
        }
        m_buffer.insert(m_buffer.end(), p, p + piece);
        m_position += piece;
        p += piece;
        size -= piece;
        if (m_buffer.size() == bufferSize) {
            CHECK_OK(flush());
        }
    }
    return {};
}

Expected<> HashedFile::pad(quint64 alignment)
{
    static constexpr char zeros[4096] = {};
    const auto rest = (alignment - m_position % alignment) % alignment;
    return write(zeros, rest);
}

Bytes HashedFile::takeHashes()
{
    if (m_inBlock > 0) {
        m_hashes.append(m_block.finish());
    }
    m_hashing = false;
    return m_hashes;
}

Expected<> HashedFile::publish(BytesView front)
{
    CHECK_OK(flush());
    CHECK_OK(orWriteFailed(m_file.writeAt(0, front)));
    CHECK_OK(orWriteFailed(m_file.sync()));
    const auto renamed = fileio::rename(m_temporary, m_target, false);
    if (!renamed) {
        return orWriteFailed(std::unexpected(renamed.error()));
    }
    if (!*renamed) {
        return failure(QLatin1StringView("provenance.file-exists"),
                       QCoreApplication::translate("Provenance", "An index with this name exists already."));
    }
    m_file = {};
    return orWriteFailed(fileio::syncFolder(QFileInfo(m_target).absolutePath()));
}

} // namespace bulkhead::provenance
