#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/provenance/indicators/indicatorscan.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Indicator;
using provenance::IndicatorCount;
using provenance::IndicatorReport;
using provenance::Indicators;

QString columnName(const provenance::Summary& summary, quint16 column)
{
    if (column >= summary.columns.size()) {
        return {};
    }
    const QString& name = summary.columns[column].column.name;
    return name.isEmpty() ? QString::number(column + 1) : name;
}

Expected<Exit> listIndicators(Call& call)
{
    const Indicators& list = Indicators::builtIn();
    QJsonArray array;
    QString text;
    for (const Indicator& one : list.all()) {
        QStringList fields = provenance::meaningIds(one.fields);
        if (one.isForAny) {
            fields.append(u"any"_s);
        }
        array.append(QJsonObject{{u"id"_s, one.id},
                                 {u"strength"_s, one.strengthId()},
                                 {u"fields"_s, QJsonArray::fromStringList(fields)},
                                 {u"says"_s, one.text()},
                                 {u"source"_s, one.source}});
        text += u"%1 (%2; %3)\n"_s.arg(one.id, one.strengthId(), fields.join(", "_L1)) + wrapped(one.text(), u"  "_s)
            + wrapped(Ctl::tr("Source: %1").arg(one.source), u"  "_s);
    }
    text += u'\n'
        + (list.reviewedBy().isEmpty() ? Ctl::tr("No lawyer has reviewed this list.\n")
                                       : Ctl::tr("Reviewed: %1\n").arg(list.reviewedBy()));
    call.out().answer({{u"indicators"_s, array}, {u"reviewed_by"_s, list.reviewedBy()}}, text);
    return Exit::Done;
}

} // namespace

QJsonArray indicatorsJson(const provenance::Summary& summary)
{
    const IndicatorReport& report = summary.indicators;
    QJsonArray found;
    for (const IndicatorCount& count : report.counts) {
        const Indicator& one = Indicators::builtIn().all()[count.indicator];
        QJsonObject object{{u"id"_s, one.id},
                           {u"strength"_s, one.strengthId()},
                           {u"rows"_s, static_cast<qint64>(count.rows)},
                           {u"of"_s, static_cast<qint64>(count.of)},
                           {u"says"_s, one.text()},
                           {u"source"_s, one.source}};
        if (count.column != IndicatorCount::noColumn) {
            object.insert(u"column"_s, columnName(summary, count.column));
        }
        found.append(object);
    }
    return found;
}

QJsonObject unknownLooksJson(const provenance::Summary& summary)
{
    const IndicatorReport& report = summary.indicators;
    return {{u"unknown_rows"_s, static_cast<qint64>(report.rows)},
            {u"identifying_rows"_s, static_cast<qint64>(report.identifying)},
            {u"nobodys_rows"_s, static_cast<qint64>(report.nobodys)},
            {u"reviewed_by"_s, Indicators::builtIn().reviewedBy()}};
}

QString indicatorsText(const provenance::Summary& summary)
{
    if (summary.indicators.counts.empty()) {
        return {};
    }
    TextTable table{
        .headers = {Ctl::tr("Indicator"), Ctl::tr("Strength"), Ctl::tr("Column"), Ctl::tr("Rows"), Ctl::tr("Of")},
        .rows = {},
        .rightAligned = {3, 4}};
    for (const IndicatorCount& count : summary.indicators.counts) {
        const Indicator& one = Indicators::builtIn().all()[count.indicator];
        table.rows.push_back({one.id, one.strengthId(), columnName(summary, count.column), QString::number(count.rows),
                              QString::number(count.of)});
    }
    return u'\n' + table.aligned() + wrapped(provenance::indicatorSentence(summary.indicators), {})
        + Ctl::tr("What each indicator says, and its source: bulkheadctl indicators list\n");
}

Commands indicatorCommands()
{
    return {
        {.path = {u"indicators"_s, u"list"_s},
         .summary = Ctl::tr("Lists what values tell by themselves, with sources."),
         .detail = Ctl::tr("Indicators explain rows that match nothing registered: reserved domains and numbers, test "
                           "cards, failed check digits, sample records of CRM vendors, habits of generators. They "
                           "never make an unknown row synthetic."),
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl indicators list"_s},
         .answer = u"indicators[{id, strength, fields[], says, source}], reviewed_by"_s,
         .run = listIndicators},
    };
}

} // namespace bulkhead::ctl
