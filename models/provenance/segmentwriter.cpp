#include "models/provenance/segmentwriter.h"

#include "models/base/digest.h"
#include "models/provenance/normalise.h"
#include "models/provenance/scratch.h"
#include "models/provenance/segmentformat.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <queue>
#include <span>

namespace bulkhead::provenance {

using namespace format;

namespace {
struct Entry
{
    quint64 fingerprint;
    quint32 ordinal;
    quint32 keyClass;

    bool operator<(const Entry& other) const
    {
        return fingerprint != other.fingerprint ? fingerprint < other.fingerprint : ordinal < other.ordinal;
    }
};
static_assert(sizeof(Entry) == 16);

/// In place: by the octet of that place (American flag sort), then each part in the same way, until it is small.
void sortEntries(std::span<Entry> entries, int shift = 56)
{
    constexpr std::size_t small = 1024;
    if (entries.size() <= small || shift < 0) {
        std::sort(entries.begin(), entries.end());
        return;
    }
    const auto octet = [shift](const Entry& entry) {
        return static_cast<std::size_t>(entry.fingerprint >> shift & 0xff);
    };
    std::array<std::size_t, 257> bounds = {};
    for (const auto& entry : entries) {
        ++bounds[octet(entry) + 1];
    }
    for (std::size_t i = 1; i < bounds.size(); ++i) {
        bounds[i] += bounds[i - 1];
    }
    std::array<std::size_t, 256> next;
    std::copy_n(bounds.begin(), 256, next.begin());
    for (std::size_t part = 0; part < 256; ++part) {
        while (next[part] < bounds[part + 1]) {
            const auto home = octet(entries[next[part]]);
            if (home == part) {
                ++next[part];
            } else {
                std::swap(entries[next[part]], entries[next[home]++]);
            }
        }
    }
    for (std::size_t part = 0; part < 256; ++part) {
        sortEntries(entries.subspan(bounds[part], bounds[part + 1] - bounds[part]), shift - 8);
    }
}

/// A sorted run on disk, read a MiB at a time.
struct SortedRun
{
    Scratch file;
    std::vector<Entry> piece;
    std::size_t at = 0;

    [[nodiscard]] bool advance()
    {
        if (++at < piece.size()) {
            return true;
        }
        piece.resize((std::size_t(1) << 20) / sizeof(Entry));
        piece.resize(file.read(piece.data(), piece.size() * sizeof(Entry)) / sizeof(Entry));
        at = 0;
        return !piece.empty();
    }
};
} // namespace

struct SegmentWriter::Private
{
    QString target;
    const RegistryKey& key;
    std::size_t capacity;
    Bytes salt;
    SipKey mask;
    SipKey tagKey;
    std::vector<Entry> entries;
    std::vector<SortedRun> runs;
    Scratch tags;
    Scratch tenants;
    std::vector<quint32> counters = std::vector<quint32>(std::size_t(tagCount) << 16);
    std::array<quint64, tagCount> tagRecords = {};
    std::array<quint64, keyClassLimit> valuesByClass = {};
    quint64 records = 0;
    quint64 values = 0;

    HashedFile out;
    Header header;

    explicit Private(const RegistryKey& with)
        : key(with)
    {
    }

