#pragma once

#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/base/id.h"
#include "models/vault/blobs.h"
#include "models/vault/database.h"
#include "models/vault/migration.h"
#include "models/vault/slot.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace bulkhead {

/// What `vault.json` and the lock tell without any key.
struct VaultStatus
{
    QString path;
    Id id;
    int format = 0;
    QString name;
    qint64 created = 0;
    std::vector<Slot> slots;
    QString lockedBy; ///< "bulkhead, process 4711 on desk7"; empty where nobody holds it
};

struct NewVault
{
    QString name;
    QString userName;
    Credential credential;   ///< of the first slot
    double kdfSeconds = 1.0; ///< target of Argon2id here; the floor holds whatever is asked
};

/// A user whose slot and keys were just made; the journal records them.
struct NewUser
{
    Id id;
    QString name;
    Bytes signingKey;  ///< public, 32 bytes
    Bytes exchangeKey; ///< public, 32 bytes
};

/// An unlocked vault: one folder, its keys, the person whose slot opened it. Everything const is safe on any thread;
/// the rest belongs to the thread that opened it. `Access::Write` holds the writer's lock (`flock` on `vault.lock`)
/// for its life; `Access::Read` opens beside a writer.
///
/// Errors of create/open: `vault.exists`, `vault.not-a-vault`, `vault.damaged-header`, `vault.newer-format`,
/// `vault.wrong-passphrase`, `vault.locked` (names the holder), `vault.damaged`, `vault.read-only`, `vault.disk-full`,
/// `vault.kdf-refused`, `vault.bad-name`, `vault.credential-incomplete`, `vault.old-format` (a reader of a vault that
/// has yet to be brought to this program's format by a writer), `vault.migration-failed`. The clock must outlive the
/// vault.
class Vault
{
public:
    enum class Access { Write, Read };

    [[nodiscard]] static Expected<std::unique_ptr<Vault>> create(const QString& folder, const NewVault& wish,
                                                                 const Clock& clock);
    [[nodiscard]] static Expected<std::unique_ptr<Vault>> open(const QString& folder, const Credential& credential,
                                                               Access access, const Clock& clock,
                                                               const Migrations& migrations = shippedMigrations());
    [[nodiscard]] static Expected<VaultStatus> status(const QString& folder);
    /// A throw-away vault in an empty folder, under random keys that only this object knows: no slot opens it, no
    /// device is enrolled, no state is kept outside. For reading somebody else's changes by the rules of a vault of
    /// that id, with that key of its vault stream.
    [[nodiscard]] static Expected<std::unique_ptr<Vault>> scratch(const QString& folder, const Id& id,
                                                                  const SecretBytes& vaultStreamKey,
                                                                  const Clock& clock);
    ~Vault();

    [[nodiscard]] Id id() const;
    [[nodiscard]] QString name() const;
    [[nodiscard]] QString folder() const;
    [[nodiscard]] Access access() const;
    [[nodiscard]] const Clock& clock() const;
    /// True in the process that created the vault, until the journal has written its genesis.
    [[nodiscard]] bool isNew() const;
    /// The journal has written its genesis.
    void founded();

    /// Another connection to `journal.db`, for one thread.
    [[nodiscard]] Expected<Database> connect(Database::Mode mode) const;
    [[nodiscard]] QString indexFolder() const; ///< `index/`, for provenance segments
    [[nodiscard]] QString roomFolder() const;  ///< `rooms/`, for attached databases of restricted compartments
    [[nodiscard]] BlobStore& blobs() const;

