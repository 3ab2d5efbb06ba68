#include "models/provenance/mask.h"

#include <QStringList>

#include <algorithm>

namespace bulkhead::provenance {

namespace {
/// The first character (with its surrogate) and three stars.
QString initial(QStringView text)
{
    if (text.isEmpty()) {
        return {};
    }
    const qsizetype size = text.front().isHighSurrogate() && text.size() > 1 ? 2 : 1;
    return text.left(size).toString() + QStringLiteral("***");
}

/// Letters and digits become stars but for the last `kept` digits and a country code in front.
QString starred(QStringView text, int kept, bool countryCode)
{
    QString out = text.toString();
    int seen = 0;
    for (qsizetype i = out.size() - 1; i >= 0; --i) {
        if (out[i].isLetterOrNumber() && seen++ >= kept) {
            out[i] = QLatin1Char('*');
        }
    }
    if (countryCode && text.startsWith(QLatin1Char('+'))) {
        for (qsizetype i = 1; i < std::min<qsizetype>(3, text.size()) && text[i].isDigit(); ++i) {
            out[i] = text[i];
        }
    }
    return out;
}
} // namespace

QString maskValue(Meaning meaning, QStringView value)
{
    value = value.trimmed();
    if (value.isEmpty()) {
        return {};
    }
    switch (meaning) {
    case Meaning::Email: {
        const auto at = value.lastIndexOf(QLatin1Char('@'));
        const auto dot = value.lastIndexOf(QLatin1Char('.'));
        if (at <= 0) {
            return initial(value);
        }
        return QStringLiteral("%1@%2%3").arg(initial(value.left(at)), initial(value.mid(at + 1)),
                                             dot > at + 1 ? value.mid(dot).toString() : QString());
    }
    case Meaning::Phone:
        return value.size() < 6 ? QStringLiteral("***") : starred(value, 2, true);
    case Meaning::Iban:
    case Meaning::Card:
    case Meaning::NationalId:
        return value.size() < 6 ? QStringLiteral("***") : starred(value, 2, false);
    case Meaning::GivenName:
    case Meaning::FamilyName:
    case Meaning::FullName:
    case Meaning::Company:
    case Meaning::City:
    case Meaning::Street: {
        QStringList words;
        for (const auto word : value.tokenize(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            words.append(initial(word));
            if (words.size() == 4) {
                break;
            }
        }
        return words.join(QLatin1Char(' '));
    }
    case Meaning::Country:
    case Meaning::Tenant:
        return value.toString();
    case Meaning::BirthDate:
    case Meaning::Postcode:
    case Meaning::RecordId:
        return starred(value, 0, false);
    default:
        return QString(std::clamp<qsizetype>(value.size(), 3, 8), QLatin1Char('*'));
    }
}

} // namespace bulkhead::provenance
