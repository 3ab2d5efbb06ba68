#pragma once

#include "models/journal/change.h"
#include "models/journal/checkpoint.h"
#include "models/journal/member.h"
#include "models/journal/projection.h"
#include "models/journal/record.h"
#include "models/vault/vault.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace bulkhead {

/// What an append did: enough to refresh exactly what it touched.
struct Committed
{
    struct Touched
    {
        Kind kind = 0;
        Id entity;
    };
    qint64 change = 0; ///< row
    Stream stream;
    Bytes hash;
    qint64 at = 0; ///< ms since 1970
    QString intent;
    std::vector<Touched> touched;
};

/// A change as people see it.
struct ChangeEntry
{
    qint64 row = 0;
    Stream stream;
    Header header;
    Bytes hash;
    Id author; ///< null where the device is not known
    QString authorName;
    qint64 received = 0;
    enum class State { Folded, Invalid, Held } state = State::Folded;
    QString reason;          ///< of Invalid and Held: a sentence
    QString reasonCode;      ///< the same as a stable identifier: "not-permitted", "missing", "fork", …
    bool isSigned = false;   ///< a signed head covers it
    bool isReadable = false; ///< false: sealed for a compartment whose key this user does not hold; `body` is empty
    Body body;
};

struct ChangeQuery
{
    std::optional<Id> incident;
    std::optional<Id> author;
    std::optional<Id> device;
    std::optional<Id> entity;
    QString intent;              ///< prefix
    std::optional<qint64> since; ///< received, ms since 1970
    qint64 before = 0;           ///< rows below this one; 0 = from the newest
    int limit = 500;
    bool newestFirst = true;
};

struct Problem
{
    QString code;  ///< "journal.broken-chain", "vault.damaged-page", "vault.blob-damaged", …
    QString where; ///< the change, page or blob
    QString message;
};

struct Verification
{
    qint64 changes = 0;
    qint64 devices = 0;
    qint64 signedHeads = 0;
    qint64 blobs = 0; ///< looked at; only when deep
    qint64 destroyed = 0;
    qint64 invalid = 0;
    qint64 held = 0;
    qint64 unsignedTail = 0;                    ///< own changes that no head covers yet
    qint64 notUnderstood = 0;                   ///< facts of newer programs
    qint64 unreadable = 0;                      ///< changes of compartments whose key this user does not hold
    Bytes head;                                 ///< digest of all chains' heads
    Bytes fingerprint;                          ///< of the vault: hash of genesis
    std::vector<CheckpointFinding> checkpoints; ///< the oldest first
    std::vector<Problem> problems;
    [[nodiscard]] bool ok() const { return problems.empty(); }
};

/// What a verification is held against besides the journal itself.
struct Expectation
{
    Bytes authorities;                     ///< CA certificates (PEM) of time-stamp authorities; empty: the system's
    std::optional<CheckpointFile> against; ///< kept outside: a journal that is older than it was put back
};

/// What one vault sends another: changes and heads byte for byte, and compartment keys boxed for their readers.
struct Parcel
{
    struct KeyBox
    {
        Stream stream;
        Id user;
        Bytes box;
        Bytes key;       ///< id of the key in the box: a stream that two vaults made before they met has two
        Bytes sealedFor; ///< the public key of the user that opens it
    };
    /// The key of material, sealed with the key of a stream that refers to it.
    struct BlobKey
    {
        Stream stream;
        Bytes name;
        Bytes nonce;
        Bytes sealed;
        Bytes sha256;
        qint64 size = 0;
    };
    std::vector<SealedChange> changes;
    std::vector<Head> heads;
    std::vector<KeyBox> keys;
    std::vector<BlobKey> blobs;
};

/// Streams taken out of a vault with what it takes to read them without it: changes and heads byte for byte, the
/// streams' keys in the open, and which material they refer to.
struct Extract
{
    struct Key
    {
        Stream stream;
        SecretBytes key;
    };
    struct Content
    {
        Stream stream;
        Bytes name; ///< of the blob in the vault that it comes from
        Bytes sha256;
        qint64 size = 0;
        bool isDestroyed = false;
    };
    Id vault;
    Bytes fingerprint;
    std::vector<SealedChange> changes;
    std::vector<Head> heads;
    std::vector<Key> keys; ///< the vault stream's among them
    std::vector<Content> material;
    std::vector<CheckpointProof> proofs; ///< of these streams' chains in the vault's checkpoints
};

struct Receipt
{
    qint64 accepted = 0;
    qint64 duplicate = 0;
    qint64 invalid = 0;
    qint64 held = 0;
};