    /// \name The signed-in user and this copy's device
    ///@{
    [[nodiscard]] Id userId() const;
    [[nodiscard]] QString userName() const;
    [[nodiscard]] Bytes userSigningKey() const;  ///< public Ed25519
    [[nodiscard]] Bytes userExchangeKey() const; ///< public X25519
    /// Public Ed25519 key of this user's device in this copy of the vault. A copied or restored folder (the incarnation
    /// token of `$XDG_STATE_HOME/bulkhead/<vault id>` missing or different) gets a fresh one at the next open for
    /// writing, so that no chain is continued in two places.
    [[nodiscard]] Bytes deviceKey() const;
    [[nodiscard]] Bytes signAsDevice(BytesView message) const;
    /// The device that this user had in the vault that this one was copied or restored from, where this opening found
    /// that it is a copy; empty otherwise. It writes nothing any more: what it had written and not yet signed, it
    /// signs.
    [[nodiscard]] Bytes formerDeviceKey() const;
    [[nodiscard]] Bytes signAsFormerDevice(BytesView message) const;
    /// For device certificates: needs no passphrase, never used for approvals.
    [[nodiscard]] Bytes certifyDevice(BytesView message) const;
    /// For approvals and decisions: the person proves again who they are. `vault.wrong-passphrase`.
    [[nodiscard]] Expected<Bytes> signAsUser(BytesView message, const Credential& again) const;
    [[nodiscard]] Expected<SecretBytes> openBox(QLatin1StringView purpose, BytesView box) const;
    ///@}

    /// \name Keys of purposes: HKDF of the master key (`derived`), or random and kept in the database (`stored`: made
    /// at the first call, so for writers and never inside a write transaction of the same thread; survive a change of
    /// the master key).
    ///@{
    [[nodiscard]] SecretBytes derived(QLatin1StringView purpose) const;
    [[nodiscard]] Expected<SecretBytes> stored(QLatin1StringView purpose) const;
    /// What other systems are signed in to with, by a name: kept in the database only, in no journal, so that it can be
    /// forgotten. Nothing where there is none of that name; keeping it again replaces it.
    [[nodiscard]] Expected<void> keepSecret(const QString& name, const SecretBytes& secret) const;
    [[nodiscard]] Expected<std::optional<SecretBytes>> secret(const QString& name) const;
    [[nodiscard]] Expected<void> forgetSecret(const QString& name) const;
    ///@}

    /// \name Slots. Each writes `vault.json` whole: temporary file, fsync, rename, fsync of the folder.
    ///@{
    [[nodiscard]] std::vector<Slot> slots() const;
    /// For the signed-in user.
    [[nodiscard]] Expected<Slot> addSlot(SlotKind kind, const Credential& fresh, double kdfSeconds = 1.0);
    /// Never the last of the vault, never the last of a user (`vault.last-slot`).
    [[nodiscard]] Expected<void> removeSlot(Id slot);
    /// New wrapping of the signed-in user's passphrase slot; the old passphrase stops working.
    [[nodiscard]] Expected<void> changePassphrase(const Credential& current, const Credential& fresh,
                                                  double kdfSeconds = 1.0);
    /// A slot for somebody new, with keys of their own. The name must be free (`vault.user-exists`).
    [[nodiscard]] Expected<NewUser> addUser(const QString& name, const Credential& credential, double kdfSeconds = 1.0);
    /// Fresh keys and a fresh slot for a user who lost theirs; all their old slots go.
    [[nodiscard]] Expected<NewUser> resetUser(Id user, const Credential& credential, double kdfSeconds = 1.0);
    ///@}

    /// Chains' heads as last signed, sealed and so authenticated, beside the database (`anchors`); `verify` finds a
    /// journal shorter than it.
    [[nodiscard]] Expected<void> writeAnchor(BytesView payload);
    [[nodiscard]] Expected<Bytes> readAnchor() const; ///< empty where none was written; `vault.anchor-damaged`
    /// Damage in the write-ahead log that SQLite would drop in silence (amendment 9), looked for at open, before SQLite
    /// recovered it; empty where there was none.
    [[nodiscard]] QString walDamage() const;

    /// Where keys could not be locked in memory, core dumps could not be switched off, …: sentences for the status
    /// page.
    [[nodiscard]] QStringList warnings() const;

private:
    friend class Renewal;
    struct Private;
    explicit Vault(std::unique_ptr<Private> d);
    [[nodiscard]] Expected<void> migrate(const Migrations& migrations);
    std::unique_ptr<Private> d;
};

/// Core dumps off and memory not readable by others (`RLIMIT_CORE`, `PR_SET_DUMPABLE`): first thing in both programs.
void hardenProcess();

} // namespace bulkhead
