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

#include <fcntl.h>
#include <unistd.h>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t bufferSize = std::size_t(1) << 20;

std::unexpected<Error> writeFailed(int number)
{
    return failure(
        QLatin1StringView("provenance.write-failed"),
        number == ENOSPC
            ? QCoreApplication::translate("Provenance",
                                          "The disk is full, so the index was not written. Nothing was "
                                          "registered. Make room and register the data set again.")
            : QCoreApplication::translate("Provenance",
                                          "The index could not be written. Nothing was registered. Check the "
                                          "disk and the permissions of the vault's folder."),
        qt_error_string(number));
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
    if (m_descriptor >= 0) {
        ::close(m_descriptor);
        ::unlink(m_temporary.constData());
    }
}

Expected<> HashedFile::create(const QString& target, quint64 hashFrom, quint64 blockSize)
{
    m_target = target;
    m_hashFrom = hashFrom;
    m_blockSize = blockSize;
    m_temporary = QFile::encodeName(target) + ".new-" + Id::make(QDateTime::currentMSecsSinceEpoch()).text().toLatin1();
    m_descriptor = ::open(m_temporary.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (m_descriptor < 0) {
        return writeFailed(errno);
    }
    m_buffer.reserve(bufferSize);
    return {};
}

Expected<> HashedFile::flush()
{
    const char* p = m_buffer.data();
    std::size_t left = m_buffer.size();
    while (left > 0) {
        const auto wrote = ::write(m_descriptor, p, left);
        if (wrote < 0 && errno != EINTR) {
            return writeFailed(errno);
        }
        if (wrote > 0) {
            p += wrote;
            left -= static_cast<std::size_t>(wrote);
        }
    }
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
    if (::pwrite(m_descriptor, front.data(), static_cast<std::size_t>(front.size()), 0) != front.size()
        || ::fsync(m_descriptor) != 0) {
        return writeFailed(errno);
    }
    const QByteArray target = QFile::encodeName(m_target);
    if (::renameat2(AT_FDCWD, m_temporary.constData(), AT_FDCWD, target.constData(), RENAME_NOREPLACE) != 0) {
        if (errno == EEXIST) {
            return failure(QLatin1StringView("provenance.file-exists"),
                           QCoreApplication::translate("Provenance", "An index with this name exists already."));
        }
        return writeFailed(errno);
    }
    ::close(m_descriptor);
    m_descriptor = -1;
    const int folder = ::open(QFile::encodeName(QFileInfo(m_target).absolutePath()).constData(),
                              O_RDONLY | O_DIRECTORY);
    if (folder < 0 || ::fsync(folder) != 0) {
        const int number = errno;
        if (folder >= 0) {
            ::close(folder);
        }
        return writeFailed(number);
    }
    ::close(folder);
    return {};
}

} // namespace bulkhead::provenance
