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
    /// What a step of `advance` did.
    struct Advance
    {
        qint64 stream = 0; ///< row of the stream whose rows it took; 0: nothing was left
        bool more = false;
    };
    /// Takes the next portion of what a change only refers to (material of any size) into the tables. Within a
    /// transaction of its own.
    [[nodiscard]] virtual Expected<Advance> advance(Database& database, const QByteArray& schema,
                                                    const OpenMaterial& material)
    {
        Q_UNUSED(database);
        Q_UNUSED(schema);
        Q_UNUSED(material);
        return Advance();
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
};

} // namespace bulkhead
