#include "models/journal/ledger.h"

#include "models/base/digest.h"

#include <QCoreApplication>
#include <QtEndian>

#include <algorithm>

namespace bulkhead::journal {

namespace {
constexpr char tables[] = R"(
CREATE TABLE IF NOT EXISTS journal_note(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device(row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, key BLOB NOT NULL DEFAULT x'');
CREATE TABLE IF NOT EXISTS stream(row INTEGER PRIMARY KEY, incident BLOB NOT NULL, compartment INTEGER NOT NULL,
    generation INTEGER NOT NULL DEFAULT 0, UNIQUE(incident, compartment));
CREATE TABLE IF NOT EXISTS past(row INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS change(row INTEGER PRIMARY KEY, stream INTEGER NOT NULL,
    device INTEGER NOT NULL, seq INTEGER NOT NULL, hash8 INTEGER NOT NULL, header BLOB NOT NULL,
    body BLOB NOT NULL, received INTEGER NOT NULL, admitted INTEGER, state INTEGER NOT NULL, reason TEXT, past INTEGER,
    placed INTEGER, tag BLOB);
CREATE INDEX IF NOT EXISTS change_chain ON change(stream, device, seq);
CREATE INDEX IF NOT EXISTS change_hash ON change(hash8);
CREATE INDEX IF NOT EXISTS change_open ON change(state, stream) WHERE state >= 1;
CREATE INDEX IF NOT EXISTS change_placed ON change(placed) WHERE placed IS NOT NULL;
CREATE TABLE IF NOT EXISTS head(stream INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL,
    hash BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY(stream, device, seq, hash)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stream_key(stream INTEGER NOT NULL, user BLOB NOT NULL, key BLOB NOT NULL, box BLOB NOT NULL,
    sealed_for BLOB NOT NULL, proven INTEGER NOT NULL, PRIMARY KEY(stream, user, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blob(name BLOB NOT NULL, stream INTEGER NOT NULL, nonce BLOB NOT NULL, key BLOB NOT NULL,
    sha256 BLOB NOT NULL, size INTEGER NOT NULL, destroyed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(name, stream))
    WITHOUT ROWID;
)";

constexpr int placeShift = 24; ///< a change written here is folded at row « 24; one that waited, between two of these

const std::shared_ptr<const Past>& emptyPast()
{
    static const auto empty = std::make_shared<const Past>();
    return empty;
}
} // namespace

std::unexpected<Error> damaged(const QString& detail)
{
    return failure(QLatin1StringView("journal.damaged"),
                   QCoreApplication::translate("Journal",
                                               "A part of the journal is not what was written. Verify the vault to "
                                               "see where, and restore it from its last backup."),
                   detail);
}

Ledger::Ledger(Database& database)
    : m_statements(database)
{
}

Expected<void> Ledger::create()
{
    return m_statements.database().run(tables);
}

Expected<void> Ledger::load()
{
    std::vector<Id> devices(1);
    std::vector<Bytes> deviceKeys(1);
    TRY(Query deviceRows, m_statements("SELECT row, id, key FROM device ORDER BY row"));
    for (;;) {
        TRY(const bool found, deviceRows->step());
        if (!found) {
            break;
        }
        const auto id = Id::fromBytes(deviceRows->view(1));
        if (!id || deviceRows->integer(0) != static_cast<Row>(devices.size())) {
            return damaged(QStringLiteral("device table"));
        }
        devices.push_back(*id);
        deviceKeys.push_back(deviceRows->bytes(2));
    }
    std::vector<Stream> streams(1);
    TRY(Query streamRows, m_statements("SELECT row, incident, compartment FROM stream ORDER BY row"));
    for (;;) {
        TRY(const bool found, streamRows->step());
        if (!found) {
            break;
        }
        const auto incident = Id::fromBytes(streamRows->view(1));
        const qint64 compartment = streamRows->integer(2);
        if (!incident || compartment < 0 || compartment > 1
            || streamRows->integer(0) != static_cast<Row>(streams.size())) {
            return damaged(QStringLiteral("stream table"));
        }
        streams.push_back({*incident, static_cast<Compartment>(compartment)});
    }
    m_devices = std::move(devices);
    m_deviceKeys = std::move(deviceKeys);
    m_streams = std::move(streams);
    m_deviceRows.clear();
    for (std::size_t row = 1; row < m_devices.size(); ++row) {
        m_deviceRows.emplace(m_devices[row], static_cast<Row>(row));
    }
    m_streamRows.clear();
    for (std::size_t row = 1; row < m_streams.size(); ++row) {
        m_streamRows.emplace(m_streams[row], static_cast<Row>(row));
    }
    m_pasts.clear();
    return {};
}

Row Ledger::deviceRow(const Id& device) const
{
    const auto found = m_deviceRows.find(device);
    return found == m_deviceRows.end() ? 0 : found->second;
}

Expected<Row> Ledger::admitDevice(const Id& device)
{
    if (const Row known = deviceRow(device)) {
        return known;
    }
    const Row row = deviceCount() + 1;
    CHECK_OK(execute(m_statements, "INSERT INTO device(row, id) VALUES(?, ?)", row, device.bytes()));
    m_devices.push_back(device);
    m_deviceKeys.emplace_back();
    m_deviceRows.emplace(device, row);
    return row;
}

const Id& Ledger::device(Row row) const
{
    return m_devices[row > 0 && row <= deviceCount() ? static_cast<std::size_t>(row) : 0];
}

Bytes Ledger::deviceKey(Row row) const
{
    return m_deviceKeys[row > 0 && row <= deviceCount() ? static_cast<std::size_t>(row) : 0];
}

Expected<void> Ledger::setDeviceKey(Row row, const Bytes& key)
{
    CHECK_OK(execute(m_statements, "UPDATE device SET key = ? WHERE row = ?", key, row));
    m_deviceKeys[static_cast<std::size_t>(row)] = key;
    return {};
}

Row Ledger::streamRow(const Stream& stream) const
{
    const auto found = m_streamRows.find(stream);
    return found == m_streamRows.end() ? 0 : found->second;
}

Expected<Row> Ledger::admitStream(const Stream& stream)
{
    if (const Row known = streamRow(stream)) {
        return known;
    }
    const Row row = streamCount() + 1;
    CHECK_OK(execute(m_statements, "INSERT INTO stream(row, incident, compartment) VALUES(?, ?, ?)", row,
                     stream.incident.bytes(), static_cast<int>(stream.compartment)));
    m_streams.push_back(stream);
    m_streamRows.emplace(stream, row);
    return row;
}

const Stream& Ledger::stream(Row row) const
{
    return m_streams[row > 0 && row <= streamCount() ? static_cast<std::size_t>(row) : 0];
}

qint64 Ledger::shortHash(BytesView hash)
{
    return hash.size() < 8 ? 0 : qFromBigEndian<qint64>(hash.data());
}

Expected<Row> Ledger::insert(const StoredChange& change, BytesView hash)
{
    CHECK_OK(execute(m_statements,
                     "INSERT INTO change(stream, device, seq, hash8, header, body, received, state, reason, past, tag) "
                     "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     change.stream, change.device, change.seq, shortHash(hash), change.header, change.body,
                     change.received, static_cast<int>(change.standing),
                     change.reason.isEmpty() ? std::optional<QString>() : change.reason, change.past,
                     change.tag.isEmpty() ? std::optional<Bytes>() : change.tag));
    return m_statements.database().lastRowId();
}

StoredChange Ledger::read(const Query& query)
{
    return detached(readInPlace(query));
}

StoredChange Ledger::detached(const StoredChange& change)
{
    StoredChange own = change;
    for (Bytes* octets : {&own.header, &own.body, &own.tag}) {
        octets->detach();
    }
    return own;
}

StoredChange Ledger::readInPlace(const Query& query)
{
    const auto inPlace = [&](int column) {
        const BytesView view = query->view(column);
        return Bytes::fromRawData(view.data(), view.size());
    };
    StoredChange change;
    change.row = query->integer(0);
    change.stream = query->integer(1);
    change.device = query->integer(2);
    change.seq = query->integer(3);
    change.header = inPlace(4);
    change.body = inPlace(5);
    change.received = query->integer(6);
    change.standing = static_cast<Standing>(std::clamp<qint64>(query->integer(8), 0, 3));
    change.admitted = query->isNull(7) && change.standing == Standing::Folded ? change.received : query->integer(7);
    change.reason = query->isNull(9) ? QString() : query->text(9);
    change.past = query->isNull(10) ? std::nullopt : std::optional(query->integer(10));
    change.tag = inPlace(11);
    return change;
}

Link Ledger::readLink(const Query& query)
{
    Link link;
    link.row = query->integer(0);
    link.at = {query->integer(1), query->integer(2), query->integer(3)};
    link.hash = sha256(query->view(4));
    if (const auto header = Header::decode(query->view(4))) {
        link.clock = header->clock;
    }
    link.past = query->isNull(5) ? std::nullopt : std::optional(query->integer(5));
    link.standing = static_cast<Standing>(std::clamp<qint64>(query->integer(6), 0, 3));
    return link;
}

Expected<std::optional<Link>> Ledger::find(BytesView hash)
{
    TRY(Query query,
        m_statements("SELECT row, stream, device, seq, header, past, state FROM change WHERE hash8 = ? ORDER BY row"));
    query.with(shortHash(hash));
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return std::nullopt;
        }
        if (Link link = readLink(query); link.hash == hash) {
            return link;
        }
    }
}

Expected<std::optional<Link>> Ledger::link(Row row)
{
    TRY(Query query, m_statements("SELECT row, stream, device, seq, header, past, state FROM change WHERE row = ?"));
    TRY(const bool found, query.with(row)->step());
    return found ? std::optional(readLink(query)) : std::nullopt;
}

Expected<std::optional<Link>> Ledger::tip(Row stream, Row device)
{
    TRY(Query query,
        m_statements("SELECT row, stream, device, seq, header, past, state FROM change WHERE stream = ? AND device = ? "
                     "AND state <> 2 ORDER BY seq DESC LIMIT 1"));
    TRY(const bool found, query.with(stream, device)->step());
    return found ? std::optional(readLink(query)) : std::nullopt;
}

Expected<std::optional<StoredChange>> Ledger::change(Row row)
{
    TRY(Query query,
        m_statements("SELECT row, stream, device, seq, header, body, received, admitted, state, reason, past, tag FROM "
                     "change WHERE row = ?"));
    TRY(const bool found, query.with(row)->step());
    return found ? std::optional(read(query)) : std::nullopt;
}

Expected<void> Ledger::place(Row row, Standing standing, const QString& reason, std::optional<Row> past,
                             std::optional<qint64> admitted, std::optional<qint64> placed)
{
    return execute(
        m_statements, "UPDATE change SET state = ?, reason = ?, past = ?, admitted = ?, placed = ? WHERE row = ?",
        static_cast<int>(standing), reason.isEmpty() ? std::optional<QString>() : reason, past, admitted, placed, row);
}

Expected<qint64> Ledger::nextPlace()
{
    TRY(Query query,
        m_statements("SELECT max(coalesce((SELECT max(row) FROM change), 0) * 16777216 + 1, "
                     "coalesce((SELECT max(placed) FROM change WHERE placed IS NOT NULL), 0) + 1)"));
    static_assert(1 << placeShift == 16777216);
    CHECK_OK(query->step());
    return query->integer(0);
}

Expected<std::vector<Row>> Ledger::folded(Row stream)
{
    TRY(Query query,
        m_statements(
            stream == 0
                ? "SELECT row, coalesce(placed, row * 16777216) FROM change WHERE state = 0 AND ? = 0 ORDER BY row"
                : "SELECT row, coalesce(placed, row * 16777216) FROM change WHERE state = 0 AND stream = ?"));
    query.with(stream);
    std::vector<std::pair<qint64, Row>> order;
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            break;
        }
        order.emplace_back(query->integer(1), query->integer(0));
    }
    std::ranges::sort(order);
    std::vector<Row> rows;
    rows.reserve(order.size());
    for (const auto& [placed, row] : order) {
        rows.push_back(row);
    }
    return rows;
}

Expected<std::shared_ptr<const Past>> Ledger::past(Row row)
{
    if (row == 0) {
        return emptyPast();
    }
    if (const auto kept = m_pasts.find(row); kept != m_pasts.end()) {
        return kept->second;
    }
    TRY(Query query, m_statements("SELECT vector FROM past WHERE row = ?"));
    TRY(const bool found, query.with(row)->step());
    auto vector = found ? Past::decode(query->view(0)) : std::nullopt;
    if (!vector) {
        return damaged(QStringLiteral("past %1").arg(row));
    }
    return m_pasts.emplace(row, std::make_shared<const Past>(std::move(*vector))).first->second;
}

Expected<Row> Ledger::addPast(const Past& past)
{
    if (past.all().empty()) {
        return 0;
    }
    CHECK_OK(execute(m_statements, "INSERT INTO past(vector) VALUES(?)", past.encoded()));
    const Row row = m_statements.database().lastRowId();
    m_pasts.insert_or_assign(row, std::make_shared<const Past>(past));
    return row;
}

Expected<std::optional<View>> Ledger::view(Row change)
{
    TRY(Query query, m_statements("SELECT stream, device, seq, past FROM change WHERE row = ?"));
    TRY(const bool found, query.with(change)->step());
    if (!found || query->isNull(3)) {
        return std::nullopt;
    }
    TRY(const auto vector, past(query->integer(3)));
    return View{vector.get(), query->integer(0), query->integer(1), query->integer(2)};
}

Expected<void> Ledger::addHead(Row stream, Row device, const Head& head)
{
    return execute(m_statements,
                   "INSERT OR IGNORE INTO head(stream, device, seq, hash, signature) VALUES(?, ?, ?, ?, ?)", stream,
                   device, static_cast<qint64>(head.seq), head.hash, head.signature);
}

Expected<std::vector<Head>> Ledger::heads(Row stream, Row device)
{
    TRY(Query query,
        m_statements(
            "SELECT stream, device, seq, hash, signature FROM head WHERE (?1 = 0 OR stream = ?1) AND (?2 = 0 OR "
            "device = ?2) ORDER BY stream, device, seq DESC"));
    query.with(stream, device);
    std::vector<Head> heads;
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return heads;
        }
        heads.push_back({this->stream(query->integer(0)), this->device(query->integer(1)),
                         static_cast<quint64>(query->integer(2)), query->bytes(3), query->bytes(4)});
    }
}

Expected<Bytes> Ledger::note(const QString& name)
{
    TRY(Query query, m_statements("SELECT value FROM journal_note WHERE name = ?"));
    TRY(const bool found, query.with(name)->step());
    return found ? query->bytes(0) : Bytes();
}

Expected<void> Ledger::setNote(const QString& name, const Bytes& value)
{
    return execute(m_statements,
                   "INSERT INTO journal_note(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = "
                   "excluded.value",
                   name, value);
}

} // namespace bulkhead::journal
