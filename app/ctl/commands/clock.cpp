#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 hoursInYear = 24 * 365;

/// The instant of the incident that a name stands for.
Expected<qint64> instantNamed(const Incident& incident, const QString& name)
{
    const std::map<QString, std::optional<qint64>> instants{
        {u"detected"_s, incident.detected},   {u"reported"_s, incident.reported},
        {u"aware"_s, incident.aware},         {u"confirmed"_s, incident.personalDataConfirmed},
        {u"declared"_s, incident.declaredAt}, {u"processor-aware"_s, incident.processorAware},
    };
    const auto found = instants.find(name);
    if (found == instants.end() || !found->second) {
        return failure("value.missing"_L1,
                       Ctl::tr("The incident has no instant \"%1\" yet; set it, or give --start.").arg(name));
    }
    return *found->second;
}

Expected<Exit> addClock(Call& call)
{
    TRY(const auto hours, call.number("hours"_L1, 1, hoursInYear));
    TRY(const auto given, call.instant("start"_L1));
    if (given && call.has("from"_L1)) {
        return failure("usage.value"_L1, Ctl::tr("--start and --from exclude each other."));
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto kept, desk->casework().incident(incident));
    IncidentClock clock;
    clock.name = call.value("name"_L1);
    clock.why = call.value("why"_L1);
    clock.hours = hours.value_or(0);
    clock.startsFrom = given ? u"given"_s : call.value("from"_L1, u"detected"_s);
    if (given) {
        clock.start = *given;
    } else {
        TRY(clock.start, instantNamed(kept.value, clock.startsFrom));
    }
    if (call.has("owner"_L1)) {
        TRY(clock.owner, desk->member(call.value("owner"_L1)));
    }
    if (call.has("evidence"_L1)) {
        TRY(clock.startEvidence, desk->casework().find(Table<Evidence>::kind, call.value("evidence"_L1)));
    }
    TRY(const Id id, desk->casework().startClock(incident, clock));
    CHECK_OK(desk->finish());
    TRY(const auto running, desk->casework().one<IncidentClock>(id));
    call.out().answer(
        {{u"id"_s, id.text()}, {u"start"_s, isoTime(running.value.start)}, {u"due"_s, isoTime(running.value.due)}},
        Ctl::tr("\"%1\" runs, due %2.").arg(clock.name, shownTime(running.value.due)));
    return Exit::Done;
}

Expected<Exit> setClock(Call& call)
{
    const ClockState state = choiceFromName<ClockState>(call.value("state"_L1)).value_or(ClockState::Running);
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<IncidentClock>::kind, call.argument(0)));
    CHECK_OK(desk->casework().setClockState(id, state, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    TRY(const auto clock, desk->casework().one<IncidentClock>(id));
    call.out().answer(toJson(clock), Ctl::tr("\"%1\" is %2.").arg(clock.value.name, choiceName(clock.value.state)));
    return Exit::Done;
}

Expected<Exit> listClocks(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto clocks, desk->casework().all<IncidentClock>(incident));
    TextTable table{.headers = {Ctl::tr("Clock"), Ctl::tr("State"), Ctl::tr("Start"), Ctl::tr("Hours"), Ctl::tr("Due"),
                                Ctl::tr("Owner"), Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {3}};
    for (const Kept<IncidentClock>& one : clocks) {
        table.rows.push_back({one.value.name, choiceName(one.value.state), shownTime(one.value.start),
                              QString::number(one.value.hours), shownTime(one.value.due),
                              desk->journal().nameOf(one.value.owner), one.id.text()});
    }
    call.out().answer({{u"clocks"_s, toJson(clocks)}}, table.aligned());
    return Exit::Done;
}

} // namespace

Commands clockCommands()
{
    return {
        {.path = {u"clock"_s, u"add"_s},
         .summary = Ctl::tr("Starts a clock: plain elapsed hours from an instant."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("What is due."), .isRequired = true},
                     {.name = u"hours"_s, .value = u"N"_s, .help = Ctl::tr("How long it runs."), .isRequired = true},
                     {.name = u"from"_s,
                      .value = u"INSTANT"_s,
                      .help = Ctl::tr("The instant of the incident that it starts from (default: detected)."),
                      .choices = {u"detected"_s, u"reported"_s, u"confirmed"_s, u"aware"_s, u"processor-aware"_s,
                                  u"declared"_s}},
                     {.name = u"start"_s, .value = u"T"_s, .help = Ctl::tr("Or the start itself.")},
                     zoneOption(),
                     {.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why it runs.")},
                     {.name = u"evidence"_s, .value = u"ID"_s, .help = Ctl::tr("Evidence of the start.")},
                     {.name = u"owner"_s, .value = u"MEMBER"_s, .help = Ctl::tr("Who sees to it.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault clock add --incident INC-0001 --name \"Northwind's contract\" "
                      "--hours 24 --from detected --why \"DPA clause 7\""_s},
         .answer = u"id, start, due"_s,
         .run = addClock},
        {.path = {u"clock"_s, u"set"_s},
         .summary = Ctl::tr("Stops a clock, or lets it run again, with a reason."),
         .detail = {},
         .arguments = {{u"ID"_s, Ctl::tr("Its id or the beginning of it.")}},
         .options = {{.name = u"state"_s,
                      .value = u"S"_s,
                      .help = Ctl::tr("Its new state."),
                      .isRequired = true,
                      .choices = choicesOf<ClockState>()},
                     {.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault clock set 01jd --state met --reason \"Sent at 14:05\""_s},
         .answer = u"id, name, state, state_reason, start, hours, due, …"_s,
         .run = setClock},
        {.path = {u"clock"_s, u"list"_s},
         .summary = Ctl::tr("Lists the clocks of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault clock list --incident INC-0001"_s},
         .answer = u"clocks[{id, name, state, start, hours, due, owner, …}]"_s,
         .run = listClocks},
    };
}

} // namespace bulkhead::ctl
