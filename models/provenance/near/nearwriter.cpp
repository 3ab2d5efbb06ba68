#include "models/provenance/near/nearwriter.h"

#include "models/base/digest.h"
#include "models/provenance/near/nearformat.h"
#include "models/provenance/normalise.h"
#include "models/provenance/scratch.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <random>
#include <span>

namespace bulkhead::provenance {

using namespace nearformat;

namespace {
struct BandEntry
{
    quint64 band = 0;
    quint64 ordinal = 0;

    auto operator<=>(const BandEntry&) const = default;
};
constexpr std::size_t parts = 64;
constexpr std::size_t sampled = 1500; ///< records of which all pairs are compared
constexpr int counterBits = 21;
constexpr std::array countedFields = {NearField::Name, NearField::Domain, NearField::Company, NearField::Phone};

quint64 countedOf(const NearSketch& sketch, NearField field)
{
    // Of a number the last four digits count too.
    const quint64 others = field == NearField::Phone ? quint64(0xf) << phoneGramBits : checksOf(field);
    return sketch.grams[static_cast<std::size_t>(field)] & ~others;
}

std::size_t counterOf(quint64 grams)
{
    return static_cast<std::size_t>(grams * 0x9e3779b97f4a7c15ULL >> (64 - counterBits));
}

quint8 eighthsOf(quint32 count)
{
    return static_cast<quint8>(std::min(255.0, std::floor(8 * std::log2(std::max<double>(1, count)))));
}

std::unexpected<Error> notReadBack()
{
    return failure(
        QLatin1StringView("provenance.write-failed"),
        QCoreApplication::translate("Provenance", "A temporary file could not be read back. Nothing was registered."));
}
} // namespace

struct NearWriter::Private
{
    const RegistryKey& key;
    QString folder;
    std::size_t capacity = 0;
    Bytes salt;
    SipKey mask;
    std::vector<BandEntry> entries;
    std::vector<Scratch> handedOut; ///< by the first bits of the band, once there are too many
    Scratch sketches;
    std::array<std::vector<quint32>, countedFields.size()> counters;
    std::vector<NearRecord> sample; ///< without bands
    std::mt19937_64 random;         // of one seed: nothing secret hangs on it
    HashedFile out;
    NearHeader header;

    explicit Private(const RegistryKey& with)
        : key(with)
    {
    }
    void take(const NearRecord& record);
    [[nodiscard]] Expected<> keep(const NearSketch& sketch);
    [[nodiscard]] Expected<> handOut();
    [[nodiscard]] Expected<> writeBands(const Watcher& watcher);
    [[nodiscard]] Expected<> writeGroup(std::span<const BandEntry> same, std::vector<quint32>& offsets);
    [[nodiscard]] Expected<> writePart(std::vector<BandEntry>& part, std::vector<quint32>& offsets);
    [[nodiscard]] Expected<> writeSketches();
    [[nodiscard]] Expected<> begin(NearSection section);
    void end(NearSection section) { header.sections[section].size = out.position() - header.sections[section].offset; }
    void countPairs();
};

Expected<std::unique_ptr<NearWriter>> NearWriter::create(const QString& file, const RegistryKey& key, qint64 memory)
{
    auto p = std::make_unique<Private>(key);
    p->folder = QFileInfo(file).absolutePath();
    p->capacity = static_cast<std::size_t>(std::max<qint64>(memory, 1 << 16)) / sizeof(BandEntry);
    p->salt = SecretBytes::random(16).view().toByteArray();
    p->mask = format::sipKeyOf(key.derived("near-mask", p->salt));
    for (auto& counter : p->counters) {
        counter.resize(std::size_t(1) << counterBits);
    }
    CHECK_OK(p->out.create(file, headerSize, blockSize));
    TRY(p->sketches, Scratch::create(p->folder));
    return std::unique_ptr<NearWriter>(new NearWriter(std::move(p)));
}

NearWriter::NearWriter(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

NearWriter::~NearWriter() = default;

/// Algorithm R: each record is in the sample with the same chance.
void NearWriter::Private::take(const NearRecord& record)
{
    const NearSketch& sketch = record.sketch;
    for (std::size_t i = 0; i < countedFields.size(); ++i) {
        if (const quint64 grams = countedOf(sketch, countedFields[i]); grams != 0) {
            ++counters[i][counterOf(grams)];
        }
    }
    const quint64 at = sample.size() < sampled ? sample.size() : random() % (header.records + 1);
    if (at == sample.size()) {
        sample.emplace_back();
    }
    if (at < sampled) {
        sample[static_cast<std::size_t>(at)] = {.sketch = sketch, .masked = record.masked, .words = record.words};
    }
}

Expected<> NearWriter::Private::keep(const NearSketch& sketch)
{
    auto words = std::bit_cast<std::array<quint64, sketchWords>>(sketch);
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] ^= maskOf(mask, Sketches, header.records * sketchWords + i);
    }
    return sketches.write(words.data(), sizeof words);
}

