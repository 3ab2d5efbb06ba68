#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/provenance/registry/blocklist.h"

#include <QFileInfo>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> addEvidence(Call& call)
{
    const QString path = call.argument(0);
    Evidence about;
    TRY(about.acquiredAt, call.instantOr("acquired"_L1, SystemClock().now()));
    TRY(const auto source, openInput(path, call.stop()));
    about.name = call.value("name"_L1, path == "-"_L1 ? Ctl::tr("standard input") : QFileInfo(path).fileName());
    about.sourceUrl = call.value("source"_L1);
    about.acquiredBy = call.value("by"_L1);
    about.note = call.value("note"_L1);
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    Progress progress(call.out(), Ctl::tr("Taking in"));
    const qint64 all = source->isSequential() ? 0 : source->size();
    TRY(const Casework::Intake intake,
        desk->casework().addEvidence(
            incident, *source, about, call.compartment(), [&](qint64 done) { progress.show(done, all); }, call.stop()));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, intake.id.text()},
                       {u"sha256"_s, hex(intake.sha256)},
                       {u"size"_s, intake.size},
                       {u"was_there"_s, intake.wasThere}},
                      (intake.wasThere
                           ? Ctl::tr("The incident holds this content already, as evidence %1.\nSHA-256: %2")
                           : Ctl::tr("Taken in as evidence %1.\nSHA-256: %2"))
                          .arg(intake.id.text(), hex(intake.sha256)));
    return Exit::Done;
}

Expected<Exit> listEvidence(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id incident, desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const auto evidence, desk->casework().all<Evidence>(incident));
    TextTable table{.headers = {Ctl::tr("Id"), Ctl::tr("Name"), Ctl::tr("Size"), Ctl::tr("Acquired"), Ctl::tr("By"),
                                Ctl::tr("SHA-256")},
                    .rows = {},
                    .rightAligned = {2}};
    for (const Kept<Evidence>& one : evidence) {
        table.rows.push_back({one.id.text(), one.value.name, sizeText(one.value.size), shownTime(one.value.acquiredAt),
                              one.value.acquiredBy, hex(one.value.sha256)});
    }
    call.out().answer({{u"evidence"_s, toJson(evidence)}}, table.aligned());
    return Exit::Done;
}

Expected<Exit> extractEvidence(Call& call)
{
    const QString file = call.value("output"_L1);
    if (file == "-"_L1) {
        return failure("usage.value"_L1,
                       Ctl::tr("Evidence is extracted to a file, so that its hash can be checked first."));
    }
    if (QFileInfo::exists(file)) {
        return failure("input.exists"_L1, Ctl::tr("%1 is there already; it is not written over.").arg(file));
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    CHECK_OK(desk->casework().extractEvidence(id, file, call.value("why"_L1)));
    CHECK_OK(desk->finish());
    TRY(const auto evidence, desk->casework().one<Evidence>(id));
    call.out().answer({{u"id"_s, id.text()},
                       {u"file"_s, file},
                       {u"sha256"_s, hex(evidence.value.sha256)},
                       {u"size"_s, evidence.value.size}},
                      Ctl::tr("\"%1\" is written to %2, readable by you alone; the chain of custody says so. It is not "
                              "encrypted.\nSHA-256: %3")
                          .arg(evidence.value.name, file, hex(evidence.value.sha256)));
    return Exit::Done;
}

Expected<Exit> blockList(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    const bool isPlain = call.value("form"_L1, u"keyed"_s) == "plain"_L1;
    const provenance::BlockListWish wish{.file = call.value("output"_L1),
                                         .form = isPlain ? provenance::BlockListForm::Plain
                                                         : provenance::BlockListForm::Keyed};
    if (wish.file == "-"_L1) {
        return failure("usage.value"_L1,
                       Ctl::tr("A block list is written to a file, whose hash stands in the chain of "
                               "custody."));
    }
    Progress progress(call.out(), Ctl::tr("Reading"));
    TRY(const auto made,
        provenance::makeBlockList(
            desk->casework(), id, wish, [&](qint64 done, qint64 all) { progress.show(done, all); }, call.stop()));
    CHECK_OK(desk->finish());
    QString text = Ctl::tr("%1 synthetic identities of %2 rows are written to %3; the chain of custody says so.\n"
                           "SHA-256: %4\n")
                       .arg(made.entries)
                       .arg(made.rows)
                       .arg(made.file, hex(made.sha256));
    text += isPlain ? Ctl::tr("They are readable by everybody who gets the file.\n")
                    : Ctl::tr("The key stands in %1: send it another way than the list.\n").arg(made.keyFile);
    call.out().answer({{u"file"_s, made.file},
                       {u"key_file"_s, made.keyFile},
                       {u"form"_s, isPlain ? u"plain"_s : u"keyed"_s},
                       {u"entries"_s, static_cast<qint64>(made.entries)},
                       {u"rows"_s, static_cast<qint64>(made.rows)},
                       {u"sha256"_s, hex(made.sha256)}},
                      text);
    return Exit::Done;
}

Expected<Exit> evidenceCustody(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Id id, desk->casework().find(Table<Evidence>::kind, call.argument(0)));
    TRY(const auto evidence, desk->casework().one<Evidence>(id));
    TRY(const auto steps, desk->casework().all<CustodyStep>(evidence.value.incident));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Time"), Ctl::tr("Step"), Ctl::tr("By"), Ctl::tr("Note")}, .rows = {}};
    for (const Kept<CustodyStep>& step : steps) {
        if (step.value.evidence == id) {
            array.append(toJson(step));
            table.rows.push_back({shownTime(step.value.at), step.value.action, step.value.by, step.value.note});
        }
    }
    call.out().answer({{u"id"_s, id.text()}, {u"sha256"_s, hex(evidence.value.sha256)}, {u"custody"_s, array}},
                      table.aligned());
    return Exit::Done;
}

} // namespace

