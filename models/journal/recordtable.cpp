#include "models/journal/recordtable.h"

namespace bulkhead::journal {

namespace {
constexpr char tables[] = R"(
CREATE TABLE IF NOT EXISTS @.record(stream INTEGER NOT NULL, kind INTEGER NOT NULL, entity BLOB NOT NULL,
    cells BLOB NOT NULL, PRIMARY KEY(stream, kind, entity)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS @.record_entity ON record(entity);
CREATE TABLE IF NOT EXISTS @.touch(entity BLOB NOT NULL, change INTEGER NOT NULL, PRIMARY KEY(entity, change))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS @.folded(only INTEGER PRIMARY KEY CHECK(only = 1), generation INTEGER NOT NULL);
)";

constexpr const char* statements[] = {
    "SELECT cells FROM @.record WHERE stream = ? AND kind = ? AND entity = ?",
    R"(INSERT INTO @.record(stream, kind, entity, cells) VALUES(?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET cells = excluded.cells)",
    "INSERT OR IGNORE INTO @.touch(entity, change) VALUES(?, ?)",
    "SELECT kind, entity, cells FROM @.record WHERE stream = ? AND kind BETWEEN ? AND ?",
    "SELECT stream, kind FROM @.record WHERE entity = ?",
    "SELECT change FROM @.touch WHERE entity = ? ORDER BY change",
    "SELECT generation FROM @.folded",
    "INSERT INTO @.folded(only, generation) VALUES(1, ?) ON CONFLICT DO UPDATE SET generation = excluded.generation",
};

quint64 codeOf(Row stream, Kind kind, const Id& entity)
{
    return qHash(entity, static_cast<std::size_t>(stream) * 65537 + kind);
}
} // namespace

RecordTable::RecordTable(Database& database, QByteArray schema)
    : m_database(database)
    , m_schema(std::move(schema))
{
}

QByteArray RecordTable::in(const char* sql) const
{
    return QByteArray(sql).replace("@.", m_schema + '.');
}

Expected<Query> RecordTable::use(Prepared which)
{
    auto& statement = m_statements[which];
    if (!statement) {
        TRY(statement, m_database.prepare(in(statements[which]).constData()));
    }
    return Query(*statement);
}

Expected<void> RecordTable::create()
{
    return m_database.run(in(tables).constData());
}

Expected<void> RecordTable::clear()
{
    m_written.emplace();
    return m_database.run(in("DELETE FROM @.record; DELETE FROM @.touch").constData());
}

Expected<std::optional<Record>> RecordTable::find(Row row, const Stream& stream, Kind kind, const Id& entity)
{
    const auto isThere = [](std::size_t) { return true; };
    if (m_written && !m_written->find(codeOf(row, kind, entity), isThere)) {
        return std::nullopt;
    }
    TRY(Query query, use(Find));
    TRY(const bool found, query.with(row, kind, entity.bytes())->step());
    if (!found) {
        return std::nullopt;
    }
    TRY(Record record, Record::decode(stream, kind, entity, query->view(0)));
    return record;
}

Expected<void> RecordTable::put(Row stream, const Record& record)
{
    if (m_written) {
        m_written->add(codeOf(stream, record.kind, record.entity), 0);
    }
    TRY(Query query, use(Put));
    return query.with(stream, record.kind, record.entity.bytes(), record.encoded())->run();
}

Expected<void> RecordTable::touch(const Id& entity, Row change)
{
    TRY(Query query, use(Touch));
    return query.with(entity.bytes(), change)->run();
}

Expected<void> RecordTable::list(Row row, const Stream& stream, Kind kind, std::vector<Record>& into)
{
    TRY(Query query, use(List));
    query.with(row, kind, kind == 0 ? 0xffff : kind);
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return {};
        }
        const Id entity = Id::fromBytes(query->view(1)).value_or(Id());
        TRY(Record record, Record::decode(stream, static_cast<Kind>(query->integer(0)), entity, query->view(2)));
        into.push_back(std::move(record));
    }
}

Expected<std::vector<RecordTable::Place>> RecordTable::places(const Id& entity)
{
    TRY(Query query, use(Places));
    query.with(entity.bytes());
    std::vector<Place> places;
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return places;
        }
        places.push_back({query->integer(0), static_cast<Kind>(query->integer(1))});
    }
}

Expected<std::vector<Row>> RecordTable::touches(const Id& entity)
{
    TRY(Query query, use(Touches));
    query.with(entity.bytes());
    std::vector<Row> rows;
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return rows;
        }
        rows.push_back(query->integer(0));
    }
}

Expected<qint64> RecordTable::generation()
{
    TRY(Query query, use(Generation));
    TRY(const bool found, query->step());
    return found ? query->integer(0) : 0;
}

Expected<void> RecordTable::setGeneration(qint64 generation)
{
    TRY(Query query, use(SetGeneration));
    return query.with(generation)->run();
}

} // namespace bulkhead::journal
