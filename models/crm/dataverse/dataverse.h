#pragma once

#include "models/crm/connector.h"
#include "models/crm/oauth.h"
#include "models/crm/transport.h"

namespace bulkhead::crm {

struct DataverseSettings
{
    QUrl environment = {};      ///< https://name.crm4.dynamics.com
    QUrl login = {};            ///< https://login.microsoftonline.com/tenant/
    SignInSettings signIn = {}; ///< endpoints and scope follow where they are empty
    QString version = QStringLiteral("9.2");
    int largestPage = 500; ///< records of one page, at most 5000
};

/// A connector to one Dataverse environment (Web API). Kinds of records are entity sets: "incidents". A batch's
/// `keyField` is an alternate key of one column; where it is empty or the primary column, the record's GUID follows
/// from its key. A link is written under its navigation property ("customerid_account") and read as a lookup
/// ("_customerid_value").
[[nodiscard]] std::unique_ptr<Connector> makeDataverse(DataverseSettings settings, TransportParts parts);

/// Fills endpoints and scope that follow from the addresses; for `BrowserSignIn`.
void completeDataverseSignIn(DataverseSettings& settings);

/// The GUID that a key stands for where a table has no alternate key (RFC 4122, version 5).
[[nodiscard]] QString dataverseId(const QString& key);

} // namespace bulkhead::crm
