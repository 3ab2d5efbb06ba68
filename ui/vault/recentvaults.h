#pragma once

#include <QStringList>

class QSettings;

namespace bulkhead {

/// The folders of the vaults that were opened here, the last one first; nothing else of them is kept.
class RecentVaults
{
public:
    /// `settings` outlives it.
    explicit RecentVaults(QSettings& settings)
        : m_settings(settings)
    {
    }
    /// Only those that are still there.
    [[nodiscard]] QStringList folders() const;
    void opened(const QString& folder);
    void forget(const QString& folder);

private:
    QSettings& m_settings;
};

} // namespace bulkhead
