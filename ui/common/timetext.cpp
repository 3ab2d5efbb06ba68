#include "ui/common/timetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace bulkhead::timetext {

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 dayLength = 24 * hour;

QString tr(const char* text)
{
    return QCoreApplication::translate("TimeText", text);
}

QDateTime local(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::systemTimeZone());
}

QString withZone(const QDateTime& time, const QString& format)
{
    return QStringLiteral("%1 %2").arg(QLocale().toString(time, format), time.timeZoneAbbreviation());
}

} // namespace

QString moment(qint64 ms)
{
    return withZone(local(ms), QStringLiteral("d MMM yyyy HH:mm"));
}

QString preciseMoment(qint64 ms)
{
    return withZone(local(ms), QStringLiteral("d MMM yyyy HH:mm:ss"));
}

QString nearMoment(qint64 ms, qint64 now)
{
    const QDateTime time = local(ms);
    const qint64 days = time.date().daysTo(local(now).date());
    if (days == 0) {
        return withZone(time, QStringLiteral("HH:mm"));
    }
    if (qAbs(days) < 7) {
        return withZone(time, QStringLiteral("ddd HH:mm"));
    }
    return moment(ms);
}

QString day(qint64 ms)
{
    return QLocale().toString(local(ms).date(), QStringLiteral("d MMM yyyy"));
}

QString utc(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"));
}

QString tooltip(qint64 ms)
{
    const QDateTime time = local(ms);
    //: %1 a time in UTC, %2 the same in the local zone, %3 the zone's name: Europe/Madrid
    return tr("%1\n%2 (%3)")
        .arg(utc(ms), withZone(time, QStringLiteral("yyyy-MM-dd HH:mm:ss")),
             QString::fromUtf8(QTimeZone::systemTimeZoneId()));
}

QString duration(qint64 ms)
{
    const qint64 length = qAbs(ms);
    if (length >= 4 * dayLength) {
        //: days and hours
        return tr("%1 d %2 h").arg(length / dayLength).arg(length % dayLength / hour);
    }
    if (length >= hour) {
        //: hours and minutes
        return tr("%1 h %2 m").arg(length / hour).arg(length % hour / minute);
    }
    if (length >= minute) {
        //: minutes and seconds
        return tr("%1 m %2 s").arg(length / minute).arg(length % minute / second);
    }
    //: seconds
    return tr("%1 s").arg(length / second);
}

QString remaining(qint64 due, qint64 now)
{
    return due >= now ? tr("%1 left").arg(duration(due - now)) : tr("overdue by %1").arg(duration(now - due));
}

QString ago(qint64 then, qint64 now)
{
    const qint64 length = now - then;
    if (length < 0) {
        return nearMoment(then, now);
    }
    if (length < minute) {
        return tr("just now");
    }
    if (length < hour) {
        return tr("%1 min ago").arg(length / minute);
    }
    if (length < 12 * hour) {
        return tr("%1 h ago").arg(length / hour);
    }
    return nearMoment(then, now);
}

} // namespace bulkhead::timetext
