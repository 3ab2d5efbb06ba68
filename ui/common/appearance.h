#pragma once

#include <QObject>

class QDBusVariant;
class QSettings;

namespace bulkhead {

/// Light or dark: as the desktop says through the portal (`org.freedesktop.appearance`, changes followed), or as the
/// person set it. Owned by the program; paints by setting the application's palette.
class Appearance : public QObject
{
    Q_OBJECT

public:
    enum class Scheme { System, Light, Dark };

    /// `settings` outlives it.
    explicit Appearance(QSettings& settings, QObject* parent = nullptr);

    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    [[nodiscard]] bool isDark() const;
    /// Kept in the settings.
    void setScheme(Scheme scheme);
    /// For this run only.
    void force(Scheme scheme);
    /// Starts to follow the desktop; answers come later. Does nothing where there is no session bus.
    void followSystem();
    void apply();

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void settingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void takeSystem(uint value);

    QSettings& m_settings;
    Scheme m_scheme;
    bool m_systemIsDark;
};

} // namespace bulkhead
