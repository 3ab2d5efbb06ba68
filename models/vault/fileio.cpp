#include "models/vault/fileio.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bulkhead::fileio {

namespace {
std::unexpected<Error> failed(const QString& path)
{
    return std::unexpected(systemError(errno, path));
}

std::atomic<Tap> theTap = nullptr;

/// Zero, or the errno of an act that a test lets fail.
int fault(Act act, const QString& path, int descriptor = -1)
{
    const Tap tap = theTap.load(std::memory_order_relaxed);
    const int reason = tap ? tap(act, descriptor, path) : 0;
    if (reason != 0) {
        errno = reason;
    }
    return reason;
}

QByteArray native(const QString& path)
{
    return QFile::encodeName(path);
}
} // namespace

void setTap(Tap tap)
{
    theTap = tap;
}

File::~File()
{
    if (isOpen()) {
        ::close(m_descriptor);
    }
}

Error systemError(int reason, const QString& path)
{
    const QString detail = QStringLiteral("%1: %2").arg(path, qt_error_string(reason));
    switch (reason) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return {QStringLiteral("vault.disk-full"),
                QCoreApplication::translate("Vault",
                                            "The disk is full. Nothing that was saved before is lost; make room and "
                                            "do the last step again."),
                detail};
    case EACCES:
    case EPERM:
    case EROFS:
        return {QStringLiteral("vault.read-only"),
                QCoreApplication::translate("Vault",
                                            "The vault's folder cannot be written to. Change its permissions, or copy "
                                            "the vault to a folder of your own."),
                detail};
    default:
        return {QStringLiteral("vault.io"),
                QCoreApplication::translate("Vault",
                                            "The disk did not read or write as it should. Check the disk, and copy "
                                            "the vault's folder to another one."),
                detail};
    }
}

Expected<void> File::write(BytesView bytes) const
{
    if (fault(Act::Write, {}, m_descriptor) != 0) {
        return failed({});
    }
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), static_cast<std::size_t>(bytes.size()));
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed({});
        }
        bytes = bytes.sliced(written);
    }
    return {};
}

Expected<void> File::writeAt(qint64 at, BytesView bytes) const
{
    if (fault(Act::Write, {}, m_descriptor) != 0) {
        return failed({});
    }
    while (!bytes.isEmpty()) {
        const ssize_t written = ::pwrite(m_descriptor, bytes.data(), static_cast<std::size_t>(bytes.size()), at);
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed({});
        }
        bytes = bytes.sliced(written);
        at += written;
    }
    return {};
}

Expected<qsizetype> File::read(char* into, qsizetype size) const
{
    qsizetype done = 0;
    while (done < size) {
        const ssize_t got = ::read(m_descriptor, into + done, static_cast<std::size_t>(size - done));
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return failed({});
        }
        if (got == 0) {
            break;
        }
        done += got;
    }
    return done;
}

Expected<void> File::sync() const
{
    if (fault(Act::Sync, {}, m_descriptor) != 0 || ::fsync(m_descriptor) != 0) {
        return failed({});
    }
    return {};
}

