#pragma once

#include "models/journal/journalprivate.h"

namespace bulkhead::journal {

/// Finds the place of changes that wait for one: what everything before them is, whether a signed head covers them, and
/// so whether they count. Reads and writes the ledger; works within one transaction, on one batch.
class Placing
{
public:
    /// A change that waits.
    struct Waiting
    {
        Row row = 0;
        Position at;
        Header header;
        Bytes hash;
        Bytes body;
        qint64 received = 0;
        qint64 admitted = 0; ///< of an earlier admission that is looked at again; 0 where there was none
        bool isCovered = false;
        bool hadPlace = false; ///< it is looked at again; its clock was looked at when it came
        bool isDone = false;
        QString reason; ///< why it still waits, as stored
    };
    /// What stands before a change that has all of it.
    struct Before
    {
        Past past;
        Row pastRow = 0;
        bool isFork = false;
        std::optional<QLatin1StringView> invalid; ///< chain or clock
    };

    Placing(Ledger& ledger, const Id& vault, qint64 now);

    /// Stored as the reason of a change that is to be placed once more.
    static constexpr const char* againReason = "again";

    /// Takes all changes without a place.
    [[nodiscard]] Expected<void> load();
    /// In an order in which a change comes after those it has seen.
    [[nodiscard]] std::vector<Waiting>& waiting() { return m_waiting; }
    /// Nothing while something is missing (its `reason` says what).
    [[nodiscard]] Expected<std::optional<Before>> before(Waiting& change, Row vaultStream);
    /// The change has its place now.
    void placed(const Waiting& change, Row pastRow, Standing standing);
    /// A change that was accepted turned out to be one branch of a fork: everything has to be looked at again.
    [[nodiscard]] bool foundFork() const { return m_foundFork; }

private:
    [[nodiscard]] Expected<void> cover();
    void findForks();
    [[nodiscard]] Expected<std::optional<Link>> find(const Bytes& hash);
    [[nodiscard]] Expected<bool> isForked(const Waiting& change, const std::optional<Link>& previous);

    Ledger& m_ledger;
    Id m_vault;
    qint64 m_now;
    std::vector<Waiting> m_waiting;
    std::unordered_map<Bytes, std::size_t> m_byHash;
    std::unordered_map<Bytes, Link> m_placed;
    std::map<std::pair<Row, Row>, qint64> m_forks; ///< by chain: the first place that was written twice
    bool m_foundFork = false;
};

} // namespace bulkhead::journal
