#include "models/incident/resources.h"

#include "models/incident/playbook.h"
#include "models/incident/words.h"
#include "models/incident/yamlreading.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
QStringList ours()
{
    QStringList folders = {QCoreApplication::applicationDirPath() + "/../share/bulkhead"_L1};
#ifdef BULKHEAD_RESOURCES
    folders.append(QStringLiteral(BULKHEAD_RESOURCES));
#endif
    folders.append(u"/usr/share/bulkhead"_s);
    return folders;
}
} // namespace

QString resourceFolder(const QString& kind)
{
    for (const QString& folder : ours()) {
        if (const QDir dir(folder + u'/' + kind); dir.exists()) {
            return dir.canonicalPath();
        }
    }
    return {};
}

QStringList resourceFolders(const QString& kind)
{
    QStringList folders;
    if (const QString folder = resourceFolder(kind); !folder.isEmpty()) {
        folders.append(folder);
    }
    const QDir own(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + "/bulkhead/"_L1 + kind);
    if (own.exists()) {
        folders.append(own.canonicalPath());
    }
    return folders;
}

Expected<ResourceCheck> checkResources(const QString& folder)
{
    const QDir dir(folder);
    if (!dir.exists()) {
        return failure("resources.not-a-folder"_L1, Wording::tr("“%1” is not a folder.").arg(folder));
    }
    const QString playbooks = dir.exists(u"playbooks"_s) ? dir.filePath(u"playbooks"_s) : dir.path();
    ResourceCheck result;
    for (const QString& path : yaml::filesIn(playbooks)) {
        ++result.files;
        if (const auto read = Playbooks::read(path); !read) {
            result.problems.push_back(read.error());
        }
    }
    // What depends on what shows only with the core beside it.
    if (result.problems.empty() && result.files > 0) {
        const QString core = resourceFolder(u"playbooks"_s);
        if (const auto all = Playbooks::load(core.isEmpty() ? QStringList{playbooks} : QStringList{core, playbooks});
            !all) {
            result.problems.push_back(all.error());
        }
    }
    return result;
}

} // namespace bulkhead
