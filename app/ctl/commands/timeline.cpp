#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/incident/bulkedit.h"
#include "models/incident/counselaccess.h"
#include "models/timeline/exporter.h"

#include <limits>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<TimelineQuery> queryOf(const Call& call)
{
    TimelineQuery query;
    query.text = call.value("search"_L1);
    query.withPosted = !call.has("observations"_L1);
    query.onlyPinned = call.has("pinned"_L1);
    TRY(query.from, call.instant("from"_L1));
    TRY(query.to, call.instant("to"_L1));
    TRY(const auto limit, call.number("limit"_L1, 1, 100'000'000));
    query.limit = static_cast<int>(limit.value_or(0));
    return query;
}

/// `--filter NAME`: the saved search joins the one that was given.
Expected<void> applyFilter(const Call& call, Desk& desk, const Id& incident, TimelineQuery& query)
{
    query.zone = call.value("tz"_L1);
    const QString name = call.value("filter"_L1);
    if (name.isEmpty()) {
        return checkSearch(query.text, query.zone);
    }
    TRY(const auto filter, desk.casework().savedFilter(incident, name));
    if (filter) {
        const QString& saved = filter->value.query;
        query.text = query.text.isEmpty() ? saved : u"(%1) (%2)"_s.arg(saved, query.text);
        return checkSearch(query.text, query.zone);
    }
    return failure("timeline.no-such-filter"_L1,
                   Ctl::tr("The incident has no saved filter named \"%1\"; timeline filters lists them.").arg(name));
}

/// `--at T`: the incident as this vault knew it then.
Expected<Casework> viewOf(const Call& call, Desk& desk, const Id& incident)
{
    TRY(const auto at, call.instant("at"_L1));
    return at ? desk.casework().asOf(incident, *at) : Expected<Casework>(desk.casework());
}

Expected<Exit> editTimeline(Call& call)
{
    BulkEdit edit;
    edit.addTags = call.values("add-tag"_L1);
    edit.removeTags = call.values("remove-tag"_L1);
    if (call.has("pin"_L1) && call.has("unpin"_L1)) {
        return failure("usage.value"_L1, Ctl::tr("--pin and --unpin exclude each other."));
    }
    if (call.has("pin"_L1) || call.has("unpin"_L1)) {
        edit.pinned = call.has("pin"_L1);
    }
    if (call.has("source"_L1)) {
        edit.source = call.value("source"_L1);
    }
    if (call.has("surface"_L1)) {
        edit.surface = choiceFromName<Surface>(call.value("surface"_L1));
    }
    edit.strikeReason = call.value("strike"_L1);
    if (edit.isEmpty()) {
        return failure(
            "usage.missing"_L1,
            Ctl::tr("Say what is to be changed: --add-tag, --remove-tag, --pin, --unpin, --source, --surface "
                    "or --strike."));
    }
    TRY(TimelineQuery query, queryOf(call));
    const auto desk = call.open(call.has("dry-run"_L1) ? Vault::Access::Read : Vault::Access::Write);
    if (!desk) {
        return std::unexpected(desk.error());
    }
    Casework& casework = (*desk)->casework();
    TRY(const Id incident, casework.findIncident(call.value("incident"_L1)));
    CHECK_OK(applyFilter(call, **desk, incident, query));
    query.withPosted = false;
    query.limit = 0;
    if (call.has("dry-run"_L1)) {
        TRY(const auto keys, casework.timelineKeys(incident, query));
        const auto found = static_cast<qint64>(keys.size());
        call.out().answer({{u"found"_s, found}}, Ctl::tr("Observations that would be edited: %1.").arg(found));
        return Exit::Done;
    }
    constexpr auto least = std::numeric_limits<qint64>::min() + 1;
    constexpr auto greatest = std::numeric_limits<qint64>::max() - 1;
    TRY(const BulkOutcome outcome, editObservations(casework, incident, query, {{least, greatest}}, edit));
    CHECK_OK((*desk)->finish());
    call.out().answer(
        {{u"changed"_s, outcome.changed}, {u"unchanged"_s, outcome.unchanged}, {u"changes"_s, outcome.changes}},
        Ctl::tr("Observations changed: %1, like that already: %2. What stood before stays in the journal.")
            .arg(outcome.changed)
            .arg(outcome.unchanged));
    return Exit::Done;
}

