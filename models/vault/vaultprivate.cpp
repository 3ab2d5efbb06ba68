#include "models/vault/vaultprivate.h"

#include "models/vault/vaulttext.h"
#include "models/vault/wal.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
std::unexpected<Error> damagedDatabase(const QString& detail)
{
    return failure(
        "vault.damaged"_L1,
        VaultText::tr("The vault's database (journal.db) is damaged or missing: the key is right, but the file is "
                      "not what was written. Make a copy of the vault's folder, then restore the vault from its "
                      "last backup."),
        detail);
}

constexpr char tables[]
    = "CREATE TABLE vault_meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE vault_keys(purpose TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE vault_devices(user BLOB PRIMARY KEY, nonce BLOB NOT NULL, sealed BLOB NOT NULL) "
      "WITHOUT ROWID";
} // namespace

Expected<std::optional<SecretBytes>> storedKey(Database& database, const QString& purpose)
{
    TRY(Statement read, database.prepare("SELECT key FROM vault_keys WHERE purpose = ?"));
    read.bind(1, purpose);
    TRY(const bool found, read.step());
    return found ? std::optional(SecretBytes::copyOf(read.view(0))) : std::nullopt;
}

Expected<SecretBytes> Vault::Private::stored(QLatin1StringView purpose)
{
    const std::scoped_lock guard(databaseMutex);
    TRY(auto known, storedKey(database, QString(purpose)));
    if (known) {
        return *std::move(known);
    }
    CHECK_OK(mayWrite());
    {
        TRY(Statement write, database.prepare("INSERT OR IGNORE INTO vault_keys(purpose, key) VALUES (?, ?)"));
        write.bind(1, QString(purpose)).bind(2, SecretBytes::random(crypto::keySize).view());
        CHECK_OK(write.run());
    }
    TRY(known, storedKey(database, QString(purpose)));
    if (!known) {
        return damagedDatabase(purpose);
    }
    return *std::move(known);
}

Expected<void> Vault::Private::unlock(const Credential& credential)
{
    TRY(const auto candidates, headerFiles().read());
    std::optional<Error> forged;
    for (const Header& candidate : candidates) {
        auto opened = candidate.unlock(credential);
        if (!opened && opened.error().is("vault.damaged-header"_L1)) {
            forged = opened.error();
            continue;
        }
        if (!opened) {
            // The copy only stands in for a first header that is not intact: it may hold slots removed since.
            return std::unexpected(forged.value_or(opened.error()));
        }
        header = candidate;
        keys = std::move(opened->keys);
        user = opened->user;
        userName = opened->userName;
        if (!headerFiles().areBoth(header)) {
            warnings.append(VaultText::tr("One of the two copies of the vault's header was damaged or out of date; the "
                                          "other one was used."));
            if (access == Access::Write) {
                (void)headerFiles().write(header, keys.master);
            }
        }
        return {};
    }
    return std::unexpected(*forged);
}

Expected<void> Vault::Private::openDatabase()
{
    const QString path = databasePath();
    if (!QFileInfo::exists(path)) {
        return damagedDatabase(u"missing"_s);
    }
    // Before SQLite opens it, since its recovery drops what does not verify. A living writer's log changes under one's
    // eyes; that writer has looked at it when it began.
    if (access == Access::Write || WriterLock::holder(folder).isEmpty()) {
        bool isTornTail = false;
        walDamage = damageInWal(path + "-wal"_L1, &isTornTail);
        if (isTornTail) {
            // What a kill between two writes leaves: nobody was told that it was done, so nothing is missing.
            warnings.append(std::exchange(walDamage, {}));
        }
        if (access == Access::Read && !WriterLock::holder(folder).isEmpty()) {
            walDamage.clear();
        }
    }
    auto opened = Database::open(path, derived("database"_L1),
                                 access == Access::Write ? Database::Mode::ReadWrite : Database::Mode::ReadOnly);
    if (!opened && opened.error().is("vault.wrong-key"_L1)) {
        return damagedDatabase(opened.error().detail);
    }
    TRY(database, std::move(opened));
    auto read = database.prepare("SELECT value FROM vault_meta WHERE name = 'id'");
    if (!read) {
        return read.error().is("vault.sql"_L1) ? damagedDatabase(read.error().detail) : std::unexpected(read.error());
    }
    TRY(const bool found, read->step());
    if (!found || read->text(0) != header.id.text()) {
        return damagedDatabase(u"id"_s);
    }
    return {};
}

