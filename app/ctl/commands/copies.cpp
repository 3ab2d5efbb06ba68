#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/provenance.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/provenance/registry/manifest.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Answer;
using provenance::CopyTrace;
using provenance::MadeCopy;
using provenance::Registry;

constexpr double hundred = 100;

QString sharePercent(double share)
{
    return QString::number(share * hundred, 'g', 2);
}

QJsonObject copyJson(const Kept<DataSetCopy>& copy)
{
    QJsonObject object = toJson(copy);
    object.remove(u"canaries"_s); // fingerprints, for nobody's eyes
    object.remove(u"serial"_s);
    return object;
}

QJsonObject madeJson(const MadeCopy& made)
{
    QJsonArray columns;
    for (const provenance::Column& column : made.report.identifying) {
        columns.append(QJsonObject{{u"name"_s, column.name}, {u"meaning"_s, provenance::meaningId(column.meaning)}});
    }
    const double share = provenance::sureShare(made.report.canaries.size());
    return {{u"id"_s, made.copy.id.text()},
            {u"name"_s, made.copy.value.name},
            {u"recipient"_s, made.copy.value.recipient},
            {u"file"_s, made.file},
            {u"sha256"_s, hex(made.copy.value.fileHash)},
            {u"manifest"_s, made.manifest},
            {u"rows"_s, made.copy.value.rows},
            {u"canaries"_s, made.copy.value.planted},
            {u"columns"_s, columns},
            {u"mark_column"_s, made.copy.value.markColumn},
            {u"named_from_share"_s, share}};
}

QString madeText(const MadeCopy& made)
{
    QStringList columns;
    for (const provenance::Column& column : made.report.identifying) {
        columns.append(column.name.isEmpty() ? provenance::meaningId(column.meaning) : column.name);
    }
    QString text = Ctl::tr("Wrote %1 for %2: %3 rows, %4 canaries among them. Copy %5.\n")
                       .arg(made.file, made.copy.value.recipient)
                       .arg(made.copy.value.rows)
                       .arg(made.copy.value.planted)
                       .arg(made.copy.id.text());
    text += Ctl::tr("Manifest, signed: %1\n").arg(made.manifest);
    if (!made.copy.value.markColumn.isEmpty()) {
        text += Ctl::tr("One marked row names this copy; the marks stand in the column \"%1\".\n")
                    .arg(made.copy.value.markColumn);
    }
    if (made.copy.value.planted > 0) {
        text += Ctl::tr("Without the marks, %1 % of its rows hold a canary with 99.9 %; canaries are told by: %2.\n")
                    .arg(sharePercent(provenance::sureShare(made.report.canaries.size())), columns.join(", "_L1));
    }
    return text;
}

