#include "models/incident/timelineprojection.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/incident/casework.h"
#include "models/incident/timelineexpectation.h"
#include "models/incident/timelinesql.h"
#include "models/incident/words.h"

#include <algorithm>
#include <utility>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 epoch = 946'684'800'000; ///< 2000-01-01T00:00:00Z in ms since 1970
/// The lowest bit tells the databases of compartments apart: their rows are shown in one list.
constexpr qint64 tieMask = (qint64(1) << TimelineProjection::tieBits) - 2;
constexpr qint64 tieStep = 2;
constexpr int probes = 64;
constexpr int broken = 3; ///< `complete` of an import whose material cannot be read to its end
constexpr std::size_t putOffAtOnce = 250'000;
constexpr qint64 farthest = qint64(1) << 42; ///< ms on either side of the epoch: 139 years

qint64 eightOctets(const Bytes& hash)
{
    qint64 result = 0;
    for (int i = 0; i < 8; ++i) {
        result = static_cast<qint64>(static_cast<quint64>(result) << 8 | static_cast<quint8>(hash[i]));
    }
    return result;
}

QString seenWords(const Observation& observation)
{
    QString words = observation.raw;
    for (const QStringList& list : {observation.links, observation.attributes}) {
        for (const QString& one : list) {
            words += u'\n' + one;
        }
    }
    return words;
}

qint64 codeOf(const QString& seen, const Observation& observation)
{
    QByteArray words = seen.toUtf8();
    for (const QString& more : {observation.interpretation, observation.source}) {
        words += '\n' + more.toUtf8();
    }
    for (const QString& tag : observation.tags) {
        words += '\n' + tag.toUtf8();
    }
    return eightOctets(sha256(words));
}
} // namespace

QByteArray inSchema(QByteArray sql, const QByteArray& schema)
{
    return sql.replace("§", '"' + schema + '"');
}

qint64 wordId(BytesView word)
{
    return eightOctets(sha256(word)) & std::numeric_limits<qint64>::max();
}

struct TimelineProjection::Entry
{
    qint64 at = 0;
    qint64 tie = 0;
    qint64 stream = 0;
    Kind kind = 0;
    Id entity;
    qint64 change = 0;
    qint64 import = 0;
    qint64 recorded = 0;
    Bytes author;
    QString source = {};
    Surface surface = Surface::Unknown;
    qint64 flags = 0;
    qint64 words = 0;
    Bytes content = {};
    QString seen = {};
    QString note = {};
    QString tags = {};

    /// Its row, where no other entry has it.
    [[nodiscard]] qint64 place() const { return keyOf(at) + tie; }
    /// What the index says of an observation.
    void describe(const Observation& observation)
    {
        at = observation.occurred;
        kind = Table<Observation>::kind;
        recorded = observation.recorded;
        source = observation.source;
        surface = observation.surface;
        flags = flagsOf(observation);
        seen = seenWords(observation);
        note = observation.interpretation;
        tags = observation.tags.join(u'\n');
        words = codeOf(seen, observation);
    }
};

struct TimelineProjection::PutOff
{
    Sql* sql = nullptr; ///< of its compartment
    Entry entry;
};

/// Where an observation stands in the index.
struct TimelineProjection::Place
{
    qint64 row = 0;
    bool exists = false;
    Bytes author = {};
    qint64 words = 0;
    qint64 import = 0;
};

/// An import whose rows are being taken.
struct TimelineProjection::Taking
{
    Database* database = nullptr;
    QByteArray schema;
    qint64 id = 0;
    Id entity;
    qint64 stream = 0;
    TimelineImport import; ///< as far as the index needs it
    Bytes author;
    std::unique_ptr<QIODevice> device;
    std::unique_ptr<SequenceReader> reader;
    bool mayBeThere = true; ///< rows of the file can stand in the index already
};

TimelineProjection::TimelineProjection()
{
    addIncidentTypes(m_schema);
}

TimelineProjection::~TimelineProjection() = default;

