#include "models/crm/sync/connecting.h"

#include "models/crm/crmtext.h"
#include "models/crm/dataverse/dataverse.h"
#include "models/crm/hubspot/hubspot.h"
#include "models/crm/oauth.h"
#include "models/crm/salesforce/salesforce.h"

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
/// Ports of the loopback address that an app has to be registered with as redirect addresses.
const std::vector<quint16> redirectPorts = {8763, 8764, 8765};

Flow flowOf(const QString& method)
{
    if (method == "jwt"_L1) {
        return Flow::JwtBearer;
    }
    if (method == "client"_L1) {
        return Flow::ClientCredentials;
    }
    return method == "browser"_L1 ? Flow::RefreshToken : Flow::FixedToken;
}

SignInSettings signInOf(const CrmConnector& settings, SecretBytes secret,
                        std::function<Expected<void>(const SecretBytes&)> keepRefreshToken)
{
    SignInSettings result;
    result.flow = flowOf(settings.method);
    result.clientId = settings.client;
    result.user = settings.account;
    result.secret = std::move(secret);
    result.keepRefreshToken = std::move(keepRefreshToken);
    return result;
}

/// Where a system's tokens are had, unless the settings say so.
QUrl loginOf(const CrmConnector& settings)
{
    if (!settings.login.isEmpty()) {
        return QUrl(settings.login);
    }
    if (settings.system == "hubspot"_L1) {
        return QUrl(u"https://app.hubspot.com"_s);
    }
    if (settings.system == "dataverse"_L1) {
        return QUrl(u"https://login.microsoftonline.com/"_s + settings.account + u'/');
    }
    return QUrl(settings.url);
}

SalesforceSettings salesforceOf(const CrmConnector& settings, SignInSettings signIn, const QString& version)
{
    SalesforceSettings result;
    result.login = loginOf(settings);
    result.signIn = std::move(signIn);
    result.version = version;
    return result;
}
HubspotSettings hubspotOf(const CrmConnector& settings, SignInSettings signIn, const QString& version)
{
    HubspotSettings result;
    result.base = QUrl(settings.url);
    result.login = loginOf(settings);
    result.signIn = std::move(signIn);
    result.paths = version == "v3"_L1 ? HubspotPaths::v3() : HubspotPaths::dated(version);
    result.version = version;
    return result;
}
DataverseSettings dataverseOf(const CrmConnector& settings, SignInSettings signIn, const QString& version)
{
    DataverseSettings result;
    result.environment = QUrl(settings.url);
    result.login = loginOf(settings);
    result.signIn = std::move(signIn);
    result.version = version;
    return result;
}

TransportParts partsOf(const CrmConnector& settings, const Clock& clock)
{
    TransportParts parts;
    parts.wire.authorities = settings.authority.toUtf8();
    parts.clock = &clock;
    return parts;
}

std::unexpected<Error> noSuchSystem(const CrmConnector& settings)
{
    return failure("crm.connector"_L1, CrmText::tr("There is no connector for \"%1\".").arg(settings.system));
}
} // namespace

QStringList signInMethods(const QString& system)
{
    if (system == "salesforce"_L1) {
        return {u"jwt"_s, u"client"_s, u"browser"_s};
    }
    if (system == "hubspot"_L1) {
        return {u"token"_s, u"browser"_s};
    }
    if (system == "dataverse"_L1) {
        return {u"client"_s, u"browser"_s};
    }
    return {};
}

QString secretNameOf(const Id& connector)
{
    return u"crm "_s + connector.text();
}

