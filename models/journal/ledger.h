#pragma once

#include "models/journal/change.h"
#include "models/journal/past.h"
#include "models/journal/statements.h"

#include <memory>
#include <unordered_map>

namespace bulkhead::journal {

/// How a stored change stands; the numbers are stored.
enum class Standing : quint8 {
    Folded = 0,
    Invalid = 1, ///< for ever: a pure function of the change and its past
    Held = 2,    ///< for now
    Unread = 3,  ///< its chain is right; its body waits for the compartment's key
};

/// Where a change stands in the history.
struct Link
{
    Row row = 0;
    Position at;
    Bytes hash;
    HybridTime clock;
    std::optional<Row> past; ///< nothing until everything before it is here; 0: nothing seen but its own chain
    Standing standing = Standing::Held;
};

/// A change as stored.
struct StoredChange
{
    Row row = 0;
    Row stream = 0;
    Row device = 0;
    qint64 seq = 0;
    Bytes header;
    Bytes body;
    qint64 received = 0;
    qint64 admitted = 0; ///< when it was folded; 0 where it was not
    Standing standing = Standing::Held;
    QString reason;
    std::optional<Row> past;
    Bytes tag;        ///< of changes written here: MAC under a key that only the device can make
    qint64 place = 0; ///< in the order of folding; of what is verified
};

/// The journal's tables, but for projections and keys, over one connection; keeps devices, streams and vectors in
/// memory. What it keeps follows the database only after `load`: call it after a rollback.
class Ledger
{
public:
    explicit Ledger(Database& database);

    [[nodiscard]] Expected<void> create();
    [[nodiscard]] Expected<void> load();
    [[nodiscard]] Statements& statements() { return m_statements; }

    /// \name Devices and streams by row, counted from 1
    ///@{
    [[nodiscard]] Row deviceRow(const Id& device) const;
    [[nodiscard]] Expected<Row> admitDevice(const Id& device);
    [[nodiscard]] Row deviceCount() const { return static_cast<Row>(m_devices.size()) - 1; }
    [[nodiscard]] const Id& device(Row row) const;
    [[nodiscard]] Bytes deviceKey(Row row) const; ///< empty until its enrolment was seen
    [[nodiscard]] Expected<void> setDeviceKey(Row row, const Bytes& key);

    [[nodiscard]] Row streamRow(const Stream& stream) const;
    [[nodiscard]] Expected<Row> admitStream(const Stream& stream);
    [[nodiscard]] Row streamCount() const { return static_cast<Row>(m_streams.size()) - 1; }
    [[nodiscard]] const Stream& stream(Row row) const;
    ///@}

    /// \name Changes
    ///@{
    [[nodiscard]] Expected<Row> insert(const StoredChange& change, BytesView hash);
    [[nodiscard]] Expected<std::optional<Link>> find(BytesView hash);
    [[nodiscard]] Expected<std::optional<Link>> link(Row row);
    /// The last change of a chain that counts: folded, invalid or unread.
    [[nodiscard]] Expected<std::optional<Link>> tip(Row stream, Row device);
    [[nodiscard]] Expected<std::optional<StoredChange>> change(Row row);
    /// Reads the row that the query stands on: row, stream, device, seq, header, body, received, admitted, state,
    /// reason, past, tag.
    [[nodiscard]] static StoredChange read(const Query& query);
    /// The same without copies: header, body and tag are good until the query goes on. `detached` makes them last.
    [[nodiscard]] static StoredChange readInPlace(const Query& query);
    [[nodiscard]] static StoredChange detached(const StoredChange& change);
    static constexpr char columns[]
        = "row, stream, device, seq, header, body, received, admitted, state, reason, past, "
          "tag";
    [[nodiscard]] Expected<void> place(Row row, Standing standing, const QString& reason, std::optional<Row> past,
                                       std::optional<qint64> admitted, std::optional<qint64> placed);
    /// A number for the order of folding, above all given so far.
    [[nodiscard]] Expected<qint64> nextPlace();
    /// Rows of folded changes in the order in which they were folded; of one stream, or of all where 0.
    [[nodiscard]] Expected<std::vector<Row>> folded(Row stream);
    ///@}

    /// \name Vectors
    ///@{
    [[nodiscard]] Expected<std::shared_ptr<const Past>> past(Row row);
    [[nodiscard]] Expected<Row> addPast(const Past& past);
    /// The view of a stored change that has a place.
    [[nodiscard]] Expected<std::optional<View>> view(Row change);
    ///@}

    [[nodiscard]] Expected<void> addHead(Row stream, Row device, const Head& head);
    [[nodiscard]] Expected<std::vector<Head>> heads(Row stream, Row device); ///< the newest first; 0, 0: all

    [[nodiscard]] Expected<Bytes> note(const QString& name); ///< empty where there is none
    [[nodiscard]] Expected<void> setNote(const QString& name, const Bytes& value);

    [[nodiscard]] static qint64 shortHash(BytesView hash);

private:
    [[nodiscard]] static Link readLink(const Query& query);

    Statements m_statements;
    std::vector<Id> m_devices;       ///< by row; [0] unused
    std::vector<Bytes> m_deviceKeys; ///< by row
    std::unordered_map<Id, Row> m_deviceRows;
    std::vector<Stream> m_streams; ///< by row; [0] unused
    std::map<Stream, Row> m_streamRows;
    std::unordered_map<Row, std::shared_ptr<const Past>> m_pasts;
};

/// The damage of a table that SQLite read without complaint.
[[nodiscard]] std::unexpected<Error> damaged(const QString& detail);

} // namespace bulkhead::journal