Commands evidenceCommands()
{
    const Argument evidence{u"ID"_s, Ctl::tr("Its id or the beginning of it.")};
    return {
        {.path = {u"evidence"_s, u"add"_s},
         .summary = Ctl::tr("Takes a file of any size into the vault as evidence."),
         .detail = {},
         .arguments = {{u"FILE"_s, Ctl::tr("The file, or - for standard input.")}},
         .options
         = {incidentOption(),
            {.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("What it is called (default: its file name).")},
            {.name = u"source"_s, .value = u"URL"_s, .help = Ctl::tr("Where it comes from.")},
            {.name = u"acquired"_s, .value = u"T"_s, .help = Ctl::tr("When it was acquired (default: now).")},
            zoneOption(),
            {.name = u"by"_s, .value = u"NAME"_s, .help = Ctl::tr("By whom (default: the signed-in user).")},
            {.name = u"note"_s, .value = u"TEXT"_s, .help = Ctl::tr("What else is known.")},
            compartmentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence add leak.csv --incident INC-0001 "
                      "--source https://paste.example/x7"_s},
         .answer = u"id, sha256, size, was_there"_s,
         .run = addEvidence},
        {.path = {u"evidence"_s, u"list"_s},
         .summary = Ctl::tr("Lists the evidence of an incident."),
         .detail = {},
         .arguments = {},
         .options = {incidentOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence list --incident INC-0001"_s},
         .answer = u"evidence[{id, name, sha256, size, source_url, acquired, acquired_by, note, …}]"_s,
         .run = listEvidence},
        {.path = {u"evidence"_s, u"extract"_s},
         .summary = Ctl::tr("Writes evidence out, checks its hash, records it in the chain of custody."),
         .detail = {},
         .arguments = {evidence},
         .options
         = {{.name = u"output"_s,
             .value = u"FILE"_s,
             .help = Ctl::tr("A new file, which only you may read."),
             .isRequired = true,
             .letter = u'o'},
            {.name = u"why"_s, .value = u"TEXT"_s, .help = Ctl::tr("What for; stands in the chain of custody.")}},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault evidence extract 01jd -o leak.csv --why \"for the authority\""_s},
         .answer = u"id, file, sha256, size"_s,
         .run = extractEvidence},
        {.path = {u"evidence"_s, u"block-list"_s},
         .summary = Ctl::tr("Writes the synthetic identities of a sample for sign-up and support desks."),
         .detail = Ctl::tr("Whoever has the leak may try its invented people: sign up as them, call as them. The list "
                           "names the e-mail addresses, phone numbers, ids, accounts and cards of rows that are "
                           "decided synthetic by them, against what is registered now; nothing that production knows. "
                           "CSV, meaning,hmac_sha256 or meaning,value.\n\nThe keyed form holds HMAC-SHA-256 of "
                           "\"meaning:value\" under a key of its own, in hexadecimal: e-mail addresses in lower case, "
                           "phone numbers as their last ten digits at most without country code and leading zeros, "
                           "accounts and cards without blanks."),
         .arguments = {evidence},
         .options = {{.name = u"output"_s,
                      .value = u"FILE"_s,
                      .help = Ctl::tr("A new file, which only you may read. The key is written to FILE.key."),
                      .isRequired = true,
                      .letter = u'o'},
                     {.name = u"form"_s,
                      .value = u"FORM"_s,
                      .help = Ctl::tr("keyed (default): can be checked and not read. plain: readable."),
                      .choices = {u"keyed"_s, u"plain"_s}}},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence block-list 01jd -o blocked.csv"_s},
         .answer = u"file, key_file, form, entries, rows, sha256"_s,
         .run = blockList},
        {.path = {u"evidence"_s, u"custody"_s},
         .summary = Ctl::tr("Shows the chain of custody of a piece of evidence."),
         .detail = {},
         .arguments = {evidence},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault evidence custody 01jd"_s},
         .answer = u"id, sha256, custody[{at, action, by, note}]"_s,
         .run = evidenceCustody},
    };
}

} // namespace bulkhead::ctl