Expected<> NearWriter::add(const NearRecord& record)
{
    d->take(record);
    CHECK_OK(d->keep(record.sketch));
    for (const quint64 band : record.bands) {
        d->entries.push_back({band, d->header.records});
    }
    ++d->header.records;
    return d->entries.size() < d->capacity ? Expected<>() : d->handOut();
}

Expected<> NearWriter::Private::handOut()
{
    constexpr int shift = 64 - std::bit_width(parts - 1);
    while (handedOut.size() < parts) {
        TRY(auto file, Scratch::create(folder));
        handedOut.push_back(std::move(file));
    }
    for (const BandEntry& entry : entries) {
        CHECK_OK(handedOut[entry.band >> shift].write(&entry, sizeof entry));
    }
    entries.clear();
    return {};
}

Expected<> NearWriter::Private::begin(NearSection section)
{
    CHECK_OK(out.pad(alignment));
    header.sections[section].offset = out.position();
    return {};
}

Expected<> NearWriter::Private::writeGroup(std::span<const BandEntry> same, std::vector<quint32>& offsets)
{
    if (same.size() > mostSharing) {
        return {};
    }
    const quint64 band = same.front().band;
    for (const BandEntry& entry : same) {
        const quint64 word = (remainderOf(band, header.bucketBits) | entry.ordinal << 32)
            ^ maskOf(mask, BandEntries, header.bands++);
        CHECK_OK(out.write(&word, sizeof word));
    }
    offsets[bucketOf(band, header.bucketBits) + 1] += static_cast<quint32>(same.size());
    return {};
}

Expected<> NearWriter::Private::writePart(std::vector<BandEntry>& part, std::vector<quint32>& offsets)
{
    std::ranges::sort(part);
    for (auto from = part.begin(); from != part.end();) {
        const auto to = std::find_if(from, part.end(), [&](const BandEntry& one) { return one.band != from->band; });
        CHECK_OK(writeGroup({from, to}, offsets));
        from = to;
    }
    return {};
}

Expected<> NearWriter::Private::writeBands(const Watcher& watcher)
{
    quint64 all = entries.size();
    if (!handedOut.empty()) {
        CHECK_OK(handOut());
        all = 0;
        for (const Scratch& file : handedOut) {
            all += file.size() / sizeof(BandEntry);
        }
    }
    if (all >= 0xfffffff0U) {
        return failure(QLatin1StringView("provenance.too-large"),
                       QCoreApplication::translate("Provenance",
                                                   "A near index can hold about a hundred million records. Register "
                                                   "this set in parts, or without near matches."));
    }
    header.bucketBits = static_cast<quint8>(bucketBitsFor(all));
    std::vector<quint32> offsets((std::size_t(1) << header.bucketBits) + 1);
    CHECK_OK(begin(BandEntries));
    CHECK_OK(writePart(entries, offsets));
    for (Scratch& file : handedOut) {
        std::vector<BandEntry> part(file.size() / sizeof(BandEntry));
        CHECK_OK(file.rewind());
        if (file.read(part.data(), part.size() * sizeof(BandEntry)) != part.size() * sizeof(BandEntry)) {
            return notReadBack();
        }
        CHECK_OK(writePart(part, offsets));
        if (watcher.cancelled && watcher.cancelled()) {
            return failure(QLatin1StringView("provenance.cancelled"),
                           QCoreApplication::translate("Provenance",
                                                       "The registration was cancelled. Nothing was "
                                                       "registered."));
        }
    }
    end(BandEntries);
    for (std::size_t i = 1; i < offsets.size(); ++i) {
        offsets[i] += offsets[i - 1];
    }
    CHECK_OK(begin(BandOffsets));
    CHECK_OK(out.write(offsets.data(), offsets.size() * sizeof(quint32)));
    end(BandOffsets);
    return {};
}

