#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// The entity of the incident that a text means: the incident itself, or anything in it by id.
Expected<Id> subjectOf(const Call& call, Desk& desk, const Id& incident)
{
    if (!call.has("about"_L1)) {
        return incident;
    }
    const QString text = call.value("about"_L1);
    for (const Kind kind : {Table<Task>::kind, Table<Observation>::kind, Table<Evidence>::kind, Table<Decision>::kind,
                            Table<Sighting>::kind, Table<Party>::kind, Table<IncidentClock>::kind}) {
        if (const auto id = desk.casework().find(kind, text)) {
            return *id;
        }
    }
    return failure("entity.not-found"_L1,
                   Ctl::tr("There is nothing with the id %1 that could be commented.").arg(text));
}

Expected<Exit> addComment(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    Comment comment;
    TRY(comment.about, subjectOf(call, *desk, incident));
    comment.text = call.argument(0);
    TRY(const Id id, desk->casework().add(incident, comment, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("The comment is recorded."));
    return Exit::Done;
}

Expected<Exit> addReport(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    StatusReport report;
    report.conditions = call.value("conditions"_L1);
    report.actions = call.value("actions"_L1);
    report.needs = call.value("needs"_L1);
    TRY(const Id id, desk->casework().add(incident, report, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("The report is recorded."));
    return Exit::Done;
}

} // namespace

Commands noteCommands()
{
    return {
        {.path = {u"comment"_s, u"add"_s},
         .summary = Ctl::tr("Comments an incident or anything in it."),
         .detail = {},
         .arguments = {{u"TEXT"_s, Ctl::tr("What is to be said.")}},
         .options
         = {incidentOption(),
            {.name = u"about"_s, .value = u"ID"_s, .help = Ctl::tr("What it is about (default: the incident).")},
            compartmentOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault comment add \"Is this the staging tenant?\" --incident INC-0001"_s},
         .answer = u"id"_s,
         .run = addComment},
        {.path = {u"report"_s, u"add"_s},
         .summary = Ctl::tr("Records a briefing: conditions, actions, needs."),
         .detail = {},
         .arguments = {},
         .options
         = {incidentOption(),
            {.name = u"conditions"_s, .value = u"TEXT"_s, .help = Ctl::tr("How things stand."), .isRequired = true},
            {.name = u"actions"_s, .value = u"TEXT"_s, .help = Ctl::tr("What is being done."), .isRequired = true},
            {.name = u"needs"_s, .value = u"TEXT"_s, .help = Ctl::tr("What is needed.")},
            compartmentOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault report add --incident INC-0001 --conditions \"Export stopped\" "
            "--actions \"Notifying two tenants\" --needs \"Counsel by 14:00\""_s},
         .answer = u"id"_s,
         .run = addReport},
    };
}

} // namespace bulkhead::ctl
