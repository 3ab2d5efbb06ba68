#include "models/deadline/customers.h"
#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/base/zone.h"
#include "models/deadline/packreview.h"
#include "models/incident/countrange.h"
#include "models/timeline/partylist.h"

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using deadline::Lawbook;

/// \name Clauses
///@{
Expected<void> takeClauseOptions(const Call& call, ContractClause& clause)
{
    const auto take = [&](QLatin1StringView option, QString& member) {
        if (call.has(option)) {
            member = call.value(option).trimmed();
        }
    };
    take("name"_L1, clause.name);
    take("rule"_L1, clause.regime);
    take("trigger"_L1, clause.trigger);
    take("starts"_L1, clause.starts);
    take("derived"_L1, clause.derived);
    take("channel"_L1, clause.channel);
    take("citation"_L1, clause.citation);
    take("note"_L1, clause.note);
    TRY(const auto hours, call.number("hours"_L1, 0, 10'000));
    clause.hours = hours.value_or(clause.hours);
    return {};
}

Expected<Exit> addClause(Call& call)
{
    TRY(const auto book, Lawbook::load());
    ContractClause clause;
    clause.regime = u"contract.dpa"_s;
    clause.starts = call.value("trigger"_L1) == "suspected"_L1 ? u"suspected"_s : u"aware"_s;
    CHECK_OK(takeClauseOptions(call, clause));
    CHECK_OK(deadline::checkClause(book, clause)); // before the vault is opened
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, deadline::addClause(desk->casework(), book, clause));
    CHECK_OK(desk->finish());
    TRY(const auto kept, desk->casework().one<ContractClause>(id));
    call.out().answer(toJson(kept), Ctl::tr("The clause \"%1\" is entered.").arg(kept.value.name));
    return Exit::Done;
}

Expected<Exit> changeClause(Call& call)
{
    TRY(const auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(auto kept, deadline::findClause(desk->casework(), call.argument(0)));
    CHECK_OK(takeClauseOptions(call, kept.value));
    CHECK_OK(deadline::changeClause(desk->casework(), book, kept.id, kept.value));
    CHECK_OK(desk->finish());
    TRY(const auto after, desk->casework().one<ContractClause>(kept.id));
    call.out().answer(toJson(after),
                      Ctl::tr("The clause \"%1\" is changed. Clocks that run stay as they are.").arg(after.value.name));
    return Exit::Done;
}

Expected<Exit> retireClause(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const auto kept, deadline::findClause(desk->casework(), call.argument(0)));
    CHECK_OK(deadline::retireClause(desk->casework(), kept.id, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, kept.id.text()}},
                      Ctl::tr("The clause \"%1\" is offered no more.").arg(kept.value.name));
    return Exit::Done;
}

Expected<Exit> listClauses(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto clauses, deadline::clausesOf(desk->casework(), call.has("all"_L1)));
    TextTable table{.headers = {Ctl::tr("Name"), Ctl::tr("Hours"), Ctl::tr("From"), Ctl::tr("Speaks of"),
                                Ctl::tr("Derived data"), Ctl::tr("Channel"), Ctl::tr("Citation"), Ctl::tr("Rule"),
                                Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {1}};
    for (const Kept<ContractClause>& one : clauses) {
        const ContractClause& clause = one.value;
        table.rows.push_back({clause.isRetired ? Ctl::tr("[retired] %1").arg(clause.name) : clause.name,
                              clause.hours > 0 ? QString::number(clause.hours) : QString(), clause.starts,
                              deadline::clauseTriggerName(clause.trigger), clause.derived, clause.channel,
                              clause.citation, clause.regime, one.id.text()});
    }
    call.out().answer({{u"clauses"_s, toJson(clauses)}}, table.aligned());
    return Exit::Done;
}

std::vector<Option> clauseOptions(bool isNew)
{
    return {{.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("Its name, as lists use it."), .isRequired = isNew},
            {.name = u"hours"_s, .value = u"N"_s, .help = Ctl::tr("Hours that it gives; 0: none.")},
            {.name = u"trigger"_s,
             .value = u"T"_s,
             .help = Ctl::tr("What it speaks of."),
             .choices = deadline::clauseTriggers()},
            {.name = u"starts"_s,
             .value = u"EVENT"_s,
             .help = Ctl::tr(
                 "What its period runs from: aware, processor_aware, confirmed, detected, reported, suspected.")},
            {.name = u"derived"_s,
             .value = u"D"_s,
             .help = Ctl::tr("Whether its customer data include derived or synthetic data."),
             .choices = {u"yes"_s, u"no"_s}},
            {.name = u"channel"_s, .value = u"TEXT"_s, .help = Ctl::tr("How it wants customers told.")},
            {.name = u"citation"_s, .value = u"TEXT"_s, .help = Ctl::tr("Where it stands: \"DPA no. 8.2\".")},
            {.name = u"rule"_s,
             .value = u"ID"_s,
             .help = Ctl::tr("contract.dpa, or contract.msa of a main agreement (default: contract.dpa).")},
            {.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("What else is to be known.")}};
}
///@}

