#include "models/provenance/registrar.h"
#include "tests/fuzz/target.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtEndian>

using namespace bulkhead;
using namespace bulkhead::provenance;

namespace {
const RegistryKey& theKey()
{
    static const RegistryKey key = std::move(*RegistryKey::from(SecretBytes::copyOf("0123456789abcdef")));
    return key;
}

const QTemporaryDir& folder()
{
    static const QTemporaryDir made;
    return made;
}

/// A whole segment of three records.
const QByteArray& wholeSegment()
{
    static const QByteArray octets = [] {
        const Index nothing;
        BufferSource source(
            "name,email,phone,tenant\nAnna Berg,anna@acme.test,+49 30 1234567,a\nBert Tal,bert@acme.test,,b\n"
            "Cleo Au,cleo@acme.test,+49 30 7654321,a\n");
        const QString file = folder().filePath(QStringLiteral("whole"));
        const Registration what{.dataSet = Id::derived("a"),
                                .kind = Kind::Synthetic,
                                .name = QStringLiteral("a"),
                                .version = {},
                                .tenant = {},
                                .mappings = {{QStringLiteral("tenant"), Meaning::Tenant}}};
        if (!Registrar(theKey(), nothing).run(source, what, file)) {
            qFatal("no segment");
        }
        QFile read(file);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }();
    return octets;
}
} // namespace

/// A segment with changes: each eight octets are a place (32 bits), how many octets are taken out there (8) and three
/// that are put in. Nothing that is altered may be read as whole.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size)
{
    constexpr std::size_t step = 8;
    QByteArray segment = wholeSegment();
    for (std::size_t at = 0; at + step <= size && !segment.isEmpty(); at += step) {
        const auto place = static_cast<qsizetype>(qFromLittleEndian<quint32>(octets + at)) % segment.size();
        segment.remove(place, octets[at + 4] % 5);
        segment.insert(place, QByteArray(reinterpret_cast<const char*>(octets + at + 5), octets[at + 4] / 5 % 4));
        if (octets[at + 4] == 255) {
            segment.truncate(place);
        }
    }
    const QString file = folder().filePath(QStringLiteral("altered"));
    QFile written(file);
    if (!written.open(QIODevice::WriteOnly) || written.write(segment) != segment.size()) {
        qFatal("%s", qPrintable(written.errorString()));
    }
    written.close();
    const auto opened = SegmentReader::open(file, theKey());
    if (!opened) {
        return 0;
    }
    const bool isWhole = (*opened)->verify().has_value();
    if (isWhole && segment != wholeSegment()) {
        qFatal("an altered segment is called whole");
    }
    // Look-ups are made before anybody verifies.
    for (quint64 i = 0; i < 64; ++i) {
        const quint64 fingerprint = i * 0x9e3779b97f4a7c15U;
        (*opened)->prefetchBuckets({&fingerprint, 1});
        (*opened)->prefetchKeys({&fingerprint, 1});
        if (const qint64 slot = (*opened)->find(fingerprint); slot >= 0) {
            const Hit hit = (*opened)->hit(slot);
            for (quint8 k = 0; k < hit.listed; ++k) {
                (void)(*opened)->tenantOf(hit.ordinals[k]);
                (void)(*opened)->tagsOf(hit.ordinals[k]);
            }
        }
    }
    return 0;
}

QList<QByteArray> fuzz::seeds()
{
    QList<QByteArray> seeds{QByteArray()};
    for (quint32 place = 0; place < 4096; place += 97) {
        QByteArray change(8, '\1');
        qToLittleEndian(place, change.data());
        change[4] = 6; // one out, one in
        seeds.append(change);
    }
    return seeds;
}
