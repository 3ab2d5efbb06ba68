#include "models/breach/register.h"
#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/breach/finding.h"
#include "models/disclosure/pdf.h"
#include "models/incident/countrange.h"

#include <QJsonDocument>

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using breach::RegisterRow;
using deadline::Lawbook;

Expected<breach::RegisterFilter> filterOf(const Call& call)
{
    breach::RegisterFilter filter;
    filter.text = call.value("text"_L1);
    TRY(filter.from, call.instant("from"_L1));
    TRY(filter.until, call.instant("until"_L1));
    filter.conclusion = call.value("conclusion"_L1);
    filter.withExercises = call.has("exercises"_L1);
    filter.onlyGaps = call.has("gaps"_L1);
    return filter;
}

Expected<std::vector<RegisterRow>> chosenRows(const Call& call, Desk& desk)
{
    TRY(const auto filter, filterOf(call));
    TRY(const auto book, Lawbook::load());
    TRY(auto rows, breach::registerRows(desk.casework(), book));
    std::erase_if(rows, [&](const RegisterRow& row) { return !breach::shows(filter, row); });
    return rows;
}

QJsonValue countJson(const QString& kept)
{
    const auto count = CountRange::read(kept, 0);
    if (!count) {
        return {};
    }
    return QJsonObject{{u"low"_s, count->low},
                       {u"high"_s, count->high},
                       {u"basis"_s, basisIds().at(static_cast<qsizetype>(count->basis))},
                       {u"method"_s, count->method},
                       {u"as_of"_s, isoTime(count->asOf)}};
}

QJsonObject rowJson(const RegisterRow& row)
{
    const auto instant = [](const std::optional<qint64>& at) { return at ? QJsonValue(isoTime(*at)) : QJsonValue(); };
    const auto list = [](const QStringList& texts) { return QJsonArray::fromStringList(texts); };
    return {{u"incident"_s, row.incident.text()},
            {u"number"_s, row.number},
            {u"title"_s, row.title},
            {u"exercise"_s, row.isExercise},
            {u"role"_s, row.role},
            {u"occurred_from"_s, instant(row.occurredFrom)},
            {u"occurred_to"_s, instant(row.occurredTo)},
            {u"detected"_s, instant(row.detected)},
            {u"aware"_s, instant(row.aware)},
            {u"description"_s, row.description},
            {u"cause"_s, row.entry.cause},
            {u"affected"_s, list(row.entry.affected)},
            {u"data_categories"_s, list(row.entry.dataCategories)},
            {u"subject_categories"_s, list(row.entry.subjectCategories)},
            {u"subjects"_s, countJson(row.entry.subjects)},
            {u"records"_s, countJson(row.entry.records)},
            {u"customers"_s, row.customers},
            {u"customers_told"_s, row.customersTold},
            {u"countries"_s, list(row.countries)},
            {u"verdict"_s, row.verdict},
            {u"conclusion"_s, row.conclusion},
            {u"provenance"_s, row.provenance},
            {u"identifiability"_s, row.identifiability},
            {u"reasoning"_s, row.reasoning},
            {u"consequences"_s, row.entry.consequences},
            {u"severity"_s, row.severity},
            {u"severity_inputs"_s, list(row.severityInputs)},
            {u"risk"_s, row.risk},
            {u"risk_by"_s, row.riskBy},
            {u"risk_at"_s, row.riskAt > 0 ? QJsonValue(isoTime(row.riskAt)) : QJsonValue()},
            {u"notified"_s, list(row.notified)},
            {u"pending"_s, list(row.pending)},
            {u"not_notified"_s, row.entry.notNotified},
            {u"delays"_s, list(row.delays)},
            {u"measures"_s, row.entry.measures},
            {u"lessons"_s, row.entry.lessons},
            {u"evidence"_s, list(row.evidence)},
            {u"kept_until"_s, instant(row.keptUntil)},
            {u"legal_hold"_s, row.isOnHold},
            {u"missing"_s, list(row.gaps)}};
}

