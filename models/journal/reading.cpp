#include "models/base/digest.h"
#include "models/journal/journalprivate.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

Expected<std::vector<Record>> Journal::records(Kind kind) const
{
    CHECK_OK(d->refresh());
    std::vector<Record> records;
    for (Row stream = 1; stream <= d->ledger.streamCount(); ++stream) {
        if (d->isReadable(stream)) {
            TRY(RecordTable * table, d->table(stream));
            CHECK_OK(table->list(stream, d->ledger.stream(stream), kind, records));
        }
    }
    return records;
}

Expected<std::vector<Record>> Journal::records(const Id& incident, Kind kind) const
{
    CHECK_OK(d->refresh());
    std::vector<Record> records;
    for (const Compartment compartment : {Compartment::Team, Compartment::Counsel}) {
        const Row stream = d->ledger.streamRow({incident, compartment});
        if (stream != 0 && d->isReadable(stream)) {
            TRY(RecordTable * table, d->table(stream));
            CHECK_OK(table->list(stream, d->ledger.stream(stream), kind, records));
        }
    }
    return records;
}

Expected<std::optional<Record>> Journal::record(const Id& entity) const
{
    CHECK_OK(d->refresh());
    const auto findIn = [&](RecordTable& table) -> Expected<std::optional<Record>> {
        TRY(const auto places, table.places(entity));
        for (const RecordTable::Place& place : places) {
            if (d->isReadable(place.stream)) {
                return table.find(place.stream, d->ledger.stream(place.stream), place.kind, entity);
            }
        }
        return std::nullopt;
    };
    TRY(auto found, findIn(d->main));
    for (Row stream = 1; stream <= d->ledger.streamCount() && !found; ++stream) {
        if (d->isCounsel(stream) && d->isReadable(stream)) {
            TRY(RecordTable * table, d->table(stream));
            TRY(found, findIn(*table));
        }
    }
    return found;
}

Expected<ChangeEntry> Journal::Private::entry(const StoredChange& stored)
{
    ChangeEntry entry;
    entry.row = stored.row;
    entry.stream = ledger.stream(stored.stream);
    entry.hash = sha256(stored.header);
    entry.received = stored.received;
    entry.state = stored.standing == Standing::Invalid ? ChangeEntry::State::Invalid
        : stored.standing == Standing::Held            ? ChangeEntry::State::Held
                                                       : ChangeEntry::State::Folded;
    entry.reasonCode = stored.reason;
    entry.reason = reasonSentence(stored.reason);
    TRY(Query query, ledger.statements()("SELECT max(seq) FROM head WHERE stream = ? AND device = ?"));
    CHECK_OK(query.with(stored.stream, stored.device)->step());
    entry.isSigned = !query->isNull(0) && query->integer(0) >= stored.seq;
    auto header = Header::decode(stored.header);
    if (!header) {
        return entry;
    }
    entry.header = *std::move(header);
    entry.author = roster.userOf(entry.header.device);
    entry.authorName = roster.member(nullptr, entry.author, 1).valueOr<QString>();
    if (auto body = bodyOf(stored.stream, entry.header, stored.body); body && *body) {
        entry.isReadable = true;
        entry.body = **std::move(body);
    }
    return entry;
}

namespace {
/// The rows that a query may hold, by what an index can answer.
struct Selection
{
    QByteArray condition; ///< " FROM change WHERE …"
    QByteArray sql;
    std::vector<qint64> numbers;
};

Selection select(const ChangeQuery& query, Journal::Private& journal, const std::vector<Row>& devices)
{
    Selection selection;
    const Ledger& ledger = journal.ledger;
    QByteArrayList streams;
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        const bool wanted = !query.incident || ledger.stream(stream).incident == *query.incident;
        if (wanted && journal.isReadable(stream)) {
            streams.append(QByteArray::number(stream));
        }
    }
    // Of all incidents, the newest stand at the end of the table: the plus keeps SQLite from gathering by stream and
    // sorting every change for the first few.
    QByteArrayList terms{(query.incident ? "stream IN (" : "+stream IN (") + streams.join(',') + ')'};
    if (query.author || query.device) {
        QByteArrayList rows;
        for (const Row device : devices) {
            rows.append(QByteArray::number(device));
        }
        terms.append("device IN (" + rows.join(',') + ')');
    }
    if (query.since) {
        terms.append("received >= ?");
        selection.numbers.push_back(*query.since);
    }
    if (query.before > 0) {
        terms.append(query.newestFirst ? "row < ?" : "row > ?");
        selection.numbers.push_back(query.before);
    }
    selection.condition = " FROM change WHERE " + terms.join(" AND ");
    selection.sql = QByteArray("SELECT ") + Ledger::columns + selection.condition
        + (query.newestFirst ? " ORDER BY row DESC" : " ORDER BY row");
    return selection;
}

std::vector<Row> devicesOf(const ChangeQuery& query, const Ledger& ledger, const Roster& roster)
{
    std::vector<Row> devices;
    for (Row device = 1; device <= ledger.deviceCount(); ++device) {
        const Id& id = ledger.device(device);
        if ((!query.device || *query.device == id) && (!query.author || roster.userOf(id) == *query.author)) {
            devices.push_back(device);
        }
    }
    return devices;
}
} // namespace

Expected<std::optional<qint64>> Journal::countChanges(const ChangeQuery& query) const
{
    CHECK_OK(d->refresh());
    if (!query.intent.isEmpty() || query.entity) {
        return std::nullopt;
    }
    ChangeQuery unbounded = query;
    unbounded.before = 0;
    const Selection selection = select(unbounded, *d, devicesOf(query, d->ledger, d->roster));
    TRY(Statement statement, d->database.prepare(("SELECT count(*)" + selection.condition).constData()));
    int at = 0;
    for (const qint64 number : selection.numbers) {
        statement.bind(++at, number);
    }
    CHECK_OK(statement.step());
    return statement.integer(0);
}

