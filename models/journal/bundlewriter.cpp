#include "models/base/digest.h"
#include "models/journal/bundle.h"
#include "models/journal/bundleformat.h"
#include "models/journal/journaltext.h"
#include "models/journal/judge.h"
#include "models/journal/ziparchive.h"

#include <QFile>
#include <QFileInfo>

#include <map>

namespace bulkhead {

using namespace journal;

namespace {
/// What a bundle's readers find first.
Bytes readmeOf(const BundleManifest& manifest)
{
    return JournalText::tr(
               "This is an incident of the vault \"%1\" with its whole history, exported from Bulkhead.\n"
               "\n"
               "It is readable material: keys.json opens the content of every change in changes/, and material/ holds "
               "the evidence in the clear, each file under its SHA-256. Keep it as you would keep the evidence.\n"
               "\n"
               "To check it, without a vault and without a passphrase:\n"
               "\n"
               "    bulkheadctl verify FILE --expect %2\n"
               "\n"
               "Take the fingerprint behind --expect from the covering letter or by telephone, not from here: whoever "
               "forges a whole bundle writes a fingerprint of their own into it.\n"
               "\n"
               "manifest.json   what lies in here, with SHA-256 of every member; manifest.sig is the signature over "
               "it (Ed25519, by the device that made the bundle)\n"
               "changes/        the changes as they are stored: signed and chained headers, sealed contents (CBOR)\n"
               "heads.cbor      the signatures at the ends of the chains\n"
               "material/       the evidence; sha256sum material/* shows that each is what its name says\n")
        .arg(manifest.vaultName, hex(manifest.fingerprint))
        .toUtf8();
}

/// Writes members and remembers what it wrote.
class Packer
{
public:
    Packer(ZipWriter& zip, BundleManifest& manifest)
        : m_zip(zip)
        , m_manifest(manifest)
    {
    }
    [[nodiscard]] Expected<void> add(const QString& name, const Bytes& content)
    {
        m_manifest.members.push_back({name, content.size(), sha256(content)});
        return m_zip.add(name, content);
    }
    [[nodiscard]] Expected<void> add(const QString& name, QIODevice& content, const BundleManifest::Material& expected,
                                     const std::function<Expected<void>(qint64)>& moved)
    {
        Sha256 hash;
        CHECK_OK(m_zip.add(name, content, expected.size, [&](BytesView piece) {
            hash.add(piece);
            return moved(piece.size());
        }));
        if (hash.finish() != expected.sha256) {
            return failure(QLatin1StringView("vault.blob-damaged"),
                           JournalText::tr("Material of the incident is not what was taken in. Verify the vault with "
                                           "all evidence."));
        }
        m_manifest.members.push_back({name, expected.size, expected.sha256});
        return {};
    }

private:
    ZipWriter& m_zip;
    BundleManifest& m_manifest;
};

Expected<void> packChanges(Packer& packer, const std::vector<SealedChange>& changes)
{
    std::map<QString, int> numbers;
    for (std::size_t from = 0; from < changes.size();) {
        TRY(const Header first, Header::decode(changes[from].header));
        std::size_t to = from;
        for (qsizetype size = 0; to < changes.size() && size < bundleformat::chunkSize; ++to) {
            TRY(const Header header, Header::decode(changes[to].header));
            if (header.stream != first.stream) {
                break;
            }
            size += changes[to].header.size() + changes[to].body.size();
        }
        const QString stem = bundleformat::chunkName(first.stream, 0);
        CHECK_OK(packer.add(bundleformat::chunkName(first.stream, ++numbers[stem]),
                            bundleformat::encodeChanges(std::span(changes).subspan(from, to - from))));
        from = to;
    }
    return {};
}

/// Each piece of material once, by its hash; with the name of a blob to read it from.
std::map<Bytes, std::pair<BundleManifest::Material, Bytes>> materialOf(const Extract& extract)
{
    std::map<Bytes, std::pair<BundleManifest::Material, Bytes>> pieces;
    for (const Extract::Content& one : extract.material) {
        auto& [piece, name] = pieces
                                  .try_emplace(one.sha256, BundleManifest::Material{one.sha256, one.size, true},
                                               Bytes())
                                  .first->second;
        piece.isDestroyed = piece.isDestroyed && one.isDestroyed;
        name = one.isDestroyed ? name : one.name;
        if (std::ranges::find(piece.names, one.name) == piece.names.end()) {
            piece.names.push_back(one.name);
        }
    }
    return pieces;
}

Expected<Bytes> hashOfFile(const QString& path)
{
    QFile file(path);
    Sha256 hash;
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(QLatin1StringView("bundle.cannot-write"),
                       JournalText::tr("The bundle cannot be read again: %1.").arg(file.errorString()));
    }
    while (!file.atEnd()) {
        hash.add(file.read(1 << 20));
    }
    return hash.finish();
}
} // namespace