qint64 TimelineProjection::keyOf(qint64 at)
{
    return std::clamp(at - epoch, -farthest, farthest) * (qint64(1) << tieBits);
}

qint64 TimelineProjection::instantOf(qint64 key)
{
    return (key >> tieBits) + epoch;
}

qint64 TimelineProjection::flagsOf(const Observation& observation)
{
    return observation.isPinned * qint64(Pinned) + observation.isStruck * qint64(Struck);
}

std::unique_ptr<ProjectionExpectation> TimelineProjection::expectation() const
{
    return std::make_unique<TimelineExpectation>(m_schema);
}

qint64 TimelineProjection::wordsCode(const Observation& observation)
{
    return codeOf(seenWords(observation), observation);
}

TimelineProjection::Sql& TimelineProjection::sqlOf(Database& database, const QByteArray& schema)
{
    auto& found = m_sql[{&database, schema}];
    if (!found) {
        found = std::make_unique<Sql>(database, schema);
    }
    return *found;
}

Expected<void> TimelineProjection::create(Database& database, const QByteArray& schema)
{
    m_absent.clear();
    const auto run = [&](const char* sql) { return database.run(inSchema(sql, schema)); };
    // Indexes of earlier programs.
    CHECK_OK(run("DROP TABLE IF EXISTS §.timeline"));
    CHECK_OK(run("DROP INDEX IF EXISTS §.timeline_entry_change"));
    CHECK_OK(run("CREATE TABLE IF NOT EXISTS §.timeline_entry("
                 " row INTEGER PRIMARY KEY, stream INTEGER NOT NULL, kind INTEGER NOT NULL, entity BLOB NOT NULL,"
                 " change INTEGER NOT NULL, import INTEGER NOT NULL, recorded INTEGER NOT NULL,"
                 " author INTEGER NOT NULL, source INTEGER NOT NULL, surface INTEGER NOT NULL,"
                 " flags INTEGER NOT NULL, words INTEGER NOT NULL)"));
    CHECK_OK(run("CREATE INDEX IF NOT EXISTS §.timeline_entry_entity ON timeline_entry(entity, change)"));
    CHECK_OK(run("CREATE INDEX IF NOT EXISTS §.timeline_entry_pinned ON timeline_entry(row) WHERE flags & 1"));
    CHECK_OK(run("CREATE INDEX IF NOT EXISTS §.timeline_entry_posted ON timeline_entry(kind, row) WHERE change > 0"));
    CHECK_OK(run("CREATE TABLE IF NOT EXISTS §.timeline_content(row INTEGER PRIMARY KEY, content BLOB NOT NULL)"));
    CHECK_OK(run("CREATE TABLE IF NOT EXISTS §.timeline_word(id INTEGER PRIMARY KEY, word BLOB NOT NULL)"));
    CHECK_OK(run("CREATE TABLE IF NOT EXISTS §.timeline_import("
                 " id INTEGER PRIMARY KEY, entity BLOB NOT NULL UNIQUE, stream INTEGER NOT NULL,"
                 " identity BLOB NOT NULL, rows BLOB NOT NULL, source TEXT NOT NULL, surface INTEGER NOT NULL,"
                 " recorded INTEGER NOT NULL, author BLOB NOT NULL, struck INTEGER NOT NULL,"
                 " done INTEGER NOT NULL, complete INTEGER NOT NULL, at INTEGER NOT NULL, indexed INTEGER NOT NULL)"));
    return run("CREATE VIRTUAL TABLE IF NOT EXISTS §.timeline_text USING fts5("
               " seen, note, source, tag, content='', contentless_delete=1, prefix='2 3',"
               " tokenize=\"unicode61 remove_diacritics 2\")");
}

Expected<void> TimelineProjection::clear(Database& database, const QByteArray& schema)
{
    forget();
    m_sql.erase({&database, schema});
    m_taking.reset();
    for (const char* table :
         {"timeline_entry", "timeline_content", "timeline_word", "timeline_import", "timeline_text"}) {
        CHECK_OK(database.run(inSchema("DROP TABLE IF EXISTS §." + QByteArray(table), schema)));
    }
    return create(database, schema);
}

