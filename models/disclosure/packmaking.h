#pragma once

#include "models/disclosure/checkpack.h"
#include "models/disclosure/drafting.h"
#include "models/provenance/registry/registry.h"

namespace bulkhead::disclosure {

/// The template of the letter that goes with a pack. A pack is made only where such a text stands approved, so that it
/// leaves under the same signatures as any text does.
inline constexpr auto packTemplate = QLatin1StringView("check-pack");

/// Whose pack, of which incident.
struct PackWish
{
    Id incident = {};
    QString tenant = {};       ///< as registered; case does not matter
    QString organisation = {}; ///< who makes it
    qint64 approvedAt = 0;     ///< when the text was put up; no sample may have been asked about since; 0: any
    QString approval = {};     ///< the version that was approved, by its title
};
/// What an approved letter lets be made: tenant and organisation are read from the facts that were signed, so that
/// neither can be another one than the signers saw. Errors: those of `Drafting::released`; `pack.no-letter` (of another
/// template), `pack.unnamed` (the letter does not state {party.tenant} and {org.name}).
[[nodiscard]] Expected<PackWish> packWish(const Picture& picture);

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

/// A pack that is sealed and not written yet.
struct SealedPack
{
    Bytes octets;
    PackFacts facts;
    std::vector<PackSample> samples;
};
/// Collects and seals what an approved letter lets be made; only reads, on whichever lane. Errors: those of `packWish`,
/// `collectPack` and `PackMaker::seal`; `disclosure.moved` where a sample was asked about after the letter was put up.
[[nodiscard]] Expected<SealedPack> sealPack(Casework& casework, const Drafting& drafting, const Id& disclosure,
                                            const SecretBytes& passphrase, double kdfSeconds = 1,
                                            const provenance::Progress& progress = {}, std::stop_token stop = {});

/// Asks once more whether the letter stands approved, and writes the pack to a new file for its owner only. Before the
/// file is in place, the chain of custody of each sample and the timeline say that it left, with its SHA-256. Errors:
/// those of `packWish` and of the journal; `provenance.target-exists`, `provenance.write-failed`.
[[nodiscard]] Expected<PackMade> writePack(Casework& casework, const Drafting& drafting, const Id& disclosure,
                                           const SealedPack& pack, const QString& file);

} // namespace bulkhead::disclosure
