#include "models/vault/writerlock.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>
#include <QFile>
#include <QSysInfo>
#include <QThread>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace bulkhead {

namespace {
constexpr int attempts = 10;
constexpr unsigned long pauseMs = 20; ///< long enough for somebody else's `holder`, which takes the lock for a moment

QString lockPath(const QString& folder)
{
    return folder + QStringLiteral("/vault.lock");
}

int openLock(const QString& folder, int flags)
{
    return ::open(QFile::encodeName(lockPath(folder)).constData(), flags | O_CLOEXEC, 0600);
}

QString describe(const QString& folder)
{
    const auto text = fileio::readAll(lockPath(folder), 400);
    const QString holder = text && *text ? QString::fromUtf8(**text).trimmed() : QString();
    return holder.isEmpty() ? VaultText::tr("another process") : holder;
}

QString ownDescription()
{
    QString program = QCoreApplication::applicationName();
    if (program.isEmpty()) {
        program = QString::fromLocal8Bit(program_invocation_short_name);
    }
    return QStringLiteral("%1, process %2 on %3").arg(program).arg(::getpid()).arg(QSysInfo::machineHostName());
}
} // namespace

Expected<WriterLock> WriterLock::take(const QString& folder)
{
    fileio::File file(openLock(folder, O_RDWR | O_CREAT));
    if (!file.isOpen()) {
        return std::unexpected(fileio::systemError(errno, lockPath(folder)));
    }
    for (int attempt = 0; ::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0; ++attempt) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            return std::unexpected(fileio::systemError(errno, lockPath(folder)));
        }
        if (attempt == attempts) {
            return failure(
                QLatin1StringView("vault.locked"),
                VaultText::tr("This vault is open for writing in %1. Close it there, or open it for reading only.")
                    .arg(describe(folder)));
        }
        QThread::msleep(pauseMs);
    }
    const QByteArray text = ownDescription().toUtf8() + '\n';
    // Only information: a full disk must not keep anybody out.
    if (::ftruncate(file.descriptor(), 0) == 0) {
        (void)file.write(text);
    }
    return WriterLock(std::move(file));
}

QString WriterLock::holder(const QString& folder)
{
    const fileio::File file(openLock(folder, O_RDONLY));
    if (!file.isOpen() || ::flock(file.descriptor(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) {
        return {};
    }
    return describe(folder);
}

} // namespace bulkhead
