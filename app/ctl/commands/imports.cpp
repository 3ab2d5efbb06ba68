#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/base/csv.h"
#include "models/incident/resources.h"
#include "models/incident/timelineprojection.h"
#include "models/timeline/exporter.h"
#include "models/timeline/importer.h"

#include <QFileInfo>

#include <ranges>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 rejectedShown = 100; ///< in the answer of an import; `timeline rejected` lists all
constexpr qint64 rowsOfAPortion = TimelineProjection::portion;

Expected<timeline::Presets> loadPresets()
{
    return timeline::Presets::load(resourceFolders(u"imports"_s));
}

Expected<timeline::ImportWish> wishOf(const Call& call)
{
    timeline::ImportWish wish;
    const QString path = call.argument(0);
    wish.fileName = call.value("name"_L1, path == "-"_L1 ? Ctl::tr("standard input") : QFileInfo(path).fileName());
    wish.preset = call.value("format"_L1);
    for (const QString& text : call.values("map"_L1)) {
        const qsizetype equals = text.lastIndexOf(u'=');
        const auto meaning = timeline::meaningFromId(text.mid(equals + 1));
        if (equals <= 0 || !meaning) {
            return failure("usage.value"_L1,
                           Ctl::tr("--map takes column=meaning, where a meaning is one of %1.")
                               .arg(timeline::meaningIds().join(", "_L1)));
        }
        wish.choices.columns.push_back({text.left(equals), *meaning});
    }
    wish.choices.zone = call.value("tz"_L1);
    const QString dates = call.value("dates"_L1);
    wish.choices.order = dates == "day-first"_L1 ? timeline::DateOrder::DayFirst
        : dates == "month-first"_L1              ? timeline::DateOrder::MonthFirst
                                                 : timeline::DateOrder::Unknown;
    wish.source = call.value("source"_L1);
    wish.surface = choiceFromName<Surface>(call.value("surface"_L1)).value_or(Surface::Unknown);
    if (call.has("identical"_L1)) {
        wish.countsIdenticalOnce = call.value("identical"_L1) == "once"_L1;
    }
    wish.compartment = call.compartment();
    return wish;
}

QString hintFor(const Error& error)
{
    return error.is("timeline.no-zone"_L1) ? Ctl::tr("Give --tz, for instance --tz Europe/Berlin or --tz UTC.")
        : error.is("timeline.no-order"_L1) ? Ctl::tr("Give --dates day-first or --dates month-first.")
        : error.is("timeline.no-time"_L1)
        ? Ctl::tr("Give --map, for instance --map \"Column=time\" --map \"Other=seen\".")
        : QString();
}

QJsonObject importJson(const Kept<TimelineImport>& import)
{
    return toJson(import);
}

QJsonArray rejectedJson(const std::vector<LedgerEntry>& entries)
{
    QJsonArray array;
    for (const LedgerEntry& entry : entries) {
        array.append(QJsonObject{{u"row"_s, entry.row}, {u"reason"_s, entry.reason}, {u"detail"_s, entry.detail}});
    }
    return array;
}

QString accountText(const TimelineImport& import)
{
    return Ctl::tr("Rows read: %1 = taken %2 + there already %3 + rejected %4.")
        .arg(import.read)
        .arg(import.accepted)
        .arg(import.duplicate)
        .arg(import.rejected);
}

Expected<Exit> dryRun(Call& call, QIODevice& source, const timeline::Presets& presets, const timeline::ImportWish& wish)
{
    TRY(const auto preview, timeline::previewImport(source, presets, wish));
    QJsonArray columns;
    TextTable table{.headers = {Ctl::tr("Column"), Ctl::tr("Meaning")}, .rows = {}};
    for (const timeline::ColumnMeaning& one : preview.meanings) {
        columns.append(QJsonObject{{u"column"_s, one.column}, {u"meaning"_s, timeline::meaningId(one.meaning)}});
        table.rows.push_back({one.column, timeline::meaningId(one.meaning)});
    }
    QString text = Ctl::tr("Format: %1. Of the first %2 rows, %3 can be taken.\n")
                       .arg(preview.preset ? preview.preset->name : Ctl::tr("not known, by its columns"))
                       .arg(preview.made.size())
                       .arg(preview.good);
    text += table.aligned();
    for (const timeline::RowMaker::Made& made : preview.made) {
        if (!made.reason.isEmpty()) {
            text += Ctl::tr("Row %1: %2\n").arg(made.row.row).arg(made.detail);
            break;
        }
    }
    if (!preview.zoneAsked.isEmpty()) {
        text += Ctl::tr("Times such as %1 do not say their zone: give --tz.\n").arg(preview.zoneAsked);
    }
    if (!preview.orderAsked.isEmpty()) {
        text += Ctl::tr("Dates such as %1 do not say their order: give --dates.\n").arg(preview.orderAsked);
    }
    call.out().answer({{u"format"_s, preview.preset ? preview.preset->id : QString()},
                       {u"columns"_s, columns},
                       {u"rows"_s, static_cast<qint64>(preview.made.size())},
                       {u"good"_s, preview.good},
                       {u"needs_zone"_s, !preview.zoneAsked.isEmpty()},
                       {u"needs_date_order"_s, !preview.orderAsked.isEmpty()}},
                      text);
    return Exit::Done;
}

