#include "models/incident/safekeeping.h"

#include "models/incident/casework.h"
#include "models/incident/words.h"
#include "models/journal/extent.h"

#include <QFileInfo>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
Expected<Verification> verified(Vault& vault, const Clock& clock, const Watch& watch)
{
    Schema schema;
    addIncidentTypes(schema);
    TRY(const auto journal, Journal::openReading(vault, schema, clock, {timelineProjection()}));
    return journal->verify(true, watch.progress, watch.stop);
}

std::unexpected<Error> unverified(const std::vector<Problem>& problems)
{
    const Problem& first = problems.front();
    return failure("vault.backup-unverified"_L1,
                   Wording::tr("The backup is what was written, but the vault in it does not verify (problems: %1; the "
                               "first: %2). Nothing was restored. Use an older backup, or restore this one with its "
                               "problems.")
                       .arg(problems.size())
                       .arg(first.message),
                   first.code + u' ' + first.where);
}
} // namespace

Expected<BackupReport> backUpVault(const Vault& vault, const QString& file, const Watch& watch)
{
    return backUp(vault, file, {.content = backupContentOf, .progress = watch.progress, .stop = watch.stop});
}

Expected<RestoreReport> restoreVault(const QString& file, const QString& folder, const Credential& credential,
                                     const Clock& clock, const Watch& watch, bool acceptsProblems)
{
    TRY(Restoration restoration, Restoration::unpack(file, folder, credential, watch.progress, watch.stop));
    RestoreReport report{.folder = QFileInfo(folder).absoluteFilePath(),
                         .vault = {},
                         .name = {},
                         .fingerprint = {},
                         .created = restoration.created(),
                         .changes = restoration.changes(),
                         .files = restoration.files(),
                         .bytes = restoration.bytes(),
                         .problems = {}};
    {
        TRY(const auto vault, Vault::open(restoration.folder(), credential, Vault::Access::Read, clock));
        TRY(Verification verification, verified(*vault, clock, watch));
        report.vault = vault->id();
        report.name = vault->name();
        report.fingerprint = verification.fingerprint;
        report.changes = verification.changes;
        report.problems = std::move(verification.problems);
    }
    if (!report.problems.empty() && !acceptsProblems) {
        return unverified(report.problems);
    }
    CHECK_OK(restoration.keep());
    return report;
}

} // namespace bulkhead
