#include "models/base/digest.h"
#include "models/journal/bundle.h"
#include "models/journal/bundleformat.h"
#include "models/journal/journaltext.h"
#include "models/journal/ziparchive.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <set>

namespace bulkhead {

using namespace journal;

/// What is gathered on the way through the file.
struct Bundle::Reading
{
    std::map<QString, Bytes> small;  ///< manifest, signature, keys, heads
    std::map<QString, Bytes> hashes; ///< of what was read
    std::set<QString> names;
    Extract extract;
};

namespace {
constexpr qsizetype longestShown = 200; ///< characters of a name from outside

std::unexpected<Error> noBundle(const QString& path)
{
    return failure(
        QLatin1StringView("bundle.not-a-bundle"),
        JournalText::tr("%1 is not a bundle that Bulkhead has exported: it has no manifest of one.").arg(path));
}

std::unexpected<Error> readingStopped()
{
    return failure(QLatin1StringView("journal.cancelled"), JournalText::tr("The verification was stopped."));
}

/// The member that a reader stands on, as a device.
class MemberDevice final : public QIODevice
{
public:
    explicit MemberDevice(ZipReader zip)
        : m_zip(std::move(zip))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        const auto got = m_zip.readSome(into, static_cast<qsizetype>(size));
        if (!got) {
            setErrorString(got.error().message);
            return -1;
        }
        return *got;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    ZipReader m_zip;
};

qint64 limitOf(const QString& name)
{
    using namespace bundleformat;
    return name == headsName || name == checkpointsName ? headsLimit
        : name.startsWith(changesFolder)                ? chunkLimit
                                                        : smallMemberLimit;
}
} // namespace

Bundle::Bundle(QString path, const Schema& schema, const Clock& clock, Journal::Projections projections)
    : m_path(std::move(path))
    , m_schema(schema)
    , m_clock(clock)
    , m_projections(std::move(projections))
{
}

Bundle::~Bundle() = default;

void Bundle::problem(const char* code, const QString& where, const QString& message)
{
    m_problems.push_back({QString::fromLatin1(code), where, message});
}

Expected<std::unique_ptr<Bundle>> Bundle::open(const QString& path, const Schema& schema, const Clock& clock,
                                               Journal::Projections projections, std::stop_token stop)
{
    std::unique_ptr<Bundle> bundle(new Bundle(path, schema, clock, std::move(projections)));
    CHECK_OK(bundle->read(stop));
    return bundle;
}

Expected<void> Bundle::read(std::stop_token stop)
{
    Reading reading;
    TRY(ZipReader zip, ZipReader::open(m_path));
    for (;;) {
        if (stop.stop_requested()) {
            return readingStopped();
        }
        auto member = zip.next();
        if (!member && !member.error().is(QLatin1StringView("bundle.damaged-archive"))) {
            return std::unexpected(member.error());
        }
        if (!member) {
            problem("bundle.damaged-archive", m_path, member.error().message);
            break;
        }
        if (!*member) {
            break;
        }
        const QString& name = (*member)->name;
        if (!(*member)->doubt.isEmpty()) {
            problem("bundle.damaged-archive", name.left(longestShown),
                    JournalText::tr("What the file says of this member contradicts itself (%1): programs may read it "
                                    "differently.")
                        .arg((*member)->doubt));
        }
        if (!bundleformat::isMemberName(name)) {
            problem("bundle.unexpected-member", name.left(longestShown),
                    JournalText::tr("A bundle has no member of this name. It was not read."));
            continue;
        }
        if (!reading.names.insert(name).second) {
            problem("bundle.duplicate-member", name,
                    JournalText::tr("The bundle has two members of this name. Only the first was read."));
            continue;
        }
        if (name.startsWith(bundleformat::materialFolder)) {
            continue; // `checkMaterial` reads it, piece by piece.
        }
        auto content = zip.readAll(limitOf(name));
        if (!content && !content.error().is(QLatin1StringView("bundle.damaged-archive"))) {
            return std::unexpected(content.error());
        }
        if (!content) {
            problem("bundle.damaged-archive", name, content.error().message);
            continue;
        }
        reading.hashes[name] = sha256(*content);
        if (!name.startsWith(bundleformat::changesFolder)) {
            reading.small[name] = *std::move(content);
        } else if (!bundleformat::decodeChanges(*content, reading.extract.changes)) {
            problem("bundle.altered-member", name, JournalText::tr("Its content is not what was written."));
        }
    }
    const bool looksLikeOne = std::ranges::any_of(reading.names, [](const QString& name) {
        return name.startsWith(bundleformat::changesFolder) || name == bundleformat::keysName;
    });
    if (reading.names.empty() || !looksLikeOne) {
        return noBundle(m_path);
    }
    m_manifestBytes = reading.small[bundleformat::manifestName];
    m_signature = Bytes::fromHex(reading.small[bundleformat::signatureName]);
    const QJsonObject object = QJsonDocument::fromJson(m_manifestBytes).object();
    if (object.value(QLatin1StringView("format")).toInt() > bundleformat::version) {
        return failure(QLatin1StringView("bundle.newer-format"),
                       JournalText::tr("A newer version of the program wrote this bundle. Use that version."));
    }
    auto manifest = BundleManifest::decode(m_manifestBytes);
    if (!manifest) {
        problem("bundle.missing-member", bundleformat::manifestName,
                JournalText::tr("The list of what the bundle holds is missing or not what was written, so nothing "
                                "else in it can be told."));
        return {};
    }
    m_manifest = *std::move(manifest);
    m_clock.setExported(m_manifest.exportedAt);
    for (const BundleManifest::Member& one : m_manifest.members) {
        if (!reading.names.erase(one.name)) {
            problem("bundle.missing-member", one.name,
                    JournalText::tr("The bundle's manifest names this member, and it is not here."));
        } else if (const auto hash = reading.hashes.find(one.name);
                   hash != reading.hashes.end() && hash->second != one.sha256) {
            problem("bundle.altered-member", one.name, JournalText::tr("Its content is not what was written."));
        }
    }
    reading.names.erase(bundleformat::manifestName);
    reading.names.erase(bundleformat::signatureName);
    for (const QString& name : reading.names) {
        problem("bundle.unexpected-member", name, JournalText::tr("The bundle's manifest does not name this member."));
    }
    return openJournal(reading);
}

Expected<void> Bundle::openJournal(const Reading& reading)
{
    const auto member = [&](QLatin1StringView name) {
        const auto found = reading.small.find(name);
        return found == reading.small.end() ? Bytes() : found->second;
    };
    Extract extract;
    extract.vault = m_manifest.vault;
    extract.fingerprint = m_manifest.fingerprint;
    extract.changes = reading.extract.changes;
    if (!bundleformat::decodeHeads(member(bundleformat::headsName), extract.heads)) {
        problem("bundle.altered-member", bundleformat::headsName,
                JournalText::tr("Its content is not what was written."));
    }
    if (!bundleformat::decodeKeys(member(bundleformat::keysName), extract.keys)) {
        problem("bundle.altered-member", bundleformat::keysName,
                JournalText::tr("Its content is not what was written."));
    }
    if (!decodeProofs(member(bundleformat::checkpointsName), extract.proofs)) {
        problem("bundle.altered-member", bundleformat::checkpointsName,
                JournalText::tr("Its content is not what was written."));
    }
    const auto vaultKey = std::ranges::find_if(extract.keys,
                                               [](const Extract::Key& one) { return one.stream.isVault(); });
    if (vaultKey == extract.keys.end()) {
        problem("bundle.unreadable", bundleformat::keysName,
                JournalText::tr("The key of the vault's own stream is missing, so no change can be judged."));
        return {};
    }
    std::erase_if(extract.changes, [&](const SealedChange& change) {
        const auto header = Header::decode(change.header);
        const bool belongs = header && (header->stream.isVault() || header->stream.incident == m_manifest.incident);
        const bool isWhole = belongs && sha256(change.body) == header->bodyHash;
        if (!isWhole) {
            problem(belongs ? "journal.body-mismatch" : "bundle.unexpected-change", hex(change.hash()),
                    belongs
                        ? JournalText::tr("The content of the change is not what was written.")
                        : JournalText::tr("A change that does not belong to the bundle's incident, or is not one."));
        }
        return !isWhole;
    });
    if (!m_folder.isValid()) {
        return failure(QLatin1StringView("machine.write-failed"),
                       JournalText::tr("No temporary folder can be made: %1").arg(m_folder.errorString()));
    }
    TRY(m_vault, Vault::scratch(m_folder.path(), m_manifest.vault, vaultKey->key, m_clock));
    TRY(m_journal, Journal::openExtract(*m_vault, m_schema, m_clock, extract, m_projections));
    return {};
}

Expected<std::unique_ptr<QIODevice>> Bundle::openMaterial(BytesView sha256) const
{
    TRY(ZipReader zip, ZipReader::open(m_path));
    for (;;) {
        TRY(const auto member, zip.next());
        if (!member) {
            return failure(QLatin1StringView("bundle.missing-member"),
                           JournalText::tr("The bundle does not hold this material."));
        }
        if (member->name == bundleformat::materialName(sha256)) {
            return std::make_unique<MemberDevice>(std::move(zip));
        }
    }
}

} // namespace bulkhead
