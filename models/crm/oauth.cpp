#include "models/crm/oauth.h"

#include "models/base/digest.h"
#include "models/crm/crmtext.h"
#include "models/crm/json.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QUrlQuery>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr qint64 assertionSeconds = 180;
constexpr qint64 toleratedSkew = 150'000;
constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr qsizetype longestRequestLine = 8192;

template<auto release> struct Released
{
    template<typename T> void operator()(T* object) const { release(object); }
};

QString randomText(std::size_t octets)
{
    return QString::fromLatin1(SecretBytes::random(octets).view().toByteArray().toBase64(base64Url));
}

QString textOf(const SecretBytes& secret)
{
    return QString::fromUtf8(secret.view());
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
Expected<Bytes> signature(BytesView text, const SecretBytes& pem)
{
    const std::unique_ptr<BIO, Released<BIO_free>> source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    // A key behind a passphrase is refused: without a callback OpenSSL would ask on the terminal.
    const auto noPassphrase = [](char*, int, int, void*) { return -1; };
    const std::unique_ptr<EVP_PKEY, Released<EVP_PKEY_free>> key(
        PEM_read_bio_PrivateKey(source.get(), nullptr, noPassphrase, nullptr));
    const std::unique_ptr<EVP_MD_CTX, Released<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
    std::size_t size = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    const auto length = static_cast<std::size_t>(text.size());
    Bytes result;
    if (key && EVP_PKEY_base_id(key.get()) == EVP_PKEY_RSA
        && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1
        && EVP_DigestSign(context.get(), nullptr, &size, data, length) == 1) {
        result.resize(static_cast<qsizetype>(size));
        if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(result.data()), &size, data, length) != 1) {
            result.clear();
        }
    }
    ERR_clear_error();
    if (result.isEmpty()) {
        return failure("crm.auth"_L1,
                       CrmText::tr("The connector's private key is not an RSA key in PEM form without a passphrase."));
    }
    return result;
}

Expected<std::vector<std::pair<QString, QString>>> fieldsOf(const Transport& transport, const SignInSettings& settings)
{
    std::vector<std::pair<QString, QString>> fields;
    switch (settings.flow) {
    case Flow::JwtBearer: {
        TRY(const SecretBytes assertion, signedAssertion(settings, transport.clock().now() / 1000 + assertionSeconds));
        return std::vector<std::pair<QString, QString>>{
            {u"grant_type"_s, u"urn:ietf:params:oauth:grant-type:jwt-bearer"_s}, {u"assertion"_s, textOf(assertion)}};
    }
    case Flow::ClientCredentials:
        fields = {{u"grant_type"_s, u"client_credentials"_s},
                  {u"client_id"_s, settings.clientId},
                  {u"client_secret"_s, textOf(settings.secret)}};
        break;
    case Flow::RefreshToken:
        fields = {{u"grant_type"_s, u"refresh_token"_s},
                  {u"client_id"_s, settings.clientId},
                  {u"refresh_token"_s, textOf(settings.secret)}};
        if (!settings.clientSecret.isEmpty()) {
            fields.emplace_back(u"client_secret"_s, textOf(settings.clientSecret));
        }
        break;
    case Flow::FixedToken:
        break;
    }
    if (!settings.scope.isEmpty()) {
        fields.emplace_back(u"scope"_s, settings.scope);
    }
    return fields;
}

Request tokenRequest(const QUrl& endpoint, const std::vector<std::pair<QString, QString>>& fields)
{
    return {.method = "POST",
            .url = endpoint,
            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
            .body = form(fields)};
}

Expected<Grant> grantOf(const Response& response, qint64 skew)
{
    if (response.status >= 500) {
        return refused("crm.busy"_L1);
    }
    if (response.status == 429) {
        return refused("crm.limit"_L1);
    }
    TRY(const QJsonObject answer, objectOf(response));
    const QString token = answer[u"access_token"_s].toString();
    if (!response.isSuccess() || token.isEmpty()) {
        // Only the error's name: what describes it may repeat what was sent.
        return std::abs(skew) > toleratedSkew
            ? refused("crm.clock"_L1, CrmText::tr("the clocks are %1 seconds apart.").arg(std::abs(skew) / 1000))
            : refused("crm.auth"_L1, answer[u"error"_s].toString(QString::number(response.status)));
    }
    return Grant{SecretBytes::copyOf(token.toUtf8()),
                 SecretBytes::copyOf(answer[u"refresh_token"_s].toString().toUtf8()),
                 QUrl(answer[u"instance_url"_s].toString()), answer[u"expires_in"_s].toInteger() * 1000};
}
} // namespace

Expected<SecretBytes> signedAssertion(const SignInSettings& settings, qint64 expires)
{
    const QJsonObject claims{
        {u"iss"_s, settings.clientId}, {u"sub"_s, settings.user}, {u"aud"_s, settings.audience}, {u"exp"_s, expires}};
    const auto part = [](const QJsonObject& object) {
        return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64(base64Url);
    };
    Bytes text = part({{u"alg"_s, u"RS256"_s}}) + '.' + part(claims);
    TRY(const Bytes signedText, signature(text, settings.secret));
    text += '.' + signedText.toBase64(base64Url);
    SecretBytes result = SecretBytes::copyOf(text);
    wipe(text);
    return result;
}

