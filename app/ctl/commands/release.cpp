#include "app/ctl/call.h"
#include "app/ctl/commands/disclosing.h"
#include "app/ctl/exportfile.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "models/base/digest.h"
#include "models/disclosure/comparison.h"

#include <QJsonDocument>

#include <algorithm>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;
using namespace disclosure;

Expected<Exit> answerStand(const Call& call, const Drawn& drawn)
{
    CHECK_OK(drawn.drawer.desk->finish());
    TRY(const auto picture, drawn.drawer.drafting().picture(drawn.id));
    QString text = standName(picture.stand);
    if (const auto* version = picture.newest()) {
        text = u"%1: %2"_s.arg(version->value.title, text);
    }
    if (!picture.missing.isEmpty()) {
        text += Ctl::tr("; not signed yet: %1").arg(picture.missing.join(", "_L1));
    }
    call.out().answer(draftJson(picture, drawn.drawer.desk->journal()), text);
    return Exit::Done;
}

Expected<Exit> submitDraft(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    TRY(const Id id, drawn.drawer.drafting().submit(drawn.id));
    Q_UNUSED(id)
    return answerStand(call, drawn);
}

Expected<Exit> approveDraft(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    // The secret that opened the vault a moment ago is the proof that the signature asks for.
    TRY(const Credential again, call.credential());
    TRY(const Id id, drawn.drawer.drafting().approve(drawn.id, again));
    Q_UNUSED(id)
    return answerStand(call, drawn);
}

Expected<Exit> breakGlass(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    TRY(const Credential again, call.credential());
    TRY(const Id id, drawn.drawer.drafting().breakGlass(drawn.id, call.value("reason"_L1), again));
    Q_UNUSED(id)
    return answerStand(call, drawn);
}

Expected<Exit> withdrawApproval(Call& call)
{
    TRY(auto drawer, openDrawer(call, Vault::Access::Write));
    TRY(const Id approval, drawer.desk->casework().find(Table<DisclosureApproval>::kind, call.argument(0)));
    CHECK_OK(drawer.drafting().withdrawApproval(approval, call.value("reason"_L1)));
    TRY(const auto kept, drawer.desk->casework().one<DisclosureApproval>(approval));
    return answerStand(call, Drawn{std::move(drawer), kept.value.disclosure});
}

Expected<Exit> lendRole(Call& call)
{
    TRY(const auto until, call.instant("until"_L1));
    TRY(const auto roles,
        Roles::fromNames({call.value("role"_L1)})
            ? Expected<Roles>(*Roles::fromNames({call.value("role"_L1)}))
            : Expected<Roles>(failure("usage.value"_L1, Ctl::tr("--role: there is no such role."))));
    TRY(auto drawer, openDrawer(call, Vault::Access::Write));
    TRY(const Id incident, drawer.desk->casework().findIncident(call.value("incident"_L1)));
    TRY(const Id borrower, drawer.desk->member(call.value("to"_L1)));
    TRY(const Id id,
        drawer.drafting().lend(incident, static_cast<Role>(roles.mask), borrower, until.value_or(0),
                               call.value("reason"_L1)));
    CHECK_OK(drawer.desk->finish());
    TRY(const auto loan, drawer.desk->casework().one<RoleLoan>(id));
    call.out().answer(toJson(loan), loan.value.title);
    return Exit::Done;
}

