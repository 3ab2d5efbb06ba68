#include "models/incident/casework.h"
#include "models/incident/sentences.h"
#include "models/incident/timelinesearch.h"
#include "models/incident/timelinesql.h"

#include <functional>
#include <set>
#include <unordered_map>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// Above so many observations one pass over all of the incident's is cheaper than looking each up.
constexpr std::size_t manyRows = 400;

struct Selection
{
    QByteArray sql;
    std::vector<std::variant<qint64, Bytes, QString>> values;
};

/// The rows of one way to fit. `columns` begin with t.row.
/// `until`: only what was recorded by then; of observations that stand as changes the caller knows.
Selection selection(const TimelineQuery& query, const TimelineConjunct& way, const QByteArray& schema, qint64 stream,
                    std::optional<qint64> until, const char* columns, const char* joins)
{
    using Index = TimelineProjection;
    Selection result;
    // The index of words takes bounds of its own rows only.
    const QByteArray key = way.match.isEmpty() ? "t.row" : "f.rowid";
    QByteArray where = "t.stream = ?";
    if (!way.match.isEmpty()) {
        result.values.emplace_back(way.match);
    }
    result.values.emplace_back(stream);
    const auto also = [&](const QByteArray& condition, qint64 number) {
        where += condition;
        result.values.emplace_back(number);
    };
    if (query.after != 0) {
        also(" AND " + key + " > ?", query.after);
    }
    if (query.before != 0) {
        also(" AND " + key + " < ?", query.before);
    }
    if (query.from) {
        also(" AND " + key + " >= ?", Index::keyOf(*query.from));
    }
    if (query.to) {
        also(" AND " + key + " < ?", Index::keyOf(*query.to + 1));
    }
    if (!query.withPosted) {
        where += " AND t.change = 0";
    }
    if (until) {
        // A change counts from when this vault admitted it; imports and observations are held against the records.
        also(" AND (t.change = 0 OR (SELECT coalesce(a.admitted, a.received) FROM main.change AS a WHERE a.row = "
             "t.change) <= ?)",
             *until);
    }
    if (query.onlyPinned && !until) {
        where += " AND t.flags & 1";
    }
    if (!query.withStruck && !until) {
        where += " AND NOT t.flags & 2";
    }
    for (const TimelineCondition& condition : way.conditions) {
        QByteArray sql = condition.sql;
        sql.replace("t.row >= ?", key + " >= ?").replace("t.row < ?", key + " < ?");
        where += " AND (" + sql + ')';
        for (const auto& value : condition.values) {
            std::visit([&](const auto& one) { result.values.emplace_back(one); }, value);
        }
    }
    for (const QString& text : way.without) {
        // One look at each row that is shown, or one list of all hits.
        where += query.limit > 0 ? " AND NOT EXISTS (SELECT 1 FROM §.timeline_text AS w WHERE w.timeline_text MATCH ?"
                                   " AND w.rowid = t.row)"
                                 : " AND t.row NOT IN (SELECT rowid FROM §.timeline_text WHERE timeline_text MATCH ?)";
        result.values.emplace_back(text);
    }
    const QByteArray source = way.match.isEmpty()
        ? "§.timeline_entry AS t" + QByteArray(joins) + " WHERE "
        : "§.timeline_text AS f CROSS JOIN §.timeline_entry AS t ON t.row = f.rowid" + QByteArray(joins)
            + " WHERE f.timeline_text MATCH ? AND ";
    result.sql = "SELECT " + QByteArray(columns) + " FROM " + source + where + " ORDER BY "
        + (way.match.isEmpty() ? "t.row" : "f.rowid") + (query.newestFirst ? " DESC" : " ASC");
    if (query.limit > 0 && !until) {
        result.sql += " LIMIT ?";
        result.values.emplace_back(static_cast<qint64>(query.limit));
    }
    result.sql = inSchema(result.sql, schema);
    return result;
}

/// Gives each row of a selection to `take(const Statement&) -> bool`, which stops with false.
template<typename Take> Expected<void> each(const Journal& journal, const Selection& chosen, Take take)
{
    TRY(auto statement, journal.database().prepare(chosen.sql));
    int at = 0;
    for (const auto& value : chosen.values) {
        ++at;
        if (const auto* number = std::get_if<qint64>(&value)) {
            statement.bind(at, *number);
        } else if (const auto* octets = std::get_if<Bytes>(&value)) {
            statement.bind(at, BytesView(*octets));
        } else {
            statement.bind(at, QStringView(std::get<QString>(value)));
        }
    }
    for (;;) {
        TRY(const bool more, statement.step());
        if (!more) {
            return {};
        }
        if (!take(statement)) {
            return {};
        }
    }
}