Expected<void> TimelineProjection::fold(Database& database, const QByteArray& schema, const FoldedChange& change)
{
    if (change.header.stream.isVault() || change.header.stream.incident == registryIncident()) {
        return {};
    }
    Sql& sql = sqlOf(database, schema);
    sql.endBulk();
    for (const FoldedChange::Touched& touched : change.touched) {
        if (touched.after.kind == Table<Observation>::kind) {
            CHECK_OK(foldObservation(sql, change, touched));
        } else if (touched.after.kind == Table<TimelineImport>::kind) {
            CHECK_OK(foldImport(sql, change, touched));
        } else if (touched.after.kind == Table<Destruction>::kind) {
            CHECK_OK(foldDestruction(sql, touched));
        }
    }
    for (const PostedEntry& posted : postedBy(change, m_schema)) {
        Kind kind = Table<Incident>::kind;
        for (const FoldedChange::Touched& touched : change.touched) {
            kind = touched.after.entity == posted.entity ? touched.after.kind : kind;
        }
        const qint64 at = change.header.clock.ms();
        const Bytes content = encodePosted(posted.parts);
        Entry entry{.at = at,
                    .stream = change.stream,
                    .kind = kind,
                    .entity = posted.entity,
                    .change = change.row,
                    .recorded = at,
                    .author = change.author.bytes()};
        // The same entry gets the same place at every rebuild; only entries whose 20 bits agree move on.
        entry.tie = eightOctets(sha256(posted.entity.bytes() + content)) & tieMask;
        entry.content = content;
        entry.seen = searchText(posted.parts, m_schema);
        CHECK_OK(insert(sql, std::move(entry)));
    }
    return {};
}

Expected<void> TimelineProjection::foldObservation(Sql& sql, const FoldedChange& change,
                                                   const FoldedChange::Touched& touched)
{
    const auto observation = fromRecord<Observation>(touched.after);
    Entry entry{.stream = change.stream, .entity = touched.after.entity, .author = change.author.bytes()};
    entry.describe(observation);
    Place place;
    if (touched.before || !observation.import.isNull()) {
        TRY(place, placeOf(sql, entry.entity));
    }
    if (!observation.import.isNull()) {
        m_taking.reset(); // It may be a row that is still to come.
    }
    const bool stays = place.exists && place.import == 0
        && instantOf(place.row) == instantOf(keyOf(observation.occurred)) && place.words == entry.words;
    if (stays) {
        return sql.run("UPDATE §.timeline_entry SET flags = ?, recorded = ?, surface = ? WHERE row = ?", entry.flags,
                       entry.recorded, static_cast<qint64>(entry.surface), place.row);
    }
    if (place.exists) {
        CHECK_OK(removeRow(sql, place));
        // Whoever writes about a row of a file first is the author of what then stands there.
        entry.author = place.import == 0 ? place.author : entry.author;
    }
    entry.tie = observation.import.isNull() ? eightOctets(sha256(entry.entity.bytes())) & tieMask
                                            : observation.row * tieStep & tieMask;
    return insert(sql, std::move(entry));
}

