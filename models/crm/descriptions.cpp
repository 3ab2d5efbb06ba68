#include "models/crm/descriptions.h"

namespace bulkhead::crm {

void Descriptions::keep(const ObjectDescription& description)
{
    const std::scoped_lock lock(m_mutex);
    m_known.insert_or_assign(description.object, description);
}

Expected<ObjectDescription> Descriptions::of(const QString& object,
                                             const std::function<Expected<ObjectDescription>()>& describe)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_known.find(object); found != m_known.end()) {
            return found->second;
        }
    }
    TRY(ObjectDescription fresh, describe());
    keep(fresh);
    return fresh;
}

FieldType typeOf(const ObjectDescription& description, const QString& field)
{
    const FieldDescription* found = description.field(field);
    return found ? found->type : FieldType::Other;
}

} // namespace bulkhead::crm
