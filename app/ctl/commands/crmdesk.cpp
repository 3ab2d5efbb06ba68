#include "app/ctl/commands/crmdesk.h"

#include "app/ctl/text.h"
#include "models/crm/sync/connecting.h"

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
    TRY(result.mappings, crm::Mappings::load());
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

QJsonValue remainingQuota(const crm::Quota& quota)
{
    return quota.left < 0 ? QJsonValue() : QJsonValue(quota.left);
}

Option crmConnectorOption()
{
    return {
        .name = u"connector"_s, .value = u"NAME"_s, .help = Ctl::tr("The connector, by its name."), .isRequired = true};
}

} // namespace bulkhead::ctl
