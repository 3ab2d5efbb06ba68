#include "app/ctl/verdictreport.h"

#include "app/ctl/commands/provenance.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/provenance/itemmodels/nextsteps.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Summary;
using provenance::Verdict;

constexpr qsizetype unreadableShown = 10;
constexpr double million = 1e6;

quint64 countOf(const provenance::VerdictCounts& counts, Verdict verdict)
{
    return counts[static_cast<std::size_t>(verdict)];
}

QJsonArray bySet(const Summary& summary)
{
    QJsonArray array;
    for (const provenance::DataSetCount& one : summary.dataSets) {
        array.append(QJsonObject{{u"id"_s, one.dataSet.text()},
                                 {u"name"_s, one.name},
                                 {u"version"_s, one.version},
                                 {u"kind"_s, provenance::kindId(one.kind)},
                                 {u"rows"_s, static_cast<qint64>(one.decisive)},
                                 {u"partial"_s, static_cast<qint64>(one.partial)}});
    }
    return array;
}

QString setName(const Summary& summary, const Id& dataSet)
{
    const auto found = std::ranges::find(summary.dataSets, dataSet, &provenance::DataSetCount::dataSet);
    return found == summary.dataSets.end() ? dataSet.text() : found->name;
}

QJsonArray byTenant(const Summary& summary)
{
    QJsonArray array;
    for (const provenance::TenantCount& one : summary.tenants) {
        array.append(QJsonObject{{u"data_set"_s, setName(summary, one.dataSet)},
                                 {u"data_set_id"_s, one.dataSet.text()},
                                 {u"tenant"_s, one.tenant},
                                 {u"synthetic"_s, static_cast<qint64>(countOf(one.rows, Verdict::Synthetic))},
                                 {u"production"_s, static_cast<qint64>(countOf(one.rows, Verdict::Production))},
                                 {u"mixed"_s, static_cast<qint64>(countOf(one.rows, Verdict::Mixed))},
                                 {u"unknown"_s, static_cast<qint64>(countOf(one.rows, Verdict::Unknown))}});
    }
    return array;
}

QJsonArray byColumn(const Summary& summary)
{
    QJsonArray array;
    for (const provenance::ColumnCount& one : summary.columns) {
        QJsonObject object = columnJson(one.column, one.filled, one.usable);
        object.insert(u"synthetic"_s, static_cast<qint64>(one.synthetic));
        object.insert(u"production"_s, static_cast<qint64>(one.production));
        array.append(object);
    }
    return array;
}

QJsonArray chanceOf(const Summary& summary)
{
    QJsonArray array;
    for (const provenance::ChanceCount& one : summary.chance) {
        array.append(QJsonObject{{u"key"_s, provenance::keyClassId(one.keyClass)},
                                 {u"kind"_s, provenance::kindId(one.kind)},
                                 {u"lookups"_s, static_cast<qint64>(one.lookups)},
                                 {u"observed"_s, static_cast<qint64>(one.observed)},
                                 {u"expected_by_chance"_s, static_cast<double>(one.expectedMicro) / million}});
    }
    return array;
}

QJsonObject nearJson(const provenance::NearReport& report)
{
    QJsonArray sets;
    for (const provenance::NearSetCount& one : report.sets) {
        sets.append(QJsonObject{{u"id"_s, one.dataSet.text()},
                                {u"name"_s, one.name},
                                {u"version"_s, one.version},
                                {u"kind"_s, provenance::kindId(one.kind)},
                                {u"rows"_s, static_cast<qint64>(one.rows)}});
    }
    return {{u"unknown_rows"_s, static_cast<qint64>(report.rows)},
            {u"near_rows"_s, static_cast<qint64>(report.near)},
            {u"near_production_rows"_s, static_cast<qint64>(report.production)},
            {u"by_data_set"_s, sets},
            {u"missing"_s, QJsonArray::fromStringList(QStringList(report.missing.begin(), report.missing.end()))}};
}

