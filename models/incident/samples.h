#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// The newest answer to each sample of an incident, struck samples left out, by the samples' ids. What people have set
/// beside the machine stands in `provenance::Answers`.
[[nodiscard]] Expected<std::vector<Kept<VerdictReport>>> newestAnswers(const Casework& casework, const Id& incident);

} // namespace bulkhead
