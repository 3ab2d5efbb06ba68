#include "app/ctl/call.h"

#include "app/ctl/interrupt.h"
#include "app/ctl/secrets.h"
#include "app/ctl/text.h"
#include "models/vault/secretstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <unistd.h>

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

Call::Call(const Catalogue& catalogue, Invocation invocation, const Output& output, std::stop_token stop)
    : m_catalogue(catalogue)
    , m_invocation(std::move(invocation))
    , m_output(output)
    , m_stop(std::move(stop))
{
}

bool Call::has(QLatin1StringView option) const
{
    return m_invocation.options.contains(QString(option));
}

QString Call::value(QLatin1StringView option, const QString& otherwise) const
{
    const auto found = m_invocation.options.find(QString(option));
    return found == m_invocation.options.end() ? otherwise : found->second.value(0);
}

QStringList Call::values(QLatin1StringView option) const
{
    const auto found = m_invocation.options.find(QString(option));
    return found == m_invocation.options.end() ? QStringList() : found->second;
}

Expected<std::optional<qint64>> Call::instant(QLatin1StringView option) const
{
    if (!has(option)) {
        return std::nullopt;
    }
    auto parsed = Casework::parseTime(value(option), value("tz"_L1));
    if (!parsed) {
        Error error = std::move(parsed).error();
        error.message = Ctl::tr("--%1: %2").arg(QString(option), error.message);
        return std::unexpected(std::move(error));
    }
    return *parsed;
}

Expected<qint64> Call::instantOr(QLatin1StringView option, qint64 otherwise) const
{
    TRY(const std::optional<qint64> given, instant(option));
    return given.value_or(otherwise);
}

Expected<std::optional<qint64>> Call::number(QLatin1StringView option, qint64 least, qint64 most) const
{
    if (!has(option)) {
        return std::nullopt;
    }
    bool isNumber = false;
    const qint64 number = value(option).toLongLong(&isNumber);
    if (!isNumber || number < least || number > most) {
        return failure("usage.value"_L1,
                       Ctl::tr("--%1 is a whole number from %2 to %3, not \"%4\".")
                           .arg(QString(option))
                           .arg(least)
                           .arg(most)
                           .arg(value(option)));
    }
    return number;
}

Expected<Roles> Call::roles(QLatin1StringView option) const
{
    const auto roles = Roles::fromNames(values(option));
    if (!roles || roles->isEmpty()) {
        return failure("usage.value"_L1, Ctl::tr("--%1 needs at least one role.").arg(QString(option)));
    }
    return *roles;
}

Compartment Call::compartment() const
{
    return value("compartment"_L1) == compartmentName(Compartment::Counsel) ? Compartment::Counsel : Compartment::Team;
}

Expected<std::vector<std::pair<QString, QString>>> Call::assignments(qsizetype from) const
{
    std::vector<std::pair<QString, QString>> pairs;
    for (const QString& word : m_invocation.arguments.mid(from)) {
        const qsizetype equals = word.indexOf(u'=');
        if (equals < 1) {
            return failure("usage.value"_L1, Ctl::tr("\"%1\" is not FIELD=VALUE.").arg(word));
        }
        const QString name = word.first(equals);
        if (std::ranges::any_of(pairs, [&name](const auto& pair) { return pair.first == name; })) {
            return failure("usage.value"_L1, Ctl::tr("The field %1 is given twice.").arg(name));
        }
        pairs.emplace_back(name, word.mid(equals + 1));
    }
    return pairs;
}

Expected<QString> Call::vaultFolder() const
{
    const QString folder = value("vault"_L1, qEnvironmentVariable("BULKHEAD_VAULT"));
    if (folder.isEmpty()) {
        return failure("usage.missing"_L1, Ctl::tr("Which vault? Give --vault DIR or set BULKHEAD_VAULT."));
    }
    if (!QFileInfo::exists(folder)) {
        return failure("vault.missing"_L1, Ctl::tr("There is no vault at %1.").arg(folder));
    }
    return folder;
}

bool Call::hasCredential() const
{
    return has("passphrase-file"_L1) || has("passphrase-fd"_L1) || (has("recovery-file"_L1) && !m_recoveryFileIsTarget)
        || has("keyring"_L1) || !qEnvironmentVariableIsEmpty("BULKHEAD_PASSPHRASE_FILE");
}