Expected<File> create(const QString& path)
{
    if (fault(Act::Create, path) != 0) {
        return failed(path);
    }
    File file(::open(native(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.isOpen()) {
        return failed(path);
    }
    return file;
}

Expected<File> openForReading(const QString& path)
{
    File file(::open(native(path).constData(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen()) {
        return failed(path);
    }
    return file;
}

Expected<std::optional<Bytes>> readAll(const QString& path, qsizetype limit)
{
    const File file(::open(native(path).constData(), O_RDONLY | O_CLOEXEC));
    if (!file.isOpen()) {
        if (errno == ENOENT) {
            return std::optional<Bytes>();
        }
        return failed(path);
    }
    Bytes content(limit, Qt::Uninitialized);
    TRY(const qsizetype size, file.read(content.data(), limit));
    content.truncate(size);
    return content;
}

Expected<void> makeFolder(const QString& path)
{
    if (fault(Act::MakeFolder, path) != 0 || ::mkdir(native(path).constData(), 0700) != 0) {
        const int reason = errno; // QFileInfo may change it.
        if (reason != EEXIST || !QFileInfo(path).isDir()) {
            return std::unexpected(systemError(reason, path));
        }
    }
    return {};
}

Expected<void> syncFolder(const QString& path)
{
    if (fault(Act::SyncFolder, path) != 0) {
        return failed(path);
    }
    const File folder(::open(native(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.isOpen() || ::fsync(folder.descriptor()) != 0) {
        return failed(path);
    }
    return {};
}

Expected<void> replace(const QString& path, BytesView content)
{
    const QString temporary = path + QStringLiteral(".new");
    remove(temporary); // left by a crash
    const auto writeOut = [&]() -> Expected<void> {
        TRY(const File file, create(temporary));
        CHECK_OK(file.write(content));
        CHECK_OK(file.sync());
        CHECK_OK(rename(temporary, path, true));
        return syncFolder(QFileInfo(path).path());
    };
    auto written = writeOut();
    if (!written) {
        remove(temporary);
    }
    return written;
}

Expected<bool> rename(const QString& from, const QString& to, bool replacing)
{
    const QByteArray source = native(from), target = native(to);
    if (fault(Act::Rename, to) != 0) {
        return failed(to);
    }
    if (replacing) {
        if (::rename(source.constData(), target.constData()) != 0) {
            return failed(to);
        }
        return true;
    }
    if (::renameat2(AT_FDCWD, source.constData(), AT_FDCWD, target.constData(), RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno == EINVAL || errno == ENOSYS) { // A file system without it: link(2) never replaces either.
        if (::link(source.constData(), target.constData()) == 0) {
            ::unlink(source.constData());
            return true;
        }
    }
    if (errno == EEXIST) {
        return false;
    }
    return failed(to);
}

Expected<void> exchange(const QString& one, const QString& other)
{
    const QByteArray first = native(one), second = native(other);
    if (fault(Act::Exchange, other) == 0
        && ::renameat2(AT_FDCWD, first.constData(), AT_FDCWD, second.constData(), RENAME_EXCHANGE) == 0) {
        return {};
    }
    if (errno == EINVAL || errno == ENOSYS) {
        return failure(
            QLatin1StringView("vault.cannot-exchange"),
            QCoreApplication::translate("Vault",
                                        "The file system of the vault's folder cannot exchange two folders in "
                                        "one step, without which a loss of power could leave no vault at all. "
                                        "Nothing was changed. Copy the vault to a local disk and do it "
                                        "there."),
            qt_error_string(errno));
    }
    return failed(other);
}

Expected<void> link(const QString& from, const QString& to)
{
    if (fault(Act::Link, to) != 0) {
        return failed(to);
    }
    if (::link(native(from).constData(), native(to).constData()) == 0) {
        return {};
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != EXDEV && errno != EMLINK) {
        return failed(to);
    }
    TRY(const File source, openForReading(from));
    TRY(const File target, create(to));
    Bytes piece(qsizetype(1) << 20, Qt::Uninitialized);
    for (;;) {
        TRY(const qsizetype got, source.read(piece.data(), piece.size()));
        if (got == 0) {
            return target.sync();
        }
        CHECK_OK(target.write(BytesView(piece).first(got)));
    }
}

void remove(const QString& path)
{
    if (fault(Act::Remove, path) == 0) {
        ::unlink(native(path).constData());
    }
}

void removeTree(const QString& folder, const QStringList& first)
{
    for (const QString& name : first) {
        remove(folder + QLatin1Char('/') + name);
    }
    if (!first.isEmpty()) {
        (void)syncFolder(folder);
    }
    if (fault(Act::Remove, folder) == 0) {
        QDir(folder).removeRecursively();
    }
}

} // namespace bulkhead::fileio
