#pragma once

#include "app/ctl/desk.h"

namespace bulkhead::ctl {

using Fields = std::vector<std::pair<QString, QString>>;

/// Puts the ids of members in place of their names in the fields that refer to one (assignee, owner, …).
void resolveMembers(const Desk& desk, Fields& fields);

} // namespace bulkhead::ctl