Expected<Exit> recordSending(Call& call)
{
    TRY(const auto at, call.instant("at"_L1));
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    SendWish wish{.at = at,
                  .reference = call.value("reference"_L1),
                  .reasons = call.value("reasons"_L1),
                  .despite = call.value("despite"_L1)};
    if (call.has("receipt"_L1)) {
        TRY(wish.receipt, drawn.drawer.desk->casework().find(Table<Evidence>::kind, call.value("receipt"_L1)));
    }
    TRY(const auto submission, drawn.drawer.drafting().recordSending(drawn.id, wish));
    CHECK_OK(drawn.drawer.desk->finish());
    TRY(const auto picture, drawn.drawer.drafting().picture(drawn.id));
    QJsonObject answer = draftJson(picture, drawn.drawer.desk->journal());
    QJsonArray started;
    std::ranges::for_each(submission.started, [&](const Id& id) { started.append(id.text()); });
    answer.insert(u"late"_s, submission.isLate);
    answer.insert(u"started_clocks"_s, started);
    answer.insert(u"not_started"_s, QJsonArray::fromStringList(submission.notStarted));
    QString text = Ctl::tr("Recorded as sent.");
    if (!submission.started.empty()) {
        text += Ctl::tr(" Clocks started: %1.").arg(submission.started.size());
    }
    for (const QString& one : submission.notStarted) {
        text += Ctl::tr("\nNot started: %1").arg(one);
    }
    call.out().answer(answer, text);
    return Exit::Done;
}

Expected<Exit> followUp(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    TRY(drawn.id, drawn.drawer.drafting().followUp(drawn.id, call.value("stage"_L1)));
    return answerStand(call, drawn);
}

Expected<Exit> answerWritten(const Call& call, ExportFile& file, QJsonObject more = {})
{
    TRY(const auto written, file.commit());
    if (!file.isStandardOutput()) {
        more.insert(u"file"_s, written.path);
        more.insert(u"sha256"_s, QString::fromLatin1(QByteArray(written.sha256).toHex()));
        more.insert(u"size"_s, written.size);
        call.out().answer(more, Ctl::tr("Written to %1, not encrypted.").arg(written.path));
    }
    return Exit::Done;
}

Expected<Exit> exportDraft(Call& call)
{
    TRY(const auto version, call.number("version"_L1, 1, 1'000'000));
    TRY(auto drawn, openDraft(call, Vault::Access::Write));
    Drafting drafting = drawn.drawer.drafting();
    TRY(const auto picture, drafting.picture(drawn.id));
    const QString format = call.value("format"_L1);
    // The newest version where it still stands; what has been edited since leaves as a draft.
    std::optional<qint64> which = version;
    if (!which && picture.newest() && !picture.isEdited) {
        which = picture.newest()->value.number;
    }
    TRY(const auto outgoing, drafting.outgoing(picture, which, call.has("redacted"_L1)));
    TRY(const auto bytes, exported(outgoing, format));
    TRY(auto file, ExportFile::open(call, call.value("output"_L1)));
    CHECK_OK(file.write(bytes));
    CHECK_OK(drafting.noteExport(picture, outgoing.title, format, sha256(bytes)));
    CHECK_OK(drawn.drawer.desk->finish());
    return answerWritten(call, file,
                         {{u"version"_s, which ? QJsonValue(*which) : QJsonValue()},
                          {u"approved"_s, outgoing.banner.isEmpty()},
                          {u"redacted"_s, call.has("redacted"_L1)}});
}

/// A version's text by number, or the draft's where there is none.
Expected<QString> textOf(const Picture& picture, const std::optional<qint64>& number)
{
    if (!number) {
        return writeMarkup(picture.filled());
    }
    const auto found = std::ranges::find(picture.versions, *number, [](const auto& one) { return one.value.number; });
    if (found == picture.versions.end()) {
        return failure(
            "disclosure.no-version"_L1,
            Ctl::tr("There is no version %1; %2 were put up for approval.").arg(*number).arg(picture.versions.size()));
    }
    return found->value.document;
}

Expected<Exit> compareVersions(Call& call)
{
    TRY(const auto from, call.number("from"_L1, 1, 1'000'000));
    TRY(const auto to, call.number("to"_L1, 1, 1'000'000));
    TRY(auto drawn, openDraft(call, Vault::Access::Read));
    TRY(const auto picture, drawn.drawer.drafting().picture(drawn.id));
    const auto first = from ? from : picture.newest() ? std::optional(picture.newest()->value.number) : std::nullopt;
    TRY(const auto before, textOf(picture, first));
    TRY(const auto after, textOf(picture, to));
    const auto pieces = compareWords(before, after);
    QJsonArray array;
    bool isSame = true;
    for (const Piece& piece : pieces) {
        isSame = isSame && piece.kind == Piece::Kind::Same;
        array.append(QJsonObject{{u"kind"_s,
                                  piece.kind == Piece::Kind::Same        ? u"same"_s
                                      : piece.kind == Piece::Kind::Added ? u"added"_s
                                                                         : u"removed"_s},
                                 {u"text"_s, piece.text}});
    }
    call.out().answer({{u"same"_s, isSame}, {u"pieces"_s, array}},
                      isSame ? Ctl::tr("Both say the same.") : comparisonText(pieces) + u'\n');
    return Exit::Done;
}

