#pragma once

#include <QObject>

class QSettings;

namespace bulkhead {

class Appearance;

/// What a person sets for this machine: appearance, and when the vault locks by itself. Owned by the program.
class Preferences : public QObject
{
    Q_OBJECT

public:
    static constexpr int defaultIdleMinutes = 15;

    /// Both outlive it.
    Preferences(QSettings& settings, Appearance& appearance, QObject* parent = nullptr);

    [[nodiscard]] QSettings& settings() const { return m_settings; }
    [[nodiscard]] Appearance& appearance() const { return m_appearance; }
    /// 1 to 240; 0: never.
    [[nodiscard]] int idleMinutes() const;
    void setIdleMinutes(int minutes);

Q_SIGNALS:
    void idleMinutesChanged(int minutes);

private:
    QSettings& m_settings;
    Appearance& m_appearance;
};

} // namespace bulkhead
