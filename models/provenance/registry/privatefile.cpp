#include "models/provenance/registry/privatefile.h"

#include "models/provenance/registry/registrytext.h"

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

Expected<void> writePrivately(QSaveFile& file, const QByteArray& content)
{
    CHECK_OK(openPrivately(file));
    if (file.write(content) != content.size()) {
        return writeFailed(file);
    }
    return {};
}

} // namespace bulkhead::provenance