/// Material that the journal refers to: a blob and where its key is kept.
struct Material
{
    Bytes name; ///< of the blob
    Bytes sha256;
    qint64 size = 0;
    bool wasThere = false;
};

/// The journal of one vault over one connection: appending, folding, reading, proving. Confined to one thread; a second
/// Journal over a reading connection serves another thread.
///
/// Errors: `journal.not-permitted` (role), `journal.closed` (the incident is closed), `journal.bad-value`,
/// `journal.too-large`, `journal.clock-behind`, `journal.unknown`, `journal.read-only`, `journal.no-key`, and
/// `vault.…`.
class Journal
{
public:
    using Projections = std::vector<std::shared_ptr<Projection>>;

    /// Opens (and in a new vault writes genesis with `founder`'s roles and e-mail). The schema must outlive it.
    [[nodiscard]] static Expected<std::unique_ptr<Journal>> open(Vault& vault, const Schema& schema, const Clock& clock,
                                                                 Projections projections, const Member& founder = {});
    /// A journal that only reads, beside one that writes, whatever the vault was opened for: for another thread.
    [[nodiscard]] static Expected<std::unique_ptr<Journal>> openReading(Vault& vault, const Schema& schema,
                                                                        const Clock& clock, Projections projections);
    ~Journal();

    [[nodiscard]] Vault& vault() const;
    [[nodiscard]] const Schema& schema() const;
    [[nodiscard]] const Clock& clock() const;
    [[nodiscard]] Bytes fingerprint() const; ///< hash of genesis

    /// \name Who
    ///@{
    [[nodiscard]] Id user() const;
    [[nodiscard]] Roles roles() const; ///< of the signed-in user, as folded now
    struct NamedMember
    {
        Id id;
        Member member;
    };
    [[nodiscard]] std::vector<NamedMember> members() const;
    /// Of a member, or of a guest: somebody of another vault whom an imported incident names.
    [[nodiscard]] QString nameOf(const Id& user) const;
    struct NamedDevice
    {
        Id id;
        Device device;
    };
    [[nodiscard]] std::vector<NamedDevice> devices() const;
    [[nodiscard]] Id device() const;
    /// Records a user whose slot the vault has just made (or reset).
    [[nodiscard]] Expected<Committed> enrol(const NewUser& user, Roles roles, const QString& email);
    /// Stops a device: of what it wrote only what this vault has admitted so far counts, whatever else arrives.
    [[nodiscard]] Expected<Committed> revoke(const Id& device);
    ///@}

    /// \name Writing
    ///@{
    /// Whether the signed-in user could write that field now; the same check as `append`. Also of a journal that only
    /// reads, where the vault is open for writing.
    [[nodiscard]] Expected<void> mayWrite(const Stream& stream, FieldId field) const;
    /// One durable change: returns after fsync.
    [[nodiscard]] Expected<Committed> append(const Draft& draft);
    /// Several changes in one transaction: all or none.
    [[nodiscard]] Expected<std::vector<Committed>> append(const std::vector<Draft>& drafts);
    /// Signs the heads of own chains that have moved; also done by itself after 256 changes, at `signNow`, at close.
    [[nodiscard]] Expected<void> signHeads();
    [[nodiscard]] qint64 unsignedChanges() const;
    /// Takes material into the store for a stream; its key is sealed with the compartment's key and committed with the
    /// next append that follows on this journal (which must be the change that refers to it).
    [[nodiscard]] Expected<Material> intake(const Stream& stream, QIODevice& source,
                                            const BlobStore::Progress& progress = {}, std::stop_token stop = {});
    /// Forgets what was taken in and no change refers to yet: for whoever cannot write that change after all.
    void dropIntakes();
    /// The two halves of `intake`, for a thread beside the writer's: `storeMaterial` writes the material (any journal
    /// of this vault that reads), `adoptMaterial` commits its key with the next append of the writer.
    [[nodiscard]] Expected<StoredBlob> storeMaterial(QIODevice& source, const BlobStore::Progress& progress = {},
                                                     std::stop_token stop = {}) const;
    [[nodiscard]] Expected<Material> adoptMaterial(const Stream& stream, StoredBlob stored);
    [[nodiscard]] Expected<std::unique_ptr<QIODevice>> openMaterial(BytesView name) const;
    /// One portion of what projections still have to take from material (rows of imported files), in a transaction of
    /// its own; true where more is left. Listeners are told.
    [[nodiscard]] Expected<bool> advance();
    /// Whether a stream's material is here, and not destroyed.
    [[nodiscard]] Expected<bool> holdsMaterial(const Stream& stream, BytesView name) const;
    /// The next append on this journal (which must be the change that says so) also destroys a stream's key of this
    /// material; the file goes with the last key. What stood there is overwritten, in the log too.
    void destroyWithNext(const Stream& stream, const Bytes& name);
    /// Called after each commit on this thread.
    void setListener(std::function<void(const Committed&)> listener);
    ///@}

