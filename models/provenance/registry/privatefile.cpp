#include "models/provenance/registry/privatefile.h"

#include "models/provenance/registry/registrytext.h"

#include <QFileInfo>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

std::unexpected<Error> writeFailed(const QSaveFile& file)
{
    return failure("provenance.write-failed"_L1,
                   RegistryText::tr("“%1” cannot be written: %2.").arg(file.fileName(), file.errorString()));
}

Expected<void> openPrivately(QSaveFile& file)
{
    file.setDirectWriteFallback(false);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
        return writeFailed(file);
    }
    return {};
}

Expected<void> checkNotThere(const QStringList& paths)
{
    for (const QString& path : paths) {
        if (!path.isEmpty() && QFileInfo::exists(path)) {
            return failure("provenance.target-exists"_L1,
                           RegistryText::tr("“%1” is there already; it is not written over.").arg(path));
        }
    }
    return {};
}

Expected<void> writePrivately(QSaveFile& file, const QByteArray& content)
{
    CHECK_OK(openPrivately(file));
    if (file.write(content) != content.size()) {
        return writeFailed(file);
    }
    return {};
}

} // namespace bulkhead::provenance
