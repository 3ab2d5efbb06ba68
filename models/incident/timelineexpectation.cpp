#include "models/incident/timelineexpectation.h"

#include "models/incident/timelinesql.h"

#include <QRandomGenerator>

#include <unordered_map>

namespace bulkhead {

using namespace Qt::StringLiterals;

void TimelineExpectation::Sum::add(const Sum& other)
{
    hashes += other.hashes;
    rows += other.rows;
}

void TimelineExpectation::Sum::remove(const Sum& other)
{
    hashes -= other.hashes;
    rows -= other.rows;
}

TimelineExpectation::TimelineExpectation(const Schema& schema)
    : m_schema(schema)
    , m_key(static_cast<std::size_t>(QRandomGenerator::system()->generate64()))
{
}

TimelineExpectation::Sum TimelineExpectation::sumOf(const Row& row, const std::vector<Posted>& posted)
{
    m_writer.clear();
    for (const qint64 number :
         {row.instant, static_cast<qint64>(row.kind), row.recorded, row.flags, row.words, row.surface, row.source}) {
        m_writer.integer(number);
    }
    m_writer.bytes(row.entity);
    m_writer.bytes(row.author);
    for (const Posted& one : posted) {
        m_writer.unsignedInteger(one.field);
        one.now.write(m_writer);
        if (!one.via.isEmpty()) {
            m_writer.text(one.via);
        }
    }
    const Bytes& octets = m_writer.result();
    return {qHashBits(octets.constData(), static_cast<std::size_t>(octets.size()), m_key), 1};
}

TimelineExpectation::Sum TimelineExpectation::postedSum(const FoldedChange& change, const PostedEntry& entry)
{
    Kind kind = Table<Incident>::kind;
    for (const FoldedChange::Touched& touched : change.touched) {
        kind = touched.after.entity == entry.entity ? touched.after.kind : kind;
    }
    const qint64 at = change.header.clock.ms();
    return sumOf({TimelineProjection::keyOf(at) >> TimelineProjection::tieBits, kind, at, 0, 0, 0, wordId({}),
                  entry.entity.view(), change.author.view()},
                 entry.parts);
}

TimelineExpectation::Sum TimelineExpectation::observationSum(const Id& entity, const Observation& observation,
                                                             const Id& author)
{
    return sumOf({TimelineProjection::keyOf(observation.occurred) >> TimelineProjection::tieBits,
                  Table<Observation>::kind, observation.recorded, TimelineProjection::flagsOf(observation),
                  TimelineProjection::wordsCode(observation), static_cast<qint64>(observation.surface),
                  wordId(observation.source.toUtf8()), entity.view(), author.view()},
                 {});
}

void TimelineExpectation::fold(const FoldedChange& change, qint64 place)
{
    if (change.header.stream.isVault() || change.header.stream.incident == registryIncident()) {
        return;
    }
    // What speaks for the whole change does not depend on what was there before.
    const bool speaksAsOne = change.body.intent == "playbook.open"_L1;
    if (speaksAsOne) {
        for (const PostedEntry& entry : postedBy(change, m_schema)) {
            m_sum.add(postedSum(change, entry));
        }
    }
    for (const FoldedChange::Touched& touched : change.touched) {
        foldTouched(change, touched, place);
    }
}

void TimelineExpectation::foldTouched(const FoldedChange& change, const FoldedChange::Touched& touched, qint64 place)
{
    const Record& name = touched.after;
    const quint64 code = qHash(name.entity, name.kind);
    const auto found = m_index.find(code, [&](std::size_t index) {
        return m_known[index].entity == name.entity && m_known[index].kind == name.kind;
    });
    const bool isFirst = !found;
    if (isFirst) {
        m_index.add(code, m_known.size());
        Known& added = m_known.emplace_back();
        added.stream = change.stream;
        added.kind = name.kind;
        added.entity = name.entity;
    }
    Known& known = found ? m_known[*found] : m_known.back();
    // One entity in two streams: the index does not tell their rows apart.
    m_isSure = m_isSure && known.stream == change.stream;
    const auto posts = [&](bool isNew) {
        Sum sum;
        for (const PostedEntry& entry : postedOf(change, touched, isNew, m_schema)) {
            sum.add(postedSum(change, entry));
        }
        return sum;
    };
    if (isFirst || place < known.place) {
        m_sum.remove(known.asNew);
        m_sum.add(isFirst ? Sum() : known.asKnown);
        known.place = place;
        known.author = change.author;
        known.asNew = posts(true);
        known.asKnown = posts(false);
        m_sum.add(known.asNew);
    } else {
        m_sum.add(posts(false));
    }
    if (name.kind == Table<Observation>::kind) {
        foldObservation(change, known, isFirst);
    }
}

void TimelineExpectation::foldObservation(const FoldedChange& change, Known& known, bool isFirst)
{
    if (isFirst) {
        known.standing = observationSum(known.entity, fromFacts<Observation>(known.entity, change.body.facts),
                                        known.author);
        m_sum.add(known.standing);
    } else if (!known.isMore) {
        known.isMore = true; // only the record tells which of the writes stand
        m_sum.remove(known.standing);
    }
}

Expected<std::optional<bool>> TimelineExpectation::isMet(Database& database, const QByteArray& schema,
                                                         const RecordOf& recordOf)
{
    if (!m_isSure) {
        return std::nullopt;
    }
    Sum expected = m_sum;
    for (const Known& known : m_known) {
        if (!known.isMore) {
            continue;
        }
        TRY(const auto record, recordOf(known.stream, known.kind, known.entity));
        if (!record) {
            return std::nullopt;
        }
        expected.add(observationSum(known.entity, fromRecord<Observation>(*record), known.author));
    }
    TRY(const Sum found, stored(database, schema));
    TRY(auto texts,
        database.prepare(inSchema("SELECT (SELECT count(*) FROM §.timeline_text_docsize)"
                                  " - (SELECT coalesce(sum(indexed), 0) FROM §.timeline_import)",
                                  schema)));
    TRY([[maybe_unused]] const bool counted, texts.step());
    return found == expected && texts.integer(0) == expected.rows;
}

Expected<TimelineExpectation::Sum> TimelineExpectation::stored(Database& database, const QByteArray& schema)
{
    std::unordered_map<qint64, Bytes> words;
    {
        TRY(auto all, database.prepare(inSchema("SELECT id, word FROM §.timeline_word", schema)));
        for (;;) {
            TRY(const bool more, all.step());
            if (!more) {
                break;
            }
            words.emplace(all.integer(0), all.bytes(1));
        }
    }
    // Rows of imported files come from their material; they are compared with it.
    TRY(auto rows,
        database.prepare(inSchema("SELECT e.row, e.kind, e.entity, e.recorded, e.author, e.flags, e.change, e.words,"
                                  " c.content, e.surface, e.source FROM §.timeline_entry AS e"
                                  " LEFT JOIN §.timeline_content AS c ON c.row = e.row WHERE e.import = 0",
                                  schema)));
    Sum sum;
    for (;;) {
        TRY(const bool more, rows.step());
        if (!more) {
            return sum;
        }
        const BytesView posted = rows.view(8);
        sum.add(sumOf({rows.integer(0) >> TimelineProjection::tieBits, static_cast<Kind>(rows.integer(1)),
                       rows.integer(3), rows.integer(5), rows.integer(6) == 0 ? rows.integer(7) : 0, rows.integer(9),
                       rows.integer(10), rows.view(2), words[rows.integer(4)]},
                      posted.isEmpty() ? std::vector<Posted>() : decodePosted(posted)));
    }
}

} // namespace bulkhead
