#include "models/incident/timelineprojection.h"

#include "models/base/digest.h"
#include "models/incident/casework.h"
#include "models/incident/timelineexpectation.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 epoch = 946'684'800'000; ///< 2000-01-01T00:00:00Z in ms since 1970
constexpr std::size_t textsAtOnce = 250'000;
constexpr qint64 farthest = qint64(1) << 42; ///< ms on either side of the epoch: 139 years

qint64 eightOctets(const Bytes& hash)
{
    qint64 result = 0;
    for (int i = 0; i < 8; ++i) {
        result = static_cast<qint64>(static_cast<quint64>(result) << 8 | static_cast<quint8>(hash[i]));
    }
    return result;
}
} // namespace

QString TimelineProjection::wordsOf(const Observation& observation)
{
    QString words = observation.raw;
    for (const QString& more : {observation.interpretation, observation.source, observation.occurredText}) {
        words += QLatin1Char('\n') + more;
    }
    for (const QStringList& list : {observation.tags, observation.links}) {
        for (const QString& more : list) {
            words += QLatin1Char('\n') + more;
        }
    }
    return words;
}

qint64 TimelineProjection::codeOfWords(const QString& words)
{
    return eightOctets(sha256(words.toUtf8()));
}

qint64 TimelineProjection::flagsOf(const Observation& observation)
{
    return observation.isPinned * qint64(Pinned) + observation.isStruck * qint64(Struck);
}

std::unique_ptr<Expectation> TimelineProjection::expectation() const
{
    return std::make_unique<TimelineExpectation>(m_schema);
}

QByteArray inSchema(QByteArray sql, const QByteArray& schema)
{
    return sql.replace("§", '"' + schema + '"');
}

struct TimelineProjection::Entry
{
    qint64 at = 0;
    qint64 stream = 0;
    Kind kind = 0;
    Id entity;
    qint64 change = 0;
    qint64 recorded = 0;
    Id author;
    qint64 flags = 0;
    Bytes posted = {};
    QString words;
};

/// Where an observation stands in the index.
struct TimelineProjection::Place
{
    qint64 row = 0;
    bool exists = false;
    Id author;
    qint64 words = 0; ///< of SHA-256 of the indexed text
};

TimelineProjection::TimelineProjection()
{
    addIncidentTypes(m_schema);
}

qint64 TimelineProjection::keyOf(qint64 at)
{
    return std::clamp(at - epoch, -farthest, farthest) * (qint64(1) << tieBits);
}

qint64 TimelineProjection::instantOf(qint64 key)
{
    return (key >> tieBits) + epoch;
}

Expected<void> TimelineProjection::create(Database& database, const QByteArray& schema)
{
    CHECK_OK(database.run(inSchema("CREATE TABLE IF NOT EXISTS §.timeline("
                                   " row INTEGER PRIMARY KEY, stream INTEGER NOT NULL, kind INTEGER NOT NULL,"
                                   " entity BLOB NOT NULL, change INTEGER NOT NULL, recorded INTEGER NOT NULL,"
                                   " author BLOB, flags INTEGER NOT NULL, words INTEGER NOT NULL, posted BLOB)",
                                   schema)));
    CHECK_OK(database.run(inSchema("CREATE INDEX IF NOT EXISTS §.timeline_stream ON timeline(stream)", schema)));
    CHECK_OK(
        database.run(inSchema("CREATE INDEX IF NOT EXISTS §.timeline_entity ON timeline(entity, change)", schema)));
    CHECK_OK(database.run(
        inSchema("CREATE INDEX IF NOT EXISTS §.timeline_change ON timeline(change) WHERE change > 0", schema)));
    return database.run(inSchema("CREATE VIRTUAL TABLE IF NOT EXISTS §.timeline_text USING fts5("
                                 " words, content='', contentless_delete=1, prefix='2 3',"
                                 " tokenize=\"unicode61 remove_diacritics 2\")",
                                 schema));
}

Expected<void> TimelineProjection::clear(Database& database, const QByteArray& schema)
{
    CHECK_OK(database.run(inSchema("DELETE FROM §.timeline", schema)));
    CHECK_OK(database.run(inSchema("DROP TABLE IF EXISTS §.timeline_text", schema)));
    return create(database, schema);
}

Expected<void> TimelineProjection::fold(Database& database, const QByteArray& schema, const FoldedChange& change)
{
    if (change.header.stream.isVault() || change.header.stream.incident == registryIncident()) {
        return {};
    }
    for (const FoldedChange::Touched& touched : change.touched) {
        if (touched.after.kind == Table<Observation>::kind) {
            CHECK_OK(foldObservation(database, schema, change, touched));
        }
    }
    for (const PostedEntry& posted : postedBy(change, m_schema)) {
        Kind kind = Table<Incident>::kind;
        for (const FoldedChange::Touched& touched : change.touched) {
            kind = touched.after.entity == posted.entity ? touched.after.kind : kind;
        }
        const qint64 at = change.header.clock.ms();
        CHECK_OK(insert(database, schema,
                        {at, change.stream, kind, posted.entity, change.row, at, change.author, 0,
                         encodePosted(posted.parts), searchText(posted.parts, m_schema)}));
    }
    return {};
}

