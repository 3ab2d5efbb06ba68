#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/incident/custodian.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> changeHold(Call& call, bool isOnHold)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.argument(0)));
    CHECK_OK(Custodian(desk->casework()).setHold(incident, isOnHold, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    const QString number = desk->casework().shownNumber(incident);
    call.out().answer({{u"id"_s, incident.text()}, {u"number"_s, number}, {u"legal_hold"_s, isOnHold}},
                      isOnHold ? Ctl::tr("%1 is on legal hold: nothing of it is destroyed.").arg(number)
                               : Ctl::tr("The legal hold of %1 is released.").arg(number));
    return Exit::Done;
}

Expected<Exit> setHold(Call& call)
{
    return changeHold(call, true);
}

Expected<Exit> releaseHold(Call& call)
{
    return changeHold(call, false);
}

QJsonObject documentOf(const Casework& casework, const Kept<Evidence>& evidence, const Kept<Destruction>& destruction)
{
    QJsonObject object = toJson(destruction);
    object.insert(u"evidence"_s, evidence.id.text());
    object.insert(u"sha256"_s, hex(evidence.value.sha256));
    object.insert(u"size"_s, evidence.value.size);
    object.insert(u"state"_s,
                  destruction.value.destroyedAt       ? u"destroyed"_s
                      : destruction.value.isWithdrawn ? u"withdrawn"_s
                                                      : u"requested"_s);
    object.insert(u"requested_by_name"_s, casework.journal().nameOf(destruction.value.requestedBy));
    object.insert(u"approved_by_name"_s, casework.journal().nameOf(destruction.value.approvedBy));
    return object;
}

Expected<Exit> withdrawDestruction(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    CHECK_OK(Custodian(desk->casework()).withdraw(id));
    CHECK_OK(desk->finish());
    call.out().answer({{u"evidence"_s, id.text()}, {u"state"_s, u"withdrawn"_s}},
                      Ctl::tr("Nothing is destroyed; what was asked for is withdrawn."));
    return Exit::Done;
}

Expected<Exit> destroyEvidence(Call& call)
{
    if (call.has("withdraw"_L1)) {
        return withdrawDestruction(call);
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    // The secret that opened the vault a moment ago is the proof that the signature asks for.
    TRY(const Credential again, call.credential());
    Custodian custodian(desk->casework());
    TRY(const Custodian::Step step, custodian.destroy(id, call.value("reason"_L1), again));
    CHECK_OK(desk->finish());
    TRY(const auto evidence, desk->casework().one<Evidence>(id));
    TRY(const auto destruction, custodian.destructionOf(evidence));
    call.out().answer(
        documentOf(desk->casework(), evidence, *destruction),
        step == Custodian::Step::Destroyed
            ? Ctl::tr(
                  "The material of \"%1\" is destroyed: its key and its file are gone. Hash, size, chain of custody "
                  "and reason stay. Backups made earlier, copies of the vault and bundles still hold it.")
                  .arg(evidence.value.name)
            : Ctl::tr("Noted and signed. A second person destroys \"%1\" by giving the same command as themselves; "
                      "until then nothing is gone.")
                  .arg(evidence.value.name));
    return Exit::Done;
}

Expected<Exit> setRetention(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.argument(0)));
    if (call.has("until"_L1) == call.has("without-end"_L1)) {
        return failure("usage.missing"_L1, Ctl::tr("Give either --until with a time, or --without-end."));
    }
    TRY(const auto until, call.instant("until"_L1));
    CHECK_OK(Custodian(desk->casework()).setRetention(incident, until, call.value("rule"_L1)));
    CHECK_OK(desk->finish());
    const QString number = desk->casework().shownNumber(incident);
    call.out().answer({{u"id"_s, incident.text()},
                       {u"number"_s, number},
                       {u"until"_s, until ? QJsonValue(isoTime(*until)) : QJsonValue()},
                       {u"rule"_s, call.value("rule"_L1)}},
                      until ? Ctl::tr("%1 is kept until %2.").arg(number, shownTime(*until))
                            : Ctl::tr("%1 is kept without end.").arg(number));
    return Exit::Done;
}

