#include "models/vault/leftovers.h"

#include "models/vault/fileio.h"
#include "models/vault/header.h"
#include "models/vault/writerlock.h"

#include <QDir>
#include <QFileInfo>

namespace bulkhead {

void sweepLeftovers(const QString& folder, QLatin1StringView mark, const Id& vault)
{
    const QFileInfo place(folder);
    const QString start = QLatin1Char('.') + place.fileName() + mark;
    const auto entries
        = QDir(place.path()).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    for (const QString& name : entries) {
        const QString path = place.path() + QLatin1Char('/') + name;
        if (!name.startsWith(start) || !WriterLock::holder(path).isEmpty()) {
            continue;
        }
        const HeaderFiles files(path);
        const auto headers = files.read();
        const bool isOurs = !files.exist() || vault.isNull() || (headers && headers->front().id == vault);
        if (isOurs) {
            fileio::removeTree(path, {QStringLiteral("vault.json"), QStringLiteral("vault.json.bak")});
        }
    }
}

} // namespace bulkhead