/// \name Customers
///@{
QString owedId(deadline::Applicability::Answer owed)
{
    using Owed = deadline::Applicability::Answer;
    return owed == Owed::Applies ? u"yes"_s : owed == Owed::DoesNot ? u"no"_s : u"depends"_s;
}

bool isChosen(const Call& call, const deadline::CustomerRow& row)
{
    const Party& party = row.party.value;
    return (!call.has("role"_L1) || party.ourRole == call.value("role"_L1))
        && (!call.has("country"_L1) || party.country.startsWith(call.value("country"_L1), Qt::CaseInsensitive))
        && (!call.has("owed"_L1) || owedId(row.owed) == call.value("owed"_L1))
        && (!call.has("notice"_L1) || choiceName(party.notice) == call.value("notice"_L1));
}

Expected<Exit> showMatrix(Call& call)
{
    TRY(const auto book, Lawbook::load());
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto rows, deadline::customersOf(desk->casework(), book, incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Customer"), Ctl::tr("Our role"), Ctl::tr("Country"), Ctl::tr("Clause"),
                                Ctl::tr("Hours"), Ctl::tr("Owed"), Ctl::tr("Due"), Ctl::tr("Notice"),
                                Ctl::tr("Records"), Ctl::tr("Because"), Ctl::tr("Id")},
                    .rows = {},
                    .rightAligned = {4}};
    for (const deadline::CustomerRow& row : rows) {
        if (!isChosen(call, row)) {
            continue;
        }
        const Party& party = row.party.value;
        const IncidentClock* running = row.running();
        QJsonObject object = toJson(row.party);
        object.insert(u"clause_name"_s, row.clause ? QJsonValue(row.clause->value.name) : QJsonValue());
        object.insert(u"clause_hours"_s, row.clause ? QJsonValue(row.clause->value.hours) : QJsonValue());
        object.insert(u"owed"_s, owedId(row.owed));
        object.insert(u"because"_s, row.because);
        object.insert(u"rules"_s, QJsonArray::fromStringList(row.rules));
        object.insert(u"due"_s, running ? QJsonValue(isoTime(running->due)) : QJsonValue());
        object.insert(u"clocks"_s, toJson(row.clocks));
        array.append(object);
        table.rows.push_back(
            {party.name, party.ourRole.isEmpty() ? u"?"_s : party.ourRole, party.country,
             row.clause ? row.clause->value.name : QString(),
             row.clause && row.clause->value.hours > 0 ? QString::number(row.clause->value.hours) : QString(),
             owedId(row.owed), running ? shownTime(running->due) : QString(), deadline::noticeName(party.notice),
             party.records.isEmpty() ? QString() : CountRange::shownText(party.records), row.because,
             row.party.id.text()});
    }
    call.out().answer({{u"customers"_s, array}}, table.aligned());
    return Exit::Done;
}

/// The parties that arguments name, by id, its beginning, or by name.
Expected<std::vector<Id>> partiesOf(const Call& call, const Casework& casework, const Id& incident)
{
    TRY(const auto all, casework.all<Party>(incident));
    std::vector<Id> ids;
    for (const QString& text : call.arguments()) {
        const auto named = std::ranges::find_if(all, [&](const Kept<Party>& one) {
            return !one.value.isStruck
                && (one.value.name.compare(text, Qt::CaseInsensitive) == 0 || one.id.text() == text);
        });
        if (named != all.end()) {
            ids.push_back(named->id);
            continue;
        }
        TRY(const Id id, casework.find(Table<Party>::kind, text));
        if (std::ranges::find(all, id, &Kept<Party>::id) == all.end()) {
            return failure("usage.value"_L1, Ctl::tr("\"%1\" is no party of this incident.").arg(text));
        }
        ids.push_back(id);
    }
    return ids;
}