Expected<Exit> listRegister(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto rows, chosenRows(call, *desk));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Number"), Ctl::tr("Aware"), Ctl::tr("Incident"), Ctl::tr("Conclusion"),
                                Ctl::tr("Severity"), Ctl::tr("Risk"), Ctl::tr("Notified"), Ctl::tr("Missing")},
                    .rows = {}};
    for (const RegisterRow& row : rows) {
        array.append(rowJson(row));
        table.rows.push_back({row.number, shownTime(row.aware), row.title,
                              row.conclusion.isEmpty() ? Ctl::tr("not signed") : breach::conclusionName(row.conclusion),
                              row.severity, row.risk, QString::number(row.notified.size()), row.gaps.join(", "_L1)});
    }
    call.out().answer({{u"register"_s, array}}, table.aligned());
    return Exit::Done;
}

/// Sets fields of an entry by their names in the schema.
Expected<void> setFields(RegisterEntry& entry, const std::vector<std::pair<QString, QString>>& fields)
{
    const EntityType type = entityType<RegisterEntry>();
    for (const auto& [name, text] : fields) {
        const auto field = std::ranges::find_if(type.fields,
                                                [&](const Field& one) { return name == QLatin1StringView(one.name); });
        if (field == type.fields.end() || name == "incident"_L1) {
            QStringList names;
            for (const Field& one : type.fields) {
                names.append(QString::fromLatin1(one.name));
            }
            names.removeAll(u"incident"_s);
            return failure("usage.value"_L1,
                           Ctl::tr("There is no field \"%1\". There are: %2.").arg(name, names.join(", "_L1)));
        }
        TRY(const auto value, parseValue(*field, text));
        Table<RegisterEntry>::columns.each([&](const auto& one) {
            if (one.field.id == field->id) {
                conversion::fromValue(value, entry.*(one.member));
            }
        });
    }
    return {};
}

Expected<Exit> setRegister(Call& call)
{
    TRY(const auto fields, call.assignments(0));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(auto entry, breach::entryOf(desk->casework(), incident));
    CHECK_OK(setFields(entry, fields));
    CHECK_OK(breach::writeEntry(desk->casework(), incident, entry));
    CHECK_OK(desk->finish());
    TRY(const auto book, Lawbook::load());
    TRY(const auto rows, breach::registerRows(desk->casework(), book));
    const auto row = std::ranges::find(rows, incident, &RegisterRow::incident);
    call.out().answer(row == rows.end() ? QJsonObject() : rowJson(*row),
                      row == rows.end() || row->gaps.isEmpty()
                          ? Ctl::tr("Written. Nothing that Art. 33(5) asks for is missing.")
                          : Ctl::tr("Written. Still missing: %1.").arg(row->gaps.join(", "_L1)));
    return Exit::Done;
}

Expected<Exit> exportRegister(Call& call)
{
    const QString format = call.value("format"_L1, u"csv"_s);
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto rows, chosenRows(call, *desk));
    QByteArray bytes;
    const auto html = [&] {
        return breach::registerHtml(rows, desk->vault().name(), desk->vault().userName(), desk->clock().now());
    };
    if (format == "pdf"_L1) {
        TRY(bytes,
            disclosure::portablePage({html(), Ctl::tr("Register of personal data breaches"), {}, desk->clock().now()}));
    } else if (format == "html"_L1) {
        bytes = html().toUtf8();
    } else if (format == "jsonl"_L1) {
        for (const RegisterRow& row : rows) {
            bytes += QJsonDocument(rowJson(row)).toJson(QJsonDocument::Compact) + '\n';
        }
    } else {
        bytes = breach::registerCsv(rows);
    }
    TRY(auto file, ExportFile::open(call, call.argument(0), format == "jsonl"_L1));
    CHECK_OK(file.write(bytes));
    TRY(const auto written, file.commit());
    if (!file.isStandardOutput()) {
        call.out().answer({{u"path"_s, written.path}, {u"incidents"_s, static_cast<qint64>(rows.size())}},
                          Ctl::tr("%1 incidents written to %2, readable by you alone. It is not encrypted.")
                              .arg(rows.size())
                              .arg(written.path));
    }
    return Exit::Done;
}