Expected<std::vector<ChangeEntry>> Journal::changes(const ChangeQuery& query) const
{
    CHECK_OK(d->refresh());
    const std::vector<Row> devices = devicesOf(query, d->ledger, d->roster);
    const auto matches = [&](const ChangeEntry& entry) {
        return query.intent.isEmpty() || entry.body.intent.startsWith(query.intent);
    };
    std::vector<ChangeEntry> entries;
    const auto isFull = [&] { return query.limit > 0 && entries.size() >= static_cast<std::size_t>(query.limit); };
    if (query.entity) {
        TRY(auto history, this->history(*query.entity));
        if (query.newestFirst) {
            std::ranges::reverse(history);
        }
        for (ChangeEntry& entry : history) {
            const bool isWithin = query.before <= 0
                || (query.newestFirst ? entry.row < query.before : entry.row > query.before);
            const Row device = d->ledger.deviceRow(entry.header.device);
            if (isFull()) {
                break;
            }
            if (isWithin && matches(entry) && std::ranges::find(devices, device) != devices.end()
                && (!query.since || entry.received >= *query.since)
                && (!query.incident || entry.stream.incident == *query.incident)) {
                entries.push_back(std::move(entry));
            }
        }
        return entries;
    }
    const Selection selection = select(query, *d, devices);
    TRY(Statement statement, d->database.prepare(selection.sql.constData()));
    int at = 0;
    for (const qint64 number : selection.numbers) {
        statement.bind(++at, number);
    }
    const Query rows(statement);
    while (!isFull()) {
        TRY(const bool found, rows->step());
        if (!found) {
            break;
        }
        TRY(ChangeEntry entry, d->entry(Ledger::read(rows)));
        if (matches(entry)) {
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

Expected<std::optional<ChangeEntry>> Journal::change(qint64 row) const
{
    CHECK_OK(d->refresh());
    TRY(const auto stored, d->ledger.change(row));
    if (!stored || !d->isReadable(stored->stream)) {
        return std::nullopt;
    }
    TRY(ChangeEntry entry, d->entry(*stored));
    return entry;
}

Expected<std::vector<ChangeEntry>> Journal::history(const Id& entity) const
{
    CHECK_OK(d->refresh());
    TRY(std::vector<Row> rows, d->main.touches(entity));
    for (Row stream = 1; stream <= d->ledger.streamCount(); ++stream) {
        if (d->isCounsel(stream) && d->isReadable(stream)) {
            TRY(RecordTable * table, d->table(stream));
            TRY(const auto more, table->touches(entity));
            rows.insert(rows.end(), more.begin(), more.end());
        }
    }
    std::ranges::sort(rows);
    std::vector<ChangeEntry> entries;
    for (const Row row : rows) {
        TRY(auto entry, change(row));
        if (entry) {
            entries.push_back(*std::move(entry));
        }
    }
    return entries;
}

Expected<Journal::Counts> Journal::counts() const
{
    CHECK_OK(d->refresh());
    Counts counts;
    for (Row stream = 1; stream <= d->ledger.streamCount(); ++stream) {
        if (!d->isReadable(stream)) {
            continue;
        }
        TRY(Query all, d->ledger.statements()("SELECT count(*) FROM change WHERE stream = ?"));
        CHECK_OK(all.with(stream)->step());
        counts.changes += all->integer(0);
        TRY(Query open,
            d->ledger.statements()(
                "SELECT state, count(*) FROM change WHERE state >= 1 AND stream = ? GROUP BY state"));
        open.with(stream);
        for (;;) {
            TRY(const bool found, open->step());
            if (!found) {
                break;
            }
            counts.invalid += open->integer(0) == static_cast<int>(Standing::Invalid) ? open->integer(1) : 0;
            counts.held += open->integer(0) == static_cast<int>(Standing::Held) ? open->integer(1) : 0;
        }
        const Stream& of = d->ledger.stream(stream);
        const bool isIncident = !of.isVault() && of.incident != registryIncident()
            && of.compartment == Compartment::Team;
        counts.incidents += isIncident ? 1 : 0;
    }
    counts.devices = static_cast<qint64>(devices().size());
    return counts;
}

bool Journal::canRead(const Stream& stream) const
{
    (void)d->refresh();
    return d->isReadable(d->ledger.streamRow(stream));
}

QByteArray Journal::projectionSchema(const Stream& stream) const
{
    (void)d->refresh();
    const Row row = d->ledger.streamRow(stream);
    if (row == 0 || !d->isReadable(row)) {
        return {};
    }
    const auto table = d->table(row);
    return table ? (*table)->schema() : QByteArray();
}

qint64 Journal::streamRow(const Stream& stream) const
{
    (void)d->refresh();
    return d->ledger.streamRow(stream);
}

std::optional<Stream> Journal::streamOf(qint64 row) const
{
    (void)d->refresh();
    return row > 0 && row <= d->ledger.streamCount() ? std::optional(d->ledger.stream(row)) : std::nullopt;
}

Database& Journal::database() const
{
    return d->database;
}

std::vector<Stream> Journal::streams(const Id& incident) const
{
    (void)d->refresh();
    std::vector<Stream> streams;
    for (Row row = 1; row <= d->ledger.streamCount(); ++row) {
        const Stream& stream = d->ledger.stream(row);
        const bool wanted = incident.isNull() ? !stream.isVault() && stream.incident != registryIncident()
                                              : stream.incident == incident;
        if (wanted && d->isReadable(row)) {
            streams.push_back(stream);
        }
    }
    return streams;
}

} // namespace bulkhead
