#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/incident/safekeeping.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Watch watchOf(const Call& call, Progress& progress)
{
    return {.progress = [&progress](qint64 done, qint64 all) { progress.show(done, all); }, .stop = call.stop()};
}

Expected<Exit> backUpTo(Call& call)
{
    TRY(const QString folder, call.vaultFolder());
    CHECK_OK(Vault::status(folder));
    TRY(const Credential credential, call.credential());
    const SystemClock clock;
    TRY(const auto vault, Vault::open(folder, credential, Vault::Access::Read, clock));
    Progress progress(call.out(), Ctl::tr("Backing up"));
    TRY(const BackupReport report, backUpVault(*vault, call.argument(0), watchOf(call, progress)));
    QString text = Ctl::tr("%1 holds the vault \"%2\": changes: %3, %4. The passphrases that open the vault now open "
                           "it, whatever is changed later.\nSHA-256: %5\n")
                       .arg(report.file, vault->name())
                       .arg(report.changes)
                       .arg(sizeText(report.bytes), hex(report.sha256));
    if (!report.missing.isEmpty()) {
        text += Ctl::tr("Material that the journal names is missing from the vault's folder, and so from the backup: "
                        "%1 files. `verify --deep` names what it belongs to.\n")
                    .arg(report.missing.size());
    }
    call.out().answer({{u"file"_s, report.file},
                       {u"sha256"_s, hex(report.sha256)},
                       {u"bytes"_s, report.bytes},
                       {u"changes"_s, report.changes},
                       {u"files"_s, report.files},
                       {u"missing"_s, QJsonArray::fromStringList(report.missing)},
                       {u"vault"_s, vault->id().text()}},
                      text);
    return Exit::Done;
}

QJsonArray problemsJson(const std::vector<Problem>& problems)
{
    QJsonArray array;
    for (const Problem& problem : problems) {
        array.append(
            QJsonObject{{u"code"_s, problem.code}, {u"where"_s, problem.where}, {u"message"_s, problem.message}});
    }
    return array;
}

Expected<Exit> restoreFrom(Call& call)
{
    CHECK_OK(checkInput(call.argument(0)));
    TRY(const Credential credential, call.credential());
    const SystemClock clock;
    Progress progress(call.out(), Ctl::tr("Restoring"));
    TRY(const RestoreReport report,
        restoreVault(call.argument(0), call.argument(1), credential, clock, watchOf(call, progress),
                     call.has("accept-problems"_L1)));
    QString text = Ctl::tr("The vault \"%1\" stands at %2 as it was on %3: changes: %4. It goes on as a device of its "
                           "own.\nFingerprint: %5\n")
                       .arg(report.name, report.folder, shownTime(report.created))
                       .arg(report.changes)
                       .arg(hex(report.fingerprint));
    for (const Problem& problem : report.problems) {
        text += u"  %1  %2\n      %3\n"_s.arg(problem.code, problem.where, problem.message);
    }
    call.out().answer({{u"path"_s, report.folder},
                       {u"vault"_s, report.vault.text()},
                       {u"name"_s, report.name},
                       {u"fingerprint"_s, hex(report.fingerprint)},
                       {u"made"_s, isoTime(report.created)},
                       {u"changes"_s, report.changes},
                       {u"files"_s, report.files},
                       {u"bytes"_s, report.bytes},
                       {u"problems"_s, problemsJson(report.problems)}},
                      text);
    return Exit::Done;
}

QJsonArray slotsOf(const RekeyReport& report)
{
    QJsonArray array;
    for (const Slot& slot : report.slots) {
        array.append(QJsonObject{
            {u"id"_s, slot.id.text()}, {u"user"_s, slot.userName}, {u"kind"_s, QString(slotKindName(slot.kind))}});
    }
    return array;
}

