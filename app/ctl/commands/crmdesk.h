#pragma once

#include "app/ctl/call.h"
#include "models/crm/connector.h"
#include "models/crm/sync/syncing.h"

namespace bulkhead::ctl {

/// Errors: `crm.auth` where nothing is kept that it could sign in with, those of `connectionTo`.
[[nodiscard]] Expected<std::unique_ptr<crm::Connector>> connectCrm(Desk& desk, const crm::Mappings& mappings,
                                                                   const Kept<CrmConnector>& connector);

/// An open vault, the mappings, and the connector that `--connector` names: what commands need that ask a CRM.
struct CrmDesk
{
    std::unique_ptr<Desk> desk = {};
    crm::Mappings mappings = {};
    Kept<CrmConnector> connector = {};

    [[nodiscard]] Expected<std::unique_ptr<crm::Connector>> connect() const
    {
        return connectCrm(*desk, mappings, connector);
    }
};
/// Errors: `crm.connector`, those of `Call::open`.
[[nodiscard]] Expected<CrmDesk> openCrmDesk(const Call& call, const QString& connector, Vault::Access access);
[[nodiscard]] Option crmConnectorOption(); ///< --connector NAME, must be given
/// "left of limit", for people; a sentence.
[[nodiscard]] QString crmQuotaText(const crm::Quota& quota);

} // namespace bulkhead::ctl
