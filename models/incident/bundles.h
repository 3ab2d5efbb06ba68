#pragma once

#include "models/incident/casework.h"
#include "models/journal/bundle.h"

namespace bulkhead {

struct BundleExport
{
    Id incident;
    bool withCounsel = false;
    QString path; ///< a new file
};

/// Signs what is unsigned, writes the incident as a bundle, and notes in the chain of custody of each piece of evidence
/// (and, while the incident is open, on its timeline) that it left. A journal that only reads notes nothing and leaves
/// out what is not signed yet. Errors: those of `writeBundle`.
[[nodiscard]] Expected<BundleWritten> exportBundle(Casework& casework, const BundleExport& wish,
                                                   const Bundle::Progress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead
