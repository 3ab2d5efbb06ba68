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

struct BundleImport
{
    QString path;
    Bytes expected; ///< the fingerprint of the vault that it comes from, as known from elsewhere; empty: not known
};

struct BundleImported
{
    Id incident;
    Id evidence; ///< the bundle itself
    Bytes fingerprint;
    bool isPinned = false;
    qint64 entities = 0;
    qint64 history = 0; ///< entries of its timeline
    qint64 material = 0;
    QStringList leftOut; ///< "<kind>.<field>=<count>"
};

/// Takes an incident of another vault into this one, in one transaction: the bundle as evidence, so that every original
/// change with its signature stays provable; its entries as they stood, written by the importer `via` the bundle, under
/// their own ids; its material; what its timeline said, each entry with the hash of the change that said it; and the
/// people that it names. What the importer may not write here is left out and named. Refuses a bundle that does not
/// verify (`bundle.not-verified`) and an incident that is here already (`incident.exists`).
[[nodiscard]] Expected<BundleImported> importBundle(Casework& casework, const BundleImport& wish,
                                                    const Bundle::Progress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead
