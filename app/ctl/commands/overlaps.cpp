#include "models/provenance/registry/overlaps.h"
#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using provenance::Overlaps;
using provenance::Registry;
using provenance::SharedRecords;

QString stateText(SharedRecords::State state)
{
    switch (state) {
    case SharedRecords::State::Open:
        return Ctl::tr("counts as production");
    case SharedRecords::State::Marked:
        return Ctl::tr("marked, a second person is asked");
    case SharedRecords::State::Confirmed:
        return Ctl::tr("confirmed as made up");
    case SharedRecords::State::Void:
        return Ctl::tr("void: a signature does not hold");
    }
    return {};
}

QJsonObject sharedJson(const SharedRecords& shared, const Casework& casework)
{
    QJsonObject object{{u"synthetic"_s, shared.syntheticName},   {u"synthetic_id"_s, shared.synthetic.text()},
                       {u"production"_s, shared.productionName}, {u"production_id"_s, shared.production.text()},
                       {u"records"_s, shared.records},           {u"state"_s, provenance::stateId(shared.state)}};
    if (shared.mark) {
        const OverlapMark& mark = shared.mark->value;
        object.insert(u"mark"_s, shared.mark->id.text());
        object.insert(u"reason"_s, mark.reason);
        object.insert(u"marked_by"_s, casework.journal().nameOf(mark.markedBy));
        object.insert(u"marked"_s, isoTime(mark.markedAt));
        if (mark.confirmedAt) {
            object.insert(u"confirmed_by"_s, casework.journal().nameOf(mark.confirmedBy));
            object.insert(u"confirmed"_s, isoTime(*mark.confirmedAt));
        }
    }
    return object;
}

Expected<Exit> listOverlaps(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const auto all, Overlaps(desk->casework()).all());
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Synthetic"), Ctl::tr("Production"), Ctl::tr("Records"), Ctl::tr("State"),
                                Ctl::tr("Mark"), Ctl::tr("Reason")},
                    .rows = {},
                    .rightAligned = {2}};
    for (const SharedRecords& one : all) {
        array.append(sharedJson(one, desk->casework()));
        table.rows.push_back({one.syntheticName, one.productionName, QString::number(one.records), stateText(one.state),
                              one.mark ? one.mark->id.text() : QString(),
                              one.mark ? one.mark->value.reason : QString()});
    }
    call.out().answer({{u"overlaps"_s, array}},
                      array.isEmpty() ? Ctl::tr("No synthetic and production sets share records.") : table.aligned());
    return Exit::Done;
}

Expected<Exit> markOverlap(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    const Registry registry(desk->casework());
    TRY(const Id one, registry.find(call.argument(0)));
    TRY(const Id other, registry.find(call.argument(1)));
    TRY(const Credential again, call.credential());
    TRY(const Id mark, Overlaps(desk->casework()).mark(one, other, call.value("reason"_L1), again));
    CHECK_OK(desk->finish());
    call.out().answer({{u"mark"_s, mark.text()}, {u"state"_s, u"marked"_s}},
                      Ctl::tr("Noted and signed as %1. A second person confirms it; until then these records count as "
                              "production.")
                          .arg(mark.text()));
    return Exit::Done;
}

Expected<Exit> confirmOverlap(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id mark, desk->casework().find(Table<OverlapMark>::kind, call.argument(0)));
    TRY(const Credential again, call.credential());
    CHECK_OK(Overlaps(desk->casework()).confirm(mark, again));
    CHECK_OK(desk->finish());
    call.out().answer({{u"mark"_s, mark.text()}, {u"state"_s, u"confirmed"_s}},
                      Ctl::tr("Confirmed and signed. Answers given before stay as they are: \"evidence recheck\" asks "
                              "again."));
    return Exit::Done;
}

Expected<Exit> withdrawOverlap(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id mark, desk->casework().find(Table<OverlapMark>::kind, call.argument(0)));
    CHECK_OK(Overlaps(desk->casework()).withdraw(mark, call.value("reason"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer(
        {{u"mark"_s, mark.text()}, {u"state"_s, u"withdrawn"_s}},
        Ctl::tr("Withdrawn: these records count as production again. \"evidence recheck\" asks again about "
                "samples."));
    return Exit::Done;
}

} // namespace

Commands overlapCommands()
{
    const Argument mark{u"MARK"_s, Ctl::tr("The id of the mark or the beginning of it, as \"overlap list\" shows it.")};
    return {
        {.path = {u"overlap"_s, u"list"_s},
         .summary = Ctl::tr("Lists records that a synthetic and a production set share, and what people say of them."),
         .detail = Ctl::tr("Test contacts live in production too. A leaked one of them counts as production until two "
                           "people have said that what the two sets share is made up."),
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault overlap list"_s},
         .answer = u"overlaps[{synthetic, synthetic_id, production, production_id, records, state, mark, reason, "
                   "marked_by, marked, confirmed_by, confirmed}]"_s,
         .run = listOverlaps},
        {.path = {u"overlap"_s, u"mark"_s},
         .summary = Ctl::tr("Says that what two sets share is made up; signed, and a second person has to confirm it."),
         .detail = Ctl::tr("It changes nothing before it is confirmed."),
         .arguments = {{u"SET"_s, Ctl::tr("The one data set: its name, id or the beginning of it.")},
                       {u"OTHER"_s, Ctl::tr("The other one.")}},
         .options = {{.name = u"reason"_s,
                      .value = u"TEXT"_s,
                      .help = Ctl::tr("Why production holds made-up records."),
                      .isRequired = true}},
         .examples = {u"bulkheadctl --vault ~/acme.vault overlap mark \"Demo contacts\" \"CRM production\" --reason "
                      "\"Contacts of the sales demo, loaded into production in May\""_s},
         .answer = u"mark, state"_s,
         .run = markOverlap},
        {.path = {u"overlap"_s, u"confirm"_s},
         .summary = Ctl::tr("Confirms as a second person, signed, that what two sets share is made up."),
         .detail = Ctl::tr("From then on a row is synthetic where a synthetic record of the one explains it wholly, "
                           "although the other holds the same values."),
         .arguments = {mark},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault --user \"B. Okafor\" overlap confirm 01jd"_s},
         .answer = u"mark, state"_s,
         .run = confirmOverlap},
        {.path = {u"overlap"_s, u"withdraw"_s},
         .summary = Ctl::tr("Takes a mark back: the records count as production again."),
         .detail = {},
         .arguments = {mark},
         .options = {{.name = u"reason"_s, .value = u"TEXT"_s, .help = Ctl::tr("Why."), .isRequired = true}},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault overlap withdraw 01jd --reason \"One of them is a customer\""_s},
         .answer = u"mark, state"_s,
         .run = withdrawOverlap},
    };
}

} // namespace bulkhead::ctl
