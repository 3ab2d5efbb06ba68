#include "models/incident/safekeeping.h"

#include "models/incident/casework.h"
#include "models/incident/words.h"
#include "models/journal/extent.h"
#include "models/vault/rekey.h"

#include <QFileInfo>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
Schema wholeSchema()
{
    Schema schema;
    addIncidentTypes(schema);
    return schema;
}

Expected<Verification> verified(Vault& vault, const Clock& clock, bool deep, const Watch& watch)
{
    const Schema schema = wholeSchema();
    TRY(const auto journal, Journal::openReading(vault, schema, clock, {timelineProjection()}));
    return journal->verify(deep, watch.progress, watch.stop);
}

Expected<std::set<Id>> usersOf(const Vault& vault, const QStringList& names)
{
    std::set<Id> users;
    const auto all = vault.slots();
    for (const QString& name : names) {
        const auto found = std::ranges::find_if(
            all, [&](const Slot& slot) { return slot.userName.compare(name.trimmed(), Qt::CaseInsensitive) == 0; });
        if (found == all.end()) {
            return failure("vault.no-such-user"_L1,
                           Wording::tr("This vault has no user %1. Nothing was changed.").arg(name));
        }
        users.insert(found->user);
    }
    return users;
}

/// What the journal knows of the users, once it has signed what is unsigned.
Expected<std::map<Id, Bytes>> exchangeKeysOf(Vault& vault, const Clock& clock)
{
    const Schema schema = wholeSchema();
    TRY(const auto journal, Journal::open(vault, schema, clock, {timelineProjection()}));
    if (!journal->roles().has(Role::Administrator)) {
        return failure("journal.not-permitted"_L1,
                       Wording::tr("Only an administrator gives a vault a new master key. Nothing was changed."));
    }
    CHECK_OK(journal->signHeads());
    std::map<Id, Bytes> keys;
    for (const auto& [id, member] : journal->members()) {
        keys[id] = member.exchangeKey;
    }
    return keys;
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
        TRY(Verification verification, verified(*vault, clock, true, watch));
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

Expected<RekeyReport> rekeyVault(const QString& folder, const Credential& credential, const Clock& clock,
                                 const QStringList& without, const Watch& watch)
{
    TRY(auto vault, Vault::open(folder, credential, Vault::Access::Write, clock));
    RekeyReport report{.folder = vault->folder(), .vault = vault->id(), .slots = {}, .dropped = without};
    RenewalWish wish{.exchangeKeys = {}, .progress = watch.progress, .stop = watch.stop};
    TRY(wish.without, usersOf(*vault, without));
    TRY(wish.exchangeKeys, exchangeKeysOf(*vault, clock));
    TRY(Renewal renewal, Renewal::prepare(std::move(vault), wish));
    {
        TRY(const auto fresh, Vault::open(renewal.folder(), credential, Vault::Access::Read, clock));
        TRY(const Verification verification, verified(*fresh, clock, false, watch));
        if (!verification.ok()) {
            return failure(
                "vault.rekey-unverified"_L1,
                Wording::tr("The vault does not verify (problems: %1; the first: %2), so it keeps its master "
                            "key. Verify it, and restore it from a backup where need be.")
                    .arg(verification.problems.size())
                    .arg(verification.problems.front().message),
                verification.problems.front().code);
        }
    }
    report.slots = renewal.slots();
    CHECK_OK(renewal.exchange());
    return report;
}

} // namespace bulkhead