Expected<Exit> exportForm(Call& call)
{
    TRY(auto drawn, openDraft(call, Vault::Access::Read));
    const Drafting drafting = drawn.drawer.drafting();
    TRY(const auto picture, drafting.picture(drawn.id));
    if (picture.isPrivileged()) {
        return failure("disclosure.privileged"_L1, Ctl::tr("What is privileged does not leave."));
    }
    TRY(const auto check, drafting.check(picture));
    QJsonArray array;
    for (const ElementState& one : check.elements) {
        array.append(QJsonObject{{u"field"_s, one.element.id},
                                 {u"title"_s, one.element.title},
                                 {u"state"_s, elementStateId(one.state)},
                                 {u"answer"_s, one.answer},
                                 {u"source"_s, one.element.cite}});
    }
    TRY(auto file, ExportFile::open(call, call.value("output"_L1, u"-"_s)));
    if (call.value("format"_L1, u"json"_s) == "csv"_L1) {
        CHECK_OK(file.write(check.formCsv()));
    } else {
        CHECK_OK(file.write(QJsonDocument(QJsonObject{{u"template"_s, picture.disclosure.value.templateId},
                                                      {u"stage"_s, picture.disclosure.value.stage},
                                                      {u"fields"_s, array}})
                                .toJson()));
    }
    return answerWritten(call, file);
}

Command releaseCommand(const QString& word, const QString& summary, const QString& detail, Handler run,
                       std::vector<Option> options = {}, const QString& example = {})
{
    Command command = draftCommand(word, summary, run);
    command.detail = detail;
    command.options = std::move(options);
    command.examples.front() += example;
    command.answer = u"id, title, …, stand, missing_signatures[], moved[], versions[], approvals[], sendings[]"_s;
    return command;
}

} // namespace