    /// \name Reading
    ///@{
    [[nodiscard]] Expected<std::vector<Record>> records(Kind kind) const; ///< of all readable streams
    [[nodiscard]] Expected<std::vector<Record>> records(const Id& incident, Kind kind) const;
    [[nodiscard]] Expected<std::optional<Record>> record(const Id& entity) const;
    [[nodiscard]] Expected<std::vector<ChangeEntry>> changes(const ChangeQuery& query) const;
    /// How many the query would give without bounds. Nothing where its intent would have to be read from each.
    [[nodiscard]] Expected<std::optional<qint64>> countChanges(const ChangeQuery& query) const;
    [[nodiscard]] Expected<std::optional<ChangeEntry>> change(qint64 row) const;
    /// The oldest first: every change that wrote to the entity.
    [[nodiscard]] Expected<std::vector<ChangeEntry>> history(const Id& entity) const;
    struct Counts
    {
        qint64 changes = 0, invalid = 0, held = 0, devices = 0, incidents = 0;
    };
    [[nodiscard]] Expected<Counts> counts() const;
    /// Whether this user holds the key of the stream (it exists and is boxed for them).
    [[nodiscard]] bool canRead(const Stream& stream) const;
    /// The database name ("main" or an attached one) whose projections hold the stream; empty where it cannot be read.
    [[nodiscard]] QByteArray projectionSchema(const Stream& stream) const;
    [[nodiscard]] qint64 streamRow(const Stream& stream) const; ///< 0 where it does not exist
    [[nodiscard]] std::optional<Stream> streamOf(qint64 row) const;
    [[nodiscard]] Database& database() const;
    /// Every readable stream of an incident (of all where null, the vault stream and the registry left out).
    [[nodiscard]] std::vector<Stream> streams(const Id& incident = {}) const;
    ///@}

    /// All records of an incident as folded from what this vault had admitted by `at` (ms since 1970), or, by clock,
    /// from what the authors' clocks had stamped by then.
    [[nodiscard]] Expected<std::vector<Record>> stateAt(const Id& incident, qint64 at, bool byClock = false) const;

    /// \name Exchange and proof
    ///@{
    [[nodiscard]] Expected<Parcel> parcel() const; ///< everything
    [[nodiscard]] Expected<Receipt> receive(const Parcel& parcel);
    /// The vault stream and these streams, each as far as signed heads reach. `journal.no-key` where one is not
    /// readable.
    [[nodiscard]] Expected<Extract> extract(const std::vector<Stream>& streams) const;
    /// A journal over a throw-away vault (`Vault::scratch`, under the extract's vault id and vault stream's key) that
    /// holds what an extract holds, each change judged as on any other machine. For reading and `verify`.
    [[nodiscard]] static Expected<std::unique_ptr<Journal>> openExtract(Vault& scratch, const Schema& schema,
                                                                        const Clock& clock, const Extract& extract,
                                                                        Projections projections = {});
    [[nodiscard]] Expected<Verification> verify(bool deep,
                                                const std::function<void(qint64 done, qint64 all)>& progress = {},
                                                std::stop_token stop = {}, const Expectation& expected = {}) const;
    /// Signs what is unsigned and takes the ends of all chains into a checkpoint, which `recordCheckpoint` keeps (with
    /// a time stamp in between, or without). `journal.too-large` above some nine thousand chains.
    [[nodiscard]] Expected<Checkpoint> measureCheckpoint();
    [[nodiscard]] Expected<Id> recordCheckpoint(const Checkpoint& checkpoint);
    /// To be kept outside the vault.
    [[nodiscard]] CheckpointFile fileOf(const Checkpoint& checkpoint) const;
    /// Throws the projections away and folds again.
    [[nodiscard]] Expected<void> rebuild();
    /// Over all projections that this user can read: equal digests are equal states.
    [[nodiscard]] Expected<Bytes> projectionDigest() const;
    ///@}

    struct Private; ///< its parts, for the files of this room

private:
    explicit Journal(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace bulkhead
