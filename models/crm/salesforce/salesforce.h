#pragma once

#include "models/crm/connector.h"
#include "models/crm/oauth.h"
#include "models/crm/transport.h"

namespace bulkhead::crm {

struct SalesforceSettings
{
    QUrl login = {};            ///< https://login.salesforce.com, or better the organisation's own domain
    SignInSettings signIn = {}; ///< endpoints and audience follow from `login` where they are empty
    QString version = QStringLiteral(
        "62.0"); ///< the API version that was tested; it must be on the organisation's list
    QString clientName = QStringLiteral("Bulkhead"); ///< as event logs name our requests
    int largestPage = 2000;                          ///< records of one query's page
    int largestBulkPage = 20'000;                    ///< records of one page of a bulk pull
};

/// A connector to one Salesforce organisation (REST API, Bulk API 2.0).
[[nodiscard]] std::unique_ptr<Connector> makeSalesforce(SalesforceSettings settings, TransportParts parts);

/// Fills the endpoints that follow from the login address; for `BrowserSignIn`.
void completeSalesforceSignIn(SalesforceSettings& settings);

} // namespace bulkhead::crm