    [[nodiscard]] QString folder() const { return QFileInfo(target).absolutePath(); }
    [[nodiscard]] Expected<> spill();
    [[nodiscard]] Expected<> merge(const OnKey& onKey, const Watcher& watcher);
    template<typename Sink> [[nodiscard]] Expected<> inOrder(Sink&& sink);
    [[nodiscard]] Expected<> append(Section section, Scratch& from);
    [[nodiscard]] Expected<> append(Section section, BytesView bytes);
};

Expected<std::unique_ptr<SegmentWriter>> SegmentWriter::create(const QString& file, const RegistryKey& key,
                                                               qint64 memory)
{
    auto p = std::make_unique<Private>(key);
    p->target = file;
    p->capacity = static_cast<std::size_t>(std::max<qint64>(memory, 1 << 16)) / sizeof(Entry);
    p->salt = SecretBytes::random(16).view().toByteArray();
    p->mask = sipKeyOf(key.derived("segment-mask", p->salt));
    p->tagKey = sipKeyOf(key.derived("segment-tag", p->salt));
    CHECK_OK(p->out.create(file, headerSize, blockSize));
    TRY(p->tags, Scratch::create(p->folder()));
    TRY(p->tenants, Scratch::create(p->folder()));
    return std::unique_ptr<SegmentWriter>(new SegmentWriter(std::move(p)));
}

SegmentWriter::SegmentWriter(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

SegmentWriter::~SegmentWriter() = default;

quint64 SegmentWriter::records() const
{
    return d->records;
}

quint64 SegmentWriter::values() const
{
    return d->values;
}

Expected<> SegmentWriter::add(std::span<const Key> keys, const std::array<std::string_view, tagCount>& tags,
                              quint32 tenant)
{
    if (d->records >= 0xfffffff0U || d->values + keys.size() >= 0xfffffff0U) {
        return failure(QLatin1StringView("provenance.too-large"),
                       QCoreApplication::translate("Provenance",
                                                   "A data set can hold about four billion fingerprints. Register this "
                                                   "one in parts."));
    }
    const auto ordinal = static_cast<quint32>(d->records++);
    for (const auto& key : keys) {
        d->entries.push_back({key.fingerprint, ordinal, static_cast<quint32>(key.keyClass)});
        ++d->valuesByClass[static_cast<std::size_t>(key.keyClass)];
    }
    d->values += keys.size();
    std::array<quint16, tagCount> row = {};
    for (std::size_t i = 0; i < tagCount; ++i) {
        if (!tags[i].empty()) {
            row[i] = tagOf(d->tagKey, ordinal, static_cast<Tag>(i), tags[i]);
            ++d->tagRecords[i];
            ++d->counters[(i << 16) + (sipHash24(d->tagKey, tags[i]) & 0xffff)];
        }
    }
    std::array<quint64, 2> words;
    static_assert(sizeof words == sizeof row);
    std::memcpy(words.data(), row.data(), sizeof row);
    words[0] ^= maskWord(d->mask, Tags, quint64(ordinal) * 2);
    words[1] ^= maskWord(d->mask, Tags, quint64(ordinal) * 2 + 1);
    CHECK_OK(d->tags.write(words.data(), sizeof words));
    const quint32 masked = tenant ^ static_cast<quint32>(maskWord(d->mask, Tenants, ordinal));
    CHECK_OK(d->tenants.write(&masked, sizeof masked));
    if (d->entries.size() >= d->capacity) {
        CHECK_OK(d->spill());
    }
    return {};
}

Expected<> SegmentWriter::Private::spill()
{
    sortEntries(entries);
    SortedRun run;
    TRY(run.file, Scratch::create(folder()));
    CHECK_OK(run.file.write(entries.data(), entries.size() * sizeof(Entry)));
    runs.push_back(std::move(run));
    entries.clear();
    return {};
}

template<typename Sink> Expected<> SegmentWriter::Private::inOrder(Sink&& sink)
{
    if (runs.empty()) {
        sortEntries(entries);
        for (const auto& entry : entries) {
            CHECK_OK(sink(entry));
        }
        return {};
    }
    if (!entries.empty()) {
        CHECK_OK(spill());
    }
    std::vector<Entry>().swap(entries);
    const auto later = [&](std::size_t a, std::size_t b) {
        return runs[b].piece[runs[b].at] < runs[a].piece[runs[a].at];
    };
    std::priority_queue<std::size_t, std::vector<std::size_t>, decltype(later)> heads(later);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        CHECK_OK(runs[i].file.rewind());
        if (runs[i].advance()) {
            heads.push(i);
        }
    }
    while (!heads.empty()) {
        const auto run = heads.top();
        heads.pop();
        CHECK_OK(sink(runs[run].piece[runs[run].at]));
        if (runs[run].advance()) {
            heads.push(run);
        }
    }
    return {};
}

Expected<> SegmentWriter::Private::append(Section section, Scratch& from)
{
    CHECK_OK(out.pad(alignment));
    header.sections[section] = {out.position(), from.size()};
    CHECK_OK(from.rewind());
    std::vector<char> piece(std::size_t(1) << 20);
    while (const auto got = from.read(piece.data(), piece.size())) {
        CHECK_OK(out.write(piece.data(), got));
    }
    if (out.position() - header.sections[section].offset != from.size()) {
        return failure(QLatin1StringView("provenance.write-failed"),
                       QCoreApplication::translate("Provenance",
                                                   "A temporary file could not be read back. Nothing was "
                                                   "registered."));
    }
    return {};
}

Expected<> SegmentWriter::Private::append(Section section, BytesView bytes)
{
    CHECK_OK(out.pad(alignment));
    header.sections[section] = {out.position(), static_cast<quint64>(bytes.size())};
    return out.write(bytes.data(), static_cast<std::size_t>(bytes.size()));
}

Expected<> SegmentWriter::Private::merge(const OnKey& onKey, const Watcher& watcher)
{
    const Shape shape = shapeFor(values);
    header.bucketBits = static_cast<quint8>(shape.bucketBits);
    header.remainderBytes = static_cast<quint8>(shape.remainderBytes);
    TRY(Scratch cells, Scratch::create(folder()));
    TRY(Scratch postings, Scratch::create(folder()));
    std::vector<quint32> offsets((std::size_t(1) << shape.bucketBits) + 1);
    header.sections[Remainders].offset = out.position();

    std::vector<char> remainders(std::size_t(1) << 16);
    std::size_t used = 0;
    quint64 current = 0;
    quint32 currentClass = 0;
    quint64 count = 0;
    std::array<quint32, maxPostings> ordinals;
    quint32 listed = 0;
    quint32 last = 0;
    const auto close = [&]() -> Expected<> {
        if (count == 0) {
            return {};
        }
        const quint64 remainder = remainderOf(current, shape.bucketBits, shape.remainderBytes);
        std::memcpy(remainders.data() + used, &remainder, 8);
        used += shape.remainderBytes;
        if (used + 8 > remainders.size()) {
            CHECK_OK(out.write(remainders.data(), used));
            used = 0;
        }
        ++offsets[bucketOf(current, shape.bucketBits) + 1];
        Cell cell{.ordinal = ordinals[0],
                  .count = static_cast<quint16>(std::min<quint64>(count, 0xffff)),
                  .keyClass = static_cast<quint8>(currentClass),
                  .listed = 0};
        if (count > 1) {
            cell.ordinal = static_cast<quint32>(header.postings);
            cell.listed = static_cast<quint8>(listed);
            for (quint32 i = 0; i < listed; ++i) {
                const quint32 masked = ordinals[i] ^ static_cast<quint32>(maskWord(mask, Postings, header.postings++));
                CHECK_OK(postings.write(&masked, sizeof masked));
            }
        }
        const quint64 word = std::bit_cast<quint64>(cell) ^ maskWord(mask, Cells, header.keys);
        CHECK_OK(cells.write(&word, sizeof word));
        ++header.keysByClass[currentClass];
        if ((++header.keys & 0xfffff) == 0 && watcher.cancelled && watcher.cancelled()) {
            return failure(QLatin1StringView("provenance.cancelled"),
                           QCoreApplication::translate("Provenance",
                                                       "The registration was cancelled. Nothing was "
                                                       "registered."));
        }
        if (onKey) {
            onKey(current, static_cast<KeyClass>(currentClass), cell.count);
        }
        return {};
    };
    const auto take = [&](const Entry& entry) -> Expected<> {
        if (count > 0 && entry.fingerprint == current) {
            if (entry.ordinal == last) {
                return {}; // the same value twice in one record
            }
            if (listed < maxPostings) {
                ordinals[listed++] = entry.ordinal;
            }
            ++count;
        } else {
            CHECK_OK(close());
            current = entry.fingerprint;
            currentClass = entry.keyClass;
            count = 1;
            listed = 1;
            ordinals[0] = entry.ordinal;
        }
        last = entry.ordinal;
        return {};
    };
    CHECK_OK(inOrder(take));
    CHECK_OK(close());
    CHECK_OK(out.write(remainders.data(), used));
    static constexpr char spare[8] = {};
    CHECK_OK(out.write(spare, sizeof spare));
    header.sections[Remainders].size = out.position() - header.sections[Remainders].offset;
    for (std::size_t i = 1; i < offsets.size(); ++i) {
        offsets[i] += offsets[i - 1];
    }
    CHECK_OK(append(Offsets,
                    BytesView(reinterpret_cast<const char*>(offsets.data()),
                              static_cast<qsizetype>(offsets.size() * sizeof(quint32)))));
    CHECK_OK(append(Cells, cells));
    CHECK_OK(append(Postings, postings));
    return {};
}

Expected<SegmentInfo> SegmentWriter::finish(SegmentInfo info, const OnKey& onKey, const Watcher& watcher)
{
    Header& header = d->header;
    std::memcpy(header.magic, magic, sizeof magic);
    header.version = version;
    header.normalisation = normalisationVersion;
    header.kind = static_cast<quint8>(info.kind);
    header.tags = tagCount;
    std::memcpy(header.keyId, d->key.id().constData(), 16);
    std::memcpy(header.dataSet, info.dataSet.octets().data(), 16);
    std::memcpy(header.salt, d->salt.constData(), 16);
    header.records = d->records;
    header.values = d->values;
    std::copy_n(info.nearSeal.constData(), std::min<qsizetype>(info.nearSeal.size(), sizeof header.nearSeal),
                header.nearSeal);
    std::ranges::copy(d->valuesByClass, header.valuesByClass);
    std::ranges::copy(d->tagRecords, header.tagRecords);
    for (std::size_t i = 0; i < tagCount; ++i) {
        double pairs = 0;
        for (std::size_t c = 0; c < 65536; ++c) {
            const double n = d->counters[(i << 16) + c];
            pairs += n * (n - 1);
        }
        const auto n = static_cast<double>(d->tagRecords[i]);
        header.agreement[i] = n > 1 ? static_cast<quint64>(pairs / (n * (n - 1)) * 1e9) : 0;
    }

    Bytes front(static_cast<qsizetype>(headerSize), '\0');
    CHECK_OK(d->out.write(front.constData(), headerSize));
    CHECK_OK(d->merge(onKey, watcher));
    CHECK_OK(d->append(Tenants, d->tenants));
    CHECK_OK(d->append(Tags, d->tags));
    info.tenantRecords.resize(info.tenants.size());
    std::memcpy(front.data(), &header, sizeof header);
    CHECK_OK(d->append(Meta, sealMeta(info, d->key, d->salt, BytesView(front).sliced(associatedFrom, associatedSize))));
    CHECK_OK(d->out.pad(alignment));
    const Bytes hashes = d->out.takeHashes();
    CHECK_OK(d->append(Hashes, hashes));
    header.fileSize = d->out.position();
    std::memcpy(header.root, sha256(hashes).constData(), 32);
    std::memcpy(front.data(), &header, sizeof header);
    const Bytes code = hmacSha256(d->key.derived("segment-mac", d->salt),
                                  BytesView(front).first(static_cast<qsizetype>(headerSize) - 32));
    std::memcpy(front.data() + headerSize - 32, code.constData(), 32);
    CHECK_OK(d->out.publish(front));

    info.normalisation = normalisationVersion;
    info.records = header.records;
    info.keys = header.keys;
    info.values = header.values;
    std::ranges::copy(header.keysByClass, info.keysByClass.begin());
    std::ranges::copy(header.valuesByClass, info.valuesByClass.begin());
    std::ranges::copy(header.agreement, info.agreement.begin());
    std::ranges::copy(header.tagRecords, info.tagRecords.begin());
    info.effectiveBits = std::min(64, header.bucketBits + 8 * header.remainderBytes);
    info.fileSize = static_cast<qint64>(header.fileSize);
    return info;
}

} // namespace bulkhead::provenance
