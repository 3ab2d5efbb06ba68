#pragma once

#include "models/journal/record.h"
#include "models/vault/database.h"

#include <QIODevice>

#include <functional>
#include <memory>

namespace bulkhead {

class Journal;

/// One accepted change, as a projection sees it.
struct FoldedChange
{
    qint64 row = 0;    ///< of the change
    qint64 stream = 0; ///< row of the stream
    const Header& header;
    const Body& body;
    Id author;           ///< user
    qint64 received = 0; ///< ms since 1970: when this vault admitted it
    /// Each entity that the change wrote, before and after (before: nothing where it is new).
    struct Touched
    {
        std::optional<Record> before;
        Record after;
    };
    const std::vector<Touched>& touched;
};

/// Opens material by its name in the store; `journal.no-key` or `vault.blob-missing` where it is not here.
using OpenMaterial = std::function<Expected<std::unique_ptr<QIODevice>>(BytesView name)>;

/// What a projection's tables must hold, concluded from the changes alone: `verify` compares with it instead of folding
/// everything into tables a second time.
class ProjectionExpectation
{
public:
    using RecordOf = std::function<Expected<std::optional<Record>>(qint64 stream, Kind kind, const Id& entity)>;

    virtual ~ProjectionExpectation() = default;
    /// A folded change of this database, in any order; `place` grows in the order in which they were folded. What it
    /// touched is named only: without what was before, without cells.
    virtual void fold(const FoldedChange& change, qint64 place) = 0;
    /// Whether the tables are as they must be; nothing where that cannot be told so. `recordOf` is how a record stands
    /// after all changes.
    [[nodiscard]] virtual Expected<std::optional<bool>> isMet(Database& database, const QByteArray& schema,
                                                              const RecordOf& recordOf)
        = 0;
};

/// Tables of a room that are folded from changes and can be thrown away. Written in the transaction of the change, in
/// the database of its compartment: "main", or an attached one; every name in SQL is prefixed with it.
class Projection
{
public:
    virtual ~Projection() = default;
    /// Creates the tables where they are missing.
    [[nodiscard]] virtual Expected<void> create(Database& database, const QByteArray& schema) = 0;
    /// Empties them.
    [[nodiscard]] virtual Expected<void> clear(Database& database, const QByteArray& schema) = 0;
    [[nodiscard]] virtual Expected<void> fold(Database& database, const QByteArray& schema, const FoldedChange& change)
        = 0;
    /// Writes what `fold` has put off to write it in a better order; follows within the transaction, after one change
    /// or after many.
    [[nodiscard]] virtual Expected<void> finish(Database& database)
    {
        Q_UNUSED(database);
        return {};
    }
    /// Forgets it: the transaction is taken back.
    virtual void forget() { }
    /// Takes the next portion of what a change only refers to (material of any size) into the tables, within a
    /// transaction of its own. Gives the row of the stream whose rows it took; 0: nothing was left.
    [[nodiscard]] virtual Expected<qint64> advance(Database& database, const QByteArray& schema,
                                                   const OpenMaterial& material)
    {
        Q_UNUSED(database);
        Q_UNUSED(schema);
        Q_UNUSED(material);
        return 0;
    }
    /// What of the material's rows is not in the tables as it should be: one sentence for each finding. For `verify`.
    [[nodiscard]] virtual Expected<QStringList> compareMaterial(Database& database, const QByteArray& schema,
                                                                const OpenMaterial& material)
    {
        Q_UNUSED(database);
        Q_UNUSED(schema);
        Q_UNUSED(material);
        return QStringList();
    }
    /// A digest of all rows that come from changes, in a canonical order, to prove that a rebuild gives the same.
    [[nodiscard]] virtual Expected<Bytes> digest(Database& database, const QByteArray& schema) = 0;
    /// Lets go of everything that belongs to an open database: it is about to close.
    virtual void release() { }
    /// One for each database and verification. Null: it is folded again and compared by `digest`.
    [[nodiscard]] virtual std::unique_ptr<ProjectionExpectation> expectation() const { return nullptr; }
};

} // namespace bulkhead