QString nearText(const provenance::NearReport& report)
{
    const QString sentence = provenance::nearSentence(report);
    TextTable sets{
        .headers = {Ctl::tr("Near records of"), Ctl::tr("Version"), Ctl::tr("Kind"), Ctl::tr("Unknown rows")},
        .rows = {},
        .rightAligned = {3}};
    for (const provenance::NearSetCount& one : report.sets) {
        if (one.rows > 0) {
            sets.rows.push_back({one.name, one.version, provenance::kindId(one.kind), QString::number(one.rows)});
        }
    }
    return sentence.isEmpty() ? QString()
                              : u'\n' + wrapped(sentence, {}) + (sets.isEmpty() ? QString() : sets.aligned());
}

QJsonObject newRowsJson(const provenance::NewRows& rows)
{
    return {{u"samples"_s, static_cast<qint64>(rows.samples)},
            {u"seen_rows"_s, static_cast<qint64>(rows.seen)},
            {u"new_rows"_s, static_cast<qint64>(rows.total())},
            {u"new"_s, provenance::countsJson(rows.fresh)}};
}

QJsonObject explainedJson(const provenance::ExplainedRow& explained)
{
    QJsonArray records;
    for (const provenance::ExplainedRow::Record& record : explained.records) {
        QJsonArray factors;
        for (const provenance::Factor& factor : record.why.factors) {
            factors.append(QJsonObject{{u"what"_s, provenance::factorId(factor.kind)},
                                       {u"fields"_s, QJsonArray::fromStringList(provenance::meaningIds(factor.fields))},
                                       {u"factor"_s, factor.value},
                                       {u"bits"_s, factor.bits()}});
        }
        records.append(QJsonObject{{u"data_set"_s, record.dataSet},
                                   {u"kind"_s, provenance::kindId(record.kind)},
                                   {u"chance"_s, record.why.chance},
                                   {u"decisive"_s, record.why.isDecisive},
                                   {u"identifying"_s, record.why.identifies},
                                   {u"set_aside"_s, record.why.isSetAside},
                                   {u"factors"_s, factors}});
    }
    return {{u"row"_s, static_cast<qint64>(explained.row.row)},
            {u"verdict"_s, provenance::verdictId(explained.row.verdict)},
            {u"confidence"_s, explained.row.confidence()},
            {u"records"_s, records}};
}

QString explainedText(const provenance::ExplainedRow& explained)
{
    constexpr double hundred = 100;
    QString text = u'\n'
        + Ctl::tr("Row %1: %2, confidence %3 %.\n")
              .arg(explained.row.row)
              .arg(provenance::verdictId(explained.row.verdict))
              .arg(hundred * explained.row.confidence(), 0, 'f', 4);
    if (explained.records.empty()) {
        text += Ctl::tr("No registered record shares a value with it.\n");
    }
    for (const provenance::ExplainedRow::Record& record : explained.records) {
        text += Ctl::tr("A record of %1 (%2): %3, chance %4\n")
                    .arg(record.dataSet, provenance::kindId(record.kind),
                         record.why.isSetAside       ? Ctl::tr("known to be made up, set aside")
                             : record.why.isDecisive ? Ctl::tr("decides")
                             : record.why.identifies ? Ctl::tr("identifies")
                                                     : Ctl::tr("does not decide"),
                         provenance::chanceText(record.why.chance));
        TextTable table{
            .headers = {Ctl::tr("What"), Ctl::tr("Factor"), Ctl::tr("Bits")}, .rows = {}, .rightAligned = {1, 2}};
        for (const provenance::Factor& factor : record.why.factors) {
            table.rows.push_back({provenance::factorMeaning(factor), provenance::factorText(factor),
                                  factor.kind == provenance::Factor::Kind::Collision
                                      ? QString()
                                      : QString::number(factor.bits(), 'f', 1)});
        }
        text += table.aligned();
    }
    return text;
}