Expected<Exit> rekey(Call& call)
{
    TRY(const QString folder, call.vaultFolder());
    CHECK_OK(Vault::status(folder));
    TRY(const Credential credential, call.credential());
    const SystemClock clock;
    Progress progress(call.out(), Ctl::tr("New master key"));
    TRY(const RekeyReport report,
        rekeyVault(folder, credential, clock, call.values("without"_L1), watchOf(call, progress)));
    QString text = Ctl::tr("The vault has a new master key; its key slots: %1, which open it as before.\n"
                           "This takes nothing back: copies and backups made earlier open with what opened them then, "
                           "and hold what they held.\n")
                       .arg(report.slots.size());
    if (!report.dropped.isEmpty()) {
        text += Ctl::tr(
                    "The key slots of %1 are gone. Take their roles away too (user role), and stop their devices.\n")
                    .arg(report.dropped.join(", "_L1));
    }
    call.out().answer({{u"vault"_s, report.vault.text()},
                       {u"path"_s, report.folder},
                       {u"slots"_s, slotsOf(report)},
                       {u"dropped"_s, QJsonArray::fromStringList(report.dropped)}},
                      text);
    return Exit::Done;
}

} // namespace

Commands keepingCommands()
{
    return {
        {.path = {u"vault"_s, u"backup"_s},
         .summary = Ctl::tr("Writes the whole vault into one new encrypted file."),
         .detail = Ctl::tr("Works while another process has the vault open for writing: the file holds one state of "
                           "it. The passphrases, key files and recovery codes that open the vault now open the "
                           "backup. The file is readable by you alone and is never written over anything."),
         .arguments = {{u"FILE"_s, Ctl::tr("The file to make.")}},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault vault backup /media/safe/acme-2026-03-02.bulkhead-backup"_s},
         .answer = u"file, sha256, bytes, changes, files, missing[], vault"_s,
         .run = backUpTo},
        {.path = {u"vault"_s, u"restore"_s},
         .summary = Ctl::tr("Unpacks a backup into a new vault and verifies all of it."),
         .detail = Ctl::tr("Every octet is checked while it is unpacked, then the journal and all evidence; only then "
                           "does the folder get its name, and after an error nothing of it is left. It is opened "
                           "with what opened the vault when the backup was made. The restored vault goes on as a new "
                           "device, so the original may go on too."),
         .arguments = {{u"FILE"_s, Ctl::tr("The backup.")}, {u"DIR"_s, Ctl::tr("The folder to make.")}},
         .options = {{.name = u"accept-problems"_s,
                      .value = {},
                      .help = Ctl::tr("Restore a vault that did not verify when it was backed up, and list why.")}},
         .examples = {u"bulkheadctl --passphrase-file pass vault restore acme.bulkhead-backup ~/acme.vault"_s},
         .answer = u"path, vault, name, fingerprint, made, changes, files, bytes, problems[{code, where, message}]"_s,
         .usesVault = false,
         .run = restoreFrom},
        {.path = {u"vault"_s, u"rekey"_s},
         .summary = Ctl::tr("Gives the vault a new master key, for administrators."),
         .detail = Ctl::tr("For when somebody leaves, or a copy of the vault and what opens it got out. The vault is "
                           "copied beside itself under the new key, verified, and exchanged in one step: killed at any "
                           "point, one whole vault stands there. Every key slot stays as it is for whoever uses it. "
                           "What is written from now on does not open with the old key. Earlier copies and backups do "
                           "open, and nobody unlearns what they read.\n\nWhere a member's passphrase got out, give "
                           "them new keys first (user reset): the new master key is sealed for the keys that they "
                           "have."),
         .arguments = {},
         .options = {{.name = u"without"_s,
                      .value = u"NAME"_s,
                      .help = Ctl::tr("A user whose key slots go; may be repeated."),
                      .takes = Option::Takes::Repeated}},
         .examples = {u"bulkheadctl --vault ~/acme.vault vault rekey --without \"B. Gone\""_s},
         .answer = u"vault, path, slots[{id, user, kind}], dropped[]"_s,
         .run = rekey},
    };
}

} // namespace bulkhead::ctl
