#include "models/vault/vaultprivate.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

Expected<std::unique_ptr<Vault>> Vault::scratch(const QString& folder, const Id& id, const SecretBytes& vaultStreamKey,
                                                const Clock& clock)
{
    auto parts = std::make_unique<Private>(folder, Access::Write, clock);
    parts->keys = {SecretBytes::random(crypto::keySize), SecretBytes::random(crypto::keySize),
                   SecretBytes::random(crypto::keySize)};
    parts->user = Id::derived(crypto::randomBytes(crypto::keySize));
    parts->header = {.id = id, .format = vaultFormat, .name = {}, .created = clock.now(), .slots = {}, .mac = {}};
    CHECK_OK(parts->createDatabase());
    {
        TRY(Statement write, parts->database.prepare("INSERT INTO vault_keys(purpose, key) VALUES (?, ?)"));
        write.bind(1, u"stream-key vault"_s).bind(2, vaultStreamKey.view());
        CHECK_OK(write.run());
    }
    CHECK_OK(parts->openBlobs());
    return std::unique_ptr<Vault>(new Vault(std::move(parts)));
}

} // namespace bulkhead
