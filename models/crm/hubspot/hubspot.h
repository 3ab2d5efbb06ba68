#pragma once

#include "models/crm/connector.h"
#include "models/crm/oauth.h"
#include "models/crm/transport.h"

namespace bulkhead::crm {

/// Where HubSpot's interface stands: v3 and v4, or a date (2026-03). %1 and %2 are kinds of record.
struct HubspotPaths
{
    QString objects = {};
    QString properties = {};
    QString pipelines = {};
    QString associations = {};
    QString files = {};
    QString account = {};
    QString owners = {};
    QString activity = {}; ///< %1 is security, login or audit-logs

    [[nodiscard]] static HubspotPaths v3();
    [[nodiscard]] static HubspotPaths dated(const QString& version);
};

struct HubspotSettings
{
    QUrl base = {};             ///< https://api.hubapi.com
    QUrl login = {};            ///< https://app.hubspot.com, for `BrowserSignIn`
    SignInSettings signIn = {}; ///< endpoints follow where they are empty
    HubspotPaths paths = HubspotPaths::v3();
    QString version = QStringLiteral("v3"); ///< as it is shown
};

/// A connector to one HubSpot portal.
[[nodiscard]] std::unique_ptr<Connector> makeHubspot(HubspotSettings settings, TransportParts parts);

/// Fills the endpoints that follow from the addresses; for `BrowserSignIn`.
void completeHubspotSignIn(HubspotSettings& settings);

} // namespace bulkhead::crm
