#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/incident/importedrow.h"
#include "models/timeline/partylist.h"

#include <ranges>

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
    CHECK_OK(takePartyOptions(call, desk->casework(), party));
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

Expected<timeline::PartyListWish> partyWishOf(const Call& call)
{
    timeline::PartyListWish wish;
    for (const QString& text : call.values("map"_L1)) {
        const qsizetype equals = text.lastIndexOf(u'=');
        const auto meaning = timeline::partyMeaningFromId(text.mid(equals + 1));
        if (equals <= 0 || !meaning) {
            return failure("usage.value"_L1,
                           Ctl::tr("--map takes column=meaning, where a meaning is one of %1.")
                               .arg(timeline::partyMeaningIds().join(", "_L1)));
        }
        wish.columns.emplace_back(text.left(equals), *meaning);
    }
    wish.kind = call.value("kind"_L1, wish.kind);
    wish.compartment = call.compartment();
    return wish;
}

QJsonObject partyAnswer(const timeline::PartyList& list, bool withValues)
{
    QJsonArray columns;
    for (const auto& [column, meaning] : list.columns) {
        columns.append(QJsonObject{{u"column"_s, column},
                                   {u"meaning"_s, timeline::partyMeaningIds().at(static_cast<qsizetype>(meaning))}});
    }
    QJsonArray rejected;
    for (const LedgerEntry& entry : list.rejected) {
        QJsonObject object{{u"row"_s, entry.row}, {u"reason"_s, entry.reason}, {u"detail"_s, entry.detail}};
        if (withValues) {
            object.insert(u"cells"_s, QJsonArray::fromStringList(entry.cells));
        }
        rejected.append(object);
    }
    return {{u"read"_s, list.read},
            {u"imported"_s, static_cast<qint64>(list.parties.size())},
            {u"duplicate"_s, list.duplicate},
            {u"completed"_s, static_cast<qint64>(list.completed.size())},
            {u"rejected_rows"_s, static_cast<qint64>(list.rejected.size())},
            {u"columns"_s, columns},
            {u"rejected"_s, rejected}};
}

Expected<Exit> importParties(Call& call)
{
    constexpr qsizetype rejectedPrinted = 5;
    TRY(const auto wish, partyWishOf(call));
    TRY(const auto source, openInput(call.argument(0), call.stop()));
    const bool isDry = call.has("dry-run"_L1);
    TRY(const auto desk, call.open(isDry ? Vault::Access::Read : Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(auto list, timeline::readParties(desk->casework(), incident, *source, wish, call.stop()));
    QJsonObject answer = partyAnswer(list, call.has("with-values"_L1));
    QString text = Ctl::tr("Rows read: %1 = taken %2 + completed %3 + there already %4 + rejected %5.")
                       .arg(list.read)
                       .arg(list.parties.size())
                       .arg(list.completed.size())
                       .arg(list.duplicate)
                       .arg(list.rejected.size());
    for (const LedgerEntry& entry : list.rejected | std::views::take(rejectedPrinted)) {
        text += u'\n' + Ctl::tr("Row %1: %2").arg(entry.row).arg(entry.detail);
    }
    if (list.rejected.size() > rejectedPrinted) {
        text += u'\n' + Ctl::tr("All rejected rows are listed with --json.");
    }
    if (isDry) {
        text += u'\n' + Ctl::tr("Nothing was written.");
    } else {
        if (!list.parties.empty() || !list.completed.empty()) {
            TRY(const auto ids,
                desk->casework().writeMany(incident, std::move(list.parties), list.completed, wish.compartment));
            QJsonArray added;
            std::ranges::for_each(ids, [&](const Id& id) { added.append(id.text()); });
            answer.insert(u"ids"_s, added);
        }
        CHECK_OK(desk->finish());
    }
    answer.insert(u"dry_run"_s, isDry);
    call.out().answer(answer, text);
    return Exit::Done;
}

Command partyImportCommand()
{
    return {
        .path = {u"party"_s, u"import"_s},
        .summary = Ctl::tr("Takes parties from a list and accounts for each of its rows."),
        .detail = Ctl::tr("The list has a line of names. Columns are known by them, or said with --map. Every row is "
                          "taken, completes a party that is there (name, kind and tenant of one that is not struck; "
                          "what it says differently is rejected), is there already, or rejected with a reason. All "
                          "rows that can be taken are written, or none."),
        .arguments = {{u"FILE"_s, Ctl::tr("CSV, JSON or JSON Lines; - for standard input.")}},
        .options
        = {incidentOption(),
           {.name = u"map"_s,
            .value = u"COLUMN=MEANING"_s,
            .help = Ctl::tr("What a column says: %1.").arg(timeline::partyMeaningIds().join(", "_L1)),
            .takes = Option::Takes::Repeated},
           {.name = u"kind"_s,
            .value = u"KIND"_s,
            .help = Ctl::tr("What parties are whose row does not say it (default: account)."),
            .choices = timeline::partyKinds()},
           {.name = u"with-values"_s, .value = {}, .help = Ctl::tr("Show the rows' own content.")},
           {.name = u"dry-run"_s, .value = {}, .help = Ctl::tr("Only account for the rows; nothing is written.")},
           compartmentOption()},
        .examples = {u"bulkheadctl --vault ~/acme.vault party import accounts.csv --incident INC-0001 "
                     "--map \"Account owner=contact\" --dry-run"_s},
        .answer = u"read, imported, completed, duplicate, rejected_rows, rejected[{row, reason, detail}], "
                  "columns[{column, meaning}], ids, dry_run"_s,
        .run = importParties};
}

} // namespace

Commands partyCommands()
{
    std::vector<Option> adding{incidentOption(),
                               {.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("Who."), .isRequired = true},
                               {.name = u"kind"_s,
                                .value = u"KIND"_s,
                                .help = Ctl::tr("What they are (default: account)."),
                                .choices = timeline::partyKinds()},
                               {.name = u"tenant"_s, .value = u"T"_s, .help = Ctl::tr("Their tenant in our systems.")},
                               {.name = u"contact"_s, .value = u"C"_s, .help = Ctl::tr("How to reach them.")},
                               {.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("What else is known.")},
                               compartmentOption()};
    std::ranges::move(partyOptions(), std::back_inserter(adding));
    return {
        {.path = {u"party"_s, u"add"_s},
         .summary = Ctl::tr("Records somebody who is affected, concerned or to be told."),
         .detail = {},
         .arguments = {},
         .options = adding,
         .examples = {u"bulkheadctl --vault ~/acme.vault party add --incident INC-0001 --name \"Northwind\" "
                      "--kind account --tenant northwind"_s},
         .answer = u"id"_s,
         .run = addParty},
        partyImportCommand(),
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
