#pragma once

#include "models/provenance/near/nearweigh.h"
#include "models/provenance/segment.h"

#include <memory>

namespace bulkhead::provenance {

namespace nearformat {
struct NearHeader;
}

/// The near index of one data set, memory-mapped. Safe to read from any thread once open.
class NearReader
{
public:
    /// Maps the file that stands beside the segment; checks magic, format, key, size, the header's authentication code
    /// and that it is the one the segment was sealed with. Errors: `provenance.near-missing`, `-newer-format`,
    /// `-damaged`.
    [[nodiscard]] static Expected<std::unique_ptr<NearReader>> open(const QString& file, const RegistryKey& key,
                                                                    const SegmentReader& segment);

    /// Reads and checks every octet. Errors: `provenance.near-damaged` (detail: the block), `provenance.cancelled`.
    [[nodiscard]] Expected<> verify(const Watcher& watcher = {}) const;

    /// Appends the ordinals of the records that have that band.
    void find(quint64 band, std::vector<quint32>& ordinals) const;
    void prefetch(quint64 band) const;
    [[nodiscard]] NearSketch sketch(quint32 ordinal) const;
    [[nodiscard]] const NearWeights& weights() const { return m_weights; }
    [[nodiscard]] const Id& dataSet() const { return m_dataSet; }
    [[nodiscard]] quint64 records() const { return m_records; }
    [[nodiscard]] quint64 bands() const { return m_bands; }
    [[nodiscard]] qint64 fileSize() const { return m_size; }

private:
    NearReader() = default;
    [[nodiscard]] const SipKey& maskKey() const { return *reinterpret_cast<const SipKey*>(m_maskKey.data()); }
    [[nodiscard]] Expected<> read(const QString& file, const RegistryKey& key, const SegmentReader& segment);
    void settle(const nearformat::NearHeader& header, const RegistryKey& key, const SegmentReader& segment);

    QFile m_file;
    const uchar* m_map = nullptr;
    qint64 m_size = 0;
    SecretBytes m_maskKey;
    Bytes m_root;
    Id m_dataSet;
    NearWeights m_weights;
    quint64 m_records = 0;
    quint64 m_bands = 0;
    quint32 m_bucketBits = 0;
    const uchar* m_entries = nullptr;
    const uchar* m_offsets = nullptr;
    const uchar* m_sketches = nullptr;
    const uchar* m_hashes = nullptr;
    quint64 m_hashesSize = 0;
};

/// The near indexes of a registry, beside its segments. Immutable once filled; readers may use it from any thread.
class NearIndex
{
public:
    explicit NearIndex(const RegistryKey& key)
        : m_keys(key)
    {
    }
    void add(std::unique_ptr<NearReader> reader) { m_readers.push_back(std::move(reader)); }
    /// One of a set that has none, which ought to.
    void addMissing(const Id& dataSet) { m_missing.push_back(dataSet); }
    [[nodiscard]] const NearKeys& keys() const { return m_keys; }
    [[nodiscard]] bool isEmpty() const { return m_readers.empty() && m_missing.empty(); }
    [[nodiscard]] const std::vector<Id>& missing() const { return m_missing; }
    /// Null where the set has none.
    [[nodiscard]] const NearReader* of(const Id& dataSet) const;

private:
    NearKeys m_keys;
    std::vector<std::unique_ptr<NearReader>> m_readers;
    std::vector<Id> m_missing;
};

/// "ID.near" of "ID.segment"; for any other name, it with ".near" behind.
[[nodiscard]] QString nearFileOf(const QString& segmentFile);

} // namespace bulkhead::provenance
