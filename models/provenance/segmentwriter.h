#pragma once

#include "models/provenance/segment.h"

#include <functional>
#include <memory>

namespace bulkhead::provenance {

/// Builds a segment from records of any number in bounded memory.
///
/// RAM: `memory` for sorting (256 MiB unless told), 4 octets × buckets (about keys ÷ 2), 1 MiB for each spilled run,
/// 4 MiB for the agreement counters. Spilled runs hold keyed fingerprints and ordinals only, in unlinked files beside
/// the target. The segment appears under its name only when it is whole and on disk. Confined to one thread.
class SegmentWriter
{
public:
    struct Key
    {
        quint64 fingerprint;
        KeyClass keyClass;
    };
    /// Called for each distinct fingerprint in ascending order while finishing.
    using OnKey = std::function<void(quint64 fingerprint, KeyClass keyClass, quint32 records)>;

    /// Errors: `provenance.write-failed`.
    [[nodiscard]] static Expected<std::unique_ptr<SegmentWriter>> create(const QString& file, const RegistryKey& key,
                                                                         qint64 memory = qint64(256) << 20);
    ~SegmentWriter();

    /// One record; its ordinal is the number of records before it. Empty tag texts are absent.
    [[nodiscard]] Expected<> add(std::span<const Key> keys, const std::array<std::string_view, tagCount>& tags,
                                 quint32 tenant);
    /// Writes the file, syncs it and gives it its name. Takes from `info` what only the caller knows (data set, kind,
    /// names, tenants, columns) and returns it completed. Errors: `provenance.write-failed`, `provenance.file-exists`,
    /// `provenance.cancelled`.
    [[nodiscard]] Expected<SegmentInfo> finish(SegmentInfo info, const OnKey& onKey = {}, const Watcher& watcher = {});

    [[nodiscard]] quint64 records() const;
    [[nodiscard]] quint64 values() const;

private:
    struct Private;
    explicit SegmentWriter(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace bulkhead::provenance
