#pragma once

#include "models/crm/record.h"

#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace bulkhead::crm {

/// What was described before, so that the types of fields are known while reading. Thread-safe.
class Descriptions
{
public:
    void keep(const ObjectDescription& description);
    /// The description kept, or a fresh one by `describe`.
    [[nodiscard]] Expected<ObjectDescription> of(const QString& object,
                                                 const std::function<Expected<ObjectDescription>()>& describe);

private:
    std::mutex m_mutex;
    std::map<QString, ObjectDescription> m_known;
};

/// The type of a field, Other where it is not described.
[[nodiscard]] FieldType typeOf(const ObjectDescription& description, const QString& field);

} // namespace bulkhead::crm
