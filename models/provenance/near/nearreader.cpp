#include "models/provenance/near/nearreader.h"

#include "models/base/digest.h"
#include "models/provenance/near/nearformat.h"
#include "models/provenance/normalise.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <openssl/crypto.h>

#include <algorithm>

namespace bulkhead::provenance {

using namespace nearformat;

namespace {
std::unexpected<Error> nearDamaged(const QString& detail)
{
    return failure(QLatin1StringView("provenance.near-damaged"),
                   QCoreApplication::translate("Provenance",
                                               "The near index of a data set is damaged and was not used. Verdicts do "
                                               "not depend on it. Restore it from a backup, or register the data set "
                                               "again."),
                   detail);
}

/// Whether the sections that an authentic header names have the sizes that follow from it and fit into the file.
bool isSoundNear(const NearHeader& header, qint64 size)
{
    bool good = header.version == version && static_cast<quint64>(size) == header.fileSize
        && header.fields == nearFieldCount && header.levels == nearLevelCount && header.bucketBits >= 1
        && header.bucketBits <= 28 && header.bands <= 0xffffffffU && header.records <= 0xffffffffU;
    const quint64 sizes[nearSectionCount] = {header.bands * sizeof(quint64),
                                             ((quint64(1) << (header.bucketBits & 31)) + 1) * sizeof(quint32),
                                             header.records * sizeof(NearSketch), header.sections[BlockHashes].size};
    for (int i = 0; i < nearSectionCount; ++i) {
        const format::Span& span = header.sections[i];
        good = good && span.size == sizes[i] && span.offset % 8 == 0 && span.offset >= headerSize
            && span.offset <= header.fileSize && span.size <= header.fileSize - span.offset;
    }
    return good && header.sections[BlockHashes].size % 32 == 0;
}
} // namespace

QString nearFileOf(const QString& segmentFile)
{
    constexpr QLatin1StringView suffix(".segment");
    return (segmentFile.endsWith(suffix) ? segmentFile.chopped(suffix.size()) : segmentFile)
        + QLatin1StringView(".near");
}

Expected<std::unique_ptr<NearReader>> NearReader::open(const QString& file, const RegistryKey& key,
                                                       const SegmentReader& segment)
{
    std::unique_ptr<NearReader> reader(new NearReader);
    CHECK_OK(reader->read(file, key, segment));
    return reader;
}

Expected<> NearReader::read(const QString& file, const RegistryKey& key, const SegmentReader& segment)
{
    m_file.setFileName(file);
    if (!m_file.open(QIODevice::ReadOnly)) {
        return failure(
            QLatin1StringView("provenance.near-missing"),
            QCoreApplication::translate("Provenance",
                                        "The near index of a data set is missing or cannot be read. Verdicts "
                                        "do not depend on it. Restore it from a backup, or register the data "
                                        "set again."),
            m_file.errorString());
    }
    m_size = m_file.size();
    const Bytes first = m_file.read(static_cast<qint64>(headerSize));
    NearHeader header;
    if (first.size() < static_cast<qsizetype>(headerSize) || std::memcmp(first.constData(), magic, sizeof magic) != 0) {
        return nearDamaged(QStringLiteral("header"));
    }
    std::memcpy(&header, first.constData(), sizeof header);
    if (header.version > version) {
        return failure(QLatin1StringView("provenance.near-newer-format"),
                       QCoreApplication::translate("Provenance",
                                                   "The near index of a data set was written by a newer Bulkhead. "
                                                   "Update this one to use it."),
                       QString::number(header.version));
    }
    const BytesView salt(reinterpret_cast<const char*>(header.salt), 16);
    const Bytes code = codeOf(key, salt, first);
    if (CRYPTO_memcmp(code.constData(), first.constData() + headerSize - 32, 32) != 0
        || sha256(first) != segment.info().nearSeal) {
        return nearDamaged(QStringLiteral("header"));
    }
    const BytesView set(reinterpret_cast<const char*>(header.dataSet), 16);
    if (!isSoundNear(header, m_size) || header.records != segment.info().records
        || segment.info().dataSet.view() != set) {
        return nearDamaged(QStringLiteral("layout"));
    }
    m_map = m_file.map(0, m_size);
    if (m_map == nullptr) {
        return nearDamaged(m_file.errorString());
    }
    settle(header, key, segment);
    return {};
}

void NearReader::settle(const NearHeader& header, const RegistryKey& key, const SegmentReader& segment)
{
    m_maskKey = key.derived("near-mask", BytesView(reinterpret_cast<const char*>(header.salt), 16));
    m_root = Bytes(reinterpret_cast<const char*>(header.root), 32);
    m_dataSet = segment.info().dataSet;
    m_records = header.records;
    m_bands = header.bands;
    m_bucketBits = header.bucketBits;
    m_entries = m_map + header.sections[BandEntries].offset;
    m_offsets = m_map + header.sections[BandOffsets].offset;
    m_sketches = m_map + header.sections[Sketches].offset;
    m_hashes = m_map + header.sections[BlockHashes].offset;
    m_hashesSize = header.sections[BlockHashes].size;
    NearPairs pairs;
    for (std::size_t field = 0; field < pairs.size(); ++field) {
        std::ranges::copy(header.pairs[field], pairs[field].begin());
    }
    // As in verdicts: drawn towards one in 300 while the set is small.
    constexpr double prior = 1.0 / 300;
    constexpr double priorPairs = 1e6;
    const auto city = static_cast<std::size_t>(Tag::City);
    const auto n = static_cast<double>(segment.info().tagRecords[city]);
    const double all = n * std::max(0.0, n - 1);
    const double agree = (static_cast<double>(segment.info().agreement[city]) * 1e-9 * all + prior * priorPairs)
        / (all + priorPairs);
    m_weights = NearWeights(pairs, m_records, agree);
}

Expected<> NearReader::verify(const Watcher& watcher) const
{
    const auto end = static_cast<quint64>(m_hashes - m_map);
    const quint64 blocks = (end - headerSize + blockSize - 1) / blockSize;
    if (m_hashesSize != blocks * 32 || sha256({m_hashes, static_cast<qsizetype>(m_hashesSize)}) != m_root) {
        return nearDamaged(QStringLiteral("hashes"));
    }
    for (quint64 i = 0; i < blocks; ++i) {
        const quint64 from = headerSize + i * blockSize;
        const auto size = static_cast<qsizetype>(std::min(blockSize, end - from));
        if (sha256({m_map + from, size}) != BytesView(m_hashes + i * 32, 32)) {
            return nearDamaged(QStringLiteral("block %1").arg(i));
        }
        if (watcher.cancelled && watcher.cancelled()) {
            return failure(QLatin1StringView("provenance.cancelled"),
                           QCoreApplication::translate("Provenance", "The check was cancelled."));
        }
    }
    return {};
}

void NearReader::prefetch(quint64 band) const
{
    __builtin_prefetch(m_offsets + bucketOf(band, m_bucketBits) * sizeof(quint32));
}

void NearReader::find(quint64 band, std::vector<quint32>& ordinals) const
{
    quint32 bounds[2];
    std::memcpy(bounds, m_offsets + bucketOf(band, m_bucketBits) * sizeof(quint32), sizeof bounds);
    const quint64 end = std::min<quint64>(bounds[1], m_bands);
    const quint32 wanted = remainderOf(band, m_bucketBits);
    for (quint64 slot = bounds[0]; slot < end; ++slot) {
        quint64 word;
        std::memcpy(&word, m_entries + slot * sizeof word, sizeof word);
        word ^= maskOf(maskKey(), BandEntries, slot);
        const auto ordinal = static_cast<quint32>(word >> 32);
        if (static_cast<quint32>(word) == wanted && ordinal < m_records) {
            ordinals.push_back(ordinal);
        }
    }
}

NearSketch NearReader::sketch(quint32 ordinal) const
{
    if (ordinal >= m_records) {
        return {};
    }
    std::array<quint64, sketchWords> words;
    std::memcpy(words.data(), m_sketches + quint64(ordinal) * sizeof words, sizeof words);
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] ^= maskOf(maskKey(), Sketches, quint64(ordinal) * sketchWords + i);
    }
    return std::bit_cast<NearSketch>(words);
}

const NearReader* NearIndex::of(const Id& dataSet) const
{
    const auto found = std::ranges::find_if(m_readers, [&](const auto& one) { return one->dataSet() == dataSet; });
    return found == m_readers.end() ? nullptr : found->get();
}

} // namespace bulkhead::provenance
