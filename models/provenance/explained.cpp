#include "models/provenance/explained.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t mostRecords = 8;

struct ExplainedText
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::provenance::ExplainedRow)
};

QString fieldNames(MeaningSet fields)
{
    QStringList names;
    for (int i = 1; i < meaningCount; ++i) {
        if ((fields & bit(static_cast<Meaning>(i))) != 0) {
            names.append(meaningName(static_cast<Meaning>(i)));
        }
    }
    return names.join(", "_L1);
}
} // namespace

ExplainedRow explained(const RowVerdict& row, const std::vector<Explanation>& why, const Index& index)
{
    ExplainedRow result{.row = row};
    for (const Explanation& one : why) {
        if (result.records.size() == mostRecords || one.segment >= index.segments().size()) {
            break;
        }
        const SegmentInfo& info = index.segments()[one.segment]->info();
        result.records.push_back({.dataSet = dataSetTitle(info.name, info.version), .kind = info.kind, .why = one});
    }
    return result;
}

QString factorId(Factor::Kind kind)
{
    static const QString ids[] = {u"agrees"_s, u"differs"_s, u"records"_s, u"collision"_s, u"issued"_s};
    return ids[static_cast<int>(kind)];
}

QString chanceText(double chance)
{
    constexpr double plain = 0.001;
    if (chance >= plain || chance <= 0) {
        return QLocale().toString(chance, 'g', 3);
    }
    const int exponent = static_cast<int>(std::floor(std::log10(chance)));
    static constexpr QStringView raised = u"⁰¹²³⁴⁵⁶⁷⁸⁹";
    QString power;
    for (const QChar digit : QString::number(-exponent)) {
        power += raised[digit.digitValue()];
    }
    return u"%1·10⁻%2"_s.arg(QLocale().toString(chance / std::pow(10.0, exponent), 'f', 1), power);
}

QString factorText(const Factor& factor)
{
    constexpr double million = 1e6;
    const QLocale locale;
    switch (factor.kind) {
    case Factor::Kind::Agrees:
        return factor.value * million >= 1
            ? ExplainedText::tr("1 in %1").arg(locale.toString(std::llround(1 / factor.value)))
            : chanceText(factor.value);
    case Factor::Kind::Differs:
        return ExplainedText::tr("× %1").arg(locale.toString(factor.value, 'g', 3));
    case Factor::Kind::Records:
        return ExplainedText::tr("× %1").arg(locale.toString(std::llround(factor.value)));
    case Factor::Kind::Collision:
        return u"+ "_s + chanceText(factor.value);
    case Factor::Kind::Issued:
        return ExplainedText::tr("at most %1").arg(chanceText(factor.value));
    }
    return {};
}

QString factorMeaning(const Factor& factor)
{
    switch (factor.kind) {
    case Factor::Kind::Agrees:
        return ExplainedText::tr("%1: agrees by chance").arg(fieldNames(factor.fields));
    case Factor::Kind::Differs:
        return ExplainedText::tr("%1: differs").arg(fieldNames(factor.fields));
    case Factor::Kind::Records:
        return ExplainedText::tr("records that were searched");
    case Factor::Kind::Collision:
        return ExplainedText::tr("fingerprints that are equal by chance");
    case Factor::Kind::Issued:
        return ExplainedText::tr("%1: issued to one holder, whatever differs beside it").arg(fieldNames(factor.fields));
    }
    return {};
}

} // namespace bulkhead::provenance
