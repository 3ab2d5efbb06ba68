#include "ui/vault/recentvaults.h"

#include <QFileInfo>
#include <QSettings>

namespace bulkhead {

namespace {
constexpr qsizetype kept = 8;
const QString key = QStringLiteral("vaults/recent");
} // namespace

QStringList RecentVaults::folders() const
{
    QStringList folders = m_settings.value(key).toStringList();
    folders.removeIf([](const QString& folder) { return !QFileInfo::exists(folder + QStringLiteral("/vault.json")); });
    return folders;
}

void RecentVaults::opened(const QString& folder)
{
    QStringList folders = m_settings.value(key).toStringList();
    folders.removeAll(folder);
    folders.prepend(folder);
    m_settings.setValue(key, folders.mid(0, kept));
}

void RecentVaults::forget(const QString& folder)
{
    QStringList folders = m_settings.value(key).toStringList();
    folders.removeAll(folder);
    m_settings.setValue(key, folders);
}

} // namespace bulkhead
