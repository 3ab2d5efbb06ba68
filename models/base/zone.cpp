#include "models/base/zone.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace bulkhead {

std::optional<QTimeZone> zoneNamed(const QString& name)
{
    static const QSet<QByteArray> canonical = [] {
        const QList<QByteArray> ids = QTimeZone::availableTimeZoneIds();
        return QSet<QByteArray>(ids.begin(), ids.end());
    }();
    const QByteArray id = name.toLatin1();
    if (canonical.contains(id)) {
        return QTimeZone(id);
    }
    // Older names, such as Asia/Calcutta, are links in the system's database.
    static const QRegularExpression form(u"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"_s);
    if (!form.match(name).hasMatch() || !QFileInfo("/usr/share/zoneinfo/"_L1 + name).isFile()) {
        return std::nullopt;
    }
    const QTimeZone zone(id);
    return zone.isValid() ? std::optional(zone) : std::nullopt;
}

} // namespace bulkhead
