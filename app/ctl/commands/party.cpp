#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> addParty(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    Party party;
    party.name = call.value("name"_L1);
    party.kind = call.value("kind"_L1, u"account"_s);
    party.tenant = call.value("tenant"_L1);
    party.contact = call.value("contact"_L1);
    party.note = call.value("note"_L1);
    TRY(const Id id, desk->casework().add(incident, party, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}}, Ctl::tr("%1 is a party to the incident.").arg(party.name));
    return Exit::Done;
}

Expected<Exit> listParties(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto parties, desk->casework().all<Party>(incident));
    TextTable table{.headers = {Ctl::tr("Name"), Ctl::tr("Kind"), Ctl::tr("Tenant"), Ctl::tr("Contact"),
                                Ctl::tr("Note"), Ctl::tr("Id")},
                    .rows = {}};
    for (const Kept<Party>& one : parties) {
        table.rows.push_back(
            {one.value.name, one.value.kind, one.value.tenant, one.value.contact, one.value.note, one.id.text()});
    }
    call.out().answer({{u"parties"_s, toJson(parties)}}, table.aligned());
    return Exit::Done;
}

} // namespace

Commands partyCommands()
{
    return {
        {.path = {u"party"_s, u"add"_s},
         .summary = Ctl::tr("Records somebody who is affected, concerned or to be told."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("Who."), .isRequired = true},
                     {.name = u"kind"_s,
                      .value = u"KIND"_s,
                      .help = Ctl::tr("What they are (default: account)."),
                      .choices = {u"account"_s, u"contact"_s, u"authority"_s, u"insurer"_s, u"vendor"_s}},
                     {.name = u"tenant"_s, .value = u"T"_s, .help = Ctl::tr("Their tenant in our systems.")},
                     {.name = u"contact"_s, .value = u"C"_s, .help = Ctl::tr("How to reach them.")},
                     {.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("What else is known.")},
                     compartmentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault party add --incident INC-0001 --name \"Northwind\" "
                      "--kind account --tenant northwind"_s},
         .answer = u"id"_s,
         .run = addParty},
        {.path = {u"party"_s, u"list"_s},
         .summary = Ctl::tr("Lists the parties of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault party list --incident INC-0001"_s},
         .answer = u"parties[{id, name, kind, tenant, contact, note, …}]"_s,
         .run = listParties},
    };
}

} // namespace bulkhead::ctl