Expected<Credential> Call::credential() const
{
    if (!m_credential) {
        TRY(m_credential, readCredential());
    }
    return m_credential->clone();
}

Expected<Credential> Call::readCredential() const
{
    Credential credential;
    credential.user = value("user"_L1);
    if (has("key-file"_L1)) {
        TRY(credential.keyFile, secretFromFile(value("key-file"_L1)));
    }
    if (has("recovery-file"_L1) && !m_recoveryFileIsTarget) {
        TRY(credential.recoveryCode, secretFromFile(value("recovery-file"_L1)));
        return credential;
    }
    if (has("keyring"_L1)) {
        TRY(const QString folder, vaultFolder());
        TRY(const VaultStatus status, Vault::status(folder));
        return keyringCredential(status, credential.user, *desktopSecretStore());
    }
    SecretBytes typed;
    if (has("passphrase-fd"_L1)) {
        TRY(typed, secretFromDescriptor(value("passphrase-fd"_L1), m_stop));
    } else if (const QString file = value("passphrase-file"_L1, qEnvironmentVariable("BULKHEAD_PASSPHRASE_FILE"));
               !file.isEmpty()) {
        TRY(typed, secretFromFile(file));
    } else {
        TRY(typed, secretFromTerminal(Ctl::tr("Passphrase:"), m_stop));
    }
    TRY(credential.passphrase, Credential::normalisedPassphrase(typed.view()));
    return credential;
}

Expected<Credential> Call::newCredential() const
{
    Credential fresh;
    if (has("new-key-file"_L1)) {
        TRY(fresh.keyFile, secretFromFile(value("new-key-file"_L1)));
    }
    SecretBytes typed;
    if (has("new-passphrase-fd"_L1)) {
        TRY(typed, secretFromDescriptor(value("new-passphrase-fd"_L1), m_stop));
    } else if (has("new-passphrase-file"_L1)) {
        TRY(typed, secretFromFile(value("new-passphrase-file"_L1)));
    } else {
        if (!hasTerminal()) {
            return failure("usage.missing"_L1,
                           Ctl::tr("A new passphrase is needed: give --new-passphrase-file or --new-passphrase-fd."));
        }
        TRY(typed, secretFromTerminal(Ctl::tr("New passphrase:"), m_stop));
        TRY(const SecretBytes again, secretFromTerminal(Ctl::tr("Once more:"), m_stop));
        if (!typed.equals(again)) {
            return failure("usage.value"_L1, Ctl::tr("The two passphrases differ; nothing was changed."));
        }
    }
    TRY(fresh.passphrase, Credential::normalisedPassphrase(typed.view()));
    return fresh;
}

Expected<std::unique_ptr<Desk>> Call::open(Vault::Access access) const
{
    TRY(const QString folder, vaultFolder());
    // Told before a person is asked for a passphrase that could not help.
    CHECK_OK(Vault::status(folder));
    TRY(const Credential credential, this->credential());
    auto desk = Desk::open(folder, credential, access);
    if (m_stop.stop_requested()) {
        return cancelled();
    }
    return desk;
}

Expected<void> checkInput(const QString& path)
{
    if (path == "-"_L1) {
        return {};
    }
    if (!QFileInfo::exists(path)) {
        return failure("input.missing"_L1, Ctl::tr("There is no file %1.").arg(path));
    }
    if (QFileInfo(path).isDir()) {
        return failure("input.unreadable"_L1, Ctl::tr("%1 is a folder; a file was expected.").arg(path));
    }
    return {};
}

Expected<std::unique_ptr<QIODevice>> openInput(const QString& path, const std::stop_token& stop)
{
    CHECK_OK(checkInput(path));
    if (path == "-"_L1) {
        return std::make_unique<DescriptorDevice>(STDIN_FILENO, stop);
    }
    auto file = std::make_unique<QFile>(path);
    if (!file->open(QIODevice::ReadOnly)) {
        return failure("input.unreadable"_L1, Ctl::tr("%1 cannot be read: %2.").arg(path, file->errorString()));
    }
    return file;
}

} // namespace bulkhead::ctl
