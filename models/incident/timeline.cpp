#include "models/incident/casework.h"
#include "models/incident/sentences.h"
#include "models/incident/timelineprojection.h"

#include <unordered_map>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// Above so many observations one pass over all of the incident's is cheaper than looking each up.
constexpr std::size_t manyRows = 400;

struct Selection
{
    QByteArray sql;
    QString expression;
    std::vector<qint64> numbers;
};

Selection selection(const TimelineQuery& query, const QString& expression, const QByteArray& schema, qint64 stream,
                    const char* columns = "t.row, t.kind, t.entity, t.change, t.recorded, t.author, t.flags, t.posted")
{
    using Index = TimelineProjection;
    Selection result;
    result.expression = expression;
    QByteArray where = "t.stream = ?";
    result.numbers = {stream};
    const auto also = [&](const char* condition, qint64 number) {
        where += condition;
        result.numbers.push_back(number);
    };
    if (query.after != 0) {
        also(" AND t.row > ?", query.after);
    }
    if (query.before != 0) {
        also(" AND t.row < ?", query.before);
    }
    if (query.from) {
        also(" AND t.row >= ?", Index::keyOf(*query.from));
    }
    if (query.to) {
        also(" AND t.row < ?", Index::keyOf(*query.to + 1));
    }
    if (!query.withPosted) {
        where += " AND t.change = 0";
    }
    if (query.onlyPinned) {
        also(" AND t.flags & ?", Index::Pinned);
    }
    if (!query.withStruck) {
        also(" AND NOT t.flags & ?", Index::Struck);
    }
    const QByteArray source = expression.isEmpty()
        ? QByteArray("§.timeline AS t WHERE ")
        : QByteArray("§.timeline_text AS f CROSS JOIN §.timeline AS t ON t.row = f.rowid WHERE f.words MATCH ? AND ");
    result.sql = "SELECT " + QByteArray(columns) + " FROM " + source + where + " ORDER BY "
        + (expression.isEmpty() ? "t.row" : "f.rowid") + (query.newestFirst ? " DESC" : " ASC");
    if (query.limit > 0) {
        result.sql += " LIMIT ?";
        result.numbers.push_back(query.limit);
    }
    result.sql = inSchema(result.sql, schema);
    return result;
}

TimelineRow rowFrom(const Statement& statement, const Stream& stream, Narrator& narrator)
{
    TimelineRow row;
    row.row = statement.integer(0);
    row.at = TimelineProjection::instantOf(row.row);
    row.stream = stream;
    row.kind = static_cast<Kind>(statement.integer(1));
    row.entity = Id::fromBytes(statement.view(2)).value_or(Id());
    row.change = statement.integer(3);
    row.recorded = statement.integer(4);
    row.author = narrator.nameOf(Id::fromBytes(statement.view(5)).value_or(Id()));
    row.isPinned = (statement.integer(6) & TimelineProjection::Pinned) != 0;
    row.isStruck = (statement.integer(6) & TimelineProjection::Struck) != 0;
    if (row.change > 0) {
        QStringList sentences;
        for (const Posted& posted : decodePosted(statement.view(7))) {
            sentences.append(narrator.sentence(posted, row.author));
        }
        row.sentence = sentences.join("; "_L1);
    }
    return row;
}

Expected<void> fillObservations(const Journal& journal, const Id& incident, std::vector<TimelineRow>& rows)
{
    std::unordered_map<Id, TimelineRow*> wanted;
    for (TimelineRow& row : rows) {
        if (row.change == 0) {
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
} // namespace

Expected<std::vector<TimelineRow>> Casework::timeline(const Id& incident, const TimelineQuery& query) const
{
    CHECK_OK(recordOf(incident, Table<Incident>::kind));
    TRY(const auto expression, searchExpression(query.text));
    Narrator narrator(m_journal);
    std::vector<TimelineRow> rows;
    for (const Stream& stream : m_journal.streams(incident)) {
        const QByteArray schema = m_journal.projectionSchema(stream);
        if (schema.isEmpty()) {
            continue;
        }
        const auto chosen = selection(query, expression, schema, m_journal.streamRow(stream));
        TRY(auto statement, m_journal.database().prepare(chosen.sql));
        int at = 1;
        if (!expression.isEmpty()) {
            statement.bind(at++, QStringView(chosen.expression));
        }
        for (const qint64 number : chosen.numbers) {
            statement.bind(at++, number);
        }
        for (;;) {
            TRY(const bool more, statement.step());
            if (!more) {
                break;
            }
            rows.push_back(rowFrom(statement, stream, narrator));
        }
    }
    if (query.newestFirst) {
        std::ranges::sort(rows, std::greater(), &TimelineRow::row);
    } else {
        std::ranges::sort(rows, {}, &TimelineRow::row);
    }
    if (query.limit > 0 && rows.size() > static_cast<std::size_t>(query.limit)) {
        rows.resize(static_cast<std::size_t>(query.limit));
    }
    CHECK_OK(fillObservations(m_journal, incident, rows));
    return rows;
}

Expected<std::vector<qint64>> Casework::timelineKeys(const Id& incident, const TimelineQuery& query) const
{
    TRY(const auto expression, searchExpression(query.text));
    std::vector<qint64> keys;
    for (const Stream& stream : m_journal.streams(incident)) {
        const QByteArray schema = m_journal.projectionSchema(stream);
        if (schema.isEmpty()) {
            continue;
        }
        const auto chosen = selection(query, expression, schema, m_journal.streamRow(stream), "t.row");
        TRY(auto statement, m_journal.database().prepare(chosen.sql));
        int at = 1;
        if (!expression.isEmpty()) {
            statement.bind(at++, QStringView(chosen.expression));
        }
        for (const qint64 number : chosen.numbers) {
            statement.bind(at++, number);
        }
        for (;;) {
            TRY(const bool more, statement.step());
            if (!more) {
                break;
            }
            keys.push_back(statement.integer(0));
        }
    }
    if (query.newestFirst) {
        std::ranges::sort(keys, std::greater());
    } else {
        std::ranges::sort(keys);
    }
    return keys;
}

Expected<qint64> Casework::timelineCount(const Id& incident) const
{
    return countRows(incident, {});
}

Expected<qint64> Casework::observationCount(const Id& incident) const
{
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
        const QByteArray sql = "SELECT count(*) FROM §.timeline WHERE stream = ?" + condition;
        TRY(auto statement, m_journal.database().prepare(inSchema(sql, schema)));
        statement.bind(1, m_journal.streamRow(stream));
        CHECK_OK(statement.step());
        count += statement.integer(0);
    }
    return count;
}

} // namespace bulkhead
