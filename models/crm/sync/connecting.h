#pragma once

#include "models/base/clock.h"
#include "models/base/secretbytes.h"
#include "models/crm/connector.h"
#include "models/crm/sync/mapping.h"
#include "models/incident/casework.h"
#include "models/vault/vault.h"

#include <functional>
#include <memory>

namespace bulkhead::crm {

/// Ways to sign in that a system knows: "jwt", "client", "token", "browser".
[[nodiscard]] QStringList signInMethods(const QString& system);
/// The name under which the vault keeps what a connector signs in with (`Vault::keepSecret`): by method the private key
/// (PEM), the client's secret, the token, the refresh token.
[[nodiscard]] QString secretNameOf(const Id& connector);

/// What a connection is made of, beside a connector's settings.
struct Connecting
{
    SecretBytes secret = {};
    QString version = {};         ///< of the interface, where the settings name none
    const Clock* clock = nullptr; ///< outlives the connection
    /// Keeps a refresh token that took the place of the old one; called on any thread.
    std::function<Expected<void>(const SecretBytes&)> keepRefreshToken = {};
};
/// A connection as the settings say; nothing is sent yet. Errors: `crm.connector`.
[[nodiscard]] Expected<std::unique_ptr<Connector>> connectionTo(const CrmConnector& settings, Connecting parts);
/// The same with what the vault keeps for it, where a token that takes the place of another goes too. Vault and clock
/// outlive it. Error: `crm.auth` where nothing is kept.
[[nodiscard]] Expected<std::unique_ptr<Connector>> connectionFor(const Kept<CrmConnector>& connector,
                                                                 const Mappings& mappings, Vault& vault,
                                                                 const Clock& clock);

/// What a CRM said of itself, held against what a mapping needs.
struct Inspection
{
    struct Lack
    {
        QString object;
        NeededField field;

        bool operator==(const Lack&) const = default;
    };
    Identity identity = {};
    std::vector<Lack> missing = {};
};
/// Signs in and asks for the fields. Blocks on the network. Errors: those of the connector.
[[nodiscard]] Expected<Inspection> inspect(Connector& connector, const Mapping& mapping, std::stop_token stop);

/// The sign-in of a person in their browser, for connectors of the method "browser".
class PersonSignIn
{
public:
    PersonSignIn(const CrmConnector& settings, const QString& version, const Clock& clock);
    ~PersonSignIn();
    PersonSignIn(const PersonSignIn&) = delete;
    PersonSignIn& operator=(const PersonSignIn&) = delete;

    /// Listens on the loopback address, and answers what to open in the browser. Errors: `crm.connector`, `crm.auth`.
    [[nodiscard]] Expected<QUrl> open();
    /// Waits for the browser's answer, once; the refresh token. Errors: `crm.auth`, `crm.timeout`, `crm.cancelled`.
    [[nodiscard]] Expected<SecretBytes> finish(int ms, std::stop_token stop);
    [[nodiscard]] QString redirectAddress() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace bulkhead::crm