Expected<Exit> changeParty(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto ids, partiesOf(call, desk->casework(), incident));
    std::vector<std::pair<Id, Party>> changed;
    for (const Id& id : ids) {
        TRY(auto kept, desk->casework().one<Party>(id));
        CHECK_OK(takePartyOptions(call, desk->casework(), kept.value));
        changed.emplace_back(id, std::move(kept.value));
    }
    TRY(const auto added,
        desk->casework().writeMany<Party>(incident, {}, changed, Compartment::Team, u"party.update"_s));
    Q_UNUSED(added)
    CHECK_OK(desk->finish());
    QJsonArray array;
    for (const auto& [id, party] : changed) {
        array.append(id.text());
    }
    call.out().answer({{u"ids"_s, array}}, Ctl::tr("Changed: %1.").arg(ids.size()));
    return Exit::Done;
}

Expected<Exit> takeFromSamples(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const int added, deadline::addCustomersFromSamples(desk->casework(), incident));
    CHECK_OK(desk->finish());
    call.out().answer({{u"added"_s, added}},
                      added == 0 ? Ctl::tr("The samples hit no tenant that is not there already.")
                                 : Ctl::tr("Customers added from the samples: %1.").arg(added));
    return Exit::Done;
}

Expected<Exit> startClocks(Call& call)
{
    TRY(auto book, Lawbook::load());
    const bool isDry = call.has("dry-run"_L1);
    TRY(const auto desk, call.open(isDry ? Vault::Access::Read : Vault::Access::Write));
    CHECK_OK(deadline::applyReviews(desk->casework(), book.regimes));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    deadline::BulkWish wish;
    TRY(wish.parties, partiesOf(call, desk->casework(), incident));
    for (const QString& text : call.values("event"_L1)) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals < 1) {
            return failure("usage.value"_L1, Ctl::tr("--event takes NAME=T, not \"%1\".").arg(text));
        }
        TRY(const qint64 at, Casework::parseTime(text.mid(equals + 1), call.value("tz"_L1)));
        wish.events.insert_or_assign(text.left(equals), at);
    }
    wish.why = call.value("why"_L1);
    if (call.has("owner"_L1)) {
        TRY(wish.owner, desk->member(call.value("owner"_L1)));
    }
    TRY(const auto plan, deadline::planFor(desk->casework(), book, incident, wish));
    QJsonArray array;
    qint64 startable = 0;
    TextTable table{.headers = {Ctl::tr("Customer"), Ctl::tr("Rule"), Ctl::tr("Due"), Ctl::tr("Not started because")},
                    .rows = {}};
    for (const deadline::BulkClock& one : plan) {
        const auto due = one.preview ? one.preview->computation.target : std::nullopt;
        startable += one.preview ? 1 : 0;
        array.append(QJsonObject{{u"party"_s, one.party.text()},
                                 {u"customer"_s, one.customer},
                                 {u"regime"_s, one.wish.regime},
                                 {u"due"_s, due ? QJsonValue(isoTime(*due)) : QJsonValue()},
                                 {u"reasoning"_s, one.preview ? one.preview->reasoning : QString()},
                                 {u"problem"_s, one.problem}});
        table.rows.push_back({one.customer, one.wish.regime, shownTime(due), one.problem});
    }
    QJsonArray ids;
    QString text = table.aligned();
    if (isDry) {
        text += Ctl::tr("Clocks that would start: %1. Nothing was written.\n").arg(startable);
    } else {
        TRY(const auto started, deadline::startFor(desk->casework(), incident, plan));
        CHECK_OK(desk->finish());
        std::ranges::for_each(started, [&](const Id& id) { ids.append(id.text()); });
        text += Ctl::tr("Clocks started: %1.\n").arg(started.size());
    }
    call.out().answer({{u"plan"_s, array}, {u"ids"_s, ids}, {u"dry_run"_s, isDry}}, text);
    return Exit::Done;
}

Expected<Exit> noteNotice(Call& call)
{
    TRY(auto book, Lawbook::load());
    const auto state = choiceFromName<NoticeState>(call.value("state"_L1));
    deadline::NoticeWish wish;
    wish.state = state.value_or(NoticeState::Sent);
    TRY(wish.at, call.instant("at"_L1));
    wish.note = call.value("note"_L1);
    wish.reasons = call.value("reasons"_L1);
    TRY(const auto desk, call.open(Vault::Access::Write));
    CHECK_OK(deadline::applyReviews(desk->casework(), book.regimes));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto ids, partiesOf(call, desk->casework(), incident));
    if (wish.state == NoticeState::Sent && !wish.at) {
        wish.at = desk->clock().now();
    }
    CHECK_OK(deadline::setNotice(desk->casework(), book, ids, wish));
    CHECK_OK(desk->finish());
    QJsonArray array;
    std::ranges::for_each(ids, [&](const Id& id) { array.append(id.text()); });
    call.out().answer({{u"ids"_s, array}, {u"state"_s, choiceName(wish.state)}},
                      Ctl::tr("Notice %1: %2 customers.").arg(deadline::noticeName(wish.state)).arg(ids.size()));
    return Exit::Done;
}
///@}

