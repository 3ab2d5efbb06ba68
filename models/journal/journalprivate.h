#pragma once

#include "models/journal/fold.h"
#include "models/journal/journal.h"
#include "models/journal/judge.h"
#include "models/journal/keyring.h"
#include "models/journal/rooms.h"

#include <QCoreApplication>

#include <set>

namespace bulkhead {

namespace journal {

constexpr qint64 aheadLimit = 10 * 60 * 1000; ///< ms that a change may be dated ahead of the clock that judges it
constexpr qint64 unsignedLimit = 256;         ///< own changes without a signed head
constexpr qint64 unsignedAge = 60 * 1000;     ///< ms

/// The end of a chain as far as it counts.
struct Tip
{
    Row row = 0;
    qint64 seq = -1;
    Bytes hash;
    HybridTime clock;
    Row past = 0;
};

/// What is known of a stream while it is in use.
struct StreamState
{
    std::map<Row, Tip> tips;                        ///< by device
    std::vector<PhaseWrite> phases;                 ///< of team streams: when the incident was closed and opened again
    std::optional<std::vector<AccessWrite>> access; ///< of counsel streams, once asked for: whom Legal let in
};

/// Material taken in whose key waits for the change that refers to it.
struct PendingBlob
{
    Stream stream;
    Bytes name;
    Bytes sha256;
    qint64 size = 0;
    SecretBytes key;
};

struct Anchored
{
    qint64 seq = 0;
    Bytes hash;
};
using Anchors = std::map<std::tuple<Stream, Id>, Anchored>; ///< by stream and device

/// What a device signs to make the key of its tail's tags: nobody else can make it.
inline constexpr char tailMessage[] = "bulkhead tail 1";
[[nodiscard]] SecretBytes tailKey(BytesView signature);

[[nodiscard]] Bytes encodeAnchor(const Bytes& fingerprint, const Anchors& anchors);
struct AnchorContent
{
    Bytes fingerprint;
    Anchors anchors;
};
[[nodiscard]] std::optional<AnchorContent> decodeAnchor(BytesView payload);

/// Changes that were stored and wait for their place.
struct Arrivals
{
    std::vector<Row> rows;
    Receipt receipt;
    bool hasMembership = false;
};
/// Stores what is well formed; the rest is counted as invalid. Within a transaction.
[[nodiscard]] Expected<Arrivals> store(Ledger& ledger, Keyring& keyring, const std::vector<SealedChange>& changes,
                                       qint64 now);

/// A change on its way into the journal, or out of it again when it is folded anew.
struct Placed
{
    Row row = 0;
    View view;
    const Header& header;
    const Bytes& hash;
    Id author;
    qint64 admitted = 0;
};

[[nodiscard]] inline std::unexpected<Error> refused(const Refusal& refusal)
{
    return failure(refusal.code, refusal.message, QString(refusal.reason));
}

} // namespace journal

/// The parts of an open journal and what it does with them, by file: opening, state, appending, folding, signing,
/// settling (what was received), rooms (attached databases), reading, verifying.
struct Journal::Private
{
    Private(Vault& theVault, const Schema& theSchema, const Clock& theClock, Projections theProjections, bool mayWrite);

