#include "models/base/digest.h"
#include "models/provenance/segment.h"
#include "models/provenance/segmentformat.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <openssl/crypto.h>

#include <bit>
#include <utility>

#include <unistd.h>

namespace bulkhead::provenance {

using namespace format;

namespace {
constexpr std::size_t cacheLine = 64;

std::unexpected<Error> damaged(const QString& detail)
{
    return failure(QLatin1StringView("provenance.index-damaged"),
                   QCoreApplication::translate("Provenance",
                                               "The index of a data set is damaged and was not used. Restore it from a "
                                               "backup, or remove the data set and register it again."),
                   detail);
}
std::unexpected<Error> truncated(qint64 size)
{
    return failure(QLatin1StringView("provenance.index-truncated"),
                   QCoreApplication::translate(
                       "Provenance",
                       "The index of a data set is cut short and was not used. Restore it from a backup, or remove "
                       "the data set and register it again."),
                   QString::number(size));
}

/// Whether the sections that an authentic header names fit into the file and have the sizes that follow from it.
bool isSound(const Header& header, qint64 size)
{
    const Shape shape{header.bucketBits, header.remainderBytes};
    const quint64 sizes[sectionCount] = {((quint64(1) << shape.bucketBits) + 1) * 4,
                                         header.keys * shape.remainderBytes + 8,
                                         header.keys * sizeof(Cell),
                                         header.postings * 4,
                                         header.records * 4,
                                         header.records * 2 * tagCount,
                                         header.sections[Meta].size,
                                         header.sections[Hashes].size};
    bool good = header.version == version && static_cast<quint64>(size) == header.fileSize && shape.bucketBits >= 1
        && shape.bucketBits <= 32 && shape.remainderBytes >= 1 && shape.remainderBytes <= 7 && header.tags == tagCount
        && (header.kind == 1 || header.kind == 2);
    for (int i = 0; i < sectionCount; ++i) {
        const Span& span = header.sections[i];
        good = good && span.size == sizes[i] && span.offset % 8 == 0 && span.offset <= header.fileSize
            && span.size <= header.fileSize - span.offset;
    }
    return good;
}
} // namespace

QString dataSetTitle(const QString& name, const QString& version)
{
    return version.isEmpty() ? name : name + QLatin1Char(' ') + version;
}

QString kindId(Kind kind)
{
    return kind == Kind::Synthetic ? QStringLiteral("synthetic") : QStringLiteral("production");
}

Expected<std::unique_ptr<SegmentReader>> SegmentReader::open(const QString& file, const RegistryKey& key)
{
    std::unique_ptr<SegmentReader> segment(new SegmentReader);
    CHECK_OK(segment->read(file, key));
    return segment;
}

SegmentReader::~SegmentReader() = default;

Expected<Bytes> SegmentReader::openFile(const QString& file)
{
    m_path = file;
    m_file.setFileName(file);
    if (!QFileInfo::exists(file)) {
        return failure(QLatin1StringView("provenance.index-missing"),
                       QCoreApplication::translate(
                           "Provenance",
                           "The index of a data set is missing. Restore it from a backup, or register the data set "
                           "again."),
                       QFileInfo(file).fileName());
    }
    if (!m_file.open(QIODevice::ReadOnly)) {
        return failure(QLatin1StringView("provenance.index-unreadable"),
                       QCoreApplication::translate(
                           "Provenance", "The index of a data set could not be opened. Check its permissions."),
                       m_file.errorString());
    }
    m_size = m_file.size();
    const Bytes first = m_file.read(static_cast<qint64>(headerSize));
    if (first.size() < 8 || std::memcmp(first.constData(), magic, sizeof magic) != 0) {
        return failure(QLatin1StringView("provenance.index-not-an-index"),
                       QCoreApplication::translate("Provenance", "The file is not an index of a data set."),
                       QFileInfo(file).fileName());
    }
    if (first.size() >= 10) {
        decltype(Header::version) found = 0;
        std::memcpy(&found, first.constData() + 8, 2);
        if (found > version) {
            return failure(QLatin1StringView("provenance.index-newer-format"),
                           QCoreApplication::translate(
                               "Provenance",
                               "The index of a data set was written by a newer Bulkhead. Update this one to use it."),
                           QString::number(found));
        }
    }
    return first;
}

Expected<> SegmentReader::read(const QString& file, const RegistryKey& key)
{
    TRY(const Bytes first, openFile(file));
    Header header;
    if (first.size() < static_cast<qsizetype>(headerSize)) {
        return truncated(m_size);
    }
    std::memcpy(&header, first.constData(), sizeof header);
    if (CRYPTO_memcmp(header.keyId, key.id().constData(), 16) != 0) {
        return failure(
            QLatin1StringView("provenance.index-foreign-key"),
            QCoreApplication::translate(
                "Provenance",
                "The index of a data set belongs to another registry: its key is not the one of this vault."),
            QFileInfo(file).fileName());
    }
    const BytesView salt(reinterpret_cast<const char*>(header.salt), 16);
    const auto covered = static_cast<qsizetype>(headerSize) - 32;
    const Bytes code = hmacSha256(key.derived("segment-mac", salt), BytesView(first).first(covered));
    if (CRYPTO_memcmp(code.constData(), first.constData() + covered, 32) != 0) {
        return damaged(QStringLiteral("header"));
    }
    if (static_cast<quint64>(m_size) < header.fileSize) {
        return truncated(m_size);
    }
    if (!isSound(header, m_size)) {
        return damaged(QStringLiteral("layout"));
    }
    return map(header, first, key);
}

Expected<> SegmentReader::map(const Header& header, const Bytes& first, const RegistryKey& key)
{
    const BytesView salt(reinterpret_cast<const char*>(header.salt), 16);
    m_map = m_file.map(0, m_size);
    if (m_map == nullptr) {
        return failure(
            QLatin1StringView("provenance.index-unreadable"),
            QCoreApplication::translate("Provenance", "The index of a data set could not be mapped into memory."),
            m_file.errorString());
    }
    const auto at = [&](Section section) { return m_map + header.sections[section].offset; };
    for (const auto& [section, column] :
         {std::pair(Offsets, &m_offsets), std::pair(Remainders, &m_remainders), std::pair(Cells, &m_cells),
          std::pair(Postings, &m_postings), std::pair(Tenants, &m_tenants), std::pair(Tags, &m_tags)}) {
        column->at = at(section);
        column->offset = header.sections[section].offset;
        column->size = header.sections[section].size;
    }
    m_hashes = at(Hashes);
    m_postingCount = header.postings;
    m_bucketBits = header.bucketBits;
    m_remainderBytes = header.remainderBytes;
    m_hashedFrom = headerSize;
    m_hashedTo = header.sections[Hashes].offset;
    m_root = Bytes(reinterpret_cast<const char*>(header.root), 32);
    m_maskKey = key.derived("segment-mask", salt);
    m_tagKey = key.derived("segment-tag", salt);

    m_info.dataSet = *Id::fromBytes(BytesView(reinterpret_cast<const char*>(header.dataSet), 16));
    m_info.kind = static_cast<Kind>(header.kind);
    m_info.normalisation = header.normalisation;
    m_info.records = header.records;
    m_info.keys = header.keys;
    m_info.values = header.values;
    std::ranges::copy(header.keysByClass, m_info.keysByClass.begin());
    std::ranges::copy(header.valuesByClass, m_info.valuesByClass.begin());
    std::ranges::copy(header.agreement, m_info.agreement.begin());
    std::ranges::copy(header.tagRecords, m_info.tagRecords.begin());
    m_info.effectiveBits = static_cast<int>(std::min<quint32>(64, header.bucketBits + 8 * header.remainderBytes));
    m_info.fileSize = m_size;
    if (std::ranges::any_of(header.nearSeal, [](unsigned char octet) { return octet != 0; })) {
        m_info.nearSeal = Bytes(reinterpret_cast<const char*>(header.nearSeal), sizeof header.nearSeal);
    }
    const BytesView sealed(reinterpret_cast<const char*>(at(Meta)), static_cast<qsizetype>(header.sections[Meta].size));
    if (!openMeta(sealed, key, salt, BytesView(first).sliced(associatedFrom, associatedSize), m_info)) {
        return damaged(QStringLiteral("names"));
    }
    return {};
}

qint64 SegmentReader::lookupBytes() const
{
    return static_cast<qint64>(((quint64(1) << m_bucketBits) + 1) * 4 + m_info.keys * m_remainderBytes);
}

Expected<> SegmentReader::verify(const Watcher& watcher) const
{
    const quint64 blocks = (m_hashedTo - m_hashedFrom + blockSize - 1) / blockSize;
    const auto tableSize = static_cast<quint64>(m_map + m_size - m_hashes);
    if (tableSize != blocks * 32 || sha256({m_hashes, static_cast<qsizetype>(tableSize)}) != m_root) {
        return damaged(QStringLiteral("hashes"));
    }
    for (quint64 i = 0; i < blocks; ++i) {
        const quint64 from = m_hashedFrom + i * blockSize;
        const auto size = static_cast<qsizetype>(std::min(blockSize, m_hashedTo - from));
        if (sha256({m_map + from, size}) != BytesView(m_hashes + i * 32, 32)) {
            return damaged(QStringLiteral("block %1").arg(i));
        }
        if (watcher.cancelled && watcher.cancelled()) {
            return failure(QLatin1StringView("provenance.cancelled"),
                           QCoreApplication::translate("Provenance", "The check was cancelled."));
        }
        if (watcher.progress) {
            watcher.progress(static_cast<qint64>(from) + size, 0);
        }
    }
    return {};
}

void SegmentReader::prefetchBuckets(std::span<const quint64> fingerprints) const
{
    const uchar* const offsets = m_offsets.get();
    for (const quint64 fingerprint : fingerprints) {
        __builtin_prefetch(offsets + bucketOf(fingerprint, m_bucketBits) * 4);
    }
}

void SegmentReader::prefetchKeys(std::span<const quint64> fingerprints) const
{
    const uchar* const offsets = m_offsets.get();
    const uchar* const remainders = m_remainders.get();
    for (const quint64 fingerprint : fingerprints) {
        quint32 bounds[2];
        std::memcpy(bounds, offsets + bucketOf(fingerprint, m_bucketBits) * 4, 8);
        const auto at = [&](quint32 key) {
            return remainders + std::min<quint64>(key, m_info.keys) * m_remainderBytes;
        };
        const uchar* const begin = at(bounds[0]);
        const uchar* const last = at(bounds[1]) + (sizeof(quint64) - 1); // keys are read eight octets at a time
        __builtin_prefetch(begin);
        if (((reinterpret_cast<quintptr>(begin) ^ reinterpret_cast<quintptr>(last)) & ~quintptr(cacheLine - 1)) != 0) {
            __builtin_prefetch(last);
        }
    }
}

qint64 SegmentReader::find(quint64 fingerprint) const
{
    const quint64 bucket = bucketOf(fingerprint, m_bucketBits);
    quint32 bounds[2];
    std::memcpy(bounds, m_offsets.get() + bucket * 4, 8);
    const quint64 end = std::min<quint64>(bounds[1], m_info.keys);
    const quint64 wanted = remainderOf(fingerprint, m_bucketBits, m_remainderBytes);
    const quint64 mask = ~quint64(0) >> (64 - 8 * m_remainderBytes);
    const uchar* p = m_remainders.get() + quint64(bounds[0]) * m_remainderBytes;
    for (quint64 slot = bounds[0]; slot < end; ++slot, p += m_remainderBytes) {
        quint64 stored;
        std::memcpy(&stored, p, 8); // the section ends with 8 octets to spare
        if ((stored & mask) == wanted) {
            return static_cast<qint64>(slot);
        }
    }
    return -1;
}

void SegmentReader::find(std::span<const quint64> fingerprints, std::span<qint64> slots) const
{
    const uchar* const cells = m_cells.get();
    for (std::size_t i = 0; i < fingerprints.size(); ++i) {
        slots[i] = find(fingerprints[i]);
        if (slots[i] >= 0) {
            __builtin_prefetch(cells + static_cast<quint64>(slots[i]) * 8);
        }
    }
}

Hit SegmentReader::hit(qint64 slot) const
{
    Hit hit = peek(slot);
    complete(hit);
    return hit;
}

Hit SegmentReader::peek(qint64 slot) const
{
    return peek(slot, maskWord(maskKey(), Cells, static_cast<quint64>(slot)));
}

void SegmentReader::askCell(qint64 slot, SipBatch& masks) const
{
    masks.addWords(maskKey(), Cells, static_cast<quint64>(slot));
}

Hit SegmentReader::peek(qint64 slot, quint64 mask) const
{
    quint64 word;
    std::memcpy(&word, m_cells.get() + static_cast<quint64>(slot) * 8, 8);
    const auto cell = std::bit_cast<Cell>(word ^ mask);
    Hit hit;
    hit.count = cell.count;
    hit.keyClass = cell.keyClass;
    if (cell.listed == 0) {
        hit.listed = 1;
        hit.ordinals[0] = cell.ordinal;
    } else {
        hit.listed = static_cast<quint8>(std::min<quint32>(cell.listed, maxPostings));
        hit.posting = cell.ordinal;
    }
    return hit;
}

void SegmentReader::complete(Hit& hit, quint32 wanted) const
{
    if (hit.posting == Hit::noPosting) {
        return;
    }
    const SipKey& mask = maskKey();
    const quint32 most = std::min<quint32>(std::exchange(hit.listed, quint8(0)), wanted);
    for (quint64 i = std::exchange(hit.posting, Hit::noPosting); i < m_postingCount && hit.listed < most; ++i) {
        quint32 ordinal;
        std::memcpy(&ordinal, m_postings.get() + i * 4, 4);
        hit.ordinals[hit.listed++] = ordinal ^ static_cast<quint32>(maskWord(mask, Postings, i));
    }
}

void SegmentReader::prefetchPostings(const Hit& hit) const
{
    if (hit.posting < m_postingCount) {
        __builtin_prefetch(m_postings.get() + quint64(hit.posting) * 4);
    }
}

void SegmentReader::prefetchRecord(quint32 ordinal) const
{
    if (ordinal < m_info.records) {
        __builtin_prefetch(m_tags.get() + quint64(ordinal) * tagCount * 2);
        __builtin_prefetch(m_tenants.get() + quint64(ordinal) * 4);
    }
}

void SegmentReader::askRecord(quint32 ordinal, SipBatch& masks) const
{
    masks.addWords(maskKey(), Tenants, ordinal);
    masks.addWords(maskKey(), Tags, quint64(ordinal) * 2);
    masks.addWords(maskKey(), Tags, quint64(ordinal) * 2 + 1);
}

quint32 SegmentReader::tenantFrom(quint32 ordinal, quint64 mask) const
{
    if (ordinal >= m_info.records) {
        return noTenant;
    }
    quint32 tenant;
    std::memcpy(&tenant, m_tenants.get() + quint64(ordinal) * 4, 4);
    tenant ^= static_cast<quint32>(mask);
    return tenant < m_info.tenants.size() ? tenant : noTenant;
}

quint32 SegmentReader::tenantOf(quint32 ordinal) const
{
    return tenantFrom(ordinal, maskWord(maskKey(), Tenants, ordinal));
}

quint32 SegmentReader::tenantOf(quint32 ordinal, const SipBatch& masks, std::size_t first) const
{
    return tenantFrom(ordinal, masks[first]);
}

std::array<quint16, tagCount> SegmentReader::tagsFrom(quint32 ordinal, quint64 first, quint64 second) const
{
    if (ordinal >= m_info.records) {
        return {};
    }
    std::array<quint64, 2> words;
    std::memcpy(words.data(), m_tags.get() + quint64(ordinal) * tagCount * 2, sizeof words);
    words[0] ^= first;
    words[1] ^= second;
    return std::bit_cast<std::array<quint16, tagCount>>(words);
}

std::array<quint16, tagCount> SegmentReader::tagsOf(quint32 ordinal) const
{
    return tagsFrom(ordinal, maskWord(maskKey(), Tags, quint64(ordinal) * 2),
                    maskWord(maskKey(), Tags, quint64(ordinal) * 2 + 1));
}

std::array<quint16, tagCount> SegmentReader::tagsOf(quint32 ordinal, const SipBatch& masks, std::size_t first) const
{
    return tagsFrom(ordinal, masks[first + 1], masks[first + 2]);
}

quint16 SegmentReader::expectedTag(quint32 ordinal, Tag tag, std::string_view normalised) const
{
    return tagOf(tagKey(), ordinal, tag, normalised);
}

void SegmentReader::askTag(quint32 ordinal, Tag tag, std::string_view normalised, SipBatch& tags) const
{
    tags.addSalted(tagKey(), tagSalt(ordinal, tag), normalised.substr(0, mostTagged));
}

quint16 SegmentReader::tagFrom(quint64 hash)
{
    return tagFromHash(hash);
}

quint64 SegmentReader::warm(quint64 lookups, quint64 room) const
{
    // A page that is waited for stands for as many octets read in one go.
    constexpr quint64 octetsPerLookup = quint64(20) << 10;
    const std::scoped_lock lock(m_loading);
    if (!m_loaded.isEmpty() || static_cast<quint64>(lookupBytes()) / octetsPerLookup > lookups) {
        return m_loaded.size();
    }
    // The columns stand in the file in the order in which they are read most.
    quint64 front = 0;
    std::vector<Stretch*> inMemory;
    for (Stretch* const column : {&m_remainders, &m_offsets, &m_cells, &m_postings, &m_tenants, &m_tags}) {
        const quint64 end = column->offset + column->size;
        if (end > room || column->offset < front) {
            break;
        }
        front = end;
        inMemory.push_back(column);
    }
    LargeMemory loaded = front > 0 ? LargeMemory::of(front) : LargeMemory();
    constexpr quint64 piece = quint64(4) << 20;
    for (quint64 done = 0; done < loaded.size();) {
        const auto got = ::pread(m_file.handle(), loaded.data() + done, std::min(piece, front - done),
                                 static_cast<off_t>(done));
        if (got <= 0) {
            return 0; // the map does as well
        }
        done += static_cast<quint64>(got);
    }
    if (loaded.isEmpty()) {
        return 0;
    }
    m_loaded = std::move(loaded);
    for (Stretch* const column : inMemory) {
        column->at.store(m_loaded.data() + column->offset, std::memory_order_release);
    }
    return m_loaded.size();
}

Expected<> Index::add(std::unique_ptr<SegmentReader> segment)
{
    const auto byId = [](const auto& a, const auto& b) { return a->info().dataSet < b->info().dataSet; };
    const auto at = std::lower_bound(m_segments.begin(), m_segments.end(), segment, byId);
    if (at != m_segments.end() && (*at)->info().dataSet == segment->info().dataSet) {
        return failure(QLatin1StringView("provenance.data-set-twice"),
                       QCoreApplication::translate("Provenance", "This data set is open already."));
    }
    if (m_segments.size() >= 255) {
        return failure(
            QLatin1StringView("provenance.too-many-data-sets"),
            QCoreApplication::translate(
                "Provenance", "At most 255 data sets can be open at a time. Remove one that is no longer needed."));
    }
    m_segments.insert(at, std::move(segment));
    m_accepted.clear();
    return {};
}

bool Index::remove(const Id& dataSet)
{
    m_accepted.clear();
    return std::erase_if(m_segments, [&](const auto& segment) { return segment->info().dataSet == dataSet; }) > 0;
}

int Index::placeOf(const Id& dataSet, Kind kind) const
{
    const auto found = std::ranges::find_if(m_segments, [&](const auto& segment) {
        return segment->info().dataSet == dataSet && segment->info().kind == kind;
    });
    return found == m_segments.end() ? -1 : static_cast<int>(found - m_segments.begin());
}

void Index::acceptOverlap(const Id& synthetic, const Id& production)
{
    const int made = placeOf(synthetic, Kind::Synthetic);
    const int real = placeOf(production, Kind::Production);
    if (made < 0 || real < 0) {
        return;
    }
    const AcceptedOverlap pair{static_cast<quint8>(made), static_cast<quint8>(real)};
    const auto at = std::ranges::lower_bound(m_accepted, pair);
    if (at == m_accepted.end() || *at != pair) {
        m_accepted.insert(at, pair);
    }
}

void Index::addTo(Sha256& digest) const
{
    for (const auto& segment : m_segments) {
        digest.add(segment->contentHash());
    }
    for (const AcceptedOverlap& pair : m_accepted) {
        digest.add(m_segments[pair.synthetic]->info().dataSet.view());
        digest.add(m_segments[pair.production]->info().dataSet.view());
    }
}

bool Index::has(Kind kind) const
{
    return std::ranges::any_of(m_segments, [&](const auto& segment) { return segment->info().kind == kind; });
}

quint64 Index::keys() const
{
    quint64 keys = 0;
    for (const auto& segment : m_segments) {
        keys += segment->info().keys;
    }
    return keys;
}

} // namespace bulkhead::provenance
