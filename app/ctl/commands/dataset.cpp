#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/provenance/risk/kept.h"
#include "models/provenance/risk/riskreport.h"

#include <QFileInfo>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Registered;
using provenance::Registry;

DataSet aboutOf(const Call& call)
{
    DataSet about;
    about.name = call.value("name"_L1);
    about.version = call.value("version"_L1);
    about.isProduction = call.value("kind"_L1) == "production"_L1;
    about.tenant = call.value("tenant"_L1);
    about.generator = call.value("generator"_L1);
    about.trainingSource = call.value("training-source"_L1);
    about.privacyParameters = call.value("privacy-parameters"_L1);
    about.intendedUse = call.value("intended-use"_L1);
    about.fileName = call.argument(0) == "-"_L1 ? Ctl::tr("standard input") : QFileInfo(call.argument(0)).fileName();
    return about;
}

QJsonArray overlapsJson(const Registered& report, const std::map<Id, provenance::DataSetName>& names)
{
    QJsonArray array;
    for (const provenance::Overlap& overlap : report.overlaps) {
        const auto found = names.find(overlap.dataSet);
        array.append(QJsonObject{{u"data_set"_s, overlap.dataSet.text()},
                                 {u"name"_s, found == names.end() ? QString() : found->second.name},
                                 {u"values"_s, static_cast<qint64>(overlap.values)},
                                 {u"records"_s, static_cast<qint64>(overlap.records)}});
    }
    return array;
}

} // namespace

QJsonObject registeredJson(const Registered& report, const std::map<Id, provenance::DataSetName>& names)
{
    QJsonArray columns;
    for (const provenance::ColumnUse& use : report.columns) {
        columns.append(columnJson(use.column, use.filled, use.usable));
    }
    return {{u"id"_s, report.id.text()},
            {u"rows"_s, report.rows},
            {u"values"_s, report.values},
            {u"columns"_s, columns},
            {u"tenants"_s, QJsonArray::fromStringList(report.tenants)},
            {u"unreadable"_s, report.unreadable},
            {u"skipped"_s, unreadableJson(report.skipped)},
            {u"overlaps"_s, overlapsJson(report, names)},
            {u"seconds"_s, report.seconds},
            {u"bytes"_s, report.bytes},
            {u"index_bytes"_s, report.segmentBytes},
            {u"near_bytes"_s, report.nearBytes},
            {u"sha256"_s, hex(report.sha256)}};
}

QString registeredText(const Registered& report, const std::map<Id, provenance::DataSetName>& names)
{
    TextTable table{.headers = {Ctl::tr("Column"), Ctl::tr("Meaning"), Ctl::tr("Filled"), Ctl::tr("Usable")},
                    .rows = {},
                    .rightAligned = {2, 3}};
    for (const provenance::ColumnUse& use : report.columns) {
        table.rows.push_back({use.column.name, provenance::meaningId(use.column.meaning), QString::number(use.filled),
                              QString::number(use.usable)});
    }
    QString text = Ctl::tr("Registered as %1. Rows: %2, fingerprints: %3, unreadable rows: %4, seconds: %5.\n")
                       .arg(report.id.text())
                       .arg(report.rows)
                       .arg(report.values)
                       .arg(report.unreadable)
                       .arg(report.seconds, 0, 'f', 1);
    text += table.aligned();
    text += report.nearBytes > 0 ? Ctl::tr("With a near index of %1.\n").arg(sizeText(report.nearBytes)) : QString();
    for (const provenance::Overlap& overlap : report.overlaps) {
        const auto found = names.find(overlap.dataSet);
        text += Ctl::tr("Records that stand in \"%1\" too: %2.\n")
                    .arg(found == names.end() ? overlap.dataSet.text() : found->second.name)
                    .arg(overlap.records);
    }
    for (const provenance::Unreadable& one : report.skipped) {
        text += Ctl::tr("Row %1 was skipped: %2\n").arg(one.row).arg(provenance::unreadableReasonText(one.reason));
    }
    return text;
}