/// Selects in every compartment that the user reads, one way after the other.
template<typename Take>
Expected<void> selectRows(const Journal& journal, const Id& incident, const TimelineQuery& query,
                          const TimelineSearch& search, std::optional<qint64> until, const char* columns,
                          const char* joins, Take take)
{
    const std::vector<TimelineConjunct> anything(1);
    for (const Stream& stream : journal.streams(incident)) {
        const QByteArray schema = journal.projectionSchema(stream);
        const bool isWanted = query.withCounsel || stream.compartment != Compartment::Counsel;
        if (!isWanted || schema.isEmpty()) {
            continue;
        }
        for (const TimelineConjunct& way : search.conjuncts.empty() ? anything : search.conjuncts) {
            int taken = 0;
            CHECK_OK(each(journal, selection(query, way, schema, journal.streamRow(stream), until, columns, joins),
                          [&](const Statement& row) {
                              taken += take(row, stream) ? 1 : 0;
                              return query.limit == 0 || taken < query.limit;
                          }));
        }
    }
    return {};
}

/// Sorted, each key once (several ways may choose it), not more than asked for.
template<typename T, typename Key> void arrange(std::vector<T>& rows, const TimelineQuery& query, Key key)
{
    if (query.newestFirst) {
        std::ranges::sort(rows, std::greater(), key);
    } else {
        std::ranges::sort(rows, {}, key);
    }
    const auto twice = std::ranges::unique(rows, {}, key);
    rows.erase(twice.begin(), twice.end());
    if (query.limit > 0 && rows.size() > static_cast<std::size_t>(query.limit)) {
        rows.resize(static_cast<std::size_t>(query.limit));
    }
}

Expected<TimelineSearch> compiled(const Journal& journal, const TimelineQuery& query)
{
    return TimelineSearch::compile(query.text, query.zone, [&](const QString& name) {
        std::vector<Id> found;
        for (const auto& [id, member] : journal.members()) {
            if (member.name.contains(name, Qt::CaseInsensitive)) {
                found.push_back(id);
            }
        }
        return found;
    });
}

/// Rows as people see them.
class RowReader
{
public:
    static constexpr const char* columns = "t.row, t.kind, t.entity, t.change, t.recorded, a.word, t.flags, c.content,"
                                           " i.entity";
    static constexpr const char* joins = " LEFT JOIN §.timeline_word AS a ON a.id = t.author"
                                         " LEFT JOIN §.timeline_content AS c ON c.row = t.row"
                                         " LEFT JOIN §.timeline_import AS i ON i.id = t.import";

    explicit RowReader(const Journal& journal)
        : m_journal(journal)
        , m_narrator(journal)
    {
    }

    [[nodiscard]] TimelineRow row(const Statement& statement, const Stream& stream)
    {
        TimelineRow row;
        row.row = statement.integer(0);
        row.at = TimelineProjection::instantOf(row.row);
        row.stream = stream;
        row.kind = static_cast<Kind>(statement.integer(1));
        row.entity = Id::fromBytes(statement.view(2)).value_or(Id());
        row.change = statement.integer(3);
        row.recorded = statement.integer(4);
        row.author = m_narrator.nameOf(Id::fromBytes(statement.view(5)).value_or(Id()));
        row.isPinned = (statement.integer(6) & TimelineProjection::Pinned) != 0;
        row.isStruck = (statement.integer(6) & TimelineProjection::Struck) != 0;
        if (row.change > 0) {
            QStringList sentences;
            for (const Posted& posted : decodePosted(statement.view(7))) {
                sentences.append(m_narrator.sentence(posted, row.author));
            }
            row.sentence = sentences.join("; "_L1);
        } else if (!statement.isNull(8)) {
            const Id import = Id::fromBytes(statement.view(8)).value_or(Id());
            if (const auto imported = ImportedRow::decode(statement.view(7))) {
                row.isImported = true;
                row.at = imported->occurred;
                row.observation = Kept<Observation>{row.entity, stream,
                                                    observationOf(*imported, importOf(import), import)};
            }
        }
        return row;
    }

private:
    const TimelineImport& importOf(const Id& id)
    {
        const auto found = m_imports.find(id);
        if (found != m_imports.end()) {
            return found->second;
        }
        const auto record = m_journal.record(id);
        return m_imports.emplace(id, record && *record ? fromRecord<TimelineImport>(**record) : TimelineImport())
            .first->second;
    }

    const Journal& m_journal;
    Narrator m_narrator;
    std::unordered_map<Id, TimelineImport> m_imports;
};

