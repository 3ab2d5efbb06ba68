#pragma once

#include "models/base/secretbytes.h"
#include "models/crm/transport.h"

#include <QTcpServer>

#include <functional>
#include <optional>

namespace bulkhead::crm {

/// How a connector signs in (RFC 6749, RFC 7523, RFC 7636).
enum class Flow : quint8 {
    FixedToken, ///< a private app's token
    ClientCredentials,
    JwtBearer,
    RefreshToken, ///< what the browser sign-in left
};

/// Where and as whom. Secrets are handed in and written nowhere.
struct SignInSettings
{
    Flow flow = Flow::FixedToken;
    QUrl authorizeEndpoint = {};
    QUrl tokenEndpoint = {};
    QString clientId = {};
    QString scope = {};
    QString user = {};       ///< of JwtBearer
    QString audience = {};   ///< of JwtBearer
    SecretBytes secret = {}; ///< by flow: the token, the client's secret, the private key (PEM), the refresh token
    SecretBytes clientSecret = {}; ///< of RefreshToken, where the CRM wants one
    /// Keeps a refresh token that took the place of the old one; called before the new access token is used.
    std::function<Expected<void>(const SecretBytes&)> keepRefreshToken = {};
};

/// What a token endpoint gave.
struct Grant
{
    SecretBytes access = {};
    SecretBytes refresh = {}; ///< empty where none was given
    QUrl instance = {};       ///< Salesforce's instance_url
    qint64 expiresIn = 0;     ///< in ms; 0 where nobody said
};

/// base64url(header.claims.signature) by RS256. `expires` in seconds since 1970. Error: `crm.auth` where the key is
/// none.
[[nodiscard]] Expected<SecretBytes> signedAssertion(const SignInSettings& settings, qint64 expires);

/// A fresh access token by the flow. Errors: `crm.auth`, `crm.clock`, those of the wire.
[[nodiscard]] Expected<Grant> grant(Transport& transport, SignInSettings& settings, std::stop_token stop);

/// The sign-in of a person through the system's browser: authorization code with PKCE (S256), the answer taken on a
/// loopback address (RFC 8252). Used on one thread, which is not the GUI's.
class BrowserSignIn
{
public:
    /// `settings` outlives this. Ports are tried in order; they are those that the CRM knows as redirect addresses.
    BrowserSignIn(SignInSettings& settings, std::vector<quint16> ports);

    /// Listens, and answers the address for the browser. Error: `crm.auth` where no port is free.
    [[nodiscard]] Expected<QUrl> open();
    /// Waits for the browser's answer up to `ms`, once, and changes it for tokens. Errors: `crm.auth`, `crm.timeout`,
    /// `crm.cancelled`, those of the wire.
    [[nodiscard]] Expected<Grant> finish(Wire& wire, int ms, std::stop_token stop);
    [[nodiscard]] QString redirectAddress() const;

private:
    [[nodiscard]] std::optional<Expected<QString>> codeFrom(QTcpSocket& socket);

    SignInSettings& m_settings;
    std::vector<quint16> m_ports;
    QTcpServer m_server;
    QString m_state;
    QString m_verifier;
};

} // namespace bulkhead::crm
