#include "ui/common/appearance.h"

#include "ui/common/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>

namespace bulkhead {

namespace {

using namespace Qt::StringLiterals;

const auto service = u"org.freedesktop.portal.Desktop"_s;
const auto path = u"/org/freedesktop/portal/desktop"_s;
const auto interface = u"org.freedesktop.portal.Settings"_s;
const auto appearanceSpace = u"org.freedesktop.appearance"_s;
const auto colourKey = u"color-scheme"_s;

/// Asking for a bus that is not there would start one.
bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")
        || QFile::exists(QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + u"/bus"_s);
}

Appearance::Scheme schemeFrom(const QString& text)
{
    if (text == u"light") {
        return Appearance::Scheme::Light;
    }
    return text == u"dark" ? Appearance::Scheme::Dark : Appearance::Scheme::System;
}

QString schemeText(Appearance::Scheme scheme)
{
    switch (scheme) {
    case Appearance::Scheme::System:
        return u"system"_s;
    case Appearance::Scheme::Light:
        return u"light"_s;
    case Appearance::Scheme::Dark:
        return u"dark"_s;
    }
    return {};
}

} // namespace

Appearance::Appearance(QSettings& settings, QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_scheme(schemeFrom(settings.value(u"appearance/scheme"_s).toString()))
    // What the desktop said last time, so that the first picture is already right.
    , m_systemIsDark(
          settings
              .value(u"appearance/systemIsDark"_s, QApplication::palette().color(QPalette::Window).lightness() < 128)
              .toBool())
{
}

bool Appearance::isDark() const
{
    return m_scheme == Scheme::System ? m_systemIsDark : m_scheme == Scheme::Dark;
}

void Appearance::setScheme(Scheme scheme)
{
    m_settings.setValue(u"appearance/scheme"_s, schemeText(scheme));
    force(scheme);
}

void Appearance::force(Scheme scheme)
{
    m_scheme = scheme;
    apply();
}

void Appearance::apply()
{
    const Theme& theme = isDark() ? Theme::dark() : Theme::light();
    QApplication::setPalette(theme.palette());
    Q_EMIT changed();
}

void Appearance::followSystem()
{
    if (!hasSessionBus()) {
        return;
    }
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(service, path, interface, u"SettingChanged"_s, this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    question << appearanceSpace << colourKey;
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
        call->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *call;
        if (reply.isValid()) {
            QVariant value = reply.value().variant();
            if (value.canConvert<QDBusVariant>()) { // Read answers a variant in a variant
                value = value.value<QDBusVariant>().variant();
            }
            takeSystem(value.toUInt());
        }
    });
}

void Appearance::settingChanged(const QString& space, const QString& key, const QDBusVariant& value)
{
    if (space == appearanceSpace && key == colourKey) {
        takeSystem(value.variant().toUInt());
    }
}

void Appearance::takeSystem(uint value)
{
    const bool isDark = value == 1; // 0 no preference, 1 dark, 2 light
    if (isDark == m_systemIsDark) {
        return;
    }
    m_systemIsDark = isDark;
    m_settings.setValue(u"appearance/systemIsDark"_s, isDark);
    if (m_scheme == Scheme::System) {
        apply();
    }
}

} // namespace bulkhead
