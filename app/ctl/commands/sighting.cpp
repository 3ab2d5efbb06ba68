#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> addSighting(Call& call)
{
    Sighting sighting;
    sighting.url = call.value("url"_L1);
    TRY(sighting.lastSeen, call.instant("last-seen"_L1));
    TRY(sighting.removed, call.instant("removed"_L1));
    TRY(sighting.firstSeen, call.instantOr("seen"_L1, SystemClock().now()));
    sighting.note = call.value("note"_L1);
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const Id id, desk->casework().add(incident, sighting, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("Sighting %1 is recorded.").arg(id.text()));
    return Exit::Done;
}

Expected<Exit> listSightings(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto sightings, desk->casework().all<Sighting>(incident));
    TextTable table{.headers = {Ctl::tr("Address"), Ctl::tr("First seen"), Ctl::tr("Last seen"), Ctl::tr("Removed"),
                                Ctl::tr("Note"), Ctl::tr("Id")},
                    .rows = {}};
    for (const Kept<Sighting>& one : sightings) {
        table.rows.push_back({one.value.url, shownTime(one.value.firstSeen), shownTime(one.value.lastSeen),
                              shownTime(one.value.removed), one.value.note, one.id.text()});
    }
    call.out().answer({{u"sightings"_s, toJson(sightings)}}, table.aligned());
    return Exit::Done;
}

} // namespace

Commands sightingCommands()
{
    return {
        {.path = {u"sighting"_s, u"add"_s},
         .summary = Ctl::tr("Records where leaked material was seen in the open."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"url"_s, .value = u"U"_s, .help = Ctl::tr("Where."), .isRequired = true},
                     {.name = u"seen"_s, .value = u"T"_s, .help = Ctl::tr("When first (default: now).")},
                     {.name = u"last-seen"_s, .value = u"T"_s, .help = Ctl::tr("When last.")},
                     {.name = u"removed"_s, .value = u"T"_s, .help = Ctl::tr("When it was gone.")},
                     zoneOption(),
                     {.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("What else is known.")},
                     compartmentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault sighting add --incident INC-0001 "
                      "--url https://paste.example/x7 --seen 2026-11-24T03:12:00Z"_s},
         .answer = u"id"_s,
         .run = addSighting},
        {.path = {u"sighting"_s, u"list"_s},
         .summary = Ctl::tr("Lists the sightings of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault sighting list --incident INC-0001"_s},
         .answer = u"sightings[{id, url, first_seen, last_seen, removed, note, …}]"_s,
         .run = listSightings},
    };
}

} // namespace bulkhead::ctl