Expected<void> TimelineProjection::foldImport(Sql& sql, const FoldedChange& change,
                                              const FoldedChange::Touched& touched)
{
    const auto import = fromRecord<TimelineImport>(touched.after);
    const Bytes entity = touched.after.entity.bytes();
    if (import.identity.size() != importIdentityOctets || import.rows.isEmpty()) {
        return {}; // the rest of it comes with another change
    }
    TRY(const qint64 isKnown, sql.number("SELECT 1 FROM §.timeline_import WHERE entity = ?", entity));
    if (isKnown == 0) {
        return sql.run("INSERT OR IGNORE INTO §.timeline_import(entity, stream, identity, rows, source, surface,"
                       " recorded, author, struck, done, complete, at, indexed)"
                       " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, -9223372036854775808, 0)",
                       entity, change.stream, import.identity, import.rows, import.source,
                       static_cast<qint64>(import.surface), import.importedAt, change.author.bytes(),
                       static_cast<qint64>(import.isStruck));
    }
    CHECK_OK(sql.run("UPDATE §.timeline_import SET struck = ?, surface = ? WHERE entity = ?",
                     static_cast<qint64>(import.isStruck), static_cast<qint64>(import.surface), entity));
    m_taking.reset();
    const Bytes from = importedRowId(import.identity, 0).bytes();
    const Bytes to = importedRowId(import.identity, -1).bytes();
    return sql.run("UPDATE §.timeline_entry SET flags = (flags & ~2) | ?, surface = ? WHERE entity BETWEEN ? AND ?"
                   " AND import = (SELECT id FROM §.timeline_import WHERE entity = ?)",
                   import.isStruck * qint64(Struck), static_cast<qint64>(import.surface), from, to, entity);
}

Expected<void> TimelineProjection::foldDestruction(Sql& sql, const FoldedChange::Touched& touched)
{
    const auto destruction = fromRecord<Destruction>(touched.after);
    TRY(const qint64 import, sql.number("SELECT id FROM §.timeline_import WHERE rows = ?", destruction.blob));
    if (import == 0 || !destruction.destroyedAt) {
        return {};
    }
    m_taking.reset();
    CHECK_OK(sql.run("DELETE FROM §.timeline_text WHERE rowid IN (SELECT row FROM §.timeline_entry WHERE import = ?"
                     " AND row <= (SELECT at FROM §.timeline_import WHERE id = ?))",
                     import, import));
    CHECK_OK(sql.run("DELETE FROM §.timeline_content WHERE row IN"
                     " (SELECT row FROM §.timeline_entry WHERE import = ?)",
                     import));
    CHECK_OK(sql.run("DELETE FROM §.timeline_entry WHERE import = ?", import));
    return sql.run("UPDATE §.timeline_import SET complete = 2, indexed = 0 WHERE id = ?", import);
}

Expected<TimelineProjection::Place> TimelineProjection::placeOf(Sql& sql, const Id& entity)
{
    if (m_putOffEntities.contains(entity)) {
        CHECK_OK(finish(sql.database()));
    }
    TRY(auto find,
        sql("SELECT row, (SELECT word FROM §.timeline_word WHERE id = author), words, import FROM §.timeline_entry"
            " WHERE entity = ? AND change = 0"));
    TRY(const bool exists, find.with(entity.bytes())->step());
    if (!exists) {
        return Place();
    }
    return Place{find->integer(0), true, find->bytes(1), find->integer(2), find->integer(3)};
}

Expected<void> TimelineProjection::insert(Sql& sql, Entry entry)
{
    if (entry.import != 0) {
        // They come in an order of their own, and their words follow when all rows are there.
        TRY([[maybe_unused]] const qint64 row, write(sql, entry));
        return {};
    }
    if (entry.change == 0) {
        m_putOffEntities.insert(entry.entity);
    }
    m_putOff.push_back({&sql, std::move(entry)});
    return m_putOff.size() < putOffAtOnce ? Expected<void>() : finish(sql.database());
}

