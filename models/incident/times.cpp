#include "models/base/zone.h"
#include "models/incident/casework.h"
#include "models/incident/words.h"

#include <QRegularExpression>
#include <QTimeZone>

#include <set>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> badTime(const QString& text)
{
    return failure("time.bad"_L1,
                   Wording::tr("“%1” is not a time. Write it as in 2026-06-12 15:20, with its zone or its offset from "
                               "UTC, as in 2026-06-12T15:20:00+02:00.")
                       .arg(text));
}

/// The instants that a clock on the wall of that zone shows as `local`: none where it was put forward over it, two
/// where it was put back.
std::vector<qint64> instantsOf(const QDateTime& local, const QTimeZone& zone)
{
    constexpr qint64 day = 86'400'000;
    const qint64 asUtc = local.toMSecsSinceEpoch();
    std::set<qint64> found;
    for (const qint64 around : {asUtc - day, asUtc, asUtc + day}) {
        const int offset = zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(around, QTimeZone::utc()));
        const qint64 candidate = asUtc - qint64(offset) * 1000;
        if (zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(candidate, QTimeZone::utc())) == offset) {
            found.insert(candidate);
        }
    }
    return {found.begin(), found.end()};
}

std::optional<qint64> offsetMs(const QString& text)
{
    if (text.compare("z"_L1, Qt::CaseInsensitive) == 0 || text.compare("utc"_L1, Qt::CaseInsensitive) == 0) {
        return 0;
    }
    static const QRegularExpression form(u"^([+-])(\\d{2}):?(\\d{2})$"_s);
    const auto match = form.match(text);
    if (!match.hasMatch() || match.captured(2).toInt() > 14 || match.captured(3).toInt() > 59) {
        return std::nullopt;
    }
    const qint64 minutes = match.captured(2).toInt() * 60 + match.captured(3).toInt();
    return (match.captured(1) == "-"_L1 ? -minutes : minutes) * 60'000;
}
} // namespace

Expected<qint64> Casework::parseTime(const QString& text, const QString& zone)
{
    static const QRegularExpression form(u"^(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2})(:\\d{2})?([.,]\\d{1,9})?"
                                         "\\s*(Z|z|UTC|[+-]\\d{2}:?\\d{2})?\\s*(\\[fold=([01])\\])?$"_s);
    const auto match = form.match(text.trimmed());
    if (!match.hasMatch()) {
        return badTime(text);
    }
    const QDate date = QDate::fromString(match.captured(1), Qt::ISODate);
    const QTime time = QTime::fromString(
        match.captured(2) + (match.captured(3).isEmpty() ? u":00"_s : match.captured(3)), u"HH:mm:ss"_s);
    if (!date.isValid() || !time.isValid()) {
        return badTime(text);
    }
    const int ms = match.captured(4).mid(1).leftJustified(3, u'0').left(3).toInt();
    const QDateTime local(date, time.addMSecs(ms), QTimeZone::utc());
    const QString given = match.captured(5);
    if (const auto offset = offsetMs(given.isEmpty() ? zone : given)) {
        return local.toMSecsSinceEpoch() - *offset;
    }
    if (!given.isEmpty()) {
        return badTime(text);
    }
    if (zone.isEmpty()) {
        return failure(
            "time.no-zone"_L1,
            Wording::tr("“%1” does not say in which zone. Add an offset, as in +02:00, or name the zone.").arg(text));
    }
    const auto place = zoneNamed(zone);
    if (!place) {
        return failure("time.bad"_L1,
                       Wording::tr("There is no time zone named “%1”. Use a name like Europe/Berlin.").arg(zone));
    }
    const auto instants = instantsOf(local, *place);
    if (instants.empty()) {
        return failure("time.skipped"_L1,
                       Wording::tr("%1 did not exist in %2: the clocks were put forward over it.").arg(text, zone));
    }
    if (instants.size() > 1 && match.captured(7).isEmpty()) {
        return failure("time.ambiguous"_L1,
                       Wording::tr("%1 happened twice in %2: the clocks were put back. Add [fold=0] for the first or "
                                   "[fold=1] for the second, or give the offset.")
                           .arg(text, zone));
    }
    return match.captured(7) == "1"_L1 ? instants.back() : instants.front();
}

} // namespace bulkhead
