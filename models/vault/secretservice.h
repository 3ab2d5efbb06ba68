#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusObjectPath>

/// The types of the Secret Service API, as it sends them. Private to this room.
namespace bulkhead::secretservice {

inline constexpr QLatin1StringView name("org.freedesktop.secrets");
inline constexpr QLatin1StringView root("/org/freedesktop/secrets");

/// (oayays): a secret, for a session whose algorithm is "plain".
struct Secret
{
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};
QDBusArgument& operator<<(QDBusArgument& out, const Secret& secret);
const QDBusArgument& operator>>(const QDBusArgument& in, Secret& secret);

using Attributes = QMap<QString, QString>; ///< a{ss}
using Paths = QList<QDBusObjectPath>;      ///< ao
void registerTypes();

} // namespace bulkhead::secretservice

Q_DECLARE_METATYPE(bulkhead::secretservice::Secret)
