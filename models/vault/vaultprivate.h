#pragma once

#include "models/vault/header.h"
#include "models/vault/incarnation.h"
#include "models/vault/vault.h"
#include "models/vault/writerlock.h"

#include <mutex>
#include <optional>

namespace bulkhead {

/// The parts of an open vault. Private to this room.
struct Vault::Private
{
    explicit Private(QString path, Access wanted, const Clock& time, int newestFormat = vaultFormat)
        : folder(std::move(path))
        , access(wanted)
        , clock(time)
        , newest(newestFormat)
    {
    }

    QString folder;
    Access access;
    const Clock& clock;
    int newest; ///< format that this vault is brought to
    std::optional<WriterLock> lock;
    Header header;
    UserKeys keys;
    Id user;
    QString userName;
    SecretBytes deviceSeed;
    Bytes deviceKey;
    SecretBytes formerSeed; ///< of the device before this copy was found to be one
    Bytes formerKey;
    std::optional<Incarnation> incarnation;
    std::unique_ptr<BlobStore> blobs;
    QString walDamage;
    QStringList warnings;
    bool isNew = false;

    std::mutex databaseMutex; ///< of the vault's own connection
    Database database;

    [[nodiscard]] HeaderFiles headerFiles() const { return HeaderFiles(folder, newest); }
    [[nodiscard]] QString databasePath() const { return folder + QLatin1StringView("/journal.db"); }
    [[nodiscard]] SecretBytes derived(QLatin1StringView purpose) const { return crypto::derive(keys.master, purpose); }
    [[nodiscard]] Expected<SecretBytes> stored(QLatin1StringView purpose);

    [[nodiscard]] Expected<Database> connectReading() const
    {
        return Database::open(databasePath(), derived(QLatin1StringView("database")), Database::Mode::ReadOnly);
    }

    [[nodiscard]] Expected<void> unlock(const Credential& credential);
    [[nodiscard]] Expected<void> openDatabase();
    [[nodiscard]] Expected<void> createDatabase();
    /// From `format` to `newest`, all or nothing.
    [[nodiscard]] Expected<void> runMigrations(const Migrations& migrations, int format);
    [[nodiscard]] Expected<void> openBlobs();
    /// This copy's device of the signed-in user: as stored, or a fresh one for a writer.
    [[nodiscard]] Expected<void> enrolDevice();
    [[nodiscard]] Expected<bool> loadDevice();
    [[nodiscard]] Expected<void> makeDevice();

    [[nodiscard]] Expected<void> mayWrite() const;
    /// Writes the header with these slots; on an error everything stays as it was.
    [[nodiscard]] Expected<void> replaceSlots(std::vector<Slot> slots);
    [[nodiscard]] bool isUserNameTaken(const QString& name) const;
};

/// What `vault_keys` holds under a name; nothing where it holds none.
[[nodiscard]] Expected<std::optional<SecretBytes>> storedKey(Database& database, const QString& purpose);

/// The file `anchors` of a vault with that master key.
[[nodiscard]] Bytes sealedAnchor(const SecretBytes& master, const Id& vault, BytesView payload);

} // namespace bulkhead
