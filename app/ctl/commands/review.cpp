#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/base/digest.h"
#include "models/deadline/lawbook.h"
#include "models/disclosure/exporting.h"
#include "models/incident/leaving.h"
#include "models/review/items.h"
#include "models/review/metrics.h"
#include "models/review/report.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using deadline::Lawbook;
using review::Across;
using review::Action;
using review::ClockMargin;
using review::Measured;
using review::Metric;
using review::Statistic;

QJsonValue number(const std::optional<qint64>& ms)
{
    return ms ? QJsonValue(*ms) : QJsonValue();
}

QJsonValue instantJson(const std::optional<review::Instant>& instant)
{
    if (!instant) {
        return {};
    }
    return QJsonObject{{u"at"_s, isoTime(instant->at)},
                       {u"origin"_s, review::originId(instant->origin)},
                       {u"what"_s, instant->what},
                       {u"entity"_s, instant->entity.text()}};
}

QJsonObject metricJson(const Metric& metric)
{
    return {{u"id"_s, metric.id},
            {u"name"_s, metric.name},
            {u"definition"_s, metric.definition},
            {u"ms"_s, number(metric.value)},
            {u"from"_s, instantJson(metric.from)},
            {u"to"_s, instantJson(metric.to)},
            {u"note"_s, metric.note}};
}

QJsonObject measuredJson(const Measured& figures)
{
    QJsonArray metrics;
    std::ranges::for_each(figures.metrics, [&](const Metric& one) { metrics.append(metricJson(one)); });
    QJsonArray clocks;
    for (const ClockMargin& one : figures.margins) {
        clocks.append(QJsonObject{{u"clock"_s, one.clock.text()},
                                  {u"name"_s, one.name},
                                  {u"regime"_s, one.regime},
                                  {u"state"_s, choiceName(one.state)},
                                  {u"start"_s, isoTime(one.start)},
                                  {u"due"_s, isoTime(one.due)},
                                  {u"done"_s, instantJson(one.done)},
                                  {u"margin_ms"_s, number(one.margin)},
                                  {u"note"_s, one.note}});
    }
    return {{u"incident"_s, figures.incident.text()}, {u"number"_s, figures.number}, {u"title"_s, figures.title},
            {u"exercise"_s, figures.isExercise},      {u"metrics"_s, metrics},       {u"clocks"_s, clocks}};
}

QString shownEnd(const std::optional<review::Instant>& end)
{
    return end ? u"%1 (%2)"_s.arg(shownTime(end->at), review::originId(end->origin)) : QString();
}

QString shownFigures(const Measured& figures)
{
    TextTable metrics{.headers = {Ctl::tr("Metric"), Ctl::tr("Value"), Ctl::tr("From"), Ctl::tr("To"), Ctl::tr("Note")},
                      .rows = {},
                      .rightAligned = {1}};
    for (const Metric& one : figures.metrics) {
        metrics.rows.push_back(
            {one.name, review::durationText(one.value), shownEnd(one.from), shownEnd(one.to), one.note});
    }
    TextTable clocks{.headers = {Ctl::tr("Clock"), Ctl::tr("Due"), Ctl::tr("Submitted or ended"), Ctl::tr("Margin"),
                                 Ctl::tr("Note")},
                     .rows = {},
                     .rightAligned = {3}};
    for (const ClockMargin& one : figures.margins) {
        clocks.rows.push_back(
            {one.name, shownTime(one.due), shownEnd(one.done), review::durationText(one.margin), one.note});
    }
    return metrics.aligned() + u'\n' + clocks.aligned();
}

QJsonArray statisticsJson(const std::vector<Statistic>& statistics)
{
    QJsonArray array;
    for (const Statistic& one : statistics) {
        array.append(QJsonObject{{u"id"_s, one.measure.id},
                                 {u"name"_s, one.measure.name},
                                 {u"definition"_s, one.measure.definition},
                                 {u"known"_s, one.known},
                                 {u"unknown"_s, one.unknown},
                                 {u"median_ms"_s, number(one.median)},
                                 {u"p90_ms"_s, number(one.p90)}});
    }
    return array;
}

