#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/incident/counselaccess.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> addReader(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.argument(0)));
    TRY(const Id member, desk->member(call.argument(1)));
    TRY(const auto until, call.instant("until"_L1));
    TRY(const Id id, letIntoCounsel(desk->casework(), incident, member, call.value("reason"_L1), until));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"member"_s, member.text()}},
                      Ctl::tr("%1 reads the counsel compartment of this incident now, and what was written there "
                              "before.")
                          .arg(desk->journal().nameOf(member)));
    return Exit::Done;
}

Expected<Exit> removeReader(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.argument(0)));
    TRY(const Id member, desk->member(call.argument(1)));
    CHECK_OK(takeOutOfCounsel(desk->casework(), incident, member, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer({{u"member"_s, member.text()}},
                      Ctl::tr("%1 is taken out. What they have read they have read: the compartment's key stays, so a "
                              "copy of the vault from before still opens what was in it.")
                          .arg(desk->journal().nameOf(member)));
    return Exit::Done;
}

Expected<Exit> listReaders(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    const Casework& casework = desk->casework();
    TRY(const Id incident, casework.findIncident(call.argument(0)));
    TRY(const auto given, counselAccess(casework, incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Who"), Ctl::tr("By"), Ctl::tr("Until"), Ctl::tr("State"), Ctl::tr("Reason")},
                    .rows = {}};
    for (const Journal::NamedMember& one : desk->journal().members()) {
        if (one.member.roles.has(Role::Legal) && !one.member.isRetired) {
            array.append(QJsonObject{{u"member"_s, one.id.text()},
                                     {u"name"_s, one.member.name},
                                     {u"by"_s, u"role"_s},
                                     {u"in_force"_s, true}});
            table.rows.push_back({one.member.name, Ctl::tr("role"), {}, {}, {}});
        }
    }
    for (const Kept<CounselAccess>& one : given) {
        QJsonObject object = toJson(one);
        const bool isOpen = isInForce(one.value, casework.now());
        const QString name = desk->journal().nameOf(one.value.user);
        object.insert(u"member"_s, one.value.user.text());
        object.insert(u"name"_s, name);
        object.insert(u"by"_s, u"added"_s);
        object.insert(u"in_force"_s, isOpen);
        array.append(object);
        table.rows.push_back({name, Ctl::tr("added"), one.value.until ? shownTime(*one.value.until) : QString(),
                              isOpen ? Ctl::tr("reads") : Ctl::tr("over"), one.value.reason});
    }
    call.out().answer({{u"readers"_s, array}}, table.aligned());
    return Exit::Done;
}

} // namespace

Commands counselCommands()
{
    const Argument incident{u"ID"_s, Ctl::tr("Number (INC-0007), id or the beginning of it.")};
    const Argument member{u"MEMBER"_s, Ctl::tr("Name or id.")};
    const Option reason{.name = u"reason"_s,
                        .value = u"TEXT"_s,
                        .help = Ctl::tr("Why; it stands in the compartment."),
                        .isRequired = true};
    return {
        {.path = {u"incident"_s, u"counsel"_s, u"add"_s},
         .summary = Ctl::tr("Lets a member without the role Legal into an incident's counsel compartment."),
         .detail = Ctl::tr(
             "By somebody with the role Legal. They read all that stands there and write there what their "
             "roles allow; they do not let in others, and export nothing of it. Nobody outside the "
             "compartment is told."),
         .arguments = {incident, member},
         .options
         = {reason, {.name = u"until"_s, .value = u"T"_s, .help = Ctl::tr("When it ends by itself.")}, zoneOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident counsel add INC-0001 \"B. Okafor\" --reason \"Knows "
                      "the export\" --until 2026-12-24T18:00:00Z"_s},
         .answer = u"id, member"_s,
         .run = addReader},
        {.path = {u"incident"_s, u"counsel"_s, u"remove"_s},
         .summary = Ctl::tr("Takes a member out of an incident's counsel compartment again."),
         .detail = Ctl::tr("What is written from then on is kept from them. What they have read they have read: the "
                           "compartment's key is not changed, so a copy of the vault from before still opens what was "
                           "in it."),
         .arguments = {incident, member},
         .options = {reason},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident counsel remove INC-0001 \"B. Okafor\" --reason "
                      "\"Done\""_s},
         .answer = u"member"_s,
         .run = removeReader},
        {.path = {u"incident"_s, u"counsel"_s, u"list"_s},
         .summary = Ctl::tr("Lists who reads an incident's counsel compartment, for those who read it."),
         .detail = {},
         .arguments = {incident},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident counsel list INC-0001"_s},
         .answer = u"readers[{member, name, by, in_force, reason, until, withdrawn, withdrawn_reason}]"_s,
         .run = listReaders},
    };
}

} // namespace bulkhead::ctl
