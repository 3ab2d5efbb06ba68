#pragma once

#include "models/journal/record.h"
#include "models/vault/database.h"

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
    /// A digest of all rows in a canonical order, to prove that a rebuild gives the same.
    [[nodiscard]] virtual Expected<Bytes> digest(Database& database, const QByteArray& schema) = 0;
};

} // namespace bulkhead
