#pragma once

#include "models/provenance/explained.h"
#include "models/provenance/registry/registry.h"

#include <QJsonArray>

namespace bulkhead::ctl {

/// The answer about one sample, with its name.
struct Examined
{
    QString file;
    provenance::Answer answer;
    Id evidence = {}; ///< null where it was not filed in an incident
    Id report = {};
    bool evidenceWasThere = false;
    std::optional<provenance::ExplainedRow> explained = {}; ///< a row, where one was asked for
};

/// The answer of `classify` over all samples: figures added up, the worst verdict, and each file under "files".
[[nodiscard]] QJsonObject documentOf(const std::vector<Examined>& samples);
[[nodiscard]] QString textOf(const std::vector<Examined>& samples);
/// "personal" before "unresolved" before "synthetic".
[[nodiscard]] QString worstVerdict(const std::vector<Examined>& samples);

} // namespace bulkhead::ctl
