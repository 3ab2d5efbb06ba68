#include "models/journal/keyring.h"

#include "models/journal/judge.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead::journal {

namespace {
constexpr qsizetype keyIdSize = 8;

Bytes idOf(const SecretBytes& key)
{
    return crypto::derive(key, QLatin1StringView("bulkhead stream key id"), keyIdSize).view().toByteArray();
}

std::unexpected<Error> noKey()
{
    return failure(QLatin1StringView("journal.no-key"),
                   QCoreApplication::translate("Journal",
                                               "You do not hold the key of this part of the incident. Somebody who "
                                               "holds it has to open the vault once for you to receive it."));
}
} // namespace

Keyring::Keyring(Vault& vault, Ledger& ledger)
    : m_vault(vault)
    , m_ledger(ledger)
{
}

Expected<void> Keyring::load()
{
    std::set<Row> boxed;
    TRY(Query query, m_ledger.statements()("SELECT DISTINCT stream FROM stream_key WHERE user = ?"));
    query.with(m_vault.userId().bytes());
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            break;
        }
        boxed.insert(query->integer(0));
    }
    // Keys that are open stay open as long as there is a box; new boxes are opened when they are asked for.
    std::erase_if(m_keys, [&](const auto& entry) { return !m_ledger.stream(entry.first).isVault(); });
    m_boxed = std::move(boxed);
    return {};
}

bool Keyring::holds(Row stream) const
{
    return stream > 0 && (m_ledger.stream(stream).isVault() || m_boxed.contains(stream));
}

QByteArray Keyring::purpose(Row stream) const
{
    const Stream& of = m_ledger.stream(stream);
    return "bulkhead stream key 1 " + of.incident.bytes().toHex() + ' ' + compartmentName(of.compartment).data();
}

Expected<std::vector<Keyring::Key>*> Keyring::opened(Row stream)
{
    if (const auto kept = m_keys.find(stream); kept != m_keys.end()) {
        return &kept->second;
    }
    std::vector<Key> keys;
    if (m_ledger.stream(stream).isVault()) {
        TRY(SecretBytes key, m_vault.stored(QLatin1StringView("stream-key vault")));
        Bytes id = idOf(key);
        keys.push_back({std::move(id), std::move(key), true});
    } else if (m_boxed.contains(stream)) {
        TRY(Query query, m_ledger.statements()("SELECT box, proven FROM stream_key WHERE stream = ? AND user = ?"));
        query.with(stream, m_vault.userId().bytes());
        const QByteArray label = purpose(stream);
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            // A box made for keys that were reset does not open any more.
            if (auto key = m_vault.openBox(QLatin1StringView(label), query->view(0));
                key && key->size() == crypto::keySize) {
                Bytes id = idOf(*key);
                keys.push_back({std::move(id), std::move(*key), query->integer(1) != 0});
            }
        }
        std::ranges::sort(keys, {}, &Key::id);
        if (keys.empty()) {
            m_boxed.erase(stream);
        }
    }
    return &m_keys.insert_or_assign(stream, std::move(keys)).first->second;
}

bool Keyring::fits(Row stream, BytesView key, BytesView box) const
{
    const QByteArray label = purpose(stream);
    const auto opened = m_vault.openBox(QLatin1StringView(label), box);
    return opened && opened->size() == crypto::keySize && idOf(*opened) == key;
}

Expected<const SecretBytes*> Keyring::sealingKey(Row stream)
{
    TRY(const auto* keys, opened(stream));
    const auto proven = std::ranges::find(*keys, true, &Key::isProven);
    return proven == keys->end() ? nullptr : &proven->key;
}

Expected<std::vector<const SecretBytes*>> Keyring::keys(Row stream)
{
    TRY(const auto* keys, opened(stream));
    std::vector<const SecretBytes*> all;
    for (const Key& key : *keys) {
        all.push_back(&key.key);
    }
    return all;
}

