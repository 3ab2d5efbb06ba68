#pragma once

#include "models/base/error.h"

#include <QStringList>

#include <vector>

namespace bulkhead {

/// Where data of a kind ("playbooks", "demo", …) lies: ours (installed beside the program or under /usr/share/bulkhead,
/// or the source tree's in a build that was not installed), then the organisation's own in
/// `$XDG_CONFIG_HOME/bulkhead/<kind>`, which add to ours or replace by file name. Only folders that exist.
[[nodiscard]] QStringList resourceFolders(const QString& kind);
/// The first of them, ours; empty where there is none.
[[nodiscard]] QString resourceFolder(const QString& kind);

/// What `checkResources` found in a folder that holds folders of kinds.
struct ResourceCheck
{
    int files = 0;               ///< looked at
    std::vector<Error> problems; ///< messages name file, line and reason
};
/// `resources.not-a-folder` where there is nothing to check.
[[nodiscard]] Expected<ResourceCheck> checkResources(const QString& folder);

} // namespace bulkhead
