#pragma once

#include "models/provenance/near/nearweigh.h"
#include "models/provenance/source.h"

#include <memory>

namespace bulkhead::provenance {

/// What `NearReader::open` is told by the segment of the same set.
struct NearSeal
{
    Bytes root;      ///< SHA-256 of the header, which vouches for the rest
    qint64 size = 0; ///< octets of the file
};

/// Builds the near index of a set beside its segment: what is found of a record whose values are none of them equal.
///
/// RAM: `memory` for bands, then 64 MiB to hand them out to as many unlinked files, and a sixty-fourth of all bands;
/// 32 MiB for counting names. Temporary files hold keyed and masked octets only. The index appears under its name only
/// when it is whole and on disk. Confined to one thread.
class NearWriter
{
public:
    /// Errors: `provenance.write-failed`.
    [[nodiscard]] static Expected<std::unique_ptr<NearWriter>> create(const QString& file, const RegistryKey& key,
                                                                      qint64 memory = qint64(64) << 20);
    ~NearWriter();

    /// The next record, in the order of the segment's.
    [[nodiscard]] Expected<> add(const NearRecord& record);
    /// Writes the file, syncs it and gives it its name. Errors: `provenance.write-failed`, `provenance.file-exists`,
    /// `provenance.cancelled`.
    [[nodiscard]] Expected<NearSeal> finish(const Id& dataSet, const Watcher& watcher = {});

private:
    struct Private;
    explicit NearWriter(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace bulkhead::provenance
