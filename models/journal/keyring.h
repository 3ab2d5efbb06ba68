#pragma once

#include "models/journal/ledger.h"
#include "models/journal/roster.h"
#include "models/vault/vault.h"

#include <set>

namespace bulkhead::journal {

/// The keys of streams. The vault stream's comes from the vault; every other is random, boxed (X25519) for each member
/// who may read the stream. A stream may have more than one key (two vaults made it before they met): bodies are opened
/// with whichever fits, and sealed with the least key id that this user holds and that is proven: made here, granted by
/// this vault's members, or found to open an accepted change. A box from outside proves nothing by itself: anybody can
/// make one.
class Keyring
{
public:
    /// Who was let into which counsel streams besides Legal. A counsel stream that is missing here stays as it is.
    using LetIn = std::map<Row, std::set<Id>>;

    Keyring(Vault& vault, Ledger& ledger);

    /// Which streams have a box for this user. After a rollback and when another connection has written.
    [[nodiscard]] Expected<void> load();
    [[nodiscard]] bool holds(Row stream) const;
    /// Null where this user holds none that is proven.
    [[nodiscard]] Expected<const SecretBytes*> sealingKey(Row stream);
    /// Every key held for the stream, by id.
    [[nodiscard]] Expected<std::vector<const SecretBytes*>> keys(Row stream);

    [[nodiscard]] Expected<Bytes> seal(const Header& header, Row stream, BytesView padded);
    /// Nothing where no key that this user holds fits. `opener` is given the id of the key that did.
    [[nodiscard]] Expected<std::optional<Bytes>> open(const Header& header, Row stream, BytesView sealed,
                                                      Bytes* opener = nullptr);
    /// An accepted change opened with that key.
    [[nodiscard]] Expected<void> prove(Row stream, const Bytes& key);

    /// Makes a key for a stream that has none and boxes it for everybody who may read it, this user included.
    [[nodiscard]] Expected<void> found(Row stream, const Roster& roster);
    /// Boxes the keys that this user holds for members who lack one and drops the boxes of those who may no longer
    /// read; never the last that somebody can open.
    /// A counsel stream's only where this user has the role Legal: whom they let in does not hand the key on.
    [[nodiscard]] Expected<void> grant(const Roster& roster, const LetIn& letIn);
    [[nodiscard]] Expected<bool> hasAny(Row stream);

    [[nodiscard]] Expected<void> store(Row stream, const Id& user, const Bytes& key, const Bytes& box,
                                       const Bytes& sealedFor, bool isProven);
    /// A box that another vault sent; one that is here already stays.
    [[nodiscard]] Expected<void> receive(Row stream, const Id& user, const Bytes& key, const Bytes& box,
                                         const Bytes& sealedFor);

    /// A key of a stream of somebody else's vault, believed: what it opens is judged all the same.
    [[nodiscard]] Expected<void> adopt(Row stream, const SecretBytes& key);

    /// Whether a box made for this user opens and holds the key of that id.
    [[nodiscard]] bool fits(Row stream, BytesView key, BytesView box) const;

    /// Associated data of a sealed body: a body cannot be moved to another place of the journal.
    [[nodiscard]] static Bytes placeOf(const Header& header);

private:
    struct Key
    {
        Bytes id;
        SecretBytes key;
        bool isProven = false;
    };
    [[nodiscard]] Expected<std::vector<Key>*> opened(Row stream);
    [[nodiscard]] Expected<void> box(Row stream, const Key& key, const Id& user, const Roster& roster);
    [[nodiscard]] QByteArray purpose(Row stream) const;

    Vault& m_vault;
    Ledger& m_ledger;
    std::set<Row> m_boxed;
    std::map<Row, std::vector<Key>> m_keys;
};

} // namespace bulkhead::journal
