#pragma once

#include "models/journal/indextable.h"
#include "models/journal/past.h"
#include "models/journal/record.h"
#include "models/journal/statements.h"

#include <array>
#include <functional>

namespace bulkhead::journal {

/// The records of one database ("main" or an attached one) and which change touched which entity: a projection of
/// changes that can be thrown away.
class RecordTable
{
public:
    RecordTable(Database& database, QByteArray schema);

    [[nodiscard]] const QByteArray& schema() const { return m_schema; }
    [[nodiscard]] Expected<void> create();
    /// From here on it is remembered which records there are, so that those that are not need not be looked for, until
    /// `stopRemembering`.
    [[nodiscard]] Expected<void> clear();
    void stopRemembering() { m_written.reset(); }

    [[nodiscard]] Expected<std::optional<Record>> find(Row row, const Stream& stream, Kind kind, const Id& entity);
    [[nodiscard]] Expected<void> put(Row stream, const Record& record);
    [[nodiscard]] Expected<void> touch(const Id& entity, Row change);
    /// Of one kind; of all where 0.
    [[nodiscard]] Expected<void> list(Row row, const Stream& stream, Kind kind, std::vector<Record>& into);
    struct Place
    {
        Row stream = 0;
        Kind kind = 0;
    };
    /// In which streams, as which kinds, an entity stands.
    [[nodiscard]] Expected<std::vector<Place>> places(const Id& entity);
    /// Rows of the changes that wrote to the entity, ascending.
    [[nodiscard]] Expected<std::vector<Row>> touches(const Id& entity);

    /// \name Of an attached database: how far it follows `main` (0 where it was never written)
    ///@{
    [[nodiscard]] Expected<qint64> generation();
    [[nodiscard]] Expected<void> setGeneration(qint64 generation);
    ///@}

private:
    enum Prepared { Find, Put, Touch, List, Places, Touches, Generation, SetGeneration, Count };
    [[nodiscard]] Expected<Query> use(Prepared which);
    [[nodiscard]] QByteArray in(const char* sql) const; ///< every "@." replaced by the schema

    Database& m_database;
    QByteArray m_schema;
    std::array<std::optional<Statement>, Count> m_statements;
    std::optional<IndexTable> m_written; ///< by a code of stream, kind and entity: all that are there, and perhaps more
};

} // namespace bulkhead::journal
