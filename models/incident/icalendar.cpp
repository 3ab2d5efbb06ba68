#include "models/incident/icalendar.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace bulkhead::icalendar {

QByteArray text(const QString& text)
{
    QString escaped = text;
    escaped.replace(u'\\', u"\\\\"_s).replace(u';', u"\\;"_s).replace(u',', u"\\,"_s);
    escaped.replace(u"\r\n"_s, u"\\n"_s).replace(u'\n', u"\\n"_s).remove(u'\r');
    return escaped.toUtf8();
}

QByteArray folded(const QByteArray& line)
{
    constexpr qsizetype most = 75;
    QByteArray result;
    qsizetype at = 0;
    qsizetype room = most;
    while (line.size() - at > room) {
        qsizetype end = at + room;
        while ((static_cast<quint8>(line[end]) & 0xC0) == 0x80) {
            --end; // none is cut within a character
        }
        result += line.sliced(at, end - at) + "\r\n ";
        at = end;
        room = most - 1;
    }
    return result + line.sliced(at) + "\r\n";
}

QByteArray instant(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(u"yyyyMMddTHHmmssZ"_s).toLatin1();
}

QByteArray head(const QByteArray& product)
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bulkhead//" + product + "//EN\r\nCALSCALE:GREGORIAN\r\n";
}

QByteArray tail()
{
    return "END:VCALENDAR\r\n";
}

} // namespace bulkhead::icalendar