Expected<void> Vault::Private::createDatabase()
{
    TRY(database, Database::open(databasePath(), derived("database"_L1), Database::Mode::Create));
    TRY(Transaction transaction, Transaction::begin(database));
    CHECK_OK(database.run(tables));
    {
        TRY(Statement write, database.prepare("INSERT INTO vault_meta(name, value) VALUES ('id', ?)"));
        write.bind(1, header.id.text());
        CHECK_OK(write.run());
    }
    return transaction.commit();
}

Expected<void> Vault::Private::openBlobs()
{
    if (access == Access::Write) {
        for (const auto name : {"/blobs"_L1, "/index"_L1, "/rooms"_L1}) { // A backup may have left empty ones out.
            CHECK_OK(fileio::makeFolder(folder + name));
        }
    }
    TRY(SecretBytes nameKey, stored("blob-names"_L1));
    blobs = std::make_unique<BlobStore>(folder + "/blobs"_L1, std::move(nameKey));
    return {};
}

Expected<void> Vault::Private::enrolDevice()
{
    if (access == Access::Write) {
        TRY(incarnation, Incarnation::enter(header.id, database));
        if (!incarnation->continues()) {
            TRY(const bool hadDevice, loadDevice());
            if (hadDevice) {
                formerSeed = std::exchange(deviceSeed, {});
                formerKey = std::exchange(deviceKey, {});
            }
            CHECK_OK(database.run("DELETE FROM vault_devices"));
        }
    }
    TRY(const bool isThere, loadDevice());
    if (!isThere && access == Access::Write) {
        return makeDevice();
    }
    return {};
}

Expected<bool> Vault::Private::loadDevice()
{
    TRY(Statement read, database.prepare("SELECT nonce, sealed FROM vault_devices WHERE user = ?"));
    read.bind(1, user.bytes());
    TRY(const bool found, read.step());
    if (!found) {
        return false;
    }
    auto seed = crypto::openSecret(crypto::derive(keys.signing, "device"_L1), read.view(0),
                                   header.id.bytes() + user.bytes(), read.view(1));
    if (!seed) { // Of a user whose keys were reset since.
        return false;
    }
    deviceSeed = *std::move(seed);
    deviceKey = crypto::signingPublicKey(deviceSeed);
    return true;
}

Expected<void> Vault::Private::makeDevice()
{
    auto seed = SecretBytes::random(crypto::keySize);
    const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
    const Bytes sealed = crypto::seal(crypto::derive(keys.signing, "device"_L1), nonce,
                                      header.id.bytes() + user.bytes(), seed.view());
    TRY(Statement write,
        database.prepare("INSERT OR REPLACE INTO vault_devices(user, nonce, sealed) VALUES (?, ?, ?)"));
    write.bind(1, user.bytes()).bind(2, nonce).bind(3, sealed);
    CHECK_OK(write.run());
    deviceSeed = std::move(seed);
    deviceKey = crypto::signingPublicKey(deviceSeed);
    return {};
}

Expected<void> Vault::Private::mayWrite() const
{
    if (access == Access::Write) {
        return {};
    }
    return failure("vault.read-only"_L1,
                   VaultText::tr("This vault is open for reading only. Open it for writing to do this."));
}

Expected<void> Vault::Private::replaceSlots(std::vector<Slot> slots)
{
    Header next = header;
    next.slots = std::move(slots);
    CHECK_OK(headerFiles().write(next, keys.master));
    header = std::move(next);
    return {};
}

bool Vault::Private::isUserNameTaken(const QString& name) const
{
    return std::ranges::any_of(header.slots, [&](const Slot& slot) { return isSameName(slot.userName, name); });
}

} // namespace bulkhead
