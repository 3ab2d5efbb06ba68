#pragma once

#include "app/ctl/call.h"
#include "models/crm/connector.h"
#include "models/crm/sync/connecting.h"
#include "models/crm/sync/syncing.h"

namespace bulkhead::ctl {

/// An open vault, the mappings, and the connector that `--connector` names: what commands need that ask a CRM.
struct CrmDesk
{
    std::unique_ptr<Desk> desk = {};
    crm::Mappings mappings = {};
    Kept<CrmConnector> connector = {};

    [[nodiscard]] Expected<std::unique_ptr<crm::Connector>> connect() const
    {
        return crm::connectionFor(connector, mappings, desk->vault(), desk->casework().journal().clock());
    }
};
/// Errors: `crm.connector`, those of `Call::open`.
[[nodiscard]] Expected<CrmDesk> openCrmDesk(const Call& call, const QString& connector, Vault::Access access);
[[nodiscard]] Option crmConnectorOption(); ///< --connector NAME, must be given
/// "left of limit", for people; a sentence.
[[nodiscard]] QString crmQuotaText(const crm::Quota& quota);

} // namespace bulkhead::ctl