QJsonObject documentOf(const Examined& sample)
{
    const Summary& summary = sample.answer.summary;
    const auto count = [&](Verdict verdict) { return static_cast<qint64>(countOf(summary.counts, verdict)); };
    QJsonObject object{
        {u"file"_s, sample.file},
        {u"verdict"_s, sample.answer.verdict},
        {u"no_production_set"_s, !sample.answer.hadProductionSet},
        {u"rows"_s, static_cast<qint64>(summary.rows)},
        {u"synthetic"_s, count(Verdict::Synthetic)},
        {u"production"_s, count(Verdict::Production)},
        {u"mixed"_s, count(Verdict::Mixed)},
        {u"unknown"_s, count(Verdict::Unknown)},
        {u"unreadable_rows"_s, count(Verdict::Unreadable)},
        {u"unreadable"_s, unreadableJson(summary.unreadable)},
        {u"weak"_s, static_cast<qint64>(summary.weak)},
        {u"several_records"_s, static_cast<qint64>(summary.severalRecords)},
        {u"in_both"_s, static_cast<qint64>(summary.inBoth)},
        {u"known_overlap"_s, static_cast<qint64>(summary.knownOverlap)},
        {u"ragged"_s, static_cast<qint64>(summary.ragged)},
        {u"by_data_set"_s, bySet(summary)},
        {u"by_tenant"_s, byTenant(summary)},
        {u"columns"_s, byColumn(summary)},
        {u"chance"_s, chanceOf(summary)},
        {u"copies"_s, copiesJson(sample.answer)},
        {u"indicators"_s, indicatorsJson(summary)},
        {u"unknown_looks"_s, unknownLooksJson(summary)},
        {u"near"_s, nearJson(summary.near)},
        {u"effective_bits"_s, summary.effectiveBits},
        {u"registry_state"_s, hex(sample.answer.registryState)},
        {u"sha256"_s, hex(sample.answer.sha256)},
        {u"bytes"_s, summary.bytes},
        {u"format"_s, summary.format},
        {u"seconds"_s, summary.seconds},
        {u"bytes_per_second"_s, summary.seconds > 0 ? static_cast<double>(summary.bytes) / summary.seconds : 0.0}};
    if (sample.explained) {
        object.insert(u"explained"_s, explainedJson(*sample.explained));
    }
    if (summary.newRows) {
        object.insert(u"against"_s, newRowsJson(*summary.newRows));
    }
    if (!sample.evidence.isNull()) {
        object.insert(u"evidence"_s, sample.evidence.text());
        object.insert(u"evidence_was_there"_s, sample.evidenceWasThere);
        object.insert(u"report"_s, sample.report.text());
    }
    return object;
}

QJsonArray joined(const QJsonArray& files, const QString& key)
{
    QJsonArray all;
    for (const QJsonValue& file : files) {
        for (const QJsonValue& entry : file.toObject().value(key).toArray()) {
            QJsonObject object = entry.toObject();
            object.insert(u"file"_s, file.toObject().value(u"file"_s));
            all.append(object);
        }
    }
    return all;
}

/// Entries of several files that mean the same (by `names`), their other figures added.
QJsonArray added(const QJsonArray& files, const QString& key, const QStringList& names)
{
    QJsonArray all;
    for (const QJsonValue& file : files) {
        for (const QJsonValue& entry : file.toObject().value(key).toArray()) {
            const QJsonObject one = entry.toObject();
            qsizetype at = 0;
            while (
                at < all.size()
                && !std::ranges::all_of(
                    names, [&](const QString& name) { return all.at(at).toObject().value(name) == one.value(name); })) {
                ++at;
            }
            if (at == all.size()) {
                all.append(one);
                continue;
            }
            QJsonObject sum = all.at(at).toObject();
            for (auto value = one.begin(); value != one.end(); ++value) {
                if (value->isDouble()) {
                    sum.insert(value.key(), sum.value(value.key()).toInteger() + value->toInteger());
                }
            }
            all.replace(at, sum);
        }
    }
    return all;
}