Argument partiesArgument(Argument::Count count)
{
    return {u"PARTY"_s, Ctl::tr("A customer's name, id, or the beginning of its id."), count};
}

} // namespace

Expected<void> takePartyOptions(const Call& call, const Casework& casework, Party& party)
{
    const auto take = [&](QLatin1StringView option, QString& member) {
        if (call.has(option)) {
            member = call.value(option).trimmed();
        }
    };
    take("role"_L1, party.ourRole);
    take("country"_L1, party.country);
    party.country = party.country.toUpper();
    take("zone"_L1, party.zone);
    take("channel"_L1, party.channel);
    take("contact"_L1, party.contact);
    take("note"_L1, party.note);
    if (call.has("clause"_L1)) {
        TRY(const auto clause, deadline::findClause(casework, call.value("clause"_L1)));
        party.clause = clause.id;
    }
    if (call.has("records"_L1)) {
        TRY(const auto count, CountRange::read(call.value("records"_L1), casework.now()));
        party.records = count.text();
    }
    const auto why = timeline::whyNoParty(party);
    return why.isEmpty() ? Expected<void>() : failure("value.bad"_L1, why);
}

std::vector<Option> partyOptions()
{
    return {{.name = u"role"_s,
             .value = u"ROLE"_s,
             .help = Ctl::tr("What we are for their data."),
             .choices = timeline::partyRoles()},
            {.name = u"country"_s, .value = u"CC"_s, .help = Ctl::tr("Their country: DE, or DE-BY.")},
            {.name = u"zone"_s, .value = u"ZONE"_s, .help = Ctl::tr("The zone that their clocks are counted in.")},
            {.name = u"clause"_s, .value = u"CLAUSE"_s, .help = Ctl::tr("The contract's clause, by name or id.")},
            {.name = u"channel"_s, .value = u"TEXT"_s, .help = Ctl::tr("How they want to be told.")},
            {.name = u"records"_s,
             .value = u"COUNT"_s,
             .help = Ctl::tr("Affected records: \"120..200; estimate; sample of 40 rows\".")}};
}

