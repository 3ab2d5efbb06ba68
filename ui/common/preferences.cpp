#include "ui/common/preferences.h"

#include <QSettings>

#include <algorithm>

namespace bulkhead {

namespace {
constexpr int longestIdleMinutes = 240;
const QString idleKey = QStringLiteral("lock/idleMinutes");
} // namespace

Preferences::Preferences(QSettings& settings, Appearance& appearance, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_appearance(appearance)
{
}

int Preferences::idleMinutes() const
{
    return std::clamp(m_settings.value(idleKey, defaultIdleMinutes).toInt(), 0, longestIdleMinutes);
}

void Preferences::setIdleMinutes(int minutes)
{
    const int kept = std::clamp(minutes, 0, longestIdleMinutes);
    if (kept == idleMinutes()) {
        return;
    }
    m_settings.setValue(idleKey, kept);
    Q_EMIT idleMinutesChanged(kept);
}

} // namespace bulkhead
