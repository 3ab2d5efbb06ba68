#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> addDecision(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    Decision decision;
    decision.title = call.value("title"_L1);
    decision.rationale = call.value("why"_L1);
    decision.alternatives = call.value("alternatives"_L1);
    TRY(decision.decidedAt, call.instantOr("decided"_L1, desk->clock().now()));
    if (call.has("supersedes"_L1)) {
        TRY(decision.supersedes, desk->casework().find(Table<Decision>::kind, call.value("supersedes"_L1)));
    }
    // The secret that opened the vault a moment ago is the proof that the signature asks for.
    TRY(const Credential again, call.credential());
    TRY(const Id id, desk->casework().decide(incident, decision, again, call.compartment()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, id.text()}, {u"decided_by"_s, desk->vault().userName()}},
                      Ctl::tr("Decision %1 is recorded and signed by %2.").arg(id.text(), desk->vault().userName()));
    return Exit::Done;
}

Expected<Exit> listDecisions(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto decisions, desk->casework().all<Decision>(incident));
    QJsonArray array;
    TextTable table{
        .headers = {Ctl::tr("Decided"), Ctl::tr("By"), Ctl::tr("What"), Ctl::tr("Why"), Ctl::tr("Signature")},
        .rows = {}};
    for (const Kept<Decision>& one : decisions) {
        const bool isValid = desk->casework().isSignatureValid(one);
        QJsonObject object = toJson(one);
        object.insert(u"decided_by_name"_s, desk->journal().nameOf(one.value.decidedBy));
        object.insert(u"signature_valid"_s, isValid);
        array.append(object);
        table.rows.push_back({shownTime(one.value.decidedAt), desk->journal().nameOf(one.value.decidedBy),
                              one.value.isStruck ? Ctl::tr("[struck] %1").arg(one.value.title) : one.value.title,
                              one.value.rationale, isValid ? Ctl::tr("valid") : Ctl::tr("NOT VALID")});
    }
    call.out().answer({{u"decisions"_s, array}}, table.aligned());
    return Exit::Done;
}

} // namespace

Commands decisionCommands()
{
    return {
        {.path = {u"decision"_s, u"add"_s},
         .summary = Ctl::tr("Records a decision, signed with the decider's own key."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption(),
                     {.name = u"title"_s, .value = u"T"_s, .help = Ctl::tr("What was decided."), .isRequired = true},
                     {.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("For which reasons."), .isRequired = true},
                     {.name = u"alternatives"_s, .value = u"TEXT"_s, .help = Ctl::tr("What was not chosen.")},
                     {.name = u"decided"_s, .value = u"T"_s, .help = Ctl::tr("When (default: now).")},
                     zoneOption(),
                     {.name = u"supersedes"_s, .value = u"ID"_s, .help = Ctl::tr("The decision that it replaces.")},
                     compartmentOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault decision add --incident INC-0001 --title \"Stop the sync job\" "
            "--why \"Seven rows match production\""_s},
         .answer = u"id, decided_by"_s,
         .run = addDecision},
        {.path = {u"decision"_s, u"list"_s},
         .summary = Ctl::tr("Lists the decisions and checks their signatures."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault decision list --incident INC-0001"_s},
         .answer = u"decisions[{id, title, rationale, decided, decided_by, signature_valid, …}]"_s,
         .run = listDecisions},
    };
}

} // namespace bulkhead::ctl
