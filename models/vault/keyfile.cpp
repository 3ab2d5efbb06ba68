#include "models/vault/keyfile.h"

#include "models/vault/fileio.h"
#include "models/vault/vaulttext.h"

#include <QFileInfo>

namespace bulkhead {

namespace {
constexpr qsizetype largestKeyFile = qsizetype(1) << 20; ///< octets
constexpr std::size_t freshKeyFile = 64;                 ///< octets

std::unexpected<Error> unusable(const QString& sentence, const QString& detail = {})
{
    return failure(QLatin1StringView("vault.key-file"), sentence, detail);
}
} // namespace

Expected<SecretBytes> readKeyFile(const QString& path)
{
    const QFileInfo facts(path);
    if (!facts.isFile() || facts.size() > largestKeyFile) {
        return unusable(facts.isFile()
                            ? VaultText::tr("%1 is larger than a key file may be (1 MiB).").arg(path)
                            : VaultText::tr("There is no key file %1. Is the device that holds it there?").arg(path));
    }
    auto file = fileio::openForReading(path);
    if (!file) {
        return unusable(VaultText::tr("The key file %1 cannot be read.").arg(path), file.error().detail);
    }
    SecretBytes content(static_cast<std::size_t>(facts.size()));
    TRY(const qsizetype got, file->read(reinterpret_cast<char*>(content.data()), facts.size()));
    if (got == 0 || got != facts.size()) {
        return unusable(VaultText::tr("The key file %1 is empty or could not be read to its end.").arg(path));
    }
    return content;
}

Expected<void> makeKeyFile(const QString& path)
{
    if (QFileInfo::exists(path)) {
        return failure(QLatin1StringView("vault.file-exists"),
                       VaultText::tr("%1 is there already, and a key file is not written over anything.").arg(path));
    }
    TRY(const fileio::File file, fileio::create(path));
    CHECK_OK(file.write(SecretBytes::random(freshKeyFile).view()));
    CHECK_OK(file.sync());
    return fileio::syncFolder(QFileInfo(path).absolutePath());
}

} // namespace bulkhead
