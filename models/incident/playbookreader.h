#pragma once

#include "models/incident/playbook.h"

#include <map>

namespace bulkhead {

/// A playbook with the lines of its tasks, for errors that only show when all are read.
struct PlaybookFile
{
    QString file;
    Playbook playbook;
    std::map<QString, int> lines; ///< task id → line, from 1
};

/// "core.yaml:17: …", code `playbook.invalid`.
[[nodiscard]] std::unexpected<Error> playbookError(const QString& file, int line, const QString& reason);
[[nodiscard]] Expected<PlaybookFile> readPlaybookFile(const QString& file);

} // namespace bulkhead