Expected<void> fillObservations(const Journal& journal, const Id& incident, std::vector<TimelineRow>& rows)
{
    std::unordered_map<Id, TimelineRow*> wanted;
    for (TimelineRow& row : rows) {
        if (row.change == 0 && !row.observation) {
            wanted.emplace(row.entity, &row);
        }
    }
    const auto fill = [&](const Record& record) {
        if (const auto found = wanted.find(record.entity); found != wanted.end()) {
            found->second->observation = keptFrom<Observation>(record);
            found->second->at = found->second->observation->value.occurred;
        }
    };
    if (wanted.size() > manyRows) {
        TRY(const auto records, journal.records(incident, Table<Observation>::kind));
        std::ranges::for_each(records, fill);
        return {};
    }
    for (const auto& [id, row] : wanted) {
        TRY(const auto record, journal.record(id));
        if (record) {
            fill(*record);
        }
    }
    return {};
}

/// The short number of a word's id in a list that is given beside the marks.
class Places
{
public:
    quint16 of(qint64 id)
    {
        const auto found = m_places.find(id);
        if (found != m_places.end()) {
            return found->second;
        }
        constexpr std::size_t most = 65'535; // what comes after is shown with what names none
        const auto place = static_cast<quint16>(m_ids.size() < most ? m_ids.size() : 0);
        if (m_ids.size() < most) {
            m_ids.push_back(id);
        }
        m_places.emplace(id, place);
        return place;
    }
    [[nodiscard]] const std::vector<qint64>& ids() const { return m_ids; }

private:
    std::unordered_map<qint64, quint16> m_places;
    std::vector<qint64> m_ids;
};

Expected<Bytes> wordOf(const Journal& journal, const std::set<QByteArray>& schemas, qint64 id)
{
    for (const QByteArray& schema : schemas) {
        TRY(auto statement,
            journal.database().prepare(inSchema("SELECT word FROM §.timeline_word WHERE id = ?", schema)));
        TRY(const bool found, statement.bind(1, id).step());
        if (found) {
            return statement.bytes(0);
        }
    }
    return Bytes();
}
} // namespace

Expected<std::vector<TimelineRow>> Casework::timeline(const Id& incident, const TimelineQuery& query) const
{
    CHECK_OK(recordOf(incident, Table<Incident>::kind));
    TRY(const auto search, compiled(m_journal, query));
    RowReader reader(m_journal);
    const bool past = isPast(incident);
    std::vector<TimelineRow> rows;
    CHECK_OK(selectRows(m_journal, incident, query, search, past ? std::optional(m_past->at) : std::nullopt,
                        RowReader::columns, RowReader::joins, [&](const Statement& statement, const Stream& stream) {
                            TimelineRow row = reader.row(statement, stream);
                            if (past && !showsPast(row, query)) {
                                return false;
                            }
                            rows.push_back(std::move(row));
                            return true;
                        }));
    arrange(rows, query, &TimelineRow::row);
    CHECK_OK(fillObservations(m_journal, incident, rows));
    return rows;
}

std::optional<Record> Casework::pastObservation(const Id& id) const
{
    if (const auto found = m_past->records.find(id); found != m_past->records.end()) {
        return found->second;
    }
    // A row of a file that somebody wrote about later: what that change said of it first is what the file said.
    const auto record = m_journal.record(id);
    const Id import = record && *record ? fromRecord<Observation>(**record).import : Id();
    if (import.isNull() || !m_past->records.contains(import)) {
        return std::nullopt;
    }
    const auto history = m_journal.history(id);
    if (!history || history->empty()) {
        return std::nullopt;
    }
    Record first{.stream = (*record)->stream, .kind = Table<Observation>::kind, .entity = id, .cells = {}};
    for (const Fact& fact : history->front().body.facts) {
        if (fact.entity == id) {
            Write write;
            write.value = fact.value;
            first.cells[static_cast<quint16>(fact.field & 0xffff)].writes.push_back(std::move(write));
        }
    }
    return first;
}

bool Casework::showsPast(TimelineRow& row, const TimelineQuery& query) const
{
    if (row.change == 0 && !row.isImported) {
        const auto record = pastObservation(row.entity);
        if (!record) {
            return false; // It was noted later.
        }
        row.observation = keptFrom<Observation>(*record);
        row.at = row.observation->value.occurred;
        row.isPinned = row.observation->value.isPinned;
        row.isStruck = row.observation->value.isStruck;
        row.recorded = row.observation->value.recorded;
    } else if (row.isImported && row.observation) {
        const auto import = m_past->records.find(row.observation->value.import);
        if (import == m_past->records.end()) {
            return false;
        }
        row.isStruck = fromRecord<TimelineImport>(import->second).isStruck;
    }
    return (!query.onlyPinned || row.isPinned) && (query.withStruck || !row.isStruck);
}

