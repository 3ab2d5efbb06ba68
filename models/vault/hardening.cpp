#include "models/vault/hardening.h"

#include "models/base/secretbytes.h"
#include "models/vault/vault.h"
#include "models/vault/vaulttext.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// True for memory (zram) and device-mapper encryption; false for everything that one cannot tell.
bool isSafeSwap(const QString& device)
{
    const QString name = QFileInfo(QFileInfo(device).canonicalFilePath()).fileName();
    if (name.startsWith("zram"_L1)) {
        return true;
    }
    QFile uuid("/sys/block/"_L1 + name + "/dm/uuid"_L1);
    return uuid.open(QIODevice::ReadOnly) && uuid.readAll().startsWith("CRYPT-");
}

QStringList openSwaps()
{
    QStringList open;
    QFile swaps(u"/proc/swaps"_s);
    if (swaps.open(QIODevice::ReadOnly)) {
        const auto lines = QString::fromUtf8(swaps.readAll()).split(u'\n', Qt::SkipEmptyParts);
        for (const QString& line : lines.mid(1)) {
            const QString device = line.section(u' ', 0, 0);
            if (!isSafeSwap(device)) {
                open.append(device);
            }
        }
    }
    return open;
}
} // namespace

void hardenProcess()
{
    // A file of the vault must not get the number of a standard stream that was closed: what is printed would land in
    // it.
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(standard, F_GETFD) < 0 && errno == EBADF) {
            (void)::open("/dev/null", standard == STDIN_FILENO ? O_RDONLY : O_WRONLY);
        }
    }
    constexpr rlimit none = {0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

QStringList exposureWarnings(const QString& folder)
{
    QStringList warnings;
    if (SecretBytes::lockFailures() > 0) {
        warnings.append(
            VaultText::tr("Some keys could not be locked in memory and may reach the swap space. Raise the limit "
                          "of locked memory (ulimit -l)."));
    }
    rlimit core = {};
    if (::getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_cur != 0 || ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) {
        warnings.append(VaultText::tr("Core dumps are not switched off: a crash could write memory to the disk."));
    }
    for (const QString& device : openSwaps()) {
        warnings.append(
            VaultText::tr("The swap space %1 is not encrypted: parts of what is open here may reach the disk "
                          "through it.")
                .arg(device));
    }
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup
        | QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    if (QFileInfo(folder).permissions() & others) {
        warnings.append(
            VaultText::tr("Other users of this machine may enter the vault's folder. They read only ciphertext "
                          "there, but see its files; take their permissions away (chmod 700)."));
    }
    return warnings;
}

} // namespace bulkhead