/// With how many records share name, domain and company, which is known only now.
Expected<> NearWriter::Private::writeSketches()
{
    CHECK_OK(begin(Sketches));
    CHECK_OK(sketches.rewind());
    for (quint64 record = 0; record < header.records; ++record) {
        std::array<quint64, sketchWords> words;
        if (sketches.read(words.data(), sizeof words) != sizeof words) {
            return notReadBack();
        }
        std::array<quint64, sketchWords> masks;
        for (std::size_t i = 0; i < words.size(); ++i) {
            masks[i] = maskOf(mask, Sketches, record * sketchWords + i);
            words[i] ^= masks[i];
        }
        auto sketch = std::bit_cast<NearSketch>(words);
        for (std::size_t i = 0; i < countedFields.size(); ++i) {
            const quint64 grams = countedOf(sketch, countedFields[i]);
            const quint32 count = grams == 0 ? 0 : counters[i][counterOf(grams)];
            if (i < sketch.shared.size()) {
                sketch.shared[i] = eighthsOf(count);
            } else {
                sketch.grams[static_cast<std::size_t>(countedFields[i])]
                    |= std::min<quint64>(0xf, static_cast<quint64>(std::bit_width(count))) << phoneGramBits;
            }
        }
        words = std::bit_cast<std::array<quint64, sketchWords>>(sketch);
        for (std::size_t i = 0; i < words.size(); ++i) {
            words[i] ^= masks[i];
        }
        CHECK_OK(out.write(words.data(), sizeof words));
    }
    end(Sketches);
    return {};
}

/// How often two of the set's own records agree, level by level.
void NearWriter::Private::countPairs()
{
    for (std::size_t i = 0; i < sample.size(); ++i) {
        for (std::size_t k = i + 1; k < sample.size(); ++k) {
            const NearComparison comparison = compare(sample[i], sample[k].sketch);
            for (std::size_t field = 0; field < nearFieldCount; ++field) {
                if (const NearLevel level = comparison.levels[field]; level != NearLevel::Absent) {
                    ++header.pairs[field][static_cast<std::size_t>(level)];
                }
            }
        }
    }
}

Expected<NearSeal> NearWriter::finish(const Id& dataSet, const Watcher& watcher)
{
    NearHeader& header = d->header;
    std::memcpy(header.magic, magic, sizeof magic);
    header.version = version;
    header.normalisation = normalisationVersion;
    header.fields = nearFieldCount;
    header.levels = nearLevelCount;
    std::memcpy(header.keyId, d->key.id().constData(), 16);
    std::memcpy(header.dataSet, dataSet.octets().data(), 16);
    std::memcpy(header.salt, d->salt.constData(), 16);

    Bytes front(static_cast<qsizetype>(headerSize), '\0');
    CHECK_OK(d->out.write(front.constData(), headerSize));
    d->countPairs();
    CHECK_OK(d->writeBands(watcher));
    CHECK_OK(d->writeSketches());
    CHECK_OK(d->out.pad(alignment));
    const Bytes hashes = d->out.takeHashes();
    CHECK_OK(d->begin(BlockHashes));
    CHECK_OK(d->out.write(hashes.constData(), static_cast<std::size_t>(hashes.size())));
    d->end(BlockHashes);
    header.fileSize = d->out.position();
    const Bytes root = sha256(hashes);
    std::memcpy(header.root, root.constData(), 32);
    std::memcpy(front.data(), &header, sizeof header);
    const Bytes code = codeOf(d->key, d->salt, front);
    std::memcpy(front.data() + headerSize - 32, code.constData(), 32);
    CHECK_OK(d->out.publish(front));
    return NearSeal{sha256(front), static_cast<qint64>(header.fileSize)};
}

} // namespace bulkhead::provenance