Expected<std::vector<qint64>> Casework::timelineKeys(const Id& incident, const TimelineQuery& query) const
{
    if (isPast(incident)) {
        TRY(const auto marks, timelineMarks(incident, query));
        std::vector<qint64> keys;
        std::ranges::transform(marks.marks, std::back_inserter(keys), &TimelineMark::key);
        if (!query.newestFirst) {
            std::ranges::reverse(keys);
        }
        return keys;
    }
    TRY(const auto search, compiled(m_journal, query));
    std::vector<qint64> keys;
    CHECK_OK(selectRows(m_journal, incident, query, search, {}, "t.row", "", [&](const Statement& row, const Stream&) {
        keys.push_back(row.integer(0));
        return true;
    }));
    arrange(keys, query, std::identity());
    return keys;
}

Expected<TimelineMarks> Casework::timelineMarks(const Id& incident, const TimelineQuery& query) const
{
    TRY(const auto search, compiled(m_journal, query));
    TimelineMarks result;
    Places sources;
    Places authors;
    (void)sources.of(wordId({}));
    std::set<QByteArray> schemas;
    const bool past = isPast(incident);
    const auto take = [&](const Statement& row, const Stream& stream) {
        schemas.insert(m_journal.projectionSchema(stream));
        const bool isPosted = row.integer(7) > 0;
        const bool isImported = row.integer(8) > 0;
        qint64 flags = row.integer(6);
        if (past && !isPosted && !isImported) {
            const auto record = pastObservation(Id::fromBytes(row.view(9)).value_or(Id()));
            if (!record) {
                return false;
            }
            flags = TimelineProjection::flagsOf(fromRecord<Observation>(*record));
        } else if (past && isImported) {
            const auto import = m_past->records.find(Id::fromBytes(row.view(10)).value_or(Id()));
            if (import == m_past->records.end()) {
                return false;
            }
            flags = fromRecord<TimelineImport>(import->second).isStruck ? qint64(TimelineProjection::Struck)
                                                                        : qint64(0);
        }
        const bool isPinned = (flags & TimelineProjection::Pinned) != 0;
        const bool isStruck = (flags & TimelineProjection::Struck) != 0;
        if (past && ((query.onlyPinned && !isPinned) || (!query.withStruck && isStruck))) {
            return false;
        }
        result.marks.push_back(
            {.key = row.integer(0),
             .recorded = row.integer(1),
             .source = sources.of(row.integer(2)),
             .author = authors.of(row.integer(3)),
             .kind = static_cast<quint16>(row.integer(4)),
             .surface = static_cast<quint8>(row.integer(5)),
             .flags = static_cast<quint8>((isPinned ? TimelineMark::Pinned : 0) | (isStruck ? TimelineMark::Struck : 0)
                                          | (isPosted ? TimelineMark::Posted : 0)
                                          | (isImported ? TimelineMark::Imported : 0))});
        return true;
    };
    TimelineQuery newestFirst = query;
    newestFirst.newestFirst = true;
    const char* columns = past
        ? "t.row, t.recorded, t.source, t.author, t.kind, t.surface, t.flags, t.change, t.import, t.entity,"
          " (SELECT i.entity FROM §.timeline_import AS i WHERE i.id = t.import)"
        : "t.row, t.recorded, t.source, t.author, t.kind, t.surface, t.flags, t.change, t.import";
    CHECK_OK(selectRows(m_journal, incident, newestFirst, search, past ? std::optional(m_past->at) : std::nullopt,
                        columns, "", take));
    arrange(result.marks, newestFirst, &TimelineMark::key);
    for (const qint64 id : sources.ids()) {
        TRY(const Bytes word, wordOf(m_journal, schemas, id));
        result.sources.append(QString::fromUtf8(word));
    }
    for (const qint64 id : authors.ids()) {
        TRY(const Bytes word, wordOf(m_journal, schemas, id));
        result.authors.push_back(Id::fromBytes(word).value_or(Id()));
    }
    return result;
}