Expected<void> TimelineProjection::foldObservation(Database& database, const QByteArray& schema,
                                                   const FoldedChange& change, const FoldedChange::Touched& touched)
{
    const auto observation = fromRecord<Observation>(touched.after);
    const QString words = wordsOf(observation);
    Place place;
    if (touched.before) {
        TRY(auto found, placeOf(database, schema, touched.after.entity));
        place = found;
    }
    const qint64 flags = flagsOf(observation);
    const bool stays = place.exists && instantOf(place.row) == instantOf(keyOf(observation.occurred))
        && place.words == codeOfWords(words);
    if (stays) {
        TRY(auto update,
            database.prepare(inSchema("UPDATE §.timeline SET flags = ?, recorded = ? WHERE row = ?", schema)));
        return update.bind(1, flags).bind(2, observation.recorded).bind(3, place.row).run();
    }
    if (place.exists) {
        CHECK_OK(removeRow(database, schema, place.row));
    }
    return insert(database, schema,
                  {observation.occurred,
                   change.stream,
                   Table<Observation>::kind,
                   touched.after.entity,
                   0,
                   observation.recorded,
                   place.exists ? place.author : change.author,
                   flags,
                   {},
                   words});
}

Expected<TimelineProjection::Place> TimelineProjection::placeOf(Database& database, const QByteArray& schema,
                                                                const Id& entity)
{
    TRY(auto find,
        database.prepare(
            inSchema("SELECT row, author, words FROM §.timeline WHERE entity = ? AND change = 0", schema)));
    find.bind(1, BytesView(entity.bytes()));
    TRY(const bool exists, find.step());
    if (!exists) {
        return Place();
    }
    return Place{find.integer(0), true, Id::fromBytes(find.bytes(1)).value_or(Id()), find.integer(2)};
}

Expected<void> TimelineProjection::insert(Database& database, const QByteArray& schema, const Entry& entry)
{
    // The same entry gets the same place at every rebuild; only entries whose 20 bits agree in one millisecond move on.
    const Bytes tie = sha256(entry.entity.bytes() + entry.posted);
    qint64 row = keyOf(entry.at) + (eightOctets(tie) & ((1 << tieBits) - 1));
    TRY(auto add,
        database.prepare(inSchema("INSERT INTO §.timeline(row, stream, kind, entity, change, recorded,"
                                  " author, flags, words, posted) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                  " ON CONFLICT(row) DO NOTHING",
                                  schema)));
    add.bind(2, entry.stream).bind(3, static_cast<qint64>(entry.kind));
    add.bind(4, BytesView(entry.entity.bytes())).bind(5, entry.change).bind(6, entry.recorded);
    add.bind(7, BytesView(entry.author.bytes())).bind(8, entry.flags);
    add.bind(9, codeOfWords(entry.words)).bind(10, BytesView(entry.posted));
    for (bool isPlaced = false; !isPlaced; row += isPlaced ? 0 : 1) {
        CHECK_OK(add.bind(1, row).run());
        isPlaced = database.changedRows() > 0;
    }
    m_texts.insert_or_assign({schema, row}, entry.words.toUtf8());
    return m_texts.size() < textsAtOnce ? Expected<void>() : finish(database);
}

Expected<void> TimelineProjection::finish(Database& database)
{
    for (auto at = m_texts.begin(); at != m_texts.end();) {
        const QByteArray schema = at->first.first;
        TRY(auto index,
            database.prepare(inSchema("INSERT INTO §.timeline_text(rowid, words) VALUES(?, CAST(? AS TEXT))", schema)));
        for (; at != m_texts.end() && at->first.first == schema; ++at) {
            CHECK_OK(index.bind(1, at->first.second).bind(2, BytesView(at->second)).run());
        }
    }
    m_texts.clear();
    return {};
}

Expected<void> TimelineProjection::removeRow(Database& database, const QByteArray& schema, qint64 row)
{
    TRY(auto remove, database.prepare(inSchema("DELETE FROM §.timeline WHERE row = ?", schema)));
    CHECK_OK(remove.bind(1, row).run());
    if (m_texts.erase({schema, row}) > 0) {
        return {};
    }
    TRY(auto forgetText, database.prepare(inSchema("DELETE FROM §.timeline_text WHERE rowid = ?", schema)));
    return forgetText.bind(1, row).run();
}

Expected<Bytes> TimelineProjection::digest(Database& database, const QByteArray& schema)
{
    // Only what does not depend on the order of arrival: titles and old values are as they were when it was folded.
    TRY(auto rows,
        database.prepare(inSchema("SELECT row >> 20, kind, entity, recorded, author, flags,"
                                  " iif(change = 0, words, 0), posted FROM §.timeline"
                                  " ORDER BY row >> 20, entity, change = 0, author, posted",
                                  schema)));
    cbor::Writer writer;
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) {
            break;
        }
        for (const int column : {0, 1, 3, 5, 6}) {
            writer.integer(rows.integer(column));
        }
        writer.bytes(rows.view(2));
        writer.bytes(rows.view(4));
        for (const Posted& posted : decodePosted(rows.view(7))) {
            writer.unsignedInteger(posted.field);
            posted.now.write(writer);
        }
    }
    TRY(auto texts, database.prepare(inSchema("SELECT count(*) FROM §.timeline_text", schema)));
    CHECK_OK(texts.step());
    writer.integer(texts.integer(0));
    return sha256(writer.result());
}

std::shared_ptr<Projection> timelineProjection()
{
    return std::make_shared<TimelineProjection>();
}

} // namespace bulkhead