Bytes Keyring::placeOf(const Header& header)
{
    cbor::Writer writer;
    writer.array(4);
    writer.bytes(header.stream.isVault() ? BytesView() : header.stream.incident.view());
    writer.unsignedInteger(static_cast<quint64>(header.stream.compartment));
    writer.bytes(header.device.view());
    writer.unsignedInteger(header.seq);
    return writer.take();
}

Expected<Bytes> Keyring::seal(const Header& header, Row stream, BytesView padded)
{
    TRY(const SecretBytes* key, sealingKey(stream));
    if (!key) {
        return noKey();
    }
    const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
    return nonce + crypto::seal(*key, nonce, placeOf(header), padded);
}

Expected<std::optional<Bytes>> Keyring::open(const Header& header, Row stream, BytesView sealed, Bytes* opener)
{
    TRY(const auto* keys, opened(stream));
    if (sealed.size() < crypto::nonceSize + crypto::tagSize) {
        return std::nullopt;
    }
    const Bytes place = placeOf(header);
    for (const Key& key : *keys) {
        if (auto plain = crypto::open(key.key, sealed.first(crypto::nonceSize), place,
                                      sealed.sliced(crypto::nonceSize))) {
            if (opener) {
                *opener = key.id;
            }
            return std::move(*plain);
        }
    }
    return std::nullopt;
}

Expected<void> Keyring::prove(Row stream, const Bytes& key)
{
    TRY(auto* keys, opened(stream));
    const auto found = std::ranges::find(*keys, key, &Key::id);
    if (found == keys->end() || found->isProven) {
        return {};
    }
    found->isProven = true;
    return execute(m_ledger.statements(), "UPDATE stream_key SET proven = 1 WHERE stream = ? AND key = ?", stream, key);
}

Expected<bool> Keyring::hasAny(Row stream)
{
    TRY(Query query, m_ledger.statements()("SELECT 1 FROM stream_key WHERE stream = ? LIMIT 1"));
    return query.with(stream)->step();
}

Expected<void> Keyring::store(Row stream, const Id& user, const Bytes& key, const Bytes& box, const Bytes& sealedFor,
                              bool isProven)
{
    CHECK_OK(execute(m_ledger.statements(),
                     "INSERT INTO stream_key(stream, user, key, box, sealed_for, proven) VALUES(?, ?, ?, ?, ?, ?) ON "
                     "CONFLICT DO UPDATE SET box = excluded.box, sealed_for = excluded.sealed_for",
                     stream, user.bytes(), key, box, sealedFor, isProven ? 1 : 0));
    if (user == m_vault.userId()) {
        m_boxed.insert(stream);
        m_keys.erase(stream);
    }
    return {};
}

Expected<void> Keyring::receive(Row stream, const Id& user, const Bytes& key, const Bytes& box, const Bytes& sealedFor)
{
    CHECK_OK(
        execute(m_ledger.statements(),
                "INSERT OR IGNORE INTO stream_key(stream, user, key, box, sealed_for, proven) VALUES(?, ?, ?, ?, ?, "
                "0)",
                stream, user.bytes(), key, box, sealedFor));
    if (user == m_vault.userId() && m_ledger.statements().database().changedRows() > 0) {
        m_boxed.insert(stream);
        m_keys.erase(stream);
    }
    return {};
}

Expected<void> Keyring::adopt(Row stream, const SecretBytes& key)
{
    const Bytes exchangeKey = m_vault.userExchangeKey();
    TRY(const Bytes box, crypto::sealTo(exchangeKey, QLatin1StringView(purpose(stream)), key));
    return store(stream, m_vault.userId(), idOf(key), box, exchangeKey, true);
}

Expected<void> Keyring::box(Row stream, const Key& key, const Id& user, const Roster& roster)
{
    const Bytes exchangeKey = roster.member(nullptr, user, 5).valueOr<Bytes>();
    TRY(const Bytes box, crypto::sealTo(exchangeKey, QLatin1StringView(purpose(stream)), key.key));
    return store(stream, user, key.id, box, exchangeKey, key.isProven);
}