Expected<qint64> TimelineProjection::write(Sql& sql, const Entry& entry)
{
    TRY(const qint64 author, sql.word(entry.author));
    TRY(const qint64 source, sql.word(entry.source.toUtf8()));
    qint64 row = entry.place() + (sql.schema() == "main" ? 0 : 1);
    for (int tried = 1;; ++tried, row += tieStep) {
        if (tried == probes) {
            // Very many entries of one instant: behind the last of them.
            TRY(const qint64 last,
                sql.number("SELECT max(row) FROM §.timeline_entry WHERE row BETWEEN ? AND ?", row,
                           keyOf(entry.at + 1) - 1));
            row = std::max(row, last == 0 ? row : last + tieStep);
        }
        CHECK_OK(sql.run("INSERT OR IGNORE INTO §.timeline_entry(row, stream, kind, entity, change, import, recorded,"
                         " author, source, surface, flags, words) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         row, entry.stream, static_cast<qint64>(entry.kind), entry.entity.bytes(), entry.change,
                         entry.import, entry.recorded, author, source, static_cast<qint64>(entry.surface), entry.flags,
                         entry.words));
        if (sql.database().changedRows() > 0) {
            break;
        }
    }
    if (!entry.content.isEmpty()) {
        CHECK_OK(sql.run("INSERT INTO §.timeline_content(row, content) VALUES(?, ?)", row, entry.content));
    }
    return row;
}

Expected<void> TimelineProjection::finish(Database& database)
{
    Q_UNUSED(database); // each knows its own
    auto putOff = std::exchange(m_putOff, {});
    forget();
    std::ranges::stable_sort(putOff, [](const PutOff& one, const PutOff& other) {
        return std::pair(one.sql, one.entry.place()) < std::pair(other.sql, other.entry.place());
    });
    for (auto at = putOff.begin(); at != putOff.end();) {
        const auto end = std::ranges::find_if(at, putOff.end(), [at](const PutOff& one) { return one.sql != at->sql; });
        CHECK_OK(writeAll(*at->sql, std::span(at, end)));
        at = end;
    }
    return {};
}

Expected<void> TimelineProjection::writeAll(Sql& sql, std::span<const PutOff> those)
{
    sql.beginBulk();
    std::vector<std::pair<qint64, const Entry*>> rows;
    rows.reserve(those.size());
    for (const PutOff& one : those) {
        TRY(const qint64 row, write(sql, one.entry));
        rows.emplace_back(row, &one.entry);
    }
    sql.endBulk();
    std::ranges::sort(rows); // mostly they are
    for (const auto& [row, entry] : rows) {
        CHECK_OK(sql.run("INSERT INTO §.timeline_text(rowid, seen, note, source, tag) VALUES(?, ?, ?, ?, ?)", row,
                         entry->seen, entry->note, entry->source, entry->tags));
    }
    return {};
}

void TimelineProjection::forget()
{
    m_putOff.clear();
    m_putOffEntities.clear();
}

Expected<void> TimelineProjection::removeRow(Sql& sql, const Place& place)
{
    CHECK_OK(sql.run("DELETE FROM §.timeline_entry WHERE row = ?", place.row));
    CHECK_OK(sql.run("DELETE FROM §.timeline_content WHERE row = ?", place.row));
    if (place.import != 0) {
        CHECK_OK(sql.run("UPDATE §.timeline_import SET indexed = indexed - 1 WHERE id = ? AND at >= ?", place.import,
                         place.row));
    }
    return sql.run("DELETE FROM §.timeline_text WHERE rowid = ?", place.row);
}

Expected<qint64> TimelineProjection::advance(Database& database, const QByteArray& schema, const OpenMaterial& material)
{
    Sql& sql = sqlOf(database, schema);
    sql.beginBulk();
    if (!m_taking || m_taking->database != &database || m_taking->schema != schema) {
        TRY(m_taking, sql.nextImport<Taking>(material, m_absent));
        if (!m_taking) {
            return indexWords(sql);
        }
    }
    Taking& taking = *m_taking;
    // After a transaction that failed the reader is ahead of what the table says was taken.
    TRY(const qint64 done, sql.number("SELECT done FROM §.timeline_import WHERE id = ?", taking.id));
    if (done > taking.reader->position()) {
        m_taking.reset();
        return failure("timeline.import-broken"_L1,
                       Wording::tr("The rows of an import could not be taken on from where it stopped. Try again."));
    }
    if (done < taking.reader->position()) {
        m_taking.reset();
        return advance(database, schema, material);
    }
    bool more = true;
    bool isBroken = false;
    for (int left = portion; left > 0 && more; --left) {
        more = taking.reader->next();
        if (!more) {
            break;
        }
        const auto row = ImportedRow::decode(taking.reader->item());
        isBroken = !row;
        if (isBroken) {
            break;
        }
        CHECK_OK(take(sql, taking, *row, taking.reader->item()));
    }
    isBroken = isBroken || taking.reader->isBroken() || (!more && taking.device->bytesAvailable() > 0);
    // What cannot be read on must not stand before all other imports: `verify` names it.
    more = more && !isBroken;
    CHECK_OK(sql.run("UPDATE §.timeline_import SET done = ?, complete = ? WHERE id = ?", taking.reader->position(),
                     static_cast<qint64>(isBroken   ? broken
                                             : more ? 0
                                                    : 1),
                     taking.id));
    const qint64 stream = taking.stream;
    if (!more) {
        m_taking.reset();
    }
    return stream;
}