namespace {

Expected<Exit> registerDataSet(Call& call)
{
    if (call.has("connector"_L1)) {
        if (call.has("near"_L1)) {
            return failure("usage.value"_L1, Ctl::tr("--near goes with a file, not with --connector."));
        }
        return registerFromCrm(call);
    }
    for (const auto option : {"object"_L1, "where"_L1}) {
        if (call.has(option)) {
            return failure("usage.missing"_L1, Ctl::tr("--%1 goes with --connector NAME.").arg(option));
        }
    }
    if (call.arguments().isEmpty()) {
        return failure("usage.missing"_L1, Ctl::tr("Name a file (or - for standard input), or a --connector."));
    }
    provenance::RegisterOptions options;
    TRY(options.mappings, mappingsOf(call));
    TRY(options.read, readOptionsOf(call));
    options.near = call.has("near"_L1);
    TRY(const auto source, openInput(call.argument(0), call.stop()));
    TRY(const auto desk, call.open(Vault::Access::Write));
    Registry registry(desk->casework());
    Progress progress(call.out(), Ctl::tr("Registering"));
    TRY(const Registered report,
        registry.registerDataSet(
            *source, aboutOf(call), options, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    CHECK_OK(desk->finish());
    TRY(const auto snapshot, registry.snapshot());
    call.out().answer(registeredJson(report, snapshot->names()), registeredText(report, snapshot->names()));
    return Exit::Done;
}

QString kindText(const DataSet& set)
{
    return set.isProduction ? u"production"_s : u"synthetic"_s;
}

QJsonObject setJson(const Kept<DataSet>& set)
{
    QJsonObject object = toJson(set);
    object.insert(u"kind"_s, kindText(set.value));
    object.remove(u"risk"_s); // said as it is written, where one set is shown
    return object;
}

Expected<Exit> listDataSets(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto sets, Registry(desk->casework()).dataSets());
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Name"), Ctl::tr("Version"), Ctl::tr("Kind"), Ctl::tr("Rows"),
                                Ctl::tr("Tenants"), Ctl::tr("Registered"), Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {3}};
    for (const Kept<DataSet>& set : sets) {
        if (set.value.isRemoved && !call.has("all"_L1)) {
            continue;
        }
        array.append(setJson(set));
        table.rows.push_back({set.value.isRemoved ? Ctl::tr("%1 (removed)").arg(set.value.name) : set.value.name,
                              set.value.version, kindText(set.value), QString::number(set.value.rows),
                              set.value.tenants.isEmpty() ? set.value.tenant : set.value.tenants.join(", "_L1),
                              shownTime(set.value.registeredAt), set.id.text()});
    }
    call.out().answer({{u"data_sets"_s, array}},
                      array.isEmpty() ? Ctl::tr("No data set is registered.") : table.aligned());
    return Exit::Done;
}

Expected<Exit> showDataSet(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id id, Registry(desk->casework()).find(call.argument(0)));
    TRY(const auto set, desk->casework().one<DataSet>(id));
    QString text = Ctl::tr("%1 %2 (%3), registered %4\n")
                       .arg(set.value.name, set.value.version, kindText(set.value), shownTime(set.value.registeredAt));
    const auto line = [&text](const QString& name, const QString& value) {
        text += value.isEmpty() ? QString() : u"  %1: %2\n"_s.arg(name, value);
    };
    line(Ctl::tr("Id"), id.text());
    line(Ctl::tr("Rows"), QString::number(set.value.rows));
    line(Ctl::tr("Fingerprints"), QString::number(set.value.values));
    line(Ctl::tr("Unreadable rows"), QString::number(set.value.unreadable));
    line(Ctl::tr("Tenant"), set.value.tenant);
    line(Ctl::tr("Tenants"), set.value.tenants.join(", "_L1));
    line(Ctl::tr("Columns"), set.value.columns.join(", "_L1));
    line(Ctl::tr("Generator"), set.value.generator);
    line(Ctl::tr("Training source"), set.value.trainingSource);
    line(Ctl::tr("Privacy parameters"), set.value.privacyParameters);
    line(Ctl::tr("Intended use"), set.value.intendedUse);
    line(Ctl::tr("File"), set.value.fileName);
    line(Ctl::tr("SHA-256"), hex(set.value.fileHash));
    line(Ctl::tr("Removed"), set.value.isRemoved ? set.value.removedReason : QString());
    QJsonObject json = setJson(set);
    if (const QJsonObject risk = provenance::riskOf(set.value); !risk.isEmpty()) {
        json.insert(u"risk"_s, risk);
        text += Ctl::tr("\nRe-identification risk\n") + provenance::riskText(risk);
    }
    call.out().answer(json, text);
    return Exit::Done;
}