Expected<std::optional<Record>> Casework::importedRecord(const Id& id) const
{
    std::set<QByteArray> asked;
    for (const Stream& stream : m_journal.streams()) {
        const QByteArray schema = m_journal.projectionSchema(stream);
        if (schema.isEmpty() || !asked.insert(schema).second) {
            continue;
        }
        TRY(auto find,
            m_journal.database().prepare(
                inSchema("SELECT t.stream, i.entity, c.content FROM §.timeline_entry AS t"
                         " JOIN §.timeline_import AS i ON i.id = t.import"
                         " JOIN §.timeline_content AS c ON c.row = t.row WHERE t.entity = ? AND t.change = 0",
                         schema)));
        TRY(const bool found, find.bind(1, BytesView(id.bytes())).step());
        const auto where = found ? m_journal.streamOf(find.integer(0)) : std::nullopt;
        const auto row = found ? ImportedRow::decode(find.view(2)) : std::nullopt;
        if (!where || !row) {
            continue;
        }
        const Id import = Id::fromBytes(find.view(1)).value_or(Id());
        TRY(const auto importRecord, m_journal.record(import));
        if (!importRecord) {
            continue;
        }
        Record record{.stream = *where, .kind = Table<Observation>::kind, .entity = id, .cells = {}};
        for (const Fact& fact : factsOf(id, observationOf(*row, fromRecord<TimelineImport>(*importRecord), import))) {
            Write write;
            write.value = fact.value;
            record.cells[static_cast<quint16>(fact.field & 0xffff)].writes.push_back(std::move(write));
        }
        return std::optional(std::move(record));
    }
    return std::optional<Record>();
}

Expected<std::vector<Fact>> Casework::withImportedFacts(std::vector<Fact> facts) const
{
    std::set<Id> looked;
    std::vector<Fact> before;
    for (const Fact& fact : facts) {
        if (kindOf(fact.field) != Table<Observation>::kind || !looked.insert(fact.entity).second) {
            continue;
        }
        // Whoever names the incident writes a new entity whole.
        const bool isWhole = std::ranges::any_of(facts, [&](const Fact& one) {
            return one.entity == fact.entity && one.field == fieldId(Table<Observation>::kind, 1);
        });
        if (isWhole) {
            continue;
        }
        TRY(const auto known, m_journal.record(fact.entity));
        if (known) {
            continue;
        }
        TRY(const auto imported, importedRecord(fact.entity));
        if (!imported) {
            continue;
        }
        for (const auto& [field, cell] : imported->cells) {
            const FieldId id = fieldId(Table<Observation>::kind, field);
            const bool isWritten = std::ranges::any_of(
                facts, [&](const Fact& one) { return one.entity == fact.entity && one.field == id; });
            if (!isWritten) {
                before.push_back({fact.entity, id, cell.value()});
            }
        }
    }
    std::ranges::move(facts, std::back_inserter(before));
    return before;
}

Expected<std::optional<Kept<SavedFilter>>> Casework::savedFilter(const Id& incident, const QString& name) const
{
    TRY(auto filters, all<SavedFilter>(incident));
    for (Kept<SavedFilter>& one : filters) {
        if (!one.value.isStruck && one.value.name.compare(name, Qt::CaseInsensitive) == 0) {
            return std::optional(std::move(one));
        }
    }
    return std::optional<Kept<SavedFilter>>();
}

Expected<Id> Casework::saveFilter(const Id& incident, const QString& name, const QString& query)
{
    TRY(const auto there, savedFilter(incident, name));
    SavedFilter filter = there ? there->value : SavedFilter();
    filter.query = query;
    if (there) {
        CHECK_OK(update(there->id, filter));
        return there->id;
    }
    filter.name = name;
    return add(incident, filter);
}

Expected<qint64> Casework::countPast(bool onlyObservations) const
{
    TimelineQuery query;
    query.withPosted = !onlyObservations;
    query.withStruck = !onlyObservations;
    TRY(const auto keys, timelineKeys(m_past->incident, query));
    return static_cast<qint64>(keys.size());
}

Expected<qint64> Casework::timelineCount(const Id& incident) const
{
    if (isPast(incident)) {
        return countPast(false);
    }
    return countRows(incident, {});
}

Expected<qint64> Casework::observationCount(const Id& incident) const
{
    if (isPast(incident)) {
        return countPast(true);
    }
    return countRows(incident, " AND change = 0 AND NOT flags & 2");
}

Expected<qint64> Casework::countRows(const Id& incident, const QByteArray& condition) const
{
    qint64 count = 0;
    for (const Stream& stream : m_journal.streams(incident)) {
        const QByteArray schema = m_journal.projectionSchema(stream);
        if (schema.isEmpty()) {
            continue;
        }
        const QByteArray sql = "SELECT count(*) FROM §.timeline_entry WHERE stream = ?" + condition;
        TRY(auto statement, m_journal.database().prepare(inSchema(sql, schema)));
        statement.bind(1, m_journal.streamRow(stream));
        CHECK_OK(statement.step());
        count += statement.integer(0);
    }
    return count;
}

} // namespace bulkhead
