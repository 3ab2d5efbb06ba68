#include "models/journal/rooms.h"

#include "models/journal/journalprivate.h"

#include <QFile>

#include <algorithm>

namespace bulkhead::journal {

namespace {
constexpr std::size_t roomLimit = 20; ///< attached at a time; SQLite is built for 125

QByteArray schemaName(Row stream)
{
    return "room" + QByteArray::number(stream);
}
} // namespace

Rooms::Rooms(Vault& vault, Database& database, Keyring& keyring)
    : m_vault(vault)
    , m_database(database)
    , m_keyring(keyring)
{
}

RecordTable* Rooms::attached(Row stream)
{
    const auto found = m_rooms.find(stream);
    if (found == m_rooms.end()) {
        return nullptr;
    }
    found->second.used = ++m_uses;
    return found->second.table.get();
}

QString Rooms::pathOf(const Stream& stream) const
{
    // Keyed, so that the file's name does not tell which incident has a counsel compartment.
    const Bytes seed = stream.incident.bytes() + static_cast<char>(stream.compartment);
    const Bytes code = crypto::mac(m_vault.derived(QLatin1StringView("room-names")), seed);
    return m_vault.roomFolder() + QLatin1Char('/') + Id::fromBytes(BytesView(code).first(16))->text()
        + QStringLiteral(".db");
}

RecordTable* Rooms::keep(Row stream, bool isInMemory)
{
    auto table = std::make_unique<RecordTable>(m_database, schemaName(stream));
    return m_rooms.insert_or_assign(stream, Room{std::move(table), ++m_uses, isInMemory}).first->second.table.get();
}

Expected<RecordTable*> Rooms::attach(Row stream, const Stream& of, bool writes)
{
    CHECK_OK(makeSpace());
    TRY(const auto keys, m_keyring.keys(stream));
    const QString path = pathOf(of);
    const QByteArray name = schemaName(stream);
    Expected<void> attached = damaged(QStringLiteral("room"));
    for (const SecretBytes* key : keys) {
        attached = m_database.attach(path, name.constData(),
                                     crypto::derive(*key, QLatin1StringView("bulkhead room 1")));
        if (attached) {
            return keep(stream, false);
        }
    }
    if (!writes || keys.empty()) {
        return std::unexpected(attached.error());
    }
    // Nothing in it that the journal does not hold: one that does not open is made anew.
    for (const auto suffix : {QLatin1StringView(""), QLatin1StringView("-wal"), QLatin1StringView("-shm")}) {
        QFile::remove(path + suffix);
    }
    CHECK_OK(
        m_database.attach(path, name.constData(), crypto::derive(*keys.front(), QLatin1StringView("bulkhead room 1"))));
    return keep(stream, false);
}

Expected<RecordTable*> Rooms::attachInMemory(Row stream)
{
    CHECK_OK(makeSpace());
    // On a connection that only reads, ":memory:" would be read-only too.
    const QByteArray name = schemaName(stream);
    CHECK_OK(m_database.run("ATTACH 'file:" + name + "?mode=memory' AS " + name + " KEY ''"));
    return keep(stream, true);
}

Expected<void> Rooms::makeSpace()
{
    while (m_rooms.size() >= roomLimit) {
        auto oldest = std::ranges::min_element(m_rooms, {}, [](const auto& entry) { return entry.second.used; });
        const Row stream = oldest->first;
        if (!detach(stream)) {
            // Somebody still reads from it: let the limit be exceeded rather than fail.
            return {};
        }
    }
    return {};
}

Expected<void> Rooms::detach(Row stream)
{
    const auto found = m_rooms.find(stream);
    if (found == m_rooms.end()) {
        return {};
    }
    const QByteArray name = found->second.table->schema();
    const bool isInMemory = found->second.isInMemory;
    found->second.table.reset();
    auto detached = m_database.detach(name.constData());
    if (!detached) {
        (void)keep(stream, isInMemory);
        return detached;
    }
    m_rooms.erase(found);
    return {};
}

void Rooms::distrust()
{
    for (auto& [stream, room] : m_rooms) {
        room.isTrusted = false;
    }
}

bool Rooms::isTrusted(Row stream) const
{
    const auto found = m_rooms.find(stream);
    return found != m_rooms.end() && found->second.isTrusted;
}

void Rooms::trust(Row stream)
{
    if (const auto found = m_rooms.find(stream); found != m_rooms.end()) {
        found->second.isTrusted = true;
    }
}

void Rooms::detachInMemory()
{
    std::vector<Row> streams;
    for (const auto& [stream, room] : m_rooms) {
        if (room.isInMemory) {
            streams.push_back(stream);
        }
    }
    for (const Row stream : streams) {
        (void)detach(stream);
    }
}

} // namespace bulkhead::journal

namespace bulkhead {

using namespace journal;

Expected<qint64> Journal::Private::generation(Row stream)
{
    TRY(Query query, ledger.statements()("SELECT generation FROM stream WHERE row = ?"));
    CHECK_OK(query.with(stream)->step());
    return query->integer(0);
}

Expected<void> Journal::Private::advanceRoom(Row stream)
{
    CHECK_OK(execute(ledger.statements(), "UPDATE stream SET generation = generation + 1 WHERE row = ?", stream));
    if (RecordTable* room = rooms.attached(stream)) {
        TRY(const qint64 now, generation(stream));
        return room->setGeneration(now);
    }
    return {};
}

Expected<RecordTable*> Journal::Private::table(Row stream)
{
    if (!isCounsel(stream)) {
        return &main;
    }
    RecordTable* room = rooms.attached(stream);
    if (room && rooms.isTrusted(stream)) {
        return room;
    }
    const auto create = [this](RecordTable& in) -> Expected<void> {
        CHECK_OK(in.create());
        for (const auto& projection : projections) {
            CHECK_OK(projection->create(database, in.schema()));
        }
        return {};
    };
    TRY(const qint64 wanted, generation(stream));
    if (!room) {
        if (auto attached = rooms.attach(stream, ledger.stream(stream), writes)) {
            room = *attached;
        } else if (writes) {
            return attached;
        }
    }
    if (room && writes) {
        CHECK_OK(create(*room));
    }
    const auto found = room ? room->generation() : Expected<qint64>(-1);
    if (found && *found == wanted && (wanted > 0 || writes)) {
        rooms.trust(stream);
        return room;
    }
    if (writes) {
        // Behind after a loss of power, or after everything was judged anew.
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(refold(*room, stream));
        CHECK_OK(room->setGeneration(wanted));
        CHECK_OK(transaction.commit());
        rooms.trust(stream);
        return room;
    }
    CHECK_OK(rooms.detach(stream));
    TRY(room, rooms.attachInMemory(stream));
    CHECK_OK(create(*room));
    CHECK_OK(refold(*room, stream));
    return room;
}

} // namespace bulkhead
