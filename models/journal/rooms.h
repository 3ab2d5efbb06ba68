#pragma once

#include "models/journal/keyring.h"
#include "models/journal/recordtable.h"

namespace bulkhead::journal {

/// The attached databases of counsel streams, `rooms/<name>.db`, each under a key of its stream's key; the least
/// recently used are let go. A copy in memory stands in where a reader finds none that is up to date.
class Rooms
{
public:
    Rooms(Vault& vault, Database& database, Keyring& keyring);

    /// Null where it is not attached.
    [[nodiscard]] RecordTable* attached(Row stream);
    /// A file that no key of the stream opens is made anew where `writes`.
    [[nodiscard]] Expected<RecordTable*> attach(Row stream, const Stream& of, bool writes);
    [[nodiscard]] Expected<RecordTable*> attachInMemory(Row stream);
    [[nodiscard]] Expected<void> detach(Row stream);
    void detachInMemory();
    /// After everything was judged anew: each attached database has to be compared with the journal before its next
    /// use.
    void distrust();
    [[nodiscard]] bool isTrusted(Row stream) const;
    void trust(Row stream);

private:
    struct Room
    {
        std::unique_ptr<RecordTable> table;
        quint64 used = 0;
        bool isInMemory = false;
        bool isTrusted = true;
    };
    [[nodiscard]] QString pathOf(const Stream& stream) const;
    [[nodiscard]] Expected<void> makeSpace();
    [[nodiscard]] RecordTable* keep(Row stream, bool isInMemory);

    Vault& m_vault;
    Database& m_database;
    Keyring& m_keyring;
    std::map<Row, Room> m_rooms;
    quint64 m_uses = 0;
};

} // namespace bulkhead::journal