QString shownStatistics(const std::vector<Statistic>& statistics)
{
    TextTable table{
        .headers = {Ctl::tr("Metric"), Ctl::tr("Median"), Ctl::tr("p90"), Ctl::tr("Known"), Ctl::tr("Not known")},
        .rows = {},
        .rightAligned = {1, 2, 3, 4}};
    for (const Statistic& one : statistics) {
        table.rows.push_back({one.measure.name, review::durationText(one.median), review::durationText(one.p90),
                              QString::number(one.known), QString::number(one.unknown)});
    }
    return table.aligned();
}

Expected<Exit> showMetrics(Call& call)
{
    if (call.has("all"_L1) == call.has("incident"_L1)) {
        return failure("usage.value"_L1, Ctl::tr("Give --incident for one incident, or --all."));
    }
    TRY(const auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Read));
    if (call.has("incident"_L1)) {
        TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
        TRY(const Measured figures, review::measured(desk->casework(), incident, book.regimes));
        call.out().answer(measuredJson(figures), shownFigures(figures));
        return Exit::Done;
    }
    TRY(const Across across, review::measuredAcross(desk->casework(), book.regimes));
    QJsonArray incidents;
    std::ranges::for_each(across.incidents, [&](const Measured& one) { incidents.append(measuredJson(one)); });
    const auto drills = std::ranges::count_if(across.incidents, &Measured::isExercise);
    const auto real = static_cast<qint64>(across.incidents.size()) - drills;
    call.out().answer({{u"incidents"_s, incidents},
                       {u"real"_s, statisticsJson(across.real)},
                       {u"drills"_s, statisticsJson(across.drills)}},
                      Ctl::tr("Incidents: %1\n").arg(real) + shownStatistics(across.real) + u'\n'
                          + Ctl::tr("Drills: %1\n").arg(drills) + shownStatistics(across.drills));
    return Exit::Done;
}

QJsonObject itemJson(const Kept<ReviewItem>& item, const Journal& journal)
{
    QJsonObject object = toJson(item);
    object.insert(u"owner_name"_s,
                  item.value.owner.isNull() ? QJsonValue() : QJsonValue(journal.nameOf(item.value.owner)));
    return object;
}

