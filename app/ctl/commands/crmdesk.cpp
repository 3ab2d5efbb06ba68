#include "app/ctl/commands/crmdesk.h"

#include "app/ctl/text.h"
#include "models/incident/resources.h"

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

Expected<CrmDesk> openCrmDesk(const Call& call, const QString& connector, Vault::Access access)
{
    CrmDesk result;
    TRY(result.mappings, crm::Mappings::load(resourceFolders(u"mappings"_s)));
    TRY(result.desk, call.open(access));
    TRY(result.connector, crm::Synchronising(result.desk->casework(), result.mappings).connector(connector));
    return result;
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
