#include "models/incident/crm.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr auto keyPrefix = "lk-"_L1;
}

Id CrmRelease::idFor(const Id& incident, const Id& connector)
{
    return Id::derived("bulkhead crm release "_ba + incident.bytes() + connector.bytes());
}

Id CrmLink::idFor(const Id& connector, const Id& entity)
{
    return Id::derived("bulkhead crm link "_ba + connector.bytes() + entity.bytes());
}

QString CrmLink::keyOf(const Id& entity)
{
    return keyPrefix + entity.text();
}

Id CrmLink::entityOf(const QString& key)
{
    return key.startsWith(keyPrefix) ? Id::fromText(QStringView(key).mid(keyPrefix.size())).value_or(Id()) : Id();
}

} // namespace bulkhead
