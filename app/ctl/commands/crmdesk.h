#pragma once

#include "app/ctl/call.h"
#include "models/crm/connector.h"
#include "models/crm/sync/syncing.h"

namespace bulkhead::ctl {

/// An open vault, and what is known of CRMs.
struct CrmDesk
{
    std::unique_ptr<Desk> desk = {};
    crm::Mappings mappings = {};

    [[nodiscard]] crm::Synchronising syncing() const { return {desk->casework(), mappings}; }
    /// Of the interface, that the system's mapping was made for.
    [[nodiscard]] QString version(const Kept<CrmConnector>& connector) const;
};
[[nodiscard]] Expected<CrmDesk> openCrmDesk(const Call& call, Vault::Access access);

/// The same with one connector.
struct NamedCrm
{
    CrmDesk exchange;
    Kept<CrmConnector> connector;

    /// Errors: `crm.auth` where nothing is kept that it could sign in with.
    [[nodiscard]] Expected<std::unique_ptr<crm::Connector>> connect() const;
};
/// Errors: `crm.connector`, those of `Call::open`.
[[nodiscard]] Expected<NamedCrm> openNamedCrm(const Call& call, const QString& name, Vault::Access access);
/// What `remaining_quota` says; null where the CRM does not say it.
[[nodiscard]] QJsonValue remainingQuota(const crm::Quota& quota);
[[nodiscard]] Option crmConnectorOption(); ///< --connector NAME, must be given

} // namespace bulkhead::ctl
