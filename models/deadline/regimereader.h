#pragma once

#include "models/deadline/regime.h"

namespace bulkhead::deadline {

struct Pack
{
    std::vector<Regime> regimes;
    std::vector<Question> questions;
    Facts known;
    int knownLine = 0;
    LawPack about = {};
};

/// The regimes of one file. `deadline.regimes` names file, line and reason.
[[nodiscard]] Expected<Pack> readPack(const QString& file);
/// "72 hours", "4 business days", "1 month"; nothing where it is none.
[[nodiscard]] std::optional<Period> periodOf(const QString& text);

} // namespace bulkhead::deadline