Expected<qint64> TimelineProjection::indexWords(Sql& sql)
{
    struct Waiting
    {
        qint64 id = 0;
        qint64 stream = 0;
        QString source;
        qint64 at = 0;
    } waiting;
    {
        TRY(auto next,
            sql("SELECT id, stream, source, at FROM §.timeline_import WHERE complete = 1 ORDER BY id LIMIT 1"));
        TRY(const bool found, next->step());
        if (!found) {
            return 0;
        }
        waiting = {next->integer(0), next->integer(1), next->text(2), next->integer(3)};
    }
    // In the order of the rows, in which an index of words grows best.
    qint64 count = 0;
    {
        TRY(auto rows,
            sql("SELECT e.row, c.content FROM §.timeline_entry AS e JOIN §.timeline_content AS c ON c.row = e.row"
                " WHERE e.row > ? AND e.import = ? ORDER BY e.row LIMIT ?"));
        rows.with(waiting.at, waiting.id, static_cast<qint64>(portion));
        for (;;) {
            TRY(const bool found, rows->step());
            if (!found) {
                break;
            }
            const qint64 row = rows->integer(0);
            const auto imported = ImportedRow::decode(rows->view(1));
            TimelineImport import;
            import.source = waiting.source;
            const Observation observation = observationOf(imported.value_or(ImportedRow()), import, Id());
            CHECK_OK(sql.run("INSERT INTO §.timeline_text(rowid, seen, note, source, tag) VALUES(?, ?, ?, ?, ?)", row,
                             seenWords(observation), observation.interpretation, observation.source,
                             observation.tags.join(u'\n')));
            waiting.at = row;
            ++count;
        }
    }
    const bool isThrough = count < portion;
    CHECK_OK(sql.run("UPDATE §.timeline_import SET at = ?, indexed = indexed + ?, complete = ? WHERE id = ?",
                     isThrough ? std::numeric_limits<qint64>::max() : waiting.at, count,
                     static_cast<qint64>(isThrough ? 2 : 1), waiting.id));
    return waiting.stream;
}

Expected<void> TimelineProjection::take(Sql& sql, Taking& taking, const ImportedRow& row, BytesView content)
{
    const Observation observation = observationOf(row, taking.import, taking.entity);
    Entry entry{.stream = taking.stream,
                .entity = importedRowId(taking.import.identity, row.row),
                .import = taking.id,
                .author = taking.author};
    entry.describe(observation);
    entry.tie = row.row * tieStep & tieMask;
    Place place;
    if (taking.mayBeThere) {
        TRY(place, placeOf(sql, entry.entity));
    }
    if (place.exists) {
        // What a person wrote about the row stands; of two imports of one file the later counts.
        if (place.import == 0 || place.import == taking.id) {
            return {};
        }
        TRY(const bool isLater, sql.isLater(taking.id, place.import));
        if (!isLater) {
            return {};
        }
        CHECK_OK(removeRow(sql, place));
    }
    entry.content = Bytes::fromRawData(content.data(), content.size());
    return insert(sql, std::move(entry));
}