Commands clauseCommands()
{
    const Argument clause{u"CLAUSE"_s, Ctl::tr("The clause's name, id, or the beginning of its id.")};
    return {
        {.path = {u"clause"_s, u"add"_s},
         .summary = Ctl::tr("Enters what a contract says about telling customers, for use in all incidents."),
         .detail = {},
         .arguments = {},
         .options = clauseOptions(true),
         .examples = {u"bulkheadctl --vault ~/acme.vault clause add --name \"Standard DPA 2025\" --hours 24 "
                      "--trigger suspected --citation \"DPA no. 8.2\" --channel \"e-mail to the privacy contact\""_s},
         .answer = u"id, name, regime, trigger, starts, hours, derived, channel, citation, note, …"_s,
         .run = addClause},
        {.path = {u"clause"_s, u"change"_s},
         .summary = Ctl::tr("Changes a clause; clocks that run stay as they are."),
         .detail = {},
         .arguments = {clause},
         .options = clauseOptions(false),
         .examples = {u"bulkheadctl --vault ~/acme.vault clause change \"Standard DPA 2025\" --hours 48"_s},
         .answer = u"id, name, …"_s,
         .run = changeClause},
        {.path = {u"clause"_s, u"retire"_s},
         .summary = Ctl::tr("Offers a clause no more; customers that have it keep it."),
         .detail = {},
         .arguments = {clause},
         .options = {{.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why."), .isRequired = true}},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault clause retire \"DPA 2019\" --reason \"Replaced everywhere\""_s},
         .answer = u"id"_s,
         .run = retireClause},
        {.path = {u"clause"_s, u"list"_s},
         .summary = Ctl::tr("Lists the clauses."),
         .detail = {},
         .arguments = {},
         .options = {{.name = u"all"_s, .value = {}, .help = Ctl::tr("Retired ones as well.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault clause list"_s},
         .answer = u"clauses[{id, name, hours, starts, trigger, …}]"_s,
         .run = listClauses},
    };
}

Commands customerCommands()
{
    std::vector<Option> changing{incidentOption()};
    std::ranges::move(partyOptions(), std::back_inserter(changing));
    changing.push_back({.name = u"contact"_s, .value = u"C"_s, .help = Ctl::tr("How to reach them.")});
    changing.push_back({.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("What else is known.")});
    return {
        {.path = {u"party"_s, u"matrix"_s},
         .summary = Ctl::tr("Shows for each customer our role, its clause, whether a notice is owed, and by when."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"owed"_s,
                      .value = u"O"_s,
                      .help = Ctl::tr("Only those to whom it is owed, may be, or is not."),
                      .choices = {u"yes"_s, u"depends"_s, u"no"_s}},
                     {.name = u"notice"_s,
                      .value = u"N"_s,
                      .help = Ctl::tr("Only those with that state of the notice."),
                      .choices = choicesOf<NoticeState>()},
                     {.name = u"role"_s,
                      .value = u"ROLE"_s,
                      .help = Ctl::tr("Only those for whom we are that."),
                      .choices = timeline::partyRoles()},
                     {.name = u"country"_s, .value = u"CC"_s, .help = Ctl::tr("Only those of a country.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault party matrix --incident INC-0001 --notice undecided"_s},
         .answer = u"customers[{id, name, our_role, country, clause_name, clause_hours, owed, because, rules[], due, "
                   "clocks[], notice, noticed, records, …}]"_s,
         .run = showMatrix},
        {.path = {u"party"_s, u"change"_s},
         .summary = Ctl::tr("Changes what is known of parties, one or many."),
         .detail = {},
         .arguments = {partiesArgument(Argument::Count::AtLeastOne)},
         .options = changing,
         .examples = {u"bulkheadctl --vault ~/acme.vault party change Northwind Contoso --incident INC-0001 "
                      "--role processor --clause \"Standard DPA 2025\""_s},
         .answer = u"ids"_s,
         .run = changeParty},
        {.path = {u"party"_s, u"from-samples"_s},
         .summary = Ctl::tr("Adds a customer for each tenant that the samples hit."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault party from-samples --incident INC-0001"_s},
         .answer = u"added"_s,
         .run = takeFromSamples},
        {.path = {u"party"_s, u"start-clocks"_s},
         .summary = Ctl::tr("Starts the clocks of notices to customers, under their clauses or the law."),
         .detail = Ctl::tr(
             "Of all to whom a notice is owed or may be, or of those that are named. A clause without hours, "
             "or none, leaves the processor's duty of the law. A suspicion that nobody recorded stands "
             "at the detection."),
         .arguments = {partiesArgument(Argument::Count::Any)},
         .options = {incidentOption(),
                     {.name = u"event"_s,
                      .value = u"NAME=T"_s,
                      .help = Ctl::tr("An event that the incident does not know: suspected, aware, …"),
                      .takes = Option::Takes::Repeated},
                     zoneOption(),
                     {.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("For which reasons.")},
                     {.name = u"owner"_s, .value = u"MEMBER"_s, .help = Ctl::tr("Who sees to it.")},
                     {.name = u"dry-run"_s, .value = {}, .help = Ctl::tr("Only compute; nothing is written.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault party start-clocks --incident INC-0001 "
                      "--event suspected=2026-06-12T16:00+02:00 --dry-run"_s},
         .answer = u"plan[{party, customer, regime, due, reasoning, problem}], ids[], dry_run"_s,
         .run = startClocks},
        {.path = {u"party"_s, u"notice"_s},
         .summary = Ctl::tr("Records that customers were told, or why they are not."),
         .detail = Ctl::tr("A notice that was sent ends the running clocks of the customer as submitted then."),
         .arguments = {partiesArgument(Argument::Count::AtLeastOne)},
         .options = {incidentOption(),
                     {.name = u"state"_s,
                      .value = u"STATE"_s,
                      .help = Ctl::tr("What became of it (default: sent)."),
                      .choices = choicesOf<NoticeState>()},
                     {.name = u"at"_s, .value = u"T"_s, .help = Ctl::tr("When it was sent (default: now).")},
                     zoneOption(),
                     {.name = u"note"_s,
                      .value = u"TEXT"_s,
                      .help = Ctl::tr("Its reference; of a notice that is not owed, the reasons.")},
                     {.name = u"reasons"_s, .value = u"TEXT"_s, .help = Ctl::tr("The reasons for a delay.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault party notice Northwind --incident INC-0001 "
                      "--at 2026-06-13T09:00Z --note \"Ticket 4711\""_s},
         .answer = u"ids[], state"_s,
         .run = noteNotice},
    };
}

} // namespace bulkhead::ctl