Expected<Exit> importTimeline(Call& call)
{
    TRY(const auto wish, wishOf(call));
    TRY(const auto source, openInput(call.argument(0), call.stop()));
    TRY(const auto presets, loadPresets());
    if (call.has("dry-run"_L1)) {
        return dryRun(call, *source, presets, wish);
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    CHECK_OK(timeline::mayImport(desk->casework(), incident, wish.compartment));
    const qint64 all = source->isSequential() ? 0 : source->size();
    std::optional<timeline::Imported> imported;
    {
        Progress progress(call.out(), Ctl::tr("Reading"));
        const auto show = [&](const timeline::ImportProgress& now) { progress.show(now.bytes, all); };
        auto prepared = timeline::prepareImport(desk->casework(), incident, *source, presets, wish, show, call.stop());
        if (!prepared) {
            Error error = prepared.error();
            if (const QString hint = hintFor(error); !hint.isEmpty()) {
                error.message += u' ' + hint;
            }
            return std::unexpected(error);
        }
        TRY(auto done, timeline::commitImport(desk->casework(), *std::move(prepared)));
        imported = std::move(done);
    }
    {
        Progress progress(call.out(), Ctl::tr("Showing"), Progress::Unit::Things);
        qint64 done = 0;
        for (bool more = true; more && !call.stop().stop_requested();) {
            TRY(more, desk->journal().advance());
            done = std::min(done + rowsOfAPortion, imported->import.accepted);
            progress.show(done, imported->import.accepted);
        }
    }
    if (call.stop().stop_requested()) {
        call.out().note(Ctl::tr("Stopped while its rows were being shown. The next command that writes goes on."));
    }
    TRY(const auto kept, desk->casework().one<TimelineImport>(imported->id));
    TRY(const auto page, timeline::readLedger(desk->casework(), kept, false, 0, rejectedShown));
    CHECK_OK(desk->finish());
    QString text
        = Ctl::tr("Imported as %1 (%2).\n%3").arg(imported->id.text(), kept.value.reader, accountText(kept.value));
    if (imported->disagreeing > 0) {
        text += u'\n'
            + Ctl::tr(
                  "Rows whose file says the time twice, and differently: %1. The written time counts; the other stands "
                  "beside it.")
                  .arg(imported->disagreeing);
    }
    for (const LedgerEntry& entry : page.entries | std::views::take(5)) {
        text += u'\n' + Ctl::tr("Row %1: %2").arg(entry.row).arg(entry.detail);
    }
    if (page.all > 5) {
        text += u'\n' + Ctl::tr("All rejected rows: timeline rejected %1").arg(imported->id.text());
    }
    QJsonObject answer{{u"id"_s, imported->id.text()},
                       {u"evidence"_s, imported->evidence.text()},
                       {u"format"_s, kept.value.reader},
                       {u"read"_s, kept.value.read},
                       {u"imported"_s, kept.value.accepted},
                       {u"duplicate"_s, kept.value.duplicate},
                       {u"rejected_rows"_s, kept.value.rejected},
                       {u"disagreeing"_s, imported->disagreeing},
                       {u"rejected"_s, rejectedJson(page.entries)}};
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> listImports(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto imports, desk->casework().all<TimelineImport>(incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Id"), Ctl::tr("File"), Ctl::tr("Format"), Ctl::tr("Imported"), Ctl::tr("Read"),
                                Ctl::tr("Taken"), Ctl::tr("There already"), Ctl::tr("Rejected"), QString()},
                    .rows = {},
                    .rightAligned = {4, 5, 6, 7}};
    for (const Kept<TimelineImport>& one : imports) {
        array.append(importJson(one));
        const TimelineImport& value = one.value;
        table.rows.push_back({one.id.text(), value.file, value.reader, shownTime(value.importedAt),
                              QString::number(value.read), QString::number(value.accepted),
                              QString::number(value.duplicate), QString::number(value.rejected),
                              value.isStruck ? Ctl::tr("struck: %1").arg(value.struckReason) : QString()});
    }
    call.out().answer({{u"imports"_s, array}}, table.aligned());
    return Exit::Done;
}

/// Columns of a ledger as a file to repair and import again: place and reason, then the row as it was.
Expected<Exit> writeLedger(Call& call, const Casework& casework, const Kept<TimelineImport>& import,
                           const std::vector<LedgerEntry>& entries)
{
    TRY(auto file, ExportFile::open(call, call.value("output"_L1)));
    qsizetype cells = 0;
    for (const LedgerEntry& entry : entries) {
        cells = std::max(cells, entry.cells.size());
    }
    const QStringList head = QStringList{u"row"_s, u"reason"_s, u"detail"_s}
        + timeline::columnsOf(casework, import, cells);
    CHECK_OK(file.write(csvLine(head, CsvFor::Programs)));
    for (const LedgerEntry& entry : entries) {
        CHECK_OK(
            file.write(csvLine(QStringList{QString::number(entry.row), entry.reason, entry.detail} + entry.cells)));
    }
    TRY(const ExportFile::Written written, file.commit());
    if (!file.isStandardOutput()) {
        call.out().answer({{u"file"_s, written.path},
                           {u"sha256"_s, hex(written.sha256)},
                           {u"rows"_s, static_cast<qint64>(entries.size())}},
                          Ctl::tr("Rows written to %1, readable by you alone: %2. It is not encrypted.")
                              .arg(written.path)
                              .arg(entries.size()));
    }
    return Exit::Done;
}

Expected<Exit> listRejected(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id id, desk->casework().find(Table<TimelineImport>::kind, call.argument(0)));
    TRY(const auto import, desk->casework().one<TimelineImport>(id));
    TRY(const auto page, timeline::readLedger(desk->casework(), import, call.has("duplicates"_L1)));
    if (call.has("output"_L1)) {
        return writeLedger(call, desk->casework(), import, page.entries);
    }
    TRY(const auto isRepaired, timeline::repaired(desk->casework(), import, page.entries));
    const bool withValues = call.has("with-values"_L1);
    QJsonArray array;
    TextTable table{
        .headers = {Ctl::tr("Row"), Ctl::tr("Reason"), Ctl::tr("What"), QString()}, .rows = {}, .rightAligned = {0}};
    for (std::size_t i = 0; i < page.entries.size(); ++i) {
        const LedgerEntry& entry = page.entries[i];
        QJsonObject object{{u"row"_s, entry.row},
                           {u"reason"_s, entry.reason},
                           {u"detail"_s, entry.detail},
                           {u"repaired"_s, isRepaired[i]}};
        if (withValues) {
            object.insert(u"cells"_s, QJsonArray::fromStringList(entry.cells));
        }
        array.append(object);
        table.rows.push_back({QString::number(entry.row), entry.reason,
                              withValues ? entry.detail + u"  "_s + entry.cells.join(" | "_L1) : entry.detail,
                              isRepaired[i] ? Ctl::tr("repaired") : QString()});
    }
    call.out().answer({{u"rows"_s, array}, {u"count"_s, page.all}},
                      accountText(import.value) + u'\n' + table.aligned());
    return Exit::Done;
}

