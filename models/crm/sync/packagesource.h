#pragma once

#include "models/base/bytes.h"
#include "models/crm/sync/mapping.h"

namespace bulkhead::crm {

/// Whether there is a package for that system.
[[nodiscard]] bool hasPackage(const QString& system);
/// Metadata that makes the fields that a mapping needs in Salesforce, and a permission set that lets a user write them,
/// as `sf project deploy start --metadata-dir` takes it: by path below its folder (Metadata API Developer Guide).
/// Error: `crm.mapping` where a needed field is not a text of a stated length.
[[nodiscard]] Expected<std::map<QString, Bytes>> packageSource(const Mapping& mapping);
/// The same into a folder, which is made. Error: `crm.package` where a file cannot be written, or is there already.
[[nodiscard]] Expected<void> writePackage(const Mapping& mapping, const QString& folder);

} // namespace bulkhead::crm
