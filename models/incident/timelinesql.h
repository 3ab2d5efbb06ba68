#pragma once

#include "models/incident/timelineprojection.h"
#include "models/journal/statements.h"

namespace bulkhead {

/// The id of an author or source in `timeline_word`: 63 bits of its SHA-256.
[[nodiscard]] qint64 wordId(BytesView word);

/// The statements of the index in one database, each prepared at its first use and kept. Literals are known again by
/// their address.
class TimelineProjection::Sql
{
public:
    Sql(Database& database, QByteArray schema)
        : m_database(database)
        , m_schema(std::move(schema))
    {
    }

    [[nodiscard]] Expected<journal::Query> operator()(const char* sql)
    {
        auto found = m_kept.find(sql);
        if (found == m_kept.end()) {
            TRY(Statement statement, m_database.prepare(inSchema(sql, m_schema)));
            found = m_kept.emplace(sql, std::move(statement)).first;
        }
        return journal::Query(found->second);
    }
    template<typename... Arguments> [[nodiscard]] Expected<void> run(const char* sql, const Arguments&... arguments)
    {
        TRY(journal::Query query, (*this)(sql));
        return query.with(arguments...)->run();
    }
    template<typename... Arguments>
    [[nodiscard]] Expected<qint64> number(const char* sql, const Arguments&... arguments)
    {
        TRY(journal::Query query, (*this)(sql));
        TRY(const bool found, query.with(arguments...)->step());
        return found ? query->integer(0) : 0;
    }

    /// The id of an author or source, which the table holds afterwards.
    [[nodiscard]] Expected<qint64> word(BytesView word)
    {
        const qint64 id = wordId(word);
        if (!m_words.contains(id)) {
            CHECK_OK(run("INSERT OR IGNORE INTO §.timeline_word(id, word) VALUES(?, ?)", id, word));
            if (m_isBulk) {
                m_words.insert(id);
            }
        }
        return id;
    }
    /// Within a bulk transaction the words that the table holds are remembered; what an earlier one inserted may have
    /// been rolled back.
    void beginBulk()
    {
        m_words.clear();
        m_isBulk = true;
    }
    void endBulk()
    {
        m_words.clear();
        m_isBulk = false;
    }

    /// Of two imports of one file: whether the first was made later. No order of arrival plays into it.
    [[nodiscard]] Expected<bool> isLater(qint64 one, qint64 other)
    {
        TRY(const qint64 later,
            number("SELECT (a.recorded, a.entity) > (b.recorded, b.entity) FROM §.timeline_import AS a,"
                   " §.timeline_import AS b WHERE a.id = ? AND b.id = ?",
                   one, other));
        return later != 0;
    }

    /// The first import with rows left, opened and wound to where it stopped; null where there is none.
    template<typename Taking>
    [[nodiscard]] Expected<std::unique_ptr<Taking>> nextImport(const OpenMaterial& material, std::set<Id>& absent)
    {
        std::vector<Id> open;
        {
            TRY(journal::Query query, (*this)("SELECT entity FROM §.timeline_import WHERE complete = 0 ORDER BY id"));
            for (;;) {
                TRY(const bool found, query->step());
                if (!found) {
                    break;
                }
                open.push_back(Id::fromBytes(query->view(0)).value_or(Id()));
            }
        }
        for (const Id& entity : open) {
            if (absent.contains(entity)) {
                continue;
            }
            TRY(auto taking, importOf<Taking>(entity, material, absent));
            if (!taking) {
                continue;
            }
            TRY(const qint64 done, number("SELECT done FROM §.timeline_import WHERE id = ?", taking->id));
            while (taking->reader->position() < done && taking->reader->next()) { }
            return taking;
        }
        return std::unique_ptr<Taking>();
    }

    /// An import with its material open at the front; null where that is not here.
    template<typename Taking>
    [[nodiscard]] Expected<std::unique_ptr<Taking>> importOf(const Id& entity, const OpenMaterial& material,
                                                             std::set<Id>& absent)
    {
        TRY(journal::Query query,
            (*this)("SELECT id, stream, identity, rows, source, surface, recorded, author, struck"
                    " FROM §.timeline_import WHERE entity = ?"));
        TRY(const bool found, query.with(entity.bytes())->step());
        if (!found) {
            return std::unique_ptr<Taking>();
        }
        auto taking = std::make_unique<Taking>();
        taking->database = &m_database;
        taking->schema = m_schema;
        taking->id = query->integer(0);
        taking->entity = entity;
        taking->stream = query->integer(1);
        taking->import.identity = query->bytes(2);
        taking->import.rows = query->bytes(3);
        taking->import.source = query->text(4);
        taking->import.surface = static_cast<Surface>(query->integer(5));
        taking->import.importedAt = query->integer(6);
        taking->author = query->bytes(7);
        taking->import.isStruck = query->integer(8) != 0;
        auto device = material(taking->import.rows);
        if (!device) {
            absent.insert(entity);
            return std::unique_ptr<Taking>();
        }
        taking->device = *std::move(device);
        taking->reader = std::make_unique<SequenceReader>(*taking->device);
        return taking;
    }

    [[nodiscard]] Database& database() const { return m_database; }
    [[nodiscard]] const QByteArray& schema() const { return m_schema; }

private:
    Database& m_database;
    QByteArray m_schema;
    std::unordered_map<const char*, Statement> m_kept;
    std::set<qint64> m_words;
    bool m_isBulk = false;
};

} // namespace bulkhead