Expected<Exit> repairRejected(Call& call)
{
    bool isNumber = false;
    const qint64 row = call.argument(1).toLongLong(&isNumber);
    if (!isNumber || row < 1) {
        return failure("usage.value"_L1, Ctl::tr("ROW is the number of a rejected row, from 1."));
    }
    TRY(const auto occurred, call.instant("occurred"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<TimelineImport>::kind, call.argument(0)));
    TRY(const auto import, desk->casework().one<TimelineImport>(id));
    Observation seen;
    seen.recorded = desk->clock().now();
    seen.occurred = occurred.value_or(0);
    seen.occurredText = call.value("occurred"_L1);
    seen.occurredZone = call.value("tz"_L1);
    seen.raw = call.value("seen"_L1);
    seen.interpretation = call.value("interpretation"_L1);
    seen.tags = call.values("tag"_L1);
    TRY(const Id made, timeline::repairRow(desk->casework(), import, row, seen));
    CHECK_OK(desk->finish());
    call.out().answer(
        {{u"id"_s, made.text()}, {u"occurred"_s, isoTime(seen.occurred)}},
        Ctl::tr("Row %1 stands in the timeline at %2, as %3.").arg(row).arg(shownTime(seen.occurred), made.text()));
    return Exit::Done;
}

Expected<Exit> strikeEntry(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    const auto id = Id::fromText(call.argument(0));
    Id entry;
    if (id) {
        entry = *id;
    } else if (const auto import = desk->casework().find(Table<TimelineImport>::kind, call.argument(0))) {
        entry = *import;
    } else {
        TRY(entry, desk->casework().find(Table<Observation>::kind, call.argument(0)));
    }
    CHECK_OK(desk->casework().strike(entry, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, entry.text()}},
                      Ctl::tr("Struck; it stays visible with its reason: %1").arg(entry.text()));
    return Exit::Done;
}