Expected<BundleWritten> writeBundle(const Journal& journal, const BundleWish& wish,
                                    const std::function<void(qint64 done, qint64 all)>& progress, std::stop_token stop)
{
    if (QFileInfo::exists(wish.path)) {
        return failure(QLatin1StringView("input.exists"),
                       JournalText::tr("%1 is there already; it is not written over.").arg(wish.path));
    }
    if (journal.vault().signAsDevice("").isEmpty()) {
        return failure(QLatin1StringView("journal.not-permitted"),
                       JournalText::tr("You have never written in this copy of the vault, so nothing can be signed in "
                                       "your name. Open it for writing once."));
    }
    BundleManifest manifest;
    manifest.compartments = {Compartment::Team};
    std::vector<Stream> streams{{wish.incident, Compartment::Team}};
    if (wish.withCounsel) {
        if (!mayRead({wish.incident, Compartment::Counsel}, journal.roles())) {
            return failure(QLatin1StringView("journal.not-permitted"),
                           JournalText::tr("Only members with the role Legal let the counsel compartment leave."));
        }
        manifest.compartments.push_back(Compartment::Counsel);
        streams.push_back({wish.incident, Compartment::Counsel});
    }
    TRY(const Extract extract, journal.extract(streams));
    manifest.vault = extract.vault;
    manifest.vaultName = journal.vault().name();
    manifest.fingerprint = extract.fingerprint;
    manifest.incident = wish.incident;
    manifest.title = wish.title;
    manifest.exportedAt = journal.clock().now();
    manifest.exportedBy = journal.nameOf(journal.user());
    manifest.device = journal.device();
    manifest.changes = static_cast<qint64>(extract.changes.size());

    const auto pieces = materialOf(extract);
    qint64 all = 0, done = 0;
    for (const auto& [hash, piece] : pieces) {
        manifest.material.push_back(piece.first);
        all += piece.first.isDestroyed ? 0 : piece.first.size;
    }
    TRY(ZipWriter zip, ZipWriter::open(wish.path, manifest.exportedAt));
    Packer packer(zip, manifest);
    CHECK_OK(packer.add(bundleformat::readmeName, readmeOf(manifest)));
    CHECK_OK(packer.add(bundleformat::keysName, bundleformat::encodeKeys(extract.keys)));
    CHECK_OK(packer.add(bundleformat::headsName, bundleformat::encodeHeads(extract.heads)));
    CHECK_OK(packer.add(bundleformat::checkpointsName, encodeProofs(extract.proofs)));
    CHECK_OK(packChanges(packer, extract.changes));
    BundleWritten written;
    for (const auto& [hash, piece] : pieces) {
        if (piece.first.isDestroyed) {
            continue;
        }
        TRY(const auto content, journal.openMaterial(piece.second));
        CHECK_OK(
            packer.add(bundleformat::materialName(hash), *content, piece.first, [&](qint64 moved) -> Expected<void> {
                done += moved;
                if (progress) {
                    progress(done, all);
                }
                return stop.stop_requested()
                    ? failure(QLatin1StringView("journal.cancelled"),
                              JournalText::tr("The export was stopped; nothing was left behind."))
                    : Expected<void>();
            }));
        written.material.push_back(hash);
    }
    const Bytes json = manifest.encoded();
    CHECK_OK(zip.add(bundleformat::manifestName, json));
    CHECK_OK(zip.add(bundleformat::signatureName,
                     journal.vault().signAsDevice(BundleManifest::signedMessage(manifest.vault, json)).toHex()));
    CHECK_OK(zip.commit());
    TRY(written.sha256, hashOfFile(wish.path));
    written.size = QFileInfo(wish.path).size();
    written.changes = manifest.changes;
    return written;
}

} // namespace bulkhead