std::vector<Option> filterOptions()
{
    return {{.name = u"text"_s, .value = u"WORDS"_s, .help = Ctl::tr("Only incidents in which all the words occur.")},
            {.name = u"from"_s, .value = u"T"_s, .help = Ctl::tr("Aware (else detected, else declared) from then on.")},
            {.name = u"until"_s, .value = u"T"_s, .help = Ctl::tr("And before then.")},
            zoneOption(),
            {.name = u"conclusion"_s,
             .value = u"C"_s,
             .help = Ctl::tr("Only those with that conclusion; \"none\": nothing is signed."),
             .choices = {u"breach_confirmed"_s, u"breach_likely"_s, u"security_incident_only"_s,
                         u"insufficient_facts"_s, u"none"_s}},
            {.name = u"gaps"_s, .value = {}, .help = Ctl::tr("Only those in which something is missing.")},
            {.name = u"exercises"_s, .value = {}, .help = Ctl::tr("Exercises as well.")}};
}

} // namespace

Commands registerCommands()
{
    std::vector<Option> exporting = filterOptions();
    exporting.push_back({.name = u"format"_s,
                         .value = u"F"_s,
                         .help = Ctl::tr("csv (for spreadsheets), html (for printing), pdf or jsonl (default: csv)."),
                         .choices = {u"csv"_s, u"html"_s, u"pdf"_s, u"jsonl"_s}});
    return {
        {.path = {u"register"_s, u"list"_s},
         .summary = Ctl::tr("The register of personal data breaches (GDPR Art. 33(5)), over all incidents."),
         .detail = Ctl::tr(
             "Facts, effects and remedial action of each incident, with what is missing. Numbers of people "
             "and records are ranges with a basis."),
         .arguments = {},
         .options = filterOptions(),
         .examples = {u"bulkheadctl --vault ~/acme.vault register list --gaps"_s},
         .answer
         = u"register[{incident, number, title, role, aware, description, cause, affected[], data_categories[], "
           "subjects{low, high, basis, method, as_of}, records{…}, countries[], conclusion, severity, risk, "
           "notified[], not_notified, delays[], measures, evidence[], kept_until, missing[], …}]"_s,
         .run = listRegister},
        {.path = {u"register"_s, u"set"_s},
         .summary = Ctl::tr("Writes what the register says of an incident beside what is recorded elsewhere."),
         .detail = Ctl::tr("Fields: description, cause, affected (confidentiality, integrity, availability), "
                           "data_categories, subject_categories, subjects and records (as in \"120..200; estimate; "
                           "sample of 40 rows\"), countries, consequences, measures, lessons, not_notified. Lists are "
                           "separated by commas."),
         .arguments = {{u"FIELD=VALUE"_s, Ctl::tr("A field and its value."), Argument::Count::AtLeastOne}},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault register set affected=confidentiality "
                      "\"subjects=120..200; estimate; sample of 40 rows\" --incident INC-0001"_s},
         .answer = u"incident, number, …, missing[]"_s,
         .run = setRegister},
        {.path = {u"register"_s, u"export"_s},
         .summary = Ctl::tr("Writes the register to a file."),
         .detail = {},
         .arguments = {{u"FILE"_s, Ctl::tr("A new file, or - for standard output.")}},
         .options = exporting,
         .examples = {u"bulkheadctl --vault ~/acme.vault register export register.csv --from 2026-01-01T00:00Z"_s},
         .answer = u"path, incidents"_s,
         .run = exportRegister},
    };
}

} // namespace bulkhead::ctl