QString whatWasSeen(const TimelineRow& row)
{
    if (!row.observation) {
        return row.sentence;
    }
    const Observation& seen = row.observation->value;
    const QString text = seen.interpretation.isEmpty() ? seen.raw : u"%1 (%2)"_s.arg(seen.raw, seen.interpretation);
    return row.isStruck ? Ctl::tr("[struck: %1] %2").arg(seen.struckReason, text) : text;
}

Expected<Exit> listTimeline(Call& call)
{
    TRY(TimelineQuery query, queryOf(call));
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    CHECK_OK(applyFilter(call, *desk, incident, query));
    TRY(const Casework view, viewOf(call, *desk, incident));
    TRY(const auto rows, view.timeline(incident, query));
    TRY(const qint64 count, view.timelineCount(incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Time"), QString(), Ctl::tr("Source"), Ctl::tr("What")}, .rows = {}};
    for (const TimelineRow& row : rows) {
        if (call.out().isJson()) {
            array.append(toJson(row));
            continue;
        }
        const QString source = row.observation && !row.observation->value.source.isEmpty()
            ? row.observation->value.source
            : row.author;
        table.rows.push_back({shownTime(row.at), row.isPinned ? u"*"_s : QString(), source, whatWasSeen(row)});
    }
    call.out().answer({{u"rows"_s, array}, {u"shown"_s, static_cast<qint64>(rows.size())}, {u"count"_s, count}},
                      table.aligned());
    return Exit::Done;
}

Expected<Exit> addObservation(Call& call)
{
    TRY(const auto occurred, call.instant("occurred"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    Observation seen;
    seen.recorded = desk->clock().now();
    seen.occurred = occurred.value_or(seen.recorded);
    seen.occurredText = call.value("occurred"_L1);
    seen.occurredZone = call.value("tz"_L1);
    seen.source = call.value("source"_L1);
    seen.raw = call.value("seen"_L1);
    seen.interpretation = call.value("interpretation"_L1);
    seen.tags = call.values("tag"_L1);
    seen.links = call.values("link"_L1);
    seen.isPinned = call.has("pin"_L1);
    for (const QString& text : call.values("evidence"_L1)) {
        TRY(const Id id, desk->casework().find(Table<Evidence>::kind, text));
        seen.evidence.push_back(id);
    }
    TRY(const Id id, desk->casework().add(incident, seen, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"occurred"_s, isoTime(seen.occurred)}},
                      Ctl::tr("Observation %1 stands at %2.").arg(id.text(), shownTime(seen.occurred)));
    return Exit::Done;
}

Expected<timeline::ExportFormat> formatOf(const Call& call)
{
    const auto format = call.has("format"_L1) ? timeline::exportFormatFromId(call.value("format"_L1))
                                              : timeline::exportFormatOf(call.argument(0));
    if (format) {
        return *format;
    }
    return failure("usage.missing"_L1,
                   Ctl::tr("Give --format (%1): the name of the file does not tell.")
                       .arg(timeline::exportFormatIds().join(", "_L1)));
}

Expected<Exit> exportTimeline(Call& call)
{
    TRY(const auto format, formatOf(call));
    TRY(TimelineQuery query, queryOf(call));
    TRY(const auto desk, call.open(Vault::Access::Read));
    CHECK_OK(mayLetLeave(desk->journal(), call.compartment()));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    CHECK_OK(applyFilter(call, *desk, incident, query));
    TRY(auto file, ExportFile::open(call, call.argument(0)));
    TRY(const Casework view, viewOf(call, *desk, incident));
    timeline::TimelineWriter writer(format, desk->casework().shownNumber(incident));
    CHECK_OK(file.write(writer.head()));
    qint64 written = 0;
    Progress progress(call.out(), Ctl::tr("Writing"), Progress::Unit::Things);
    TRY([[maybe_unused]] const qint64 read,
        timeline::eachRow(view, incident, query, [&](const TimelineRow& row) -> Expected<bool> {
            if (row.stream.compartment == call.compartment()) {
                ++written;
                CHECK_OK(file.write(writer.row(row)));
                progress.show(written, 0);
            }
            return !call.stop().stop_requested();
        }));
    if (call.stop().stop_requested()) {
        return failure("vault.cancelled"_L1, Ctl::tr("Stopped. Nothing was written."));
    }
    CHECK_OK(file.write(writer.tail()));
    TRY(const ExportFile::Written result, file.commit());
    if (!file.isStandardOutput()) {
        QString text = Ctl::tr("Rows written to %1, readable by you alone: %2. It is not encrypted.")
                           .arg(result.path)
                           .arg(written);
        if (writer.shortened() > 0) {
            text += u'\n'
                + Ctl::tr(
                      "Texts cut to what Timesketch can index (32,766 octets): %1. The whole ones are in the vault.")
                      .arg(writer.shortened());
        }
        call.out().answer({{u"file"_s, result.path},
                           {u"sha256"_s, hex(result.sha256)},
                           {u"rows"_s, written},
                           {u"shortened"_s, writer.shortened()}},
                          text);
    }
    return Exit::Done;
}

std::vector<Option> queryOptions()
{
    return {
        incidentOption(),
        {.name = u"search"_s,
         .value = u"WORDS"_s,
         .help = Ctl::tr("Only rows with these words; AND, OR, NOT, (parentheses), \"quotes\", prefix* and fields are "
                         "understood: source:crm, tag:x, seen:x, note:x, author:ada, kind:task, is:pinned, "
                         "surface:data-sync, import:ID, occurred:2026-11-24, recorded>=2026-11-24T03:00.")},
        {.name = u"filter"_s, .value = u"NAME"_s, .help = Ctl::tr("Only rows of a saved filter.")},
        {.name = u"from"_s, .value = u"T"_s, .help = Ctl::tr("Only what happened from then on.")},
        {.name = u"to"_s, .value = u"T"_s, .help = Ctl::tr("Only what happened before.")},
        zoneOption(),
        {.name = u"observations"_s, .value = {}, .help = Ctl::tr("Only observations, not what people changed.")},
        {.name = u"pinned"_s, .value = {}, .help = Ctl::tr("Only pinned rows.")},
        {.name = u"at"_s,
         .value = u"T"_s,
         .help = Ctl::tr("The timeline as this vault knew it then; searches look at the words of now.")},
        {.name = u"limit"_s, .value = u"N"_s, .help = Ctl::tr("At most so many rows.")}};
}

} // namespace

Commands timelineCommands()
{
    std::vector<Option> exportOptions = queryOptions();
    exportOptions.push_back({.name = u"format"_s,
                             .value = u"F"_s,
                             .help = Ctl::tr("The form (default: by the file's ending)."),
                             .choices = timeline::exportFormatIds()});
    exportOptions.push_back(compartmentOption());
    Commands commands = {
        {.path = {u"timeline"_s, u"list"_s},
         .summary = Ctl::tr("Shows the timeline of an incident: what was seen and what people did."),
         .detail = {},
         .arguments = {},
         .options = queryOptions(),
         .examples
         = {u"bulkheadctl --vault ~/acme.vault timeline list --incident INC-0001 --search \"token AND NOT test\""_s},
         .answer = u"rows[{at, recorded, type, source, raw, interpretation, sentence, …}], shown, count"_s,
         .run = listTimeline},
        {.path = {u"timeline"_s, u"add"_s},
         .summary = Ctl::tr("Adds an observation to the timeline."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"seen"_s, .value = u"TEXT"_s, .help = Ctl::tr("What was seen."), .isRequired = true},
                     {.name = u"occurred"_s,
                      .value = u"T"_s,
                      .help = Ctl::tr("When it happened (default: now); kept as written, too.")},
                     zoneOption(),
                     {.name = u"source"_s, .value = u"S"_s, .help = Ctl::tr("The system or person it comes from.")},
                     {.name = u"interpretation"_s, .value = u"TEXT"_s, .help = Ctl::tr("What we make of it.")},
                     {.name = u"evidence"_s,
                      .value = u"ID"_s,
                      .help = Ctl::tr("Evidence that shows it."),
                      .takes = Option::Takes::Repeated},
                     {.name = u"link"_s,
                      .value = u"URL"_s,
                      .help = Ctl::tr("Where it can be seen."),
                      .takes = Option::Takes::Repeated},
                     {.name = u"tag"_s, .value = u"TAG"_s, .help = Ctl::tr("A tag."), .takes = Option::Takes::List},
                     {.name = u"pin"_s, .value = {}, .help = Ctl::tr("Pin it.")},
                     compartmentOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault timeline add --incident INC-0001 --seen \"Export job started\" "
            "--occurred \"2026-11-24 03:12\" --tz Europe/Berlin --source \"sync log\""_s},
         .answer = u"id, occurred"_s,
         .run = addObservation},
        {.path = {u"timeline"_s, u"export"_s},
         .summary = Ctl::tr(
             "Writes the timeline as CSV, JSON Lines, for Timesketch or as a calendar, outside the vault."),
         .detail = Ctl::tr(
             "The file is new, in the clear, and readable by you alone. The Timesketch forms say each time "
             "twice, with offset and in microseconds, so that every path of Timesketch reads the same."),
         .arguments = {{u"FILE"_s, Ctl::tr("A new file, or - for standard output.")}},
         .options = exportOptions,
         .examples = {u"bulkheadctl --vault ~/acme.vault timeline export timeline.csv --incident INC-0001"_s},
         .answer = u"file, sha256, rows, shortened"_s,
         .run = exportTimeline},
    };
    std::vector<Option> editOptions = queryOptions();
    std::erase_if(editOptions, [](const Option& one) {
        return one.name == "at"_L1 || one.name == "limit"_L1 || one.name == "observations"_L1;
    });
    std::vector<Option> edits = {
        {.name = u"add-tag"_s, .value = u"TAG"_s, .help = Ctl::tr("Add a tag."), .takes = Option::Takes::List},
        {.name = u"remove-tag"_s, .value = u"TAG"_s, .help = Ctl::tr("Remove a tag."), .takes = Option::Takes::List},
        {.name = u"pin"_s, .value = {}, .help = Ctl::tr("Pin them.")},
        {.name = u"unpin"_s, .value = {}, .help = Ctl::tr("Unpin them.")},
        {.name = u"source"_s, .value = u"S"_s, .help = Ctl::tr("Give them this source.")},
        {.name = u"surface"_s,
         .value = u"S"_s,
         .help = Ctl::tr("Say which surface they concern."),
         .choices = choicesOf<Surface>()},
        {.name = u"strike"_s, .value = u"REASON"_s, .help = Ctl::tr("Strike them, for this reason.")},
        {.name = u"dry-run"_s, .value = {}, .help = Ctl::tr("Only count what would be edited.")}};
    std::ranges::move(edits, std::back_inserter(editOptions));
    commands.push_back(
        {.path = {u"timeline"_s, u"edit"_s},
         .summary = Ctl::tr(
             "Edits all observations that a search finds, at once: tags, pins, source, surface, striking."),
         .detail = Ctl::tr(
             "Few changes in one transaction, all or none. Without a search it is all of the incident's."),
         .arguments = {},
         .options = editOptions,
         .examples
         = {u"bulkheadctl --vault ~/acme.vault timeline edit --incident INC-0001 --search \"source:crm export*\" "
            "--add-tag exfiltration --pin"_s},
         .answer = u"changed, unchanged, changes; with --dry-run: found"_s,
         .run = editTimeline});
    Commands more = importCommands();
    for (Command& command : more) {
        commands.push_back(std::move(command));
    }
    return commands;
}

} // namespace bulkhead::ctl
