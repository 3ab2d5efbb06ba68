#include "app/console/tray.h"

#include "app/console/reminders.h"
#include "ui/common/timetext.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace bulkhead {

Tray::Tray(Reminders& reminders, QWidget& window)
    : m_reminders(reminders)
    , m_window(window)
    , m_icon(QIcon(u":/icons/bulkhead.svg"_s))
{
    connect(&reminders, &Reminders::reminded, this, &Tray::show);
    connect(&reminders, &Reminders::changed, this, &Tray::refresh);
    connect(&m_icon, &QSystemTrayIcon::activated, &window, [this] {
        m_window.show();
        m_window.raise();
        m_window.activateWindow();
    });
    refresh();
}

void Tray::refresh()
{
    const qint64 next = m_reminders.nextDue();
    m_icon.setToolTip(next == 0 ? tr("Bulkhead: no clock runs")
                                : tr("Bulkhead: next due %1").arg(timetext::moment(next)));
    // An icon only where it has something to say; the desktop is not asked before, which takes its time at the start.
    m_icon.setVisible(!m_reminders.clocks().empty() && QSystemTrayIcon::isSystemTrayAvailable());
}

void Tray::show(const QString& title, const QString& text)
{
    QApplication::alert(&m_window);
    refresh();
    if (m_icon.isVisible() && QSystemTrayIcon::supportsMessages()) {
        m_icon.showMessage(title, text, QSystemTrayIcon::Warning);
        return;
    }
    QDBusMessage call = QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
                                                       u"/org/freedesktop/Notifications"_s,
                                                       u"org.freedesktop.Notifications"_s, u"Notify"_s);
    constexpr int untilSeen = 0;
    call << QCoreApplication::applicationName() << quint32(0) << u"bulkhead"_s << title << text << QStringList()
         << QVariantMap() << untilSeen;
    QDBusConnection::sessionBus().send(call);
}

} // namespace bulkhead
