#include "ui/shell/idlewatch.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>
#include <QEvent>
#include <QFile>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

const auto service = u"org.freedesktop.login1"_s;
const auto path = u"/org/freedesktop/login1"_s;
const auto interface = u"org.freedesktop.login1.Manager"_s;

} // namespace

IdleWatch::IdleWatch(QObject* parent)
    : QObject(parent)
{
    m_since.start();
    QCoreApplication::instance()->installEventFilter(this);
}

bool IdleWatch::eventFilter(QObject*, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TabletPress:
        m_since.restart();
        break;
    default:
        break;
    }
    return false;
}

SleepWatch::SleepWatch(QObject* parent)
    : QObject(parent)
{
    if (!QFile::exists(u"/run/dbus/system_bus_socket"_s)) {
        return;
    }
    QDBusConnection::systemBus().connect(service, path, interface, u"PrepareForSleep"_s, this,
                                         SLOT(prepareForSleep(bool)));
    takeDelay();
}

SleepWatch::~SleepWatch() = default;

void SleepWatch::takeDelay()
{
    QDBusMessage wish = QDBusMessage::createMethodCall(service, path, interface, u"Inhibit"_s);
    wish << u"sleep"_s << u"Bulkhead"_s << tr("Locks the vault before the machine sleeps") << u"delay"_s;
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::systemBus().asyncCall(wish, 5000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        call->deleteLater();
        const QDBusPendingReply<QDBusUnixFileDescriptor> reply = *call;
        if (reply.isValid()) {
            m_delay = std::make_unique<QDBusUnixFileDescriptor>(reply.value());
        }
    });
}

void SleepWatch::ready()
{
    m_delay.reset();
}

void SleepWatch::prepareForSleep(bool isStarting)
{
    if (isStarting) {
        Q_EMIT aboutToSleep();
        ready();
    } else {
        takeDelay();
    }
}

} // namespace bulkhead