Expected<Exit> listFormats(Call& call)
{
    TRY(const auto presets, loadPresets());
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Format"), Ctl::tr("Name"), Ctl::tr("Recognised by")}, .rows = {}};
    for (const timeline::Preset& preset : presets.all()) {
        array.append(QJsonObject{{u"id"_s, preset.id},
                                 {u"name"_s, preset.name},
                                 {u"recognised_by"_s, QJsonArray::fromStringList(preset.recognisedBy)},
                                 {u"documentation"_s, preset.documentation}});
        table.rows.push_back({preset.id, preset.name, preset.recognisedBy.join(", "_L1)});
    }
    call.out().answer({{u"formats"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> listFilters(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(auto filters, desk->casework().all<SavedFilter>(incident));
    std::erase_if(filters, [](const Kept<SavedFilter>& one) { return one.value.isStruck; });
    TextTable table{.headers = {Ctl::tr("Name"), Ctl::tr("Search")}, .rows = {}};
    for (const Kept<SavedFilter>& one : filters) {
        table.rows.push_back({one.value.name, one.value.query});
    }
    call.out().answer({{u"filters"_s, toJson(filters)}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> saveFilter(Call& call)
{
    SavedFilter filter;
    filter.name = call.argument(0).simplified();
    filter.query = call.argument(1);
    CHECK_OK(checkSearch(filter.query));
    if (filter.name.isEmpty() || filter.query.trimmed().isEmpty()) {
        return failure("usage.value"_L1, Ctl::tr("A filter has a name and a search."));
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const Id id, desk->casework().saveFilter(incident, filter.name, filter.query));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("Saved: timeline list --filter \"%1\"").arg(filter.name));
    return Exit::Done;
}

Argument importArgument()
{
    return {u"IMPORT"_s, Ctl::tr("The import: its id or the beginning of it.")};
}

Command importCommand()
{
    return {
        .path = {u"timeline"_s, u"import"_s},
        .summary = Ctl::tr("Reads a log into the timeline and accounts for each of its rows."),
        .detail = Ctl::tr(
            "The file becomes evidence. Its format is recognised by its columns (timeline formats lists "
            "those that are known), or said with --format and --map. Every row is taken, there already, or "
            "rejected with a reason; rejected rows can be listed, repaired and imported again.\n\n"
            "Times without an offset are asked about once for the file, never guessed."),
        .arguments = {{u"FILE"_s, Ctl::tr("CSV, JSON, JSON Lines or an access log; - for standard input.")}},
        .options
        = {incidentOption(),
           {.name = u"format"_s,
            .value = u"F"_s,
            .help = Ctl::tr("A known format, or none to go by --map alone (default: recognised).")},
           {.name = u"map"_s,
            .value = u"COLUMN=MEANING"_s,
            .help = Ctl::tr("What a column says: %1.").arg(timeline::meaningIds().join(", "_L1)),
            .takes = Option::Takes::Repeated},
           {.name = u"tz"_s, .value = u"ZONE"_s, .help = Ctl::tr("The zone of times that have no offset.")},
           {.name = u"dates"_s,
            .value = u"ORDER"_s,
            .help = Ctl::tr("What comes first in dates like 3/4/2026."),
            .choices = {u"day-first"_s, u"month-first"_s}},
           {.name = u"source"_s,
            .value = u"S"_s,
            .help = Ctl::tr("The source of rows that name none (default: the file's name).")},
           {.name = u"surface"_s,
            .value = u"S"_s,
            .help = Ctl::tr("The surface that the rows concern."),
            .choices = choicesOf<Surface>()},
           {.name = u"identical"_s,
            .value = u"HOW"_s,
            .help = Ctl::tr("Whether equal rows of the file are one event or several (default: by format)."),
            .choices = {u"once"_s, u"each"_s}},
           {.name = u"name"_s, .value = u"N"_s, .help = Ctl::tr("The file's name, where it comes from a pipe.")},
           {.name = u"dry-run"_s,
            .value = {},
            .help = Ctl::tr("Only show how the file would be read; nothing is written.")},
           compartmentOption()},
        .examples = {u"bulkheadctl --vault ~/acme.vault timeline import crm-events.csv --incident INC-0001"_s,
                     u"bulkheadctl --vault ~/acme.vault timeline import app.csv --incident INC-0001 --tz Europe/Berlin "
                     "--map \"When=time\" --map \"What=seen\""_s},
        .answer
        = u"id, evidence, format, read, imported, duplicate, rejected_rows, disagreeing, rejected[{row, reason, "
          "detail}]"_s,
        .run = importTimeline};
}
} // namespace

Commands importCommands()
{
    return {
        importCommand(),
        {.path = {u"timeline"_s, u"imports"_s},
         .summary = Ctl::tr("Lists imported files with the account of their rows."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline imports --incident INC-0001"_s},
         .answer = u"imports[{id, file, reader, read, accepted, duplicate, rejected, …}]"_s,
         .run = listImports},
        {.path = {u"timeline"_s, u"rejected"_s},
         .summary = Ctl::tr("Lists the rows of an import that were not taken, with their reasons."),
         .detail = Ctl::tr(
             "With -o the rows are written to a CSV file as they were, to be repaired and imported again."),
         .arguments = {importArgument()},
         .options = {{.name = u"duplicates"_s, .value = {}, .help = Ctl::tr("Also rows that were there already.")},
                     {.name = u"with-values"_s, .value = {}, .help = Ctl::tr("Show the rows' own content.")},
                     {.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("Write them to a new CSV file, or - for standard output."),
                      .letter = u'o'}},
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline rejected 01kx3 -o rejected.csv"_s},
         .answer = u"rows[{row, reason, detail, repaired}], count; with -o: file, sha256, rows"_s,
         .run = listRejected},
        {.path = {u"timeline"_s, u"repair"_s},
         .summary = Ctl::tr("Puts a rejected row into the timeline, as a person reads it."),
         .detail = {},
         .arguments = {importArgument(), {u"ROW"_s, Ctl::tr("The number of the row.")}},
         .options = {{.name = u"occurred"_s, .value = u"T"_s, .help = Ctl::tr("When it happened."), .isRequired = true},
                     zoneOption(),
                     {.name = u"seen"_s, .value = u"TEXT"_s, .help = Ctl::tr("What was seen."), .isRequired = true},
                     {.name = u"interpretation"_s, .value = u"TEXT"_s, .help = Ctl::tr("What we make of it.")},
                     {.name = u"tag"_s, .value = u"TAG"_s, .help = Ctl::tr("A tag."), .takes = Option::Takes::List}},
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline repair 01kx3 17 --occurred 2026-11-24T03:12:00+01:00 "
                      "--seen \"Export of all contacts\""_s},
         .answer = u"id, occurred"_s,
         .run = repairRejected},
        {.path = {u"timeline"_s, u"strike"_s},
         .summary = Ctl::tr("Strikes an observation, or all rows of an import; they stay visible with the reason."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("The observation or the import: its id or the beginning of it.")}},
         .options = {{.name = u"reason"_s,
                      .value = u"TEXT"_s,
                      .help = Ctl::tr("Why; it stays beside the entry."),
                      .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline strike 01kx3 --reason \"Read in the wrong zone\""_s},
         .answer = u"id"_s,
         .run = strikeEntry},
        {.path = {u"timeline"_s, u"formats"_s},
         .summary = Ctl::tr("Lists the formats of logs that are recognised."),
         .detail = Ctl::tr("An organisation's own lie in its configuration folder, below imports."),
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl timeline formats"_s},
         .answer = u"formats[{id, name, recognised_by, documentation}]"_s,
         .usesVault = false,
         .run = listFormats},
        {.path = {u"timeline"_s, u"filters"_s},
         .summary = Ctl::tr("Lists the saved filters of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline filters --incident INC-0001"_s},
         .answer = u"filters[{id, name, query}]"_s,
         .run = listFilters},
        {.path = {u"timeline"_s, u"save-filter"_s},
         .summary = Ctl::tr("Gives a search a name, for everybody in the incident."),
         .detail = {},
         .arguments = {{u"NAME"_s, Ctl::tr("Its name; a filter of that name gets the new search.")},
                       {u"SEARCH"_s, Ctl::tr("As for timeline list --search.")}},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline save-filter exports \"export* source:salesforce\" "
                      "--incident INC-0001"_s},
         .answer = u"id"_s,
         .run = saveFilter},
    };
}

} // namespace bulkhead::ctl