Expected<Exit> removeDataSet(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    Registry registry(desk->casework());
    TRY(const Id id, registry.find(call.argument(0)));
    CHECK_OK(registry.removeDataSet(id, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"removed"_s, true}},
                      Ctl::tr("Its fingerprints are deleted; name, figures and reason stay. Copies and backups of the "
                              "vault made before still hold them."));
    return Exit::Done;
}

} // namespace

Commands dataSetCommands()
{
    const Argument set{u"SET"_s, Ctl::tr("Its name, id or the beginning of it.")};
    std::vector<Option> options{
        {.name = u"name"_s, .value = u"N"_s, .help = Ctl::tr("What it is called."), .isRequired = true},
        {.name = u"kind"_s,
         .value = u"K"_s,
         .help = Ctl::tr("Made up, or of real persons."),
         .isRequired = true,
         .choices = {u"synthetic"_s, u"production"_s}},
        {.name = u"version"_s, .value = u"V"_s, .help = Ctl::tr("Which version of it.")},
        {.name = u"tenant"_s, .value = u"T"_s, .help = Ctl::tr("Whose records, where no column says so.")},
        {.name = u"generator"_s, .value = u"G"_s, .help = Ctl::tr("What made it.")},
        {.name = u"training-source"_s, .value = u"S"_s, .help = Ctl::tr("What the generator was trained on.")},
        {.name = u"privacy-parameters"_s,
         .value = u"P"_s,
         .help = Ctl::tr("Of differential privacy, where it was used.")},
        {.name = u"intended-use"_s, .value = u"U"_s, .help = Ctl::tr("What it was made for.")},
        {.name = u"near"_s,
         .value = {},
         .help = Ctl::tr("Make a near index too, by which classify finds records behind typing errors, masked and cut "
                         "values. It takes about 300 octets more a record, from which whoever has the vault's key "
                         "could guess parts of values.")}};
    std::ranges::move(truthOptions(), std::back_inserter(options));
    const std::vector<Option> reading = readOptions();
    options.insert(options.end(), reading.begin(), reading.end());
    return {
        {.path = {u"dataset"_s, u"register"_s},
         .summary = Ctl::tr("Registers a body of records by keyed fingerprints; the values are not kept."),
         .detail = Ctl::tr(
             "Reads CSV in any dialect, JSON, SQL dumps, xlsx, vCard, LDIF, PDF and archives of such, told by "
             "their content. Rows "
             "that cannot be read are counted and located. All or nothing: "
             "after an error or an interruption nothing is registered. With --connector the records of a CRM are read "
             "instead, and nothing of them touches the disk; each carries its account as tenant. The same name again "
             "reads only what has changed since, into a set beside the first."),
         .arguments = {{u"FILE"_s, Ctl::tr("The file, or - for standard input."), Argument::Count::Optional}},
         .options = options,
         .examples = {u"bulkheadctl --vault ~/acme.vault dataset register contacts.csv --name \"CRM production\" "
                      "--kind production --map account=tenant"_s},
         .answer = u"id, rows, values, columns[], tenants[], unreadable, skipped[], overlaps[], seconds, bytes, "
                   "index_bytes, near_bytes, sha256; of a connector records, deleted, refresh, missing[], removed[], "
                   "remaining_quota too"_s,
         .run = registerDataSet},
        {.path = {u"dataset"_s, u"list"_s},
         .summary = Ctl::tr("Lists the registered data sets."),
         .detail = {},
         .arguments = {},
         .options = {{.name = u"all"_s, .value = {}, .help = Ctl::tr("Removed ones too.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault dataset list"_s},
         .answer = u"data_sets[{id, name, version, kind, rows, tenants, registered, …}]"_s,
         .run = listDataSets},
        {.path = {u"dataset"_s, u"show"_s},
         .summary = Ctl::tr("Shows what is known of a data set."),
         .detail = {},
         .arguments = {set},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault dataset show \"CRM production\""_s},
         .answer
         = u"id, name, version, kind, tenant, tenants, generator, rows, values, unreadable, columns, file_hash, risk "
           "(as \"dataset risk\" answers), …"_s,
         .run = showDataSet},
        riskCommand(),
        {.path = {u"dataset"_s, u"remove"_s},
         .summary = Ctl::tr("Deletes the fingerprints of a data set."),
         .detail = {},
         .arguments = {set},
         .options = {{.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why."), .isRequired = true}},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault dataset remove \"CRM production\" --reason \"Replaced by v2\""_s},
         .answer = u"id, removed"_s,
         .run = removeDataSet},
    };
}

} // namespace bulkhead::ctl
