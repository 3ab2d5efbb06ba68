#pragma once

#include "models/disclosure/checkpack.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::disclosure {

/// Whose pack, of which incident.
struct PackWish
{
    Id incident = {};
    QString tenant = {};       ///< as registered; case does not matter
    QString organisation = {}; ///< who makes it
    /// How much of the material that is known to be out was read; nothing: the share of the samples' rows that could
    /// be read.
    std::optional<int> permilleRead = {};
};

/// A sample that went into a pack.
struct PackSample
{
    Kept<Evidence> evidence;
    quint64 rows = 0;       ///< all
    quint64 unreadable = 0; ///< of them
    quint64 nobodys = 0;    ///< of them: match no registered record, so that they may be anybody's
    quint64 tenants = 0;    ///< of them: the tenant's
    quint64 leftOut = 0;    ///< of them: the tenant's by the machine, but people have set them to synthetic or unknown
};

/// A pack that is not sealed yet.
struct CollectedPack
{
    PackMaker maker;
    std::vector<PackSample> samples;
};

struct PackMade
{
    QString file;
    Bytes sha256;
    qint64 size = 0;
    PackFacts facts;
    std::vector<PackSample> samples;
};

/// Goes through the samples of the incident that have an answer, each read as it was read then and held against what is
/// registered now. Of a row only what a production record of that tenant holds too is taken, where that record decides
/// (`provenance::explain`) and is not known to be made up; what people have set to synthetic or unknown is left out. So
/// a pack holds nothing of other tenants, not even where they share a row.
///
/// Errors: `pack.unknown-tenant` where no production set has records of it, `pack.no-sample`, `evidence.damaged`,
/// `provenance.report-damaged`, those of `RegistrySnapshot::classify` and of the journal.
[[nodiscard]] Expected<CollectedPack> collectPack(Casework& casework, const PackWish& wish,
                                                  const provenance::Progress& progress = {}, std::stop_token stop = {});

/// Collects, seals and writes it to a new file for its owner only; the chain of custody of each sample says so before
/// the file is in place. Errors: those of `collectPack` and `PackMaker::seal`; `provenance.target-exists`,
/// `provenance.write-failed`.
[[nodiscard]] Expected<PackMade> makePack(Casework& casework, const PackWish& wish, const QString& file,
                                          const SecretBytes& passphrase, double kdfSeconds = 1,
                                          const provenance::Progress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead::disclosure