Expected<QStringList> TimelineProjection::compareMaterial(Database& database, const QByteArray& schema,
                                                          const OpenMaterial& material)
{
    QStringList findings;
    Sql& sql = sqlOf(database, schema);
    std::set<Id> absent;
    std::vector<Id> all;
    {
        TRY(auto imports, sql("SELECT entity FROM §.timeline_import WHERE complete >= 1 ORDER BY id"));
        for (;;) {
            TRY(const bool found, imports->step());
            if (!found) {
                break;
            }
            all.push_back(Id::fromBytes(imports->view(0)).value_or(Id()));
        }
    }
    for (const Id& entity : all) {
        TRY(const qint64 state, sql.number("SELECT complete FROM §.timeline_import WHERE entity = ?", entity.bytes()));
        if (state == broken) {
            findings.append(
                Wording::tr("The rows of the import %1 are damaged: the timeline shows only those before the "
                            "damage. Restore the vault from a backup.")
                    .arg(entity.text()));
            continue;
        }
        TRY(const auto taking, sql.importOf<Taking>(entity, material, absent));
        if (!taking) {
            continue; // the material is not here, or was destroyed: found by other checks
        }
        qint64 wrong = 0;
        while (taking->reader->next()) {
            const auto row = ImportedRow::decode(taking->reader->item());
            if (!row) {
                ++wrong;
                continue;
            }
            TRY(const Place place, placeOf(sql, importedRowId(taking->import.identity, row->row)));
            const Observation observation = observationOf(*row, taking->import, entity);
            const bool isRight = place.exists
                && (place.import != taking->id
                    || (place.words == wordsCode(observation)
                        && instantOf(place.row) == instantOf(keyOf(row->occurred))));
            wrong += isRight ? 0 : 1;
        }
        if (wrong > 0 || taking->reader->isBroken()) {
            findings.append(Wording::tr("%1 rows of the import %2 are missing from the timeline or differ. Rebuild the "
                                        "lists from the journal.")
                                .arg(wrong)
                                .arg(entity.text()));
        }
    }
    return findings;
}

Expected<Bytes> TimelineProjection::digest(Database& database, const QByteArray& schema)
{
    // Only what does not depend on the order of arrival: titles and old values are as they were when it was folded.
    TRY(auto rows,
        database.prepare(inSchema("SELECT e.row >> 20, e.kind, e.entity, e.recorded, a.word, e.flags,"
                                  " iif(e.change = 0, e.words, 0), c.content, e.surface FROM §.timeline_entry AS e"
                                  " LEFT JOIN §.timeline_content AS c ON c.row = e.row"
                                  " LEFT JOIN §.timeline_word AS a ON a.id = e.author"
                                  " WHERE e.import = 0 ORDER BY e.row >> 20, e.entity, e.change = 0, a.word, c.content",
                                  schema)));
    cbor::Writer writer;
    qint64 count = 0;
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) {
            break;
        }
        ++count;
        for (const int column : {0, 1, 3, 5, 6, 8}) {
            writer.integer(rows.integer(column));
        }
        writer.bytes(rows.view(2));
        writer.bytes(rows.view(4));
        for (const Posted& posted : decodePosted(rows.view(7))) {
            writer.unsignedInteger(posted.field);
            posted.now.write(writer);
            if (!posted.via.isEmpty()) {
                writer.text(posted.via);
            }
        }
    }
    TRY(auto texts,
        database.prepare(inSchema("SELECT (SELECT count(*) FROM §.timeline_text)"
                                  " - (SELECT coalesce(sum(indexed), 0) FROM §.timeline_import)",
                                  schema)));
    CHECK_OK(texts.step());
    writer.integer(texts.integer(0));
    writer.integer(count);
    return sha256(writer.result());
}

void TimelineProjection::release()
{
    m_taking.reset();
    forget();
    m_sql.clear();
}

std::shared_ptr<Projection> timelineProjection()
{
    return std::make_shared<TimelineProjection>();
}

} // namespace bulkhead