QString share(quint64 part, quint64 whole)
{
    return whole == 0 ? QString()
                      : Ctl::tr("%1 %").arg(100.0 * static_cast<double>(part) / static_cast<double>(whole), 0, 'f', 1);
}

QString verdictSentence(const QString& verdict)
{
    if (verdict == "personal"_L1) {
        return Ctl::tr("Real persons' data is in it.");
    }
    return verdict == "synthetic"_L1 ? Ctl::tr("Every row is a registered synthetic record.")
                                     : Ctl::tr("It is not settled; what is unknown counts as real.");
}

QString tablesOf(const Summary& summary)
{
    TextTable counts{
        .headers = {Ctl::tr("Verdict"), Ctl::tr("Rows"), Ctl::tr("Share")}, .rows = {}, .rightAligned = {1, 2}};
    for (int i = 0; i < provenance::verdictCount; ++i) {
        const auto verdict = static_cast<Verdict>(i);
        const quint64 rows = countOf(summary.counts, verdict);
        counts.rows.push_back({provenance::verdictId(verdict), QString::number(rows), share(rows, summary.rows)});
    }
    TextTable sets{
        .headers = {Ctl::tr("Data set"), Ctl::tr("Version"), Ctl::tr("Kind"), Ctl::tr("Rows"), Ctl::tr("Partly")},
        .rows = {},
        .rightAligned = {3, 4}};
    for (const provenance::DataSetCount& one : summary.dataSets) {
        sets.rows.push_back({one.name, one.version, provenance::kindId(one.kind), QString::number(one.decisive),
                             QString::number(one.partial)});
    }
    TextTable tenants{.headers = {Ctl::tr("Data set"), Ctl::tr("Tenant"), Ctl::tr("Production"), Ctl::tr("Mixed"),
                                  Ctl::tr("Unknown"), Ctl::tr("Synthetic")},
                      .rows = {},
                      .rightAligned = {2, 3, 4, 5}};
    for (const provenance::TenantCount& one : summary.tenants) {
        tenants.rows.push_back(
            {setName(summary, one.dataSet), one.tenant, QString::number(countOf(one.rows, Verdict::Production)),
             QString::number(countOf(one.rows, Verdict::Mixed)), QString::number(countOf(one.rows, Verdict::Unknown)),
             QString::number(countOf(one.rows, Verdict::Synthetic))});
    }
    TextTable columns{.headers = {Ctl::tr("Column"), Ctl::tr("Meaning"), Ctl::tr("Filled"), Ctl::tr("Synthetic"),
                                  Ctl::tr("Production")},
                      .rows = {},
                      .rightAligned = {2, 3, 4}};
    for (const provenance::ColumnCount& one : summary.columns) {
        columns.rows.push_back({one.column.name, provenance::meaningId(one.column.meaning), QString::number(one.filled),
                                QString::number(one.synthetic), QString::number(one.production)});
    }
    QString text;
    for (const TextTable& table : {counts, sets, tenants, columns}) {
        text += table.isEmpty() ? QString() : u'\n' + table.aligned();
    }
    return text;
}

