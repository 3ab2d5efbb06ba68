#pragma once

#include "models/base/bytes.h"
#include "models/base/digest.h"
#include "models/base/id.h"
#include "models/provenance/fingerprint.h"
#include "models/provenance/largememory.h"
#include "models/provenance/meaning.h"
#include "models/provenance/recordtags.h"
#include "models/provenance/sipbatch.h"
#include "models/provenance/source.h"

#include <QFile>

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace bulkhead::provenance {

namespace format {
struct Header;
}

enum class Kind : quint8 { Synthetic = 1, Production = 2 };
[[nodiscard]] QString kindId(Kind kind);
/// "Sandbox 2", or the name alone.
[[nodiscard]] QString dataSetTitle(const QString& name, const QString& version);

/// What a segment says of itself. The names are sealed with the registry's key.
struct SegmentInfo
{
    Id dataSet = {};
    Kind kind = Kind::Synthetic;
    QString name = {};
    QString version = {};
    std::vector<QString> tenants = {}; ///< by tenant index; a record without tenant has `noTenant`
    std::vector<quint64> tenantRecords = {};
    std::vector<Column> columns = {};
    quint16 normalisation = 0;
    quint64 records = 0;
    quint64 keys = 0;   ///< distinct fingerprints
    quint64 values = 0; ///< fingerprints with repetitions
    std::array<quint64, keyClassLimit> keysByClass = {};
    std::array<quint64, keyClassLimit> valuesByClass = {};
    /// For each tag: how often two records of the set agree by chance, in units of 10⁻⁹; 0 where no record has it.
    std::array<quint64, tagCount> agreement = {};
    std::array<quint64, tagCount> tagRecords = {};
    int effectiveBits = 0; ///< of each fingerprint, as stored; 56 at least
    qint64 fileSize = 0;
    Bytes nearSeal = {}; ///< SHA-256 of the near index's header; empty where the set has none

    bool operator==(const SegmentInfo&) const = default;
};

inline constexpr quint32 noTenant = 0xffffffff;
inline constexpr quint32 maxPostings = 16;

/// What the registry knows of one fingerprint in one segment.
struct Hit
{
    quint32 count = 0; ///< records that share the value, capped at 65,535
    quint8 keyClass = 0;
    quint8 listed = 0; ///< how many ordinals are listed; all of them while count ≤ maxPostings
    std::array<quint32, maxPostings> ordinals = {};
    quint32 posting = noPosting; ///< place of the first ordinal that is listed apart, not read yet

    static constexpr quint32 noPosting = 0xffffffff;
};

/// One immutable file of fingerprints of one data set, memory-mapped. See README.md for the format. Safe to read from
/// any thread once open.
class SegmentReader
{
public:
    /// Maps the file; checks magic, format, key, size and the header's authentication code.
    /// Errors: `provenance.index-missing`, `-not-an-index`, `-newer-format`, `-foreign-key`, `-truncated`, `-damaged`,
    /// `-unreadable`.
    [[nodiscard]] static Expected<std::unique_ptr<SegmentReader>> open(const QString& file, const RegistryKey& key);
    ~SegmentReader();

    [[nodiscard]] const SegmentInfo& info() const { return m_info; }
    [[nodiscard]] const QString& file() const { return m_path; }
    /// Octets of the columns that look-ups touch, hits aside.
    [[nodiscard]] qint64 lookupBytes() const;
    /// SHA-256 that stands for the whole content; part of certificates.
    [[nodiscard]] const Bytes& contentHash() const { return m_root; }

    /// Reads and checks every octet. Errors: `provenance.index-damaged` (detail: the block), `provenance.cancelled`.
    [[nodiscard]] Expected<> verify(const Watcher& watcher = {}) const;

    /// Place of a fingerprint; -1: not there.
    [[nodiscard]] qint64 find(quint64 fingerprint) const;
    /// Look-up of many in three steps, so that all are under way: the bounds of the buckets are fetched, the buckets,
    /// and compared; then the cells of what was found are fetched.
    void prefetchBuckets(std::span<const quint64> fingerprints) const;
    void prefetchKeys(std::span<const quint64> fingerprints) const;
    void find(std::span<const quint64> fingerprints, std::span<qint64> slots) const;
    /// Class, count and ordinals behind a slot that `find` gave.
    [[nodiscard]] Hit hit(qint64 slot) const;
    /// The same in two steps: without the ordinals of a value that several records share, and up to `wanted` of those.
    [[nodiscard]] Hit peek(qint64 slot) const;
    void complete(Hit& hit, quint32 wanted = maxPostings) const;
    /// The masks of what many look-ups read are hashed together: `ask…` adds what is to be hashed to the batch, the
    /// same number of messages each time.
    void askCell(qint64 slot, SipBatch& masks) const;
    [[nodiscard]] Hit peek(qint64 slot, quint64 mask) const;
    static constexpr std::size_t masksOfRecord = 3;
    void askRecord(quint32 ordinal, SipBatch& masks) const;
    [[nodiscard]] quint32 tenantOf(quint32 ordinal, const SipBatch& masks, std::size_t first) const;
    [[nodiscard]] std::array<quint16, tagCount> tagsOf(quint32 ordinal, const SipBatch& masks, std::size_t first) const;
    void askTag(quint32 ordinal, Tag tag, std::string_view normalised, SipBatch& tags) const;
    [[nodiscard]] static quint16 tagFrom(quint64 hash);
    /// Before `complete`, and before what is asked of a record by its ordinal.
    void prefetchPostings(const Hit& hit) const;
    void prefetchRecord(quint32 ordinal) const;
    [[nodiscard]] quint32 tenantOf(quint32 ordinal) const;
    /// The stored check values of one record; 0 where the record lacks the field.
    [[nodiscard]] std::array<quint16, tagCount> tagsOf(quint32 ordinal) const;
    /// What the check value would be if that record held `normalised`.
    [[nodiscard]] quint16 expectedTag(quint32 ordinal, Tag tag, std::string_view normalised) const;

    /// Before `lookups` look-ups: reads the file into memory in one go where as many look-ups by chance would cost
    /// more, since each of them waits for a page. What does not fit into `room` octets stays mapped. Gives the octets
    /// that it holds in memory, from now on or since an earlier call.
    quint64 warm(quint64 lookups, quint64 room) const;

private:
    SegmentReader() = default;

    [[nodiscard]] const SipKey& maskKey() const { return *reinterpret_cast<const SipKey*>(m_maskKey.data()); }
    [[nodiscard]] const SipKey& tagKey() const { return *reinterpret_cast<const SipKey*>(m_tagKey.data()); }
    [[nodiscard]] quint32 tenantFrom(quint32 ordinal, quint64 mask) const;
    [[nodiscard]] std::array<quint16, tagCount> tagsFrom(quint32 ordinal, quint64 first, quint64 second) const;
    [[nodiscard]] Expected<> read(const QString& file, const RegistryKey& key);
    [[nodiscard]] Expected<Bytes> openFile(const QString& file); ///< its first octets
    [[nodiscard]] Expected<> map(const format::Header& header, const Bytes& first, const RegistryKey& key);

    QString m_path;
    QFile m_file;
    const uchar* m_map = nullptr;
    qint64 m_size = 0;
    mutable std::mutex m_loading;
    mutable LargeMemory m_loaded; ///< the front of the file
    SegmentInfo m_info;
    Bytes m_root;
    SecretBytes m_maskKey;
    SecretBytes m_tagKey;
    quint64 m_hashedFrom = 0;
    quint64 m_hashedTo = 0;
    quint32 m_bucketBits = 0;
    quint32 m_remainderBytes = 0;
    /// Columns that look-ups read: in the map, or in memory once they are there.
    struct Stretch
    {
        std::atomic<const uchar*> at = nullptr;
        quint64 offset = 0; ///< in the file
        quint64 size = 0;
        [[nodiscard]] const uchar* get() const { return at.load(std::memory_order_acquire); }
    };
    mutable Stretch m_offsets;
    mutable Stretch m_remainders;
    mutable Stretch m_cells;
    mutable Stretch m_postings;
    mutable Stretch m_tenants;
    mutable Stretch m_tags;
    const uchar* m_hashes = nullptr;
    quint64 m_postingCount = 0;
};

/// Two segments, one of each kind, whose shared records are known to be made up; by place.
struct AcceptedOverlap
{
    quint8 synthetic = 0;
    quint8 production = 0;

    auto operator<=>(const AcceptedOverlap&) const = default;
};

/// The open segments of a registry: what a row is looked up in. Readers may use it from any thread while nobody adds
/// or removes.
class Index
{
public:
    /// Errors: `provenance.data-set-twice`, `provenance.too-many-data-sets`.
    [[nodiscard]] Expected<> add(std::unique_ptr<SegmentReader> segment);
    /// False where that data set is not there. The file stays.
    bool remove(const Id& dataSet);
    /// People have confirmed that what the two share is made up: it does not count as production. Where both are there
    /// and of different kinds; any later `add` or `remove` forgets it.
    void acceptOverlap(const Id& synthetic, const Id& production);

    /// In ascending order of data set id.
    [[nodiscard]] std::span<const std::unique_ptr<SegmentReader>> segments() const { return m_segments; }
    [[nodiscard]] bool has(Kind kind) const;
    [[nodiscard]] quint64 keys() const;
    [[nodiscard]] std::span<const AcceptedOverlap> acceptedOverlaps() const { return m_accepted; }
    /// What stands for the whole: the segments' content hashes in order, and the accepted overlaps where there are any.
    void addTo(Sha256& digest) const;

private:
    [[nodiscard]] int placeOf(const Id& dataSet, Kind kind) const; ///< -1: not there

    std::vector<std::unique_ptr<SegmentReader>> m_segments;
    std::vector<AcceptedOverlap> m_accepted; ///< sorted
};

} // namespace bulkhead::provenance