Expected<Grant> grant(Transport& transport, SignInSettings& settings, std::stop_token stop)
{
    if (settings.flow == Flow::FixedToken) {
        return Grant{.access = settings.secret.clone()};
    }
    TRY(const auto fields, fieldsOf(transport, settings));
    TRY(const Response response, transport.sendPlain(tokenRequest(settings.tokenEndpoint, fields), std::move(stop)));
    TRY(Grant given, grantOf(response, transport.clockSkew()));
    if (settings.flow == Flow::RefreshToken && !given.refresh.isEmpty() && !given.refresh.equals(settings.secret)) {
        if (settings.keepRefreshToken) {
            CHECK_OK(settings.keepRefreshToken(given.refresh));
        }
        settings.secret = given.refresh.clone();
    }
    return given;
}

BrowserSignIn::BrowserSignIn(SignInSettings& settings, std::vector<quint16> ports)
    : m_settings(settings)
    , m_ports(std::move(ports))
    , m_state(randomText(24))
    , m_verifier(randomText(48))
{
    m_server.setMaxPendingConnections(4);
}

QString BrowserSignIn::redirectAddress() const
{
    return u"http://127.0.0.1:%1/callback"_s.arg(m_server.serverPort());
}

Expected<QUrl> BrowserSignIn::open()
{
    if (std::ranges::none_of(m_ports,
                             [this](quint16 port) { return m_server.listen(QHostAddress::LocalHost, port); })) {
        return failure("crm.auth"_L1,
                       CrmText::tr("No port is free to take the browser's answer. Close the other "
                                   "sign-in, then try again."));
    }
    const Bytes challenge = sha256(m_verifier.toLatin1()).toBase64(base64Url);
    QUrl url = m_settings.authorizeEndpoint;
    url.setQuery(QString::fromLatin1(form({{u"response_type"_s, u"code"_s},
                                           {u"client_id"_s, m_settings.clientId},
                                           {u"redirect_uri"_s, redirectAddress()},
                                           {u"scope"_s, m_settings.scope},
                                           {u"state"_s, m_state},
                                           {u"code_challenge"_s, QString::fromLatin1(challenge)},
                                           {u"code_challenge_method"_s, u"S256"_s}})),
                 QUrl::StrictMode);
    return url;
}

/// The code of a request to the redirect address; nothing where the request is for something else, such as an icon.
std::optional<Expected<QString>> BrowserSignIn::codeFrom(QTcpSocket& socket)
{
    while (!socket.canReadLine() && socket.bytesAvailable() < longestRequestLine && socket.waitForReadyRead(2000)) { }
    const QList<QByteArray> words = socket.readLine(longestRequestLine).split(' ');
    const QUrl url = words.size() == 3 && words[0] == "GET" ? QUrl(QString::fromLatin1(words[1])) : QUrl();
    const QUrlQuery query(url);
    const auto item = [&query](const QString& name) { return query.queryItemValue(name, QUrl::FullyDecoded); };
    const bool isOurs = url.path() == "/callback"_L1 && item(u"state"_s) == m_state;
    const QString page = isOurs ? CrmText::tr("You can close this page and go back to Bulkhead.")
                                : CrmText::tr("Nothing is here.");
    const Bytes body = page.toHtmlEscaped().toUtf8();
    socket.write(
        (isOurs ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 404 Not Found\r\n")
        + QByteArray("Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\nConnection: close\r\n")
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    socket.disconnectFromHost();
    if (socket.state() != QAbstractSocket::UnconnectedState) {
        socket.waitForDisconnected(1000);
    }
    if (!isOurs) {
        return std::nullopt;
    }
    if (item(u"code"_s).isEmpty()) {
        return Expected<QString>(refused("crm.auth"_L1, item(u"error"_s)));
    }
    return Expected<QString>(item(u"code"_s));
}

Expected<Grant> BrowserSignIn::finish(Wire& wire, int ms, std::stop_token stop)
{
    constexpr int step = 50;
    const QElapsedTimer timer = [] {
        QElapsedTimer started;
        started.start();
        return started;
    }();
    std::optional<Expected<QString>> code;
    while (!code) {
        if (stop.stop_requested()) {
            return refused("crm.cancelled"_L1);
        }
        if (timer.hasExpired(ms)) {
            return failure("crm.timeout"_L1,
                           CrmText::tr("The browser did not answer in time. Start the sign-in again."));
        }
        if (m_server.waitForNewConnection(step)) {
            const std::unique_ptr<QTcpSocket> socket(m_server.nextPendingConnection());
            code = codeFrom(*socket);
        }
    }
    const QString redirect = redirectAddress();
    m_server.close();
    TRY(const QString given, *std::move(code));
    std::vector<std::pair<QString, QString>> fields{{u"grant_type"_s, u"authorization_code"_s},
                                                    {u"code"_s, given},
                                                    {u"client_id"_s, m_settings.clientId},
                                                    {u"redirect_uri"_s, redirect},
                                                    {u"code_verifier"_s, m_verifier}};
    if (!m_settings.clientSecret.isEmpty()) {
        fields.emplace_back(u"client_secret"_s, textOf(m_settings.clientSecret));
    }
    const auto response = wire.exchange(tokenRequest(m_settings.tokenEndpoint, fields), std::move(stop));
    return response ? grantOf(*response, 0) : std::unexpected(response.error().error);
}

} // namespace bulkhead::crm
