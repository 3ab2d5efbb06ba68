#include "models/vault/migration.h"

#include "models/vault/backup.h"
#include "models/vault/vaultprivate.h"
#include "models/vault/vaulttext.h"

#include <QFileInfo>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// The format of the tables. Those of format 1 do not say it.
Expected<int> formatOf(Database& database)
{
    TRY(Statement read, database.prepare("SELECT value FROM vault_meta WHERE name = 'format'"));
    TRY(const bool found, read.step());
    return found ? read.text(0).toInt() : 1;
}

Expected<void> setFormat(Database& database, int format)
{
    TRY(Statement write, database.prepare("INSERT OR REPLACE INTO vault_meta(name, value) VALUES ('format', ?)"));
    write.bind(1, QString::number(format));
    return write.run();
}

QString freeName(const QString& folder, int format)
{
    const QString stem = u"%1.before-format-%2"_s.arg(folder).arg(format);
    QString name = stem + ".bulkhead-backup"_L1;
    for (int i = 2; QFileInfo::exists(name); ++i) {
        name = u"%1-%2.bulkhead-backup"_s.arg(stem).arg(i);
    }
    return name;
}

std::unexpected<Error> notMigrated(const Error& reason, int format, const QString& backup)
{
    return failure("vault.migration-failed"_L1,
                   VaultText::tr("This vault is of format %1 and could not be brought to the one of this program: %2 "
                                 "Nothing in it was changed. A backup from just before is %3.")
                       .arg(format)
                       .arg(reason.message, backup),
                   reason.code + u' ' + reason.detail);
}
} // namespace

const Migrations& shippedMigrations()
{
    static const Migrations none;
    return none;
}

Expected<void> Vault::migrate(const Migrations& migrations)
{
    TRY(const int format, formatOf(d->database));
    if (format > d->newest) { // Its header was put back from an older copy.
        return failure("vault.newer-format"_L1,
                       VaultText::tr("This vault was written by a newer version of the program. Install the newer "
                                     "version to open it; nothing was changed."));
    }
    if (format == d->newest && d->header.format == d->newest) {
        return {};
    }
    if (d->access == Access::Read) {
        return failure("vault.old-format"_L1,
                       VaultText::tr("This vault was written by an older version of the program. Open it once for "
                                     "writing, which brings it forward; a backup of it is made before."));
    }
    QString backup;
    if (format < d->newest) {
        backup = freeName(d->folder, format);
        CHECK_OK(backUp(*this, backup, {}));
    }
    if (auto done = d->runMigrations(migrations, format); !done) {
        return notMigrated(done.error(), format, backup);
    }
    return {};
}

Expected<void> Vault::Private::runMigrations(const Migrations& migrations, int format)
{
    const Header former = header;
    TRY(Transaction transaction, Transaction::begin(database));
    for (const Migration& step : migrations) {
        if (step.from >= format) {
            CHECK_OK(step.apply(database));
            CHECK_OK(setFormat(database, step.from + 1));
        }
    }
    // The header first: between the two a program of the old format keeps out, and the next opening goes on from here.
    Header next = header;
    next.format = newest;
    CHECK_OK(headerFiles().write(next, keys.master));
    if (auto done = transaction.commit(); !done) {
        (void)headerFiles().write(former, keys.master);
        return done;
    }
    header = std::move(next);
    return {};
}

} // namespace bulkhead
