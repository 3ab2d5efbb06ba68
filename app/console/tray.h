#pragma once

#include <QObject>
#include <QSystemTrayIcon>

class QWidget;

namespace bulkhead {

class Reminders;

/// Says reminders on the desktop: from the tray where there is one, else through the desktop's notifications, and
/// always by asking for attention to the window.
class Tray : public QObject
{
    Q_OBJECT

public:
    /// Both outlive it.
    Tray(Reminders& reminders, QWidget& window);

private:
    void show(const QString& title, const QString& text);
    void refresh();

    Reminders& m_reminders;
    QWidget& m_window;
    QSystemTrayIcon m_icon;
};

} // namespace bulkhead
