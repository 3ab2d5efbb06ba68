#include "models/incident/countrange.h"

#include "models/incident/words.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 mostPeople = 100'000'000'000;

std::unexpected<Error> badCount(const QString& reason)
{
    return failure("value.bad"_L1, reason);
}

/// "120", "120..200", "..200", "120 - 200".
Expected<std::pair<qint64, qint64>> boundsOf(QString text)
{
    text.replace(u'–', u'-').remove(u' ').remove(u'’');
    const QString between = text.contains(".."_L1) ? u".."_s : u"-"_s;
    const QString low = text.section(between, 0, 0);
    const QString high = text.contains(between) ? text.section(between, 1) : low;
    bool isLow = true;
    bool isHigh = true;
    const qint64 from = low.isEmpty() ? 0 : low.toLongLong(&isLow);
    const qint64 to = high.toLongLong(&isHigh);
    if (!isLow || !isHigh || from < 0 || to < from || to > mostPeople) {
        return badCount(
            Wording::tr("“%1” is no number and no range of numbers. Write 120, 120..200 or ..200.").arg(text));
    }
    return std::pair(from, to);
}
} // namespace

QStringList basisIds()
{
    return {u"exact"_s, u"estimate"_s, u"upper_bound"_s};
}

QString basisName(CountRange::Basis basis)
{
    switch (basis) {
    case CountRange::Basis::Exact:
        return Wording::tr("exact");
    case CountRange::Basis::Estimate:
        return Wording::tr("estimate");
    case CountRange::Basis::UpperBound:
        return Wording::tr("upper bound");
    }
    Q_UNREACHABLE();
}

QString CountRange::text() const
{
    return u"%1..%2; %3; %4; %5"_s.arg(low).arg(high).arg(
        basisIds().at(static_cast<qsizetype>(basis)), method,
        QDateTime::fromMSecsSinceEpoch(asOf, QTimeZone::utc()).toString(Qt::ISODateWithMs));
}

QString CountRange::shown() const
{
    const QLocale locale;
    const QString number = low == high ? locale.toString(low)
        : basis == Basis::UpperBound && low == 0
        ? Wording::tr("up to %1").arg(locale.toString(high))
        : Wording::tr("%1 to %2").arg(locale.toString(low), locale.toString(high));
    //: %1 a number or range, %2 "estimate", %3 how it was counted, %4 an instant
    return Wording::tr("%1 (%2 by %3, as of %4)")
        .arg(number, basisName(basis), method,
             QDateTime::fromMSecsSinceEpoch(asOf, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s));
}

Expected<CountRange> CountRange::read(const QString& text, qint64 now)
{
    QStringList parts = text.split(u';');
    CountRange count;
    TRY(const auto bounds, boundsOf(parts.takeFirst()));
    count.low = bounds.first;
    count.high = bounds.second;
    count.asOf = now;
    bool hasBasis = false;
    QStringList method;
    for (const QString& part : parts) {
        const QString one = part.trimmed();
        const qsizetype basis = basisIds().indexOf(one);
        const QDateTime at = QDateTime::fromString(one, Qt::ISODateWithMs);
        if (basis >= 0 && !hasBasis) {
            count.basis = static_cast<Basis>(basis);
            hasBasis = true;
        } else if (at.isValid() && one.contains(u'T')) {
            count.asOf = at.toMSecsSinceEpoch();
        } else if (!one.isEmpty()) {
            method.append(one);
        }
    }
    count.method = method.join(", "_L1);
    if (!hasBasis || count.method.isEmpty()) {
        return badCount(Wording::tr("A number needs a basis (%1) and how it was found, as in “120..200; estimate; "
                                    "sample of 40 rows”.")
                            .arg(basisIds().join(", "_L1)));
    }
    if (count.basis == Basis::Exact && count.low != count.high) {
        return badCount(Wording::tr("An exact number is no range: call it an estimate or an upper bound."));
    }
    return count;
}

QString CountRange::shownText(const QString& kept)
{
    const auto count = read(kept, 0);
    return count ? count->shown() : kept;
}

} // namespace bulkhead