namespace {
std::set<Id> readersOf(const Stream& stream, const Roster& roster, const std::set<Id>& letIn = {})
{
    std::set<Id> users;
    for (const Id& user : roster.members()) {
        Roles roles;
        conversion::fromValue(roster.member(nullptr, user, 3), roles);
        const bool isRetired = roster.member(nullptr, user, 6).valueOr<bool>();
        const bool canReceive = roster.member(nullptr, user, 5).valueOr<Bytes>().size() == crypto::keySize;
        if (!isRetired && canReceive && mayRead(stream, roles, letIn.contains(user))) {
            users.insert(user);
        }
    }
    return users;
}
} // namespace

Expected<void> Keyring::found(Row stream, const Roster& roster)
{
    auto secret = SecretBytes::random(crypto::keySize);
    Bytes id = idOf(secret);
    const Key key{std::move(id), std::move(secret), true};
    for (const Id& user : readersOf(m_ledger.stream(stream), roster)) {
        CHECK_OK(box(stream, key, user, roster));
    }
    return {};
}

Expected<void> Keyring::grant(const Roster& roster, const LetIn& letIn)
{
    struct Box
    {
        Id user;
        Bytes key;
        Bytes sealedFor;
    };
    std::map<Row, std::vector<Box>> boxes;
    {
        TRY(Query query, m_ledger.statements()("SELECT stream, user, key, sealed_for FROM stream_key"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            boxes[query->integer(0)].push_back(
                {Id::fromBytes(query->view(1)).value_or(Id()), query->bytes(2), query->bytes(3)});
        }
    }
    for (const auto& [stream, existing] : boxes) {
        if (stream <= 0 || stream > m_ledger.streamCount() || !holds(stream)) {
            continue;
        }
        const Stream& of = m_ledger.stream(stream);
        const bool isCounsel = of.compartment == Compartment::Counsel;
        const auto known = letIn.find(stream);
        if (isCounsel && known == letIn.end()) {
            continue;
        }
        const std::set<Id> users = readersOf(of, roster, isCounsel ? known->second : std::set<Id>());
        Roles own;
        conversion::fromValue(roster.member(nullptr, m_vault.userId(), 3), own);
        const bool handsOn = mayRead(of, own);
        const auto isCurrent = [&](const Box& one) {
            return users.contains(one.user) && one.sealedFor == roster.member(nullptr, one.user, 5).valueOr<Bytes>();
        };
        std::vector<std::pair<Id, Bytes>> missing;
        TRY(const auto* keys, opened(stream));
        for (const Key& key : *keys) {
            for (const Id& user : handsOn ? users : std::set<Id>()) {
                const bool has = std::ranges::any_of(
                    existing, [&](const Box& one) { return one.user == user && one.key == key.id && isCurrent(one); });
                if (!has) {
                    missing.emplace_back(user, key.id);
                }
            }
        }
        for (const auto& [user, id] : missing) {
            TRY(const auto* held, opened(stream));
            const auto key = std::ranges::find(*held, id, &Key::id);
            if (key != held->end()) {
                const Key copy{key->id, key->key.clone(), key->isProven};
                CHECK_OK(box(stream, copy, user, roster));
            }
        }
        if (users.empty()) {
            continue;
        }
        TRY(const auto* granted, opened(stream));
        for (const Box& one : existing) {
            // Boxes of a key that is not held here stay: they may be all that is left of it.
            const bool isHeld = std::ranges::find(*granted, one.key, &Key::id) != granted->end();
            const bool isTheirs = handsOn || one.user == m_vault.userId();
            if (isHeld && isTheirs && !users.contains(one.user)) {
                CHECK_OK(execute(m_ledger.statements(),
                                 "DELETE FROM stream_key WHERE stream = ? AND user = ? AND key = ?", stream,
                                 one.user.bytes(), one.key));
            }
        }
    }
    return load();
}

} // namespace bulkhead::journal
