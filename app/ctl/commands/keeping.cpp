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
    };
}

} // namespace bulkhead::ctl