QString textOf(const Examined& sample)
{
    const Summary& summary = sample.answer.summary;
    QString text = u"%1: %2. %3\n"_s.arg(sample.file, sample.answer.verdict.toUpper(),
                                         verdictSentence(sample.answer.verdict));
    if (!sample.answer.hadProductionSet) {
        text += Ctl::tr("No production data set is registered: nothing can be called synthetic-only.\n");
    }
    text += Ctl::tr("Rows: %1, %2 in %3 s.\n")
                .arg(summary.rows)
                .arg(sizeText(summary.bytes))
                .arg(summary.seconds, 0, 'f', 2);
    text += summary.format.isEmpty() ? QString() : Ctl::tr("Read as %1.\n").arg(summary.format);
    text += summary.knownOverlap > 0
        ? Ctl::tr("Of the rows, %1 stand in production too, where two people have confirmed them as made up.\n")
              .arg(summary.knownOverlap)
        : QString();
    text += copiesText(sample.answer);
    text += summary.newRows ? provenance::newRowsSentence(*summary.newRows) + u'\n' : QString();
    text += tablesOf(summary);
    text += indicatorsText(summary);
    text += nearText(summary.near);
    text += sample.explained ? explainedText(*sample.explained) : QString();
    const auto unreadable = static_cast<qsizetype>(summary.unreadable.size());
    for (qsizetype i = 0; i < std::min(unreadable, unreadableShown); ++i) {
        const provenance::Unreadable& one = summary.unreadable[static_cast<std::size_t>(i)];
        text += Ctl::tr("Row %1 could not be read (%2): %3\n")
                    .arg(one.row)
                    .arg(provenance::unreadablePlaceText(one), provenance::unreadableReasonText(one.reason));
    }
    if (!sample.evidence.isNull()) {
        text += u'\n'
            + Ctl::tr("Filed as evidence %1, verdict %2.\n").arg(sample.evidence.text(), sample.report.text());
    }
    text += u'\n' + Ctl::tr("What next:\n");
    for (const provenance::NextStep& step : provenance::nextSteps(sample.answer, !sample.evidence.isNull())) {
        text += wrapped(step.text, u"  "_s);
    }
    return text;
}

} // namespace

QString worstVerdict(const std::vector<Examined>& samples)
{
    const auto has = [&](QLatin1StringView verdict) {
        return std::ranges::any_of(samples, [&](const Examined& one) { return one.answer.verdict == verdict; });
    };
    return has("personal"_L1) ? u"personal"_s : has("unresolved"_L1) ? u"unresolved"_s : u"synthetic"_s;
}

QJsonObject documentOf(const std::vector<Examined>& samples)
{
    QJsonArray files;
    for (const Examined& sample : samples) {
        files.append(documentOf(sample));
    }
    QJsonObject object = files.first().toObject();
    if (files.size() > 1) {
        for (const QString& key :
             {u"rows"_s, u"synthetic"_s, u"production"_s, u"mixed"_s, u"unknown"_s, u"unreadable_rows"_s, u"weak"_s,
              u"several_records"_s, u"in_both"_s, u"known_overlap"_s, u"ragged"_s, u"bytes"_s}) {
            qint64 sum = 0;
            for (const QJsonValue& file : files) {
                sum += file.toObject().value(key).toInteger();
            }
            object.insert(key, sum);
        }
        double seconds = 0;
        for (const Examined& sample : samples) {
            seconds += sample.answer.summary.seconds;
        }
        object.insert(u"seconds"_s, seconds);
        object.insert(u"bytes_per_second"_s, seconds > 0 ? object.value(u"bytes"_s).toDouble() / seconds : 0.0);
        object.insert(u"verdict"_s, worstVerdict(samples));
        object.insert(u"unreadable"_s, joined(files, u"unreadable"_s));
        object.insert(u"columns"_s, joined(files, u"columns"_s));
        object.insert(u"copies"_s, joined(files, u"copies"_s));
        object.insert(u"indicators"_s, joined(files, u"indicators"_s));
        object.insert(u"by_data_set"_s, added(files, u"by_data_set"_s, {u"id"_s}));
        object.insert(u"by_tenant"_s, added(files, u"by_tenant"_s, {u"data_set_id"_s, u"tenant"_s}));
        for (const QString& key : {u"file"_s, u"sha256"_s, u"format"_s, u"chance"_s, u"unknown_looks"_s, u"near"_s,
                                   u"against"_s, u"evidence"_s, u"evidence_was_there"_s, u"report"_s}) {
            object.remove(key);
        }
    }
    object.insert(u"files"_s, files);
    return object;
}

QString textOf(const std::vector<Examined>& samples)
{
    QStringList texts;
    for (const Examined& sample : samples) {
        texts.append(textOf(sample));
    }
    if (samples.size() > 1) {
        texts.append(Ctl::tr("All files together: %1.\n").arg(worstVerdict(samples).toUpper()));
    }
    return texts.join(u'\n');
}

} // namespace bulkhead::ctl
