#include "models/vault/vaultprivate.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// Beside the random keys of purposes, under names that no purpose has.
QString secretName(const QString& name)
{
    return u"secret "_s + name;
}
} // namespace

Expected<void> Vault::keepSecret(const QString& name, const SecretBytes& secret) const
{
    CHECK_OK(d->mayWrite());
    const std::scoped_lock guard(d->databaseMutex);
    TRY(Statement write, d->database.prepare("INSERT OR REPLACE INTO vault_keys(purpose, key) VALUES (?, ?)"));
    write.bind(1, secretName(name)).bind(2, secret.view());
    return write.run();
}

Expected<std::optional<SecretBytes>> Vault::secret(const QString& name) const
{
    const std::scoped_lock guard(d->databaseMutex);
    return storedKey(d->database, secretName(name));
}

Expected<void> Vault::forgetSecret(const QString& name) const
{
    CHECK_OK(d->mayWrite());
    const std::scoped_lock guard(d->databaseMutex);
    TRY(Statement write, d->database.prepare("DELETE FROM vault_keys WHERE purpose = ?"));
    write.bind(1, secretName(name));
    return write.run();
}

} // namespace bulkhead
