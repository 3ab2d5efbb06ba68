#include "app/ctl/commands/crmdesk.h"

#include "app/ctl/text.h"
#include "models/crm/sync/connecting.h"
#include "models/incident/resources.h"

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

QString CrmDesk::version(const Kept<CrmConnector>& connector) const
{
    const crm::Mapping* mapping = mappings.find(connector.value.system);
    return mapping ? mapping->minimumApi : QString();
}

Expected<CrmDesk> openCrmDesk(const Call& call, Vault::Access access)
{
    CrmDesk result;
    TRY(result.mappings, crm::Mappings::load(resourceFolders(u"mappings"_s)));
    TRY(result.desk, call.open(access));
    return result;
}

Expected<std::unique_ptr<crm::Connector>> NamedCrm::connect() const
{
    return crm::connectionFor(connector, exchange.mappings, exchange.desk->vault(),
                              exchange.desk->casework().journal().clock());
}

Expected<NamedCrm> openNamedCrm(const Call& call, const QString& name, Vault::Access access)
{
    TRY(auto exchange, openCrmDesk(call, access));
    TRY(auto connector, exchange.syncing().connector(name));
    return NamedCrm{std::move(exchange), std::move(connector)};
}

Option crmConnectorOption()
{
    return {
        .name = u"connector"_s, .value = u"NAME"_s, .help = Ctl::tr("The connector, by its name."), .isRequired = true};
}

QString crmQuotaText(const crm::Quota& quota)
{
    return quota.left < 0 ? Ctl::tr("The CRM does not say how many calls are left.")
                          : Ctl::tr("Calls that the CRM has left: %1 of %2.").arg(quota.left).arg(quota.limit);
}

} // namespace bulkhead::ctl