    ~Private()
    {
        for (const auto& projection : projections) {
            projection->release();
        }
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    Vault& vault;
    const Schema& schema;
    const Clock& clock;
    Projections projections;
    bool writes;
    Database database;
    journal::Ledger ledger;
    journal::Keyring keyring;
    journal::Judge judge;
    journal::Roster roster;
    journal::RecordTable main;
    journal::Rooms rooms;
    HybridClock time;

    Id deviceId;
    journal::Row device = 0;      ///< 0 until the device has written
    journal::Row vaultStream = 0; ///< 0 before genesis
    Bytes fingerprint;
    SecretBytes tagKey; ///< marks own changes until a head covers them
    std::map<journal::Row, journal::StreamState> states;

    std::set<journal::Row> moved; ///< streams whose own chain has no signed head at its end
    qint64 unsignedCount = 0;
    qint64 unsignedSince = 0; ///< ms; of the oldest
    journal::Anchors anchors; ///< as last read or written
    bool isStale = false;     ///< what is remembered may not be what is stored: read again before anything is written
    bool isTruncated = false; ///< an own chain is shorter than its anchor: nothing may be appended to it
    bool isReplacingAll = false;
    bool foldsMany = false; ///< projections finish after the last

    std::vector<journal::PendingBlob> pendingBlobs;
    using Doomed = std::vector<std::pair<Stream, Bytes>>; ///< names of blobs
    Doomed pendingDestructions;
    std::vector<CheckpointProof> proofs; ///< that came along with an extract
    std::function<void(const Committed&)> listener;
    qint64 dataVersion = 0; ///< of the database, as a reader last saw it

    /// \name opening.cpp
    ///@{
    [[nodiscard]] Expected<void> open(const Member& founder);
    [[nodiscard]] Expected<void> prepare();
    [[nodiscard]] Expected<void> load();
    [[nodiscard]] Expected<void> loadRoster();
    [[nodiscard]] Expected<void> reload();  ///< after a rollback
    [[nodiscard]] Expected<void> refresh(); ///< of a reader: when another connection has written
    [[nodiscard]] Expected<void> writeGenesis(const Member& founder);
    [[nodiscard]] Expected<void> enrolDevice();
    [[nodiscard]] Expected<void> settleAtOpen();
    ///@}

    /// \name state.cpp
    ///@{
    [[nodiscard]] bool isInTransaction() const;
    [[nodiscard]] Expected<journal::StreamState*> state(journal::Row stream);
    [[nodiscard]] Expected<void> loadPhases(journal::Row stream, journal::StreamState& into);
    /// Nothing where the content cannot be read.
    [[nodiscard]] Expected<std::optional<Body>> bodyOf(journal::Row stream, const Header& header, BytesView sealed);
    /// Whether this user holds the key, and no longer than they were let in.
    [[nodiscard]] bool isReadable(journal::Row stream);
    /// Of a counsel stream whose key is held: attaches its database, so not within a transaction unless that is done.
    [[nodiscard]] Expected<const std::vector<journal::AccessWrite>*> access(journal::Row stream);
    /// Whether the signed-in user may work in the stream now.
    [[nodiscard]] Expected<void> mayWorkIn(const Stream& stream);
    [[nodiscard]] Roles roles() const; ///< of the signed-in user, as folded now
    /// Hands the keys of streams to those who may read them now, and takes back those of whoever may not.
    [[nodiscard]] Expected<void> handOnKeys();
    [[nodiscard]] bool isCounsel(journal::Row stream) const
    {
        return ledger.stream(stream).compartment == Compartment::Counsel;
    }
    ///@}

    /// \name appending.cpp
    ///@{
    [[nodiscard]] Expected<std::vector<Committed>> append(std::span<const Draft> drafts);
    [[nodiscard]] Expected<void> mayAppend() const;
    [[nodiscard]] Expected<void> ensureCounselStreams(std::span<const Draft> drafts);
    [[nodiscard]] Expected<Committed> write(const Draft& draft, bool isGenesis = false);
    [[nodiscard]] Expected<void> check(const Draft& draft, const Header& header, const journal::View& view,
                                       const Body& body, const std::vector<journal::PhaseWrite>& phases);
    [[nodiscard]] Expected<bool> isClosedElsewhere(const Stream& stream);
    [[nodiscard]] Expected<void> commitBlobs();
    [[nodiscard]] Expected<void> destroyKeys(
        const Doomed& doomed); ///< within the transaction of the change that says so
    [[nodiscard]] Expected<void> destroyFiles(
        const Doomed& doomed); ///< after it; what a crash leaves is removed at the next opening
    ///@}

    /// \name folding.cpp
    ///@{
    [[nodiscard]] journal::FoldContext foldContext(journal::RecordTable& table, journal::Row stream);
    [[nodiscard]] Expected<std::vector<Committed::Touched>> fold(journal::RecordTable& table,
                                                                 const journal::Placed& change, const Body& body);
    /// What `steps` folds is finished at its end.
    [[nodiscard]] Expected<void> foldMany(const std::function<Expected<void>()>& steps);
    [[nodiscard]] Expected<void> finishProjections();
    /// Empties a database's projections and folds the changes that belong into it.
    [[nodiscard]] Expected<void> refold(journal::RecordTable& table, journal::Row onlyStream);
    [[nodiscard]] Expected<void> refoldChange(journal::RecordTable& table, journal::Row onlyStream, journal::Row row);
    [[nodiscard]] Expected<void> rebuildMain();
    /// A portion of what the projections still take from material.
    [[nodiscard]] Expected<journal::Row> advance(journal::RecordTable& table);
    [[nodiscard]] Expected<void> advanceFully(journal::RecordTable& table);
    [[nodiscard]] Expected<std::unique_ptr<QIODevice>> openMaterial(BytesView name);
    [[nodiscard]] Expected<Bytes> digest();
    [[nodiscard]] bool holdsAllOfMain();
    ///@}

    /// \name signing.cpp
    ///@{
    [[nodiscard]] bool isSigningDue(qint64 now) const;
    [[nodiscard]] Expected<void> signMoved(); ///< within a transaction; call `anchorHeads` after it
    [[nodiscard]] Expected<void> anchorHeads();
    [[nodiscard]] Expected<void> signHeads();
    [[nodiscard]] Expected<void> checkTails();
    /// What the device of the vault that this one is a copy of had written last comes under its signature, so that
    /// other vaults accept it.
    [[nodiscard]] Expected<void> signFormerTail(); ///< own chains' ends that no head covers, at open
    [[nodiscard]] Expected<void> loadAnchors();
    [[nodiscard]] Bytes tagOf(BytesView hash) const;
    ///@}

    /// \name settling.cpp, placing.cpp
    ///@{
    [[nodiscard]] Expected<Receipt> receive(const Parcel& parcel);
    /// Takes a signature that holds, and moves the anchors along.
    [[nodiscard]] Expected<bool> takeHead(const Head& head);
    [[nodiscard]] Expected<void> absorb(const Extract& extract);
    [[nodiscard]] Expected<void> settle(std::vector<Committed>& committed);
    [[nodiscard]] Expected<void> readmitAll(std::vector<Committed>& committed);
    [[nodiscard]] Expected<void> catchUp(std::vector<Committed>& committed);
    [[nodiscard]] Expected<void> catchUp(journal::Row stream, std::vector<Committed>& committed);
    [[nodiscard]] bool settleRevocations();
    void tell(const std::vector<Committed>& committed) const;
    ///@}

    /// \name rooms.cpp
    ///@{
    /// Where a readable stream is folded: main, or the attached database of a counsel stream, attached (and folded,
    /// where it is behind) if need be; so not within a transaction unless it is attached already.
    [[nodiscard]] Expected<journal::RecordTable*> table(journal::Row stream);
    /// Within a transaction that changes a counsel stream's projections.
    [[nodiscard]] Expected<void> advanceRoom(journal::Row stream);
    [[nodiscard]] Expected<qint64> generation(journal::Row stream);
    ///@}

    /// \name checkpointing.cpp
    ///@{
    [[nodiscard]] Expected<std::vector<CheckpointLeaf>> leaves(); ///< the ends of all chains that count
    [[nodiscard]] Expected<std::vector<CheckpointProof>> proofsOf(const std::vector<Stream>& streams);
    ///@}

    /// \name reading.cpp
    ///@{
    [[nodiscard]] Expected<ChangeEntry> entry(const journal::StoredChange& stored);
    ///@}
};

} // namespace bulkhead
