#include "models/journal/extent.h"
#include "models/journal/journalprivate.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

namespace {
struct StoredKey
{
    Row stream = 0;
    Bytes nonce;
    Bytes sealed;
};

Expected<std::vector<StoredKey>> keysOf(Ledger& ledger, BytesView name)
{
    TRY(Query query, ledger.statements()("SELECT stream, nonce, key FROM blob WHERE name = ? AND destroyed = 0"));
    query.with(name);
    std::vector<StoredKey> keys;
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return keys;
        }
        keys.push_back({query->integer(0), query->bytes(1), query->bytes(2)});
    }
}

/// The blob's own key, by any stream that this user reads.
Expected<std::optional<SecretBytes>> openKey(Ledger& ledger, Keyring& keyring, BytesView name)
{
    TRY(const auto keys, keysOf(ledger, name));
    for (const StoredKey& stored : keys) {
        if (!keyring.holds(stored.stream)) {
            continue;
        }
        TRY(const auto candidates, keyring.keys(stored.stream));
        for (const SecretBytes* candidate : candidates) {
            if (auto key = crypto::openSecret(*candidate, stored.nonce, name, stored.sealed)) {
                return *std::move(key);
            }
        }
    }
    return std::nullopt;
}

std::unexpected<Error> noMaterialKey()
{
    return failure(
        QLatin1StringView("journal.no-key"),
        QCoreApplication::translate("Journal",
                                    "This material is not here, or belongs to a part of an incident that you "
                                    "may not read."));
}
} // namespace

Expected<Material> Journal::intake(const Stream& stream, QIODevice& source, const BlobStore::Progress& progress,
                                   std::stop_token stop)
{
    CHECK_OK(d->mayAppend());
    CHECK_OK(d->mayWorkIn(stream));
    TRY(StoredBlob stored, storeMaterial(source, progress, stop));
    return adoptMaterial(stream, std::move(stored));
}

Expected<StoredBlob> Journal::storeMaterial(QIODevice& source, const BlobStore::Progress& progress,
                                            std::stop_token stop) const
{
    CHECK_OK(d->refresh());
    const auto isKnown = [this](BytesView name) {
        const auto keys = keysOf(d->ledger, name);
        const bool waits = std::ranges::any_of(d->pendingBlobs,
                                               [&](const PendingBlob& one) { return one.name == name; });
        return waits || (keys && !keys->empty());
    };
    return d->vault.blobs().write(source, isKnown, progress, stop);
}

Expected<Material> Journal::adoptMaterial(const Stream& stream, StoredBlob stored)
{
    CHECK_OK(d->mayAppend());
    CHECK_OK(d->mayWorkIn(stream));
    const Material material{stored.name, stored.sha256, stored.size, stored.wasThere};
    SecretBytes key = std::move(stored.key);
    if (stored.wasThere) {
        const auto pending = std::ranges::find(d->pendingBlobs, stored.name, &PendingBlob::name);
        if (pending != d->pendingBlobs.end()) {
            key = pending->key.clone();
        } else {
            TRY(auto known, openKey(d->ledger, d->keyring, stored.name));
            if (!known) {
                return noMaterialKey();
            }
            key = *std::move(known);
        }
    }
    d->pendingBlobs.push_back({stream, stored.name, stored.sha256, stored.size, std::move(key)});
    return material;
}

Expected<std::unique_ptr<QIODevice>> Journal::Private::openMaterial(BytesView name)
{
    TRY(const auto key, openKey(ledger, keyring, name));
    if (!key) {
        return noMaterialKey();
    }
    return vault.blobs().open(name, *key);
}

Expected<std::unique_ptr<QIODevice>> Journal::openMaterial(BytesView name) const
{
    CHECK_OK(d->refresh());
    return d->openMaterial(name);
}

Expected<BackupContent> backupContentOf(Database& copy)
{
    BackupContent content;
    TRY(Statement blobs, copy.prepare("SELECT DISTINCT name FROM blob WHERE destroyed = 0"));
    for (;;) {
        TRY(const bool found, blobs.step());
        if (!found) {
            break;
        }
        content.blobs.push_back(blobs.bytes(0));
    }
    TRY(Statement count, copy.prepare("SELECT count(*) FROM change"));
    CHECK_OK(count.step());
    content.changes = count.integer(0);
    return content;
}

void Journal::dropIntakes()
{
    d->pendingBlobs.clear();
}

Expected<bool> Journal::holdsMaterial(const Stream& stream, BytesView name) const
{
    CHECK_OK(d->refresh());
    TRY(Query query, d->ledger.statements()("SELECT 1 FROM blob WHERE name = ? AND stream = ? AND destroyed = 0"));
    TRY(const bool found, query.with(name, d->ledger.streamRow(stream))->step());
    return found && d->vault.blobs().contains(name);
}

void Journal::destroyWithNext(const Stream& stream, const Bytes& name)
{
    d->pendingDestructions.emplace_back(stream, name);
}

Expected<void> Journal::Private::destroyKeys(const Doomed& doomed)
{
    for (const auto& [stream, name] : doomed) {
        CHECK_OK(execute(ledger.statements(),
                         "UPDATE blob SET destroyed = 1, key = x'', nonce = x'' WHERE name = ? AND stream = ?", name,
                         ledger.streamRow(stream)));
    }
    return {};
}

Expected<void> Journal::Private::destroyFiles(const Doomed& doomed)
{
    for (const auto& [stream, name] : doomed) {
        TRY(const auto keys, keysOf(ledger, name));
        if (keys.empty()) {
            TRY([[maybe_unused]] const bool removed, vault.blobs().remove(name));
        }
        // The key may still stand in the log; a reader may hold this up, then it goes when the vault is closed.
        (void)database.checkpoint();
    }
    return {};
}

} // namespace bulkhead