Expected<Exit> tagDataSet(Call& call)
{
    provenance::TagOptions options;
    TRY(options.mappings, mappingsOf(call));
    TRY(options.read, readOptionsOf(call));
    options.markColumn = call.has("no-mark-column"_L1) ? QString() : call.value("mark-column"_L1, options.markColumn);
    options.markIn = call.value("mark-in"_L1);
    TRY(const auto canaries, call.number("canaries"_L1, 0, 1'000'000));
    if (canaries) {
        options.canaries = static_cast<quint64>(*canaries);
    }
    if (options.markColumn.isEmpty() && options.markIn.isEmpty() && options.canaries == 0) {
        return failure("usage.value"_L1,
                       Ctl::tr("Without a mark and without canaries there is nothing to tell it by."));
    }
    const QString file = call.argument(0);
    const QString target = call.value("output"_L1);
    if (file == "-"_L1 || target == "-"_L1) {
        return failure("usage.value"_L1, Ctl::tr("A copy is made of a file and into a file: it is read three times."));
    }
    CHECK_OK(checkInput(file));
    TRY(const auto desk, call.open(Vault::Access::Write));
    Registry registry(desk->casework());
    DataSetCopy about;
    about.name = call.value("name"_L1);
    about.recipient = call.value("recipient"_L1);
    if (call.has("of"_L1)) {
        TRY(about.dataSet, registry.find(call.value("of"_L1)));
    }
    CHECK_OK(registry.mayCopy(about));
    Progress progress(call.out(), Ctl::tr("Tagging"));
    TRY(const auto snapshot, registry.snapshot());
    TRY(auto prepared,
        snapshot->tag(file, target, options, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    TRY(const MadeCopy made, registry.keepCopy(about, std::move(prepared), call.value("license"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer(madeJson(made), madeText(made));
    return Exit::Done;
}

Expected<Exit> listCopies(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    Registry registry(desk->casework());
    TRY(const auto copies, registry.copies());
    TRY(const auto sets, registry.dataSets());
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Name"), Ctl::tr("Recipient"), Ctl::tr("Of"), Ctl::tr("Rows"),
                                Ctl::tr("Canaries"), Ctl::tr("Made"), Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {3, 4}};
    for (const Kept<DataSetCopy>& copy : copies) {
        array.append(copyJson(copy));
        const auto set = std::ranges::find(sets, copy.value.dataSet, &Kept<DataSet>::id);
        table.rows.push_back({copy.value.name, copy.value.recipient, set == sets.end() ? QString() : set->value.name,
                              QString::number(copy.value.rows), QString::number(copy.value.planted),
                              shownTime(copy.value.madeAt), copy.id.text()});
    }
    call.out().answer({{u"copies"_s, array}}, array.isEmpty() ? Ctl::tr("No copy was made.") : table.aligned());
    return Exit::Done;
}

/// What the manifest beside the file says, held against the file and the vault.
struct Checked
{
    QJsonObject json;
    QString text;
    bool isGood = true;
};

Expected<Checked> checkManifest(const Call& call, Desk& desk, const Answer& answer)
{
    const QString beside = provenance::manifestName(call.argument(0));
    const QString path = call.value("manifest"_L1, beside);
    if (!call.has("manifest"_L1) && !QFileInfo::exists(path)) {
        return Checked{.json = {{u"found"_s, false}}, .text = Ctl::tr("There is no manifest beside it.\n")};
    }
    TRY(const auto file, openInput(path, call.stop()));
    constexpr qint64 mostRead = (qint64(4) << 20) + 1;
    TRY(const auto manifest, provenance::readManifest(file->read(mostRead)));
    const auto devices = desk.journal().devices();
    const bool isOurs = std::ranges::any_of(
        devices, [&](const Journal::NamedDevice& one) { return one.device.key == manifest.signerKey; });
    const bool isSame = manifest.fileHash == answer.sha256;
    Checked checked;
    checked.isGood = manifest.isSignatureGood && isOurs && isSame;
    checked.json = {{u"found"_s, true},
                    {u"file"_s, path},
                    {u"signature_good"_s, manifest.isSignatureGood},
                    {u"signed_here"_s, isOurs},
                    {u"file_unchanged"_s, isSame},
                    {u"recipient"_s, manifest.recipient},
                    {u"copy"_s, manifest.copy.text()}};
    checked.text = Ctl::tr("Manifest for %1: signature %2, %3, the file is %4.\n")
                       .arg(manifest.recipient, manifest.isSignatureGood ? Ctl::tr("good") : Ctl::tr("WRONG"),
                            isOurs ? Ctl::tr("by a device of this vault")
                                   : Ctl::tr("by a device that this vault does not know"),
                            isSame ? Ctl::tr("unchanged") : Ctl::tr("not the one it describes"));
    return checked;
}

Expected<Exit> verifyCopy(Call& call)
{
    provenance::ExamineOptions options;
    TRY(options.mappings, mappingsOf(call));
    TRY(options.read, readOptionsOf(call));
    options.previewRows = 0;
    TRY(const auto source, openInput(call.argument(0), call.stop()));
    TRY(const auto desk, call.open(Vault::Access::Read));
    Progress progress(call.out(), Ctl::tr("Reading"));
    TRY(const Answer answer,
        Registry(desk->casework())
            .classify(*source, options, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    TRY(const Checked manifest, checkManifest(call, *desk, answer));
    qint64 marked = 0;
    for (const CopyTrace& trace : answer.copies) {
        marked += static_cast<qint64>(trace.markedRows);
    }
    const bool isNamed = std::ranges::any_of(answer.copies, &CopyTrace::isNamed);
    const auto rows = static_cast<qint64>(answer.summary.rows);
    QString text = Ctl::tr("Rows: %1, marked: %2.\n").arg(rows).arg(marked);
    text += copiesText(answer);
    text += isNamed ? QString() : Ctl::tr("No copy that was made here is recognised in it.\n");
    text += manifest.text;
    call.out().answer({{u"rows"_s, rows},
                       {u"marked_rows"_s, marked},
                       {u"copies"_s, copiesJson(answer)},
                       {u"manifest"_s, manifest.json},
                       {u"sha256"_s, hex(answer.sha256)}},
                      text);
    return isNamed && manifest.isGood ? Exit::Done : Exit::No;
}

} // namespace

Commands copyCommands()
{
    std::vector<Option> tagging{
        {.name = u"output"_s,
         .value = u"OUT"_s,
         .help = Ctl::tr("The copy: a new file; its manifest is written beside it."),
         .isRequired = true,
         .letter = u'o'},
        {.name = u"name"_s, .value = u"N"_s, .help = Ctl::tr("What the copy is called."), .isRequired = true},
        {.name = u"recipient"_s, .value = u"WHO"_s, .help = Ctl::tr("Whom it is for."), .isRequired = true},
        {.name = u"of"_s,
         .value = u"SET"_s,
         .help = Ctl::tr("The registered synthetic data set that it is a copy of.")},
        {.name = u"license"_s,
         .value = u"L"_s,
         .help = Ctl::tr("Under which licence it is given; stands in the manifest.")},
        {.name = u"mark-column"_s,
         .value = u"NAME"_s,
         .help = Ctl::tr("Name of the column that is added for the row marks (default: provenance).")},
        {.name = u"no-mark-column"_s, .value = {}, .help = Ctl::tr("Add no column.")},
        {.name = u"mark-in"_s,
         .value = u"COLUMN"_s,
         .help = Ctl::tr("Put the mark into this column too: behind free text, or in place of a UUID.")},
        {.name = u"canaries"_s,
         .value = u"N"_s,
         .help = Ctl::tr("How many rows to plant (default: a tenth of the rows, 2500 at most).")}};
    const std::vector<Option> reading = readOptions();
    tagging.insert(tagging.end(), reading.begin(), reading.end());
    std::vector<Option> verifying{{.name = u"manifest"_s,
                                   .value = u"FILE"_s,
                                   .help = Ctl::tr("The manifest, where it does not stand beside the file.")}};
    verifying.insert(verifying.end(), reading.begin(), reading.end());
    return {
        {.path = {u"dataset"_s, u"tag"_s},
         .summary = Ctl::tr("Writes a copy of a synthetic data set that names its recipient when it leaks."),
         .detail = Ctl::tr(
             "Every row gets a mark, a UUID that only this vault can tell from any other, and rows of persons who do "
             "not "
             "exist are planted at random places. A mark in one row names the copy; the canaries do where the marks "
             "are "
             "cut off, from a hundredth of the rows and two columns on. The copy is CSV in UTF-8; rows that cannot be "
             "read are refused, for it would lose them.\n\nThe manifest beside it, OUT.croissant.json, says in the "
             "terms "
             "of Croissant 1.1, PROV-O and the Data Provenance Standards that the data is synthetic and where it comes "
             "from; it is signed and tells nothing of marks and canaries."),
         .arguments = {{u"FILE"_s, Ctl::tr("The data set, a table of at least 20 rows.")}},
         .options = tagging,
         .examples
         = {u"bulkheadctl --vault ~/acme.vault dataset tag sandbox.csv -o sandbox-integrator.csv --name \"July "
            "delivery\" --recipient \"Integrator Ltd\" --of Sandbox"_s},
         .answer
         = u"id, name, recipient, file, sha256, manifest, rows, canaries, columns[], mark_column, named_from_share"_s,
         .run = tagDataSet},
        {.path = {u"dataset"_s, u"copies"_s},
         .summary = Ctl::tr("Lists the copies that were made for recipients."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault dataset copies"_s},
         .answer = u"copies[{id, name, recipient, data_set, rows, planted, file_name, file_hash, made, …}]"_s,
         .run = listCopies},
        {.path = {u"dataset"_s, u"verify"_s},
         .summary = Ctl::tr("Reads marks and canaries back from a file, and checks its manifest."),
         .detail = Ctl::tr(
             "Answers with 0 where a copy that was made here is named and its manifest, where there is one, "
             "is signed by this vault and describes this very file; else with 1."),
         .arguments = {{u"FILE"_s, Ctl::tr("The file, or - for standard input.")}},
         .options = verifying,
         .examples = {u"bulkheadctl --vault ~/acme.vault dataset verify sandbox-integrator.csv"_s},
         .answer = u"rows, marked_rows, copies[{id, name, recipient, made, marked_rows, distinct_marks, canary_rows, "
                   "canaries, planted, certainty, named}], manifest{found, signature_good, signed_here, "
                   "file_unchanged, …}, sha256"_s,
         .run = verifyCopy},
    };
}

} // namespace bulkhead::ctl
