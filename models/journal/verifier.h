#pragma once

#include "models/base/digest.h"
#include "models/journal/encodedfold.h"
#include "models/journal/journalprivate.h"
#include "models/vault/pagecheck.h"

#include <deque>
#include <stop_token>

namespace bulkhead::journal {

/// Proves a journal from its stored bytes alone: every change, its place, its right, the signatures, the anchor, and
/// that the projections are what the changes say. One pass over the changes, everything it concludes kept in memory;
/// nothing of what the journal remembers about itself is taken for granted. Works within one read transaction.
class Verifier
{
public:
    using Progress = std::function<void(qint64 done, qint64 all)>;

    Verifier(Journal::Private& journal, bool deep, const Progress& progress, std::stop_token stop,
             const Expectation& expected = {});

    [[nodiscard]] Expected<Verification> run();

private:
    /// A change that has been looked at and has its place.
    struct Node
    {
        Row row = 0;
        Row stream = 0;
        Row device = 0;
        qint64 seq = 0;
        HybridTime clock;
        Sha256Octets hash = {};
        std::size_t past = 0; ///< index into m_pasts
        Standing stored = Standing::Held;
        bool isFork = false;    ///< stored as one
        bool isRevoked = false; ///< stored as one
        bool isTagged = false;
        bool isCovered = false;
        std::optional<std::size_t> previous;
        Row storedPast = 0;

        [[nodiscard]] BytesView hashView() const { return {hash.data(), 32}; }
    };
    struct Chain
    {
        std::size_t authorityPast = static_cast<std::size_t>(-1); ///< of what is kept below
        Authority authority;
        std::vector<std::size_t> nodes; ///< by sequence number where the chain is whole
    };

    [[nodiscard]] Expected<void> checkChanges();
    /// Those of the file that nothing above has read.
    [[nodiscard]] Expected<void> checkPages(PageCheck& pages);

    /// \name verifier.cpp: the changes
    ///@{
    [[nodiscard]] Expected<void> scan();
    [[nodiscard]] Expected<void> scanFrom(Row after, Row& last);
    /// False where something before it has not been looked at yet.
    [[nodiscard]] bool look(const StoredChange& stored, const Sha256Octets& hash);
    [[nodiscard]] std::optional<std::size_t> findPrevious(const Chain& chain, BytesView hash) const;
    void lookAtHeld(const StoredChange& stored);
    void judge(const StoredChange& stored, const Header& header, Node& node);
    void fold(const StoredChange& stored, const Header& header, const Node& node, const View& seen, const Body& body);
    void count(const StoredChange& stored, const Header& header, const Node& node,
               const std::optional<Refusal>& refusal);
    [[nodiscard]] std::optional<std::size_t> find(BytesView hash) const;
    /// Where it is likely to be: a whole chain is looked into by its numbers.
    [[nodiscard]] std::optional<std::size_t> findAt(const Position& position, BytesView hash) const;
    [[nodiscard]] std::optional<std::size_t> findRow(Row row) const;
    [[nodiscard]] View view(const Node& node) const;
    void checkPast(const StoredChange& stored, const Node& node, bool hasAfter);
    void settleRevocations();
    void checkRevocations();
    void checkForks();
    /// Its changes follow on one another, and none is kept back as a fork: there is none.
    [[nodiscard]] bool isOneLine(const Chain& chain) const;
    /// What a damaged page keeps from being read is a finding, not an end.
    [[nodiscard]] Expected<void> endure(Expected<void> step, const QString& where);
    ///@}

    /// \name proofs.cpp: heads, anchor, keys, blobs
    ///@{
    [[nodiscard]] Expected<void> checkHeads();
    void checkCover();
    [[nodiscard]] Expected<void> checkAnchor();
    [[nodiscard]] Expected<void> checkKeys();
    [[nodiscard]] Expected<void> checkBlobs();
    /// Names of blobs, with their stream, that a record of the kind "destruction" says were destroyed.
    [[nodiscard]] std::set<std::pair<Row, Bytes>> destroyedByRecord() const;
    [[nodiscard]] Bytes digestOfHeads() const;
    ///@}

    /// \name checkpointproof.cpp
    ///@{
    void checkCheckpoints();
    void checkCheckpoint(CheckpointFinding& finding);
    void checkLeaves(CheckpointFinding& finding);
    void checkStamp(const Checkpoint& checkpoint, const Bytes& imprint, const QString& where, CheckpointFinding& into);
    void checkAgainst(const CheckpointFile& file);
    [[nodiscard]] bool holdsLeaf(const CheckpointLeaf& leaf) const;
    ///@}

    /// \name comparing.cpp: projections
    ///@{
    [[nodiscard]] Expected<void> compareRecords();
    [[nodiscard]] Expected<void> compareTable(RecordTable& table, Row onlyStream);
    [[nodiscard]] Expected<void> compareTouches(RecordTable& table, Row onlyStream);
    [[nodiscard]] Expected<void> compareProjections(RecordTable& table, Row onlyStream);
    [[nodiscard]] Expected<void> compareMaterial(RecordTable& table);
    /// What was folded, taken apart.
    [[nodiscard]] Expected<Record> recordOf(const EncodedFold::Entry& entry) const;
    /// Those that say themselves what they must hold, asked; the rest is what must be folded again.
    [[nodiscard]] Expected<Journal::Projections> askExpectations(RecordTable& table, Row onlyStream);
    [[nodiscard]] Expected<void> foldAgain(RecordTable& table, Row onlyStream, const Journal::Projections& those);
    [[nodiscard]] bool belongs(Row stream, Row onlyStream) const;
    void listDiffers(const QString& where);
    ///@}

    void problem(const char* code, const QString& where, const QString& message);
    [[nodiscard]] QString whereIs(Row row, Row stream, Row device, qint64 seq) const;
    [[nodiscard]] QString whereIs(const StoredChange& stored) const;
    [[nodiscard]] QString whereIs(const Node& node) const;

    Journal::Private& m_journal;
    bool m_deep;
    Progress m_progress;
    std::stop_token m_stop;
    const Expectation& m_expected;
    Verification m_result;

    Roster m_roster;
    std::deque<Past> m_pasts; ///< views point into it while it grows
    std::vector<Node> m_nodes;
    mutable IndexTable m_byHash; ///< filled when somebody asks: most vaults have one chain, which lies in order
    mutable std::size_t m_byHashFilled = 0;
    mutable IndexTable m_byRow;
    mutable std::size_t m_byRowFilled = 0;
    mutable std::size_t m_nextRow = 0; ///< index behind the row that was found last
    std::map<std::pair<Row, Row>, Chain> m_chains;
    std::multimap<std::pair<Row, Row>, qint64> m_waiting; ///< sequence numbers of what has no place yet
    std::map<Row, std::vector<PhaseWrite>> m_phases;
    std::map<Row, std::vector<AccessWrite>> m_access;
    std::vector<StoredChange> m_later; ///< what they have seen comes in a later row
    EncodedFold m_fold;
    std::vector<const EncodedFold::Entry*> m_touched; ///< of the change at hand; kept for its memory
    std::vector<FoldedChange::Touched> m_touchedNames;
    std::map<Row, quint64> m_touches; ///< by stream: sum over the touches that the changes make
    /// By the stream of a counsel compartment, 0 for what is folded into the vault's own database: one for each
    /// projection.
    std::map<Row, std::vector<std::unique_ptr<ProjectionExpectation>>> m_expectations;
    qint64 m_all = 0;
    Row m_lastRow = 0;
};

[[nodiscard]] quint64 touchCode(const Id& entity, Row change);

} // namespace bulkhead::journal