Commands releaseCommands()
{
    Command withdraw = releaseCommand(u"withdraw"_s, Ctl::tr("Takes your signature back."), {}, withdrawApproval,
                                      {valued(u"reason"_s, u"TEXT"_s, Ctl::tr("Why."), true)});
    withdraw.arguments = {{u"APPROVAL"_s, Ctl::tr("Its id, as \"disclosure show --json\" lists it.")}};
    Command lend = releaseCommand(
        u"lend"_s, Ctl::tr("Lends a role of yours to another member, to sign in it for a while."),
        Ctl::tr("Until a time within the next two weeks. Only for signing drafts; it opens no compartment."), lendRole,
        {incidentOption(), valued(u"role"_s, u"ROLE"_s, Ctl::tr("legal, compliance or executive."), true),
         valued(u"to"_s, u"MEMBER"_s, Ctl::tr("Who may sign in it."), true),
         valued(u"until"_s, u"TIME"_s, Ctl::tr("When it ends."), true),
         valued(u"reason"_s, u"TEXT"_s, Ctl::tr("Why."), true), zoneOption()});
    lend.arguments = {};
    lend.examples = {u"bulkheadctl --vault ~/acme.vault disclosure lend --incident INC-0001 --role legal --to Bob "
                     "--until 2026-12-01T08:00Z --reason \"On a flight\""_s};
    lend.answer = u"id, title, lender, borrower, from, until, reason"_s;
    Command exporting = releaseCommand(
        u"export"_s, Ctl::tr("Writes a draft or a version to a file; what is not approved says so in it."),
        Ctl::tr("The newest version, unless the text has been edited since or --version names another. The file's "
                "SHA-256 goes on the timeline. Privileged drafts do not leave."),
        exportDraft,
        {{.name = u"format"_s,
          .value = u"F"_s,
          .help = Ctl::tr("pdf, odt, docx, md or txt."),
          .isRequired = true,
          .choices = exportFormats()},
         {.name = u"output"_s, .value = u"FILE"_s, .help = Ctl::tr("A new file."), .isRequired = true, .letter = u'o'},
         valued(u"version"_s, u"N"_s, Ctl::tr("Which version.")),
         {.name = u"redacted"_s,
          .value = {},
          .help = Ctl::tr("Without the texts listed in redactions; they are gone.")}},
        u" --format pdf -o notice.pdf"_s);
    exporting.answer = u"file, sha256, size, version, approved, redacted"_s;
    Command compare = releaseCommand(u"compare"_s, Ctl::tr("Shows two versions word by word."), {}, compareVersions,
                                     {valued(u"from"_s, u"N"_s, Ctl::tr("The earlier version (default: the newest).")),
                                      valued(u"to"_s, u"N"_s, Ctl::tr("The later one (default: the draft as it is)."))},
                                     u" --from 1 --to 2"_s);
    compare.answer = u"same, pieces[{kind, text}]"_s;
    Command form = releaseCommand(
        u"form"_s, Ctl::tr("Writes each required field with its answer, to fill in an authority's form by copying."),
        {}, exportForm,
        {{.name = u"format"_s,
          .value = u"F"_s,
          .help = Ctl::tr("json (default) or csv."),
          .choices = {u"json"_s, u"csv"_s}},
         {.name = u"output"_s,
          .value = u"FILE"_s,
          .help = Ctl::tr("A new file (default: standard output)."),
          .letter = u'o'}},
        u" --format csv -o fields.csv"_s);
    form.answer = u"file, sha256, size"_s;
    return {
        releaseCommand(u"submit"_s, Ctl::tr("Puts a draft up for approval, frozen as it is."),
                       Ctl::tr("Refused while a check stops it."), submitDraft),
        releaseCommand(u"approve"_s, Ctl::tr("Signs the version that waits for approval."),
                       Ctl::tr("In a role that is still missing and that you have or were lent. Who wrote in the text "
                               "cannot approve it. The signature binds text, recipient, channel, figures and rules."),
                       approveDraft),
        releaseCommand(
            u"break-glass"_s, Ctl::tr("Releases a version without the signatures that it needs."),
            Ctl::tr("Only where less than a quarter of the clock that it answers is left. A task to review "
                    "it within a day follows."),
            breakGlass,
            {valued(u"reason"_s, u"TEXT"_s, Ctl::tr("Whom you tried to reach, and why it cannot wait."), true)},
            u" --reason \"Neither counsel nor deputy answers since 02:10\""_s),
        withdraw,
        lend,
        releaseCommand(u"sent"_s, Ctl::tr("Records that an approved version was sent."),
                       Ctl::tr("Nothing is sent by this. It ends the clock that the draft answers and starts the next "
                               "stage's."),
                       recordSending,
                       {valued(u"at"_s, u"TIME"_s, Ctl::tr("When (default: now).")), zoneOption(),
                        valued(u"reference"_s, u"TEXT"_s, Ctl::tr("Case number, message id.")),
                        valued(u"receipt"_s, u"ID"_s, Ctl::tr("Evidence that holds the receipt.")),
                        valued(u"reasons"_s, u"TEXT"_s, Ctl::tr("Of a delay.")),
                        valued(u"despite"_s, u"TEXT"_s, Ctl::tr("Why it went out although figures had moved."))}),
        releaseCommand(u"follow-up"_s, Ctl::tr("Begins a draft that completes or corrects one that was sent."), {},
                       followUp, {valued(u"stage"_s, u"STAGE"_s, Ctl::tr("Which stage (default: follow-up)."))}),
        exporting,
        compare,
        form};
}

} // namespace bulkhead::ctl