Expected<std::unique_ptr<Connector>> connectionTo(const CrmConnector& settings, Connecting parts)
{
    const QString version = settings.apiVersion.isEmpty() ? parts.version : settings.apiVersion;
    auto signIn = signInOf(settings, std::move(parts.secret), std::move(parts.keepRefreshToken));
    auto transport = partsOf(settings, *parts.clock);
    if (settings.system == "salesforce"_L1) {
        return makeSalesforce(salesforceOf(settings, std::move(signIn), version), std::move(transport));
    }
    if (settings.system == "hubspot"_L1) {
        return makeHubspot(hubspotOf(settings, std::move(signIn), version), std::move(transport));
    }
    if (settings.system == "dataverse"_L1) {
        return makeDataverse(dataverseOf(settings, std::move(signIn), version), std::move(transport));
    }
    return noSuchSystem(settings);
}

Expected<std::unique_ptr<Connector>> connectionFor(const Kept<CrmConnector>& connector, const Mappings& mappings,
                                                   Vault& vault, const Clock& clock)
{
    const QString name = secretNameOf(connector.id);
    TRY(auto secret, vault.secret(name));
    if (!secret) {
        return failure("crm.auth"_L1,
                       CrmText::tr("Nothing is kept that \"%1\" could sign in with. Sign it in first (crm login).")
                           .arg(connector.value.name));
    }
    const Mapping* mapping = mappings.find(connector.value.system);
    return connectionTo(
        connector.value,
        {.secret = *std::move(secret),
         .version = mapping ? mapping->minimumApi : QString(),
         .clock = &clock,
         .keepRefreshToken = [&vault, name](const SecretBytes& fresh) { return vault.keepSecret(name, fresh); }});
}

Expected<Inspection> inspect(Connector& connector, const Mapping& mapping, std::stop_token stop)
{
    Inspection result;
    TRY(result.identity, connector.authorise(stop));
    for (const ObjectMapping& object : mapping.objects) {
        TRY(const auto described, connector.describe(object.object, stop));
        for (const NeededField& field : object.lacking(described)) {
            result.missing.push_back({object.object, field});
        }
    }
    return result;
}

struct PersonSignIn::Private
{
    CrmConnector settings;
    QString version;
    const Clock& clock;
    SignInSettings signIn = {};
    std::optional<BrowserSignIn> browser = {};

    /// The endpoints that follow from the system's addresses.
    [[nodiscard]] bool complete()
    {
        auto bare = signInOf(settings, {}, {});
        if (settings.system == "salesforce"_L1) {
            auto whole = salesforceOf(settings, std::move(bare), version);
            completeSalesforceSignIn(whole);
            signIn = std::move(whole.signIn);
        } else if (settings.system == "hubspot"_L1) {
            auto whole = hubspotOf(settings, std::move(bare), version);
            completeHubspotSignIn(whole);
            signIn = std::move(whole.signIn);
        } else if (settings.system == "dataverse"_L1) {
            auto whole = dataverseOf(settings, std::move(bare), version);
            completeDataverseSignIn(whole);
            signIn = std::move(whole.signIn);
        } else {
            return false;
        }
        return true;
    }
};

PersonSignIn::PersonSignIn(const CrmConnector& settings, const QString& version, const Clock& clock)
    : d(new Private{.settings = settings, .version = version, .clock = clock})
{
}

PersonSignIn::~PersonSignIn() = default;

Expected<QUrl> PersonSignIn::open()
{
    if (!d->complete()) {
        return noSuchSystem(d->settings);
    }
    d->browser.emplace(d->signIn, redirectPorts);
    return d->browser->open();
}

Expected<SecretBytes> PersonSignIn::finish(int ms, std::stop_token stop)
{
    Wire wire(partsOf(d->settings, d->clock).wire);
    TRY(Grant grant, d->browser->finish(wire, ms, std::move(stop)));
    if (grant.refresh.isEmpty()) {
        return failure("crm.auth"_L1,
                       CrmText::tr("The CRM gave no refresh token. Allow the app \"refresh_token, offline_access\"."));
    }
    return std::move(grant.refresh);
}

QString PersonSignIn::redirectAddress() const
{
    return d->browser ? d->browser->redirectAddress() : QString();
}

} // namespace bulkhead::crm