Expected<Exit> listRetention(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto all, Custodian(desk->casework()).retained(desk->clock().now()));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Incident"), Ctl::tr("Kept until"), Ctl::tr("Rule"), Ctl::tr("State"),
                                Ctl::tr("Material"), Ctl::tr("Size")},
                    .rows = {},
                    .rightAligned = {4, 5}};
    for (const Custodian::Due& one : all) {
        if (call.has("due"_L1) && !one.isDue) {
            continue;
        }
        const QString number = desk->casework().shownNumber(one.incident);
        array.append(QJsonObject{{u"incident"_s, one.incident.text()},
                                 {u"number"_s, number},
                                 {u"until"_s, isoTime(*one.retention.until)},
                                 {u"rule"_s, one.retention.rule},
                                 {u"due"_s, one.isDue},
                                 {u"legal_hold"_s, one.isOnHold},
                                 {u"material"_s, one.material},
                                 {u"bytes"_s, one.bytes}});
        table.rows.push_back({number, shownTime(one.retention.until), one.retention.rule,
                              one.isOnHold    ? Ctl::tr("legal hold")
                                  : one.isDue ? Ctl::tr("due")
                                              : Ctl::tr("kept"),
                              QString::number(one.material), sizeText(one.bytes)});
    }
    call.out().answer({{u"retention"_s, array}}, table.aligned());
    return Exit::Done;
}

Option reasonOption(bool isRequired)
{
    return {.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why; it stays."), .isRequired = isRequired};
}

} // namespace

Commands custodyCommands()
{
    const Argument incident{u"ID"_s, Ctl::tr("Number (INC-0007), id or the beginning of it.")};
    return {
        {.path = {u"evidence"_s, u"destroy"_s},
         .summary = Ctl::tr("Destroys a piece of evidence; takes two people."),
         .detail = Ctl::tr(
             "The first person asks, with a reason and their signature; when a second gives the same "
             "command as themselves, they approve, and the key and the file are gone at once. Hash, size, "
             "chain of custody and reason stay, and \"verify\" says destroyed, not missing. Refused while "
             "the incident is on legal hold. Backups made earlier, copies of the vault on other machines "
             "and exported bundles still hold the material: deal with those too."),
         .arguments = {{u"ID"_s, Ctl::tr("Its id or the beginning of it.")}},
         .options = {reasonOption(false),
                     {.name = u"withdraw"_s, .value = {}, .help = Ctl::tr("Take back what was asked for.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence destroy 01jd --reason \"Retention ended\""_s,
                      u"bulkheadctl --vault ~/acme.vault --user \"B. Okafor\" evidence destroy 01jd"_s},
         .answer = u"evidence, state, sha256, size, reason, requested_by_name, approved_by_name, destroyed, …"_s,
         .run = destroyEvidence},
        {.path = {u"incident"_s, u"hold"_s, u"set"_s},
         .summary = Ctl::tr("Puts an incident on legal hold: nothing of it is destroyed. By Legal."),
         .detail = {},
         .arguments = {incident},
         .options = {reasonOption(true)},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault incident hold set INC-0001 --reason \"Litigation expected\""_s},
         .answer = u"id, number, legal_hold"_s,
         .run = setHold},
        {.path = {u"incident"_s, u"hold"_s, u"release"_s},
         .summary = Ctl::tr("Releases the legal hold of an incident. By Legal."),
         .detail = {},
         .arguments = {incident},
         .options = {reasonOption(true)},
         .examples = {u"bulkheadctl --vault ~/acme.vault incident hold release INC-0001 --reason \"Matter settled\""_s},
         .answer = u"id, number, legal_hold"_s,
         .run = releaseHold},
        {.path = {u"retention"_s, u"set"_s},
         .summary = Ctl::tr("Says until when an incident is kept, and by which rule."),
         .detail = Ctl::tr("Nothing is destroyed by itself: \"retention list --due\" shows what is due, and people "
                           "destroy it with \"evidence destroy\"."),
         .arguments = {incident},
         .options = {{.name = u"until"_s, .value = u"T"_s, .help = Ctl::tr("Until when (ISO 8601).")},
                     {.name = u"without-end"_s, .value = {}, .help = Ctl::tr("It is kept without end.")},
                     {.name = u"rule"_s, .value = u"TEXT"_s, .help = Ctl::tr("The rule that says so.")},
                     zoneOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault retention set INC-0001 --until 2029-12-31T23:59:59Z --rule "
                      "\"Three years after closing\""_s},
         .answer = u"id, number, until, rule"_s,
         .run = setRetention},
        {.path = {u"retention"_s, u"list"_s},
         .summary = Ctl::tr("Lists until when incidents are kept, and what is due."),
         .detail = {},
         .arguments = {},
         .options = {{.name = u"due"_s, .value = {}, .help = Ctl::tr("Only what is due.")}},
         .examples = {u"bulkheadctl --vault ~/acme.vault retention list --due"_s},
         .answer = u"retention[{incident, number, until, rule, due, legal_hold, material, bytes}]"_s,
         .run = listRetention},
    };
}

} // namespace bulkhead::ctl