Expected<Exit> listItems(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto items, review::itemsOf(desk->casework(), incident, call.has("struck"_L1)));
    const QString kind = call.value("kind"_L1);
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Id"), Ctl::tr("Kind"), Ctl::tr("Finding"), Ctl::tr("Owner"), Ctl::tr("Due"),
                                Ctl::tr("State"), Ctl::tr("Outcome")},
                    .rows = {}};
    for (const Kept<ReviewItem>& one : items) {
        const ReviewItem& item = one.value;
        if (!kind.isEmpty() && item.kind != kind) {
            continue;
        }
        array.append(itemJson(one, desk->journal()));
        table.rows.push_back({one.id.text(), review::kindName(item.kind),
                              item.isStruck ? Ctl::tr("[struck] %1").arg(item.text) : item.text,
                              item.owner.isNull() ? QString() : desk->journal().nameOf(item.owner), shownTime(item.due),
                              item.kind == "action"_L1 ? review::stateName(item.state) : QString(), item.outcome});
    }
    call.out().answer({{u"items"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> addItem(Call& call)
{
    ReviewItem item;
    item.kind = call.argument(0);
    item.text = call.argument(1);
    item.detail = call.value("detail"_L1);
    TRY(item.due, call.instant("due"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    if (call.has("owner"_L1)) {
        TRY(item.owner, desk->member(call.value("owner"_L1)));
    }
    TRY(const Id id, review::addItem(desk->casework(), incident, item, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("%1 %2 is added.").arg(review::kindName(item.kind), id.text()));
    return Exit::Done;
}

/// Writes fields of an item by their names in the schema.
Expected<void> setFields(const Desk& desk, ReviewItem& item, const std::vector<std::pair<QString, QString>>& fields)
{
    static const QStringList names{u"kind"_s, u"text"_s, u"detail"_s, u"owner"_s, u"due"_s};
    const EntityType type = entityType<ReviewItem>();
    for (const auto& [name, text] : fields) {
        if (!names.contains(name)) {
            return failure("usage.value"_L1,
                           Ctl::tr("There is no field \"%1\". There are: %2.").arg(name, names.join(", "_L1)));
        }
        if (name == "owner"_L1) {
            item.owner = {};
            if (!text.isEmpty()) {
                TRY(item.owner, desk.member(text));
            }
            continue;
        }
        const auto field = std::ranges::find_if(type.fields,
                                                [&](const Field& one) { return name == QLatin1StringView(one.name); });
        TRY(const auto value, parseValue(*field, text));
        Table<ReviewItem>::columns.each([&](const auto& one) {
            if (one.field.id == field->id) {
                conversion::fromValue(value, item.*(one.member));
            }
        });
    }
    return {};
}

/// The answer of the commands that change one.
Expected<Exit> answerItem(const Call& call, Desk& desk, const Id& id)
{
    CHECK_OK(desk.finish());
    TRY(const auto item, desk.casework().one<ReviewItem>(id));
    const QString state = item.value.isStruck ? Ctl::tr("struck")
        : item.value.kind == "action"_L1      ? review::stateName(item.value.state)
                                              : review::kindName(item.value.kind);
    call.out().answer(itemJson(item, desk.journal()), Ctl::tr("\"%1\": %2.").arg(item.value.text, state));
    return Exit::Done;
}

Expected<Exit> changeItem(Call& call)
{
    TRY(const auto fields, call.assignments(1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<ReviewItem>::kind, call.argument(0)));
    TRY(const auto item, desk->casework().one<ReviewItem>(id));
    ReviewItem after = item.value;
    CHECK_OK(setFields(*desk, after, fields));
    CHECK_OK(review::changeItem(desk->casework(), id, after));
    return answerItem(call, *desk, id);
}

Expected<Exit> finishItem(Call& call)
{
    const QString ending = call.value("as"_L1, u"done"_s);
    TRY(const auto at, call.instant("at"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<ReviewItem>::kind, call.argument(0)));
    CHECK_OK(review::finishAction(desk->casework(), id,
                                  ending == "open"_L1          ? review::Ending::OpenAgain
                                      : ending == "dropped"_L1 ? review::Ending::Dropped
                                                               : review::Ending::Done,
                                  call.value("outcome"_L1), at));
    return answerItem(call, *desk, id);
}

Expected<Exit> strikeItem(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<ReviewItem>::kind, call.argument(0)));
    CHECK_OK(review::strikeItem(desk->casework(), id, call.value("why"_L1)));
    return answerItem(call, *desk, id);
}

Expected<Exit> listActions(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto all, review::actions(desk->casework()));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Due"), Ctl::tr("State"), Ctl::tr("Incident"), Ctl::tr("Action"),
                                Ctl::tr("Owner"), Ctl::tr("Id")},
                    .rows = {}};
    for (const Action& one : all) {
        if (call.has("open"_L1) && !one.isOpen()) {
            continue;
        }
        QJsonObject object = itemJson(one.item, desk->journal());
        object.insert(u"number"_s, one.number);
        object.insert(u"incident_title"_s, one.title);
        object.insert(u"exercise"_s, one.isExercise);
        object.insert(u"overdue"_s, one.isOverdue);
        array.append(object);
        table.rows.push_back({shownTime(one.item.value.due),
                              one.isOverdue ? Ctl::tr("OVERDUE") : review::stateName(one.item.value.state), one.number,
                              one.item.value.text, desk->journal().nameOf(one.item.value.owner), one.item.id.text()});
    }
    const review::Closure closure = review::closureOf(all);
    call.out().answer({{u"actions"_s, array},
                       {u"total"_s, closure.total},
                       {u"on_time"_s, closure.onTime},
                       {u"late"_s, closure.late},
                       {u"dropped"_s, closure.dropped},
                       {u"open"_s, closure.open},
                       {u"overdue"_s, closure.overdue}},
                      table.aligned()
                          + Ctl::tr("Of %1 actions %2 were done on time, %3 late, %4 dropped; %5 are open, %6 of them "
                                    "overdue.\n")
                                .arg(closure.total)
                                .arg(closure.onTime)
                                .arg(closure.late)
                                .arg(closure.dropped)
                                .arg(closure.open)
                                .arg(closure.overdue));
    return Exit::Done;
}

Expected<Exit> writeReport(Call& call)
{
    const QString format = call.value("format"_L1, u"pdf"_s);
    TRY(const auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    disclosure::Outgoing outgoing;
    TRY(outgoing.title, review::reportTitle(desk->casework(), incident));
    TRY(outgoing.text, review::reportOf(desk->casework(), incident, book.regimes));
    outgoing.text.blocks.erase(outgoing.text.blocks.begin()); // the title, which every format sets itself
    outgoing.organisation = desk->vault().name();
    outgoing.language = u"en"_s;
    outgoing.date = desk->clock().now();
    TRY(const QByteArray bytes, disclosure::exported(outgoing, format));
    TRY(auto file, ExportFile::open(call, call.value("output"_L1)));
    CHECK_OK(file.write(bytes));
    const QString hash = QString::fromLatin1(sha256(bytes).toHex());
    TRY(const NotedIn where,
        noteLeaving(desk->casework(), incident,
                    Ctl::tr("Report of the review exported as %1, SHA-256 %2.").arg(format, hash)));
    CHECK_OK(desk->finish());
    TRY(const auto written, file.commit());
    if (!file.isStandardOutput()) {
        call.out().answer(
            {{u"path"_s, written.path},
             {u"format"_s, format},
             {u"noted_in"_s, where == NotedIn::Timeline ? u"timeline"_s : u"journal"_s},
             {u"sha256"_s, QString::fromLatin1(written.sha256.toHex())}},
            Ctl::tr("The post-mortem is written to %1, readable by you alone. It is not encrypted.").arg(written.path));
    }
    return Exit::Done;
}

QString itemFields()
{
    return u"id, kind, text, detail, owner, owner_name, due, state, outcome, finished, …"_s;
}

Commands figureCommands()
{
    Option one = incidentOption();
    one.isRequired = false;
    one.help = Ctl::tr("One incident, with the instants that each metric is made of.");
    return {
        {.path = {u"review"_s, u"metrics"_s},
         .summary = Ctl::tr("Measures how an incident went, or all of them."),
         .detail = Ctl::tr("Each metric says from which instants it comes and whether a person entered them. What is "
                           "not known is null, never 0; intervals that would be negative are refused with a note. Over "
                           "all incidents: median and 90th percentile, drills apart from real incidents. Privileged "
                           "entries do not count, whoever asks."),
         .arguments = {},
         .options = {one,
                     {.name = u"all"_s, .value = {}, .help = Ctl::tr("All incidents: median and 90th percentile.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault review metrics --incident INC-0001"_s,
                      u"bulkheadctl --vault ~/acme.vault review metrics --all"_s},
         .answer = u"incident, number, exercise, metrics[{id, name, definition, ms, from{at, origin, what, entity}, "
                   "to{…}, note}], clocks[{clock, name, regime, state, start, due, done{…}, margin_ms, note}]; with "
                   "--all: incidents[…], real[{id, median_ms, p90_ms, known, unknown, …}], drills[…]"_s,
         .run = showMetrics},
        {.path = {u"review"_s, u"report"_s},
         .summary = Ctl::tr("Writes the post-mortem of an incident."),
         .detail = Ctl::tr(
             "Summary, what happened, impact, detection, timeline, metrics, clocks, causes, factors, what "
             "went well and wrong, luck, actions, definitions. Privileged entries are never in it. That it left, with "
             "its "
             "SHA-256, is noted on the timeline; of a closed incident in its journal."),
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"format"_s,
                      .value = u"F"_s,
                      .help = Ctl::tr("Which kind of file (default: pdf)."),
                      .choices = disclosure::exportFormats()},
                     {.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file, or - for standard output."),
                      .isRequired = true,
                      .letter = u'o'}},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault review report --incident INC-0001 --format odt -o review.odt"_s},
         .answer = u"path, format, sha256, noted_in"_s,
         .run = writeReport},
    };
}

Commands itemCommands()
{
    return {
        {.path = {u"review"_s, u"items"_s},
         .summary = Ctl::tr("Lists what the review of an incident found."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"kind"_s,
                      .value = u"KIND"_s,
                      .help = Ctl::tr("Only findings of this kind."),
                      .choices = review::kindIds()},
                     {.name = u"struck"_s, .value = {}, .help = Ctl::tr("Struck ones as well.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault review items --incident INC-0001 --kind action"_s},
         .answer = u"items[{%1}]"_s.arg(itemFields()),
         .run = listItems},
        {.path = {u"review"_s, u"add"_s},
         .summary = Ctl::tr("Adds a finding to the review: a cause, a factor, what helped or hindered, luck, or an "
                            "action."),
         .detail = Ctl::tr("An action needs an owner and a due time. All of it can be written after the incident is "
                           "closed."),
         .arguments = {{u"KIND"_s, Ctl::tr("cause, factor, helped, hindered, luck or action.")},
                       {u"TEXT"_s, Ctl::tr("The finding, in one sentence.")}},
         .options = {incidentOption(),
                     {.name = u"detail"_s, .value = u"TEXT"_s, .help = Ctl::tr("More words on it.")},
                     {.name = u"owner"_s, .value = u"MEMBER"_s, .help = Ctl::tr("Of an action: who sees to it.")},
                     {.name = u"due"_s, .value = u"T"_s, .help = Ctl::tr("Of an action: by when.")},
                     zoneOption(),
                     compartmentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault review add action \"Ask for a key on every route\" --incident "
                      "INC-0001 --owner Ada --due 2026-12-24T12:00Z"_s},
         .answer = u"id"_s,
         .run = addItem},
        {.path = {u"review"_s, u"change"_s},
         .summary = Ctl::tr("Changes a finding of a review."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("Its id, or the beginning of it.")},
                       {u"FIELD=VALUE"_s, Ctl::tr("kind, text, detail, owner or due."), Argument::Count::AtLeastOne}},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault review change 01jd owner=Ada due=2027-01-15T12:00Z"_s},
         .answer = itemFields(),
         .run = changeItem},
    };
}

Commands followingCommands()
{
    return {
        {.path = {u"review"_s, u"finish"_s},
         .summary = Ctl::tr("Ends an action of a review, or opens it again."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("Its id, or the beginning of it.")}},
         .options
         = {{.name = u"as"_s,
             .value = u"STATE"_s,
             .help = Ctl::tr("How it ended; open: it is not ended after all (default: done)."),
             .choices = {u"done"_s, u"dropped"_s, u"open"_s}},
            {.name = u"outcome"_s, .value = u"TEXT"_s, .help = Ctl::tr("What was done; of one that is dropped, why.")},
            {.name = u"at"_s, .value = u"T"_s, .help = Ctl::tr("When (default: now).")},
            zoneOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault review finish 01jd --outcome \"Every route asks for a key\""_s},
         .answer = itemFields(),
         .run = finishItem},
        {.path = {u"review"_s, u"strike"_s},
         .summary = Ctl::tr("Strikes a finding from a review; it stays readable with the reason."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("Its id, or the beginning of it.")}},
         .options = {{.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("For which reason."), .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault review strike 01jd --why \"It was the other route\""_s},
         .answer = itemFields(),
         .run = strikeItem},
        {.path = {u"review"_s, u"actions"_s},
         .summary = Ctl::tr("Lists the actions of all reviews by due time, closed incidents as well."),
         .detail = {},
         .arguments = {},
         .options = {{.name = u"open"_s, .value = {}, .help = Ctl::tr("Only those that are open.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault review actions --open"_s},
         .answer = u"actions[{%1, number, incident_title, exercise, overdue}], total, on_time, late, dropped, open, "
                   "overdue"_s.arg(itemFields()),
         .run = listActions},
    };
}

} // namespace

Commands reviewCommands()
{
    Commands all = figureCommands();
    for (const auto group : {itemCommands, followingCommands}) {
        Commands commands = group();
        std::ranges::move(commands, std::back_inserter(all));
    }
    return all;
}

} // namespace bulkhead::ctl
