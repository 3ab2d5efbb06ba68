#include "models/incident/crmsource.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

Id CrmSource::idFor(const Id& connector, const QString& name)
{
    return Id::derived("bulkhead crm source "_ba + connector.bytes() + name.trimmed().toCaseFolded().toUtf8());
}

} // namespace bulkhead
