#include "models/base/digest.h"
#include "models/journal/bundle.h"
#include "models/journal/bundleformat.h"
#include "models/journal/journaltext.h"
#include "models/journal/ziparchive.h"
#include "models/vault/crypto.h"

#include <algorithm>
#include <set>

namespace bulkhead {

using namespace journal;

namespace {
void add(Verification& result, const char* code, const QString& where, const QString& message)
{
    result.problems.push_back({QString::fromLatin1(code), where, message});
}

/// The hashes that the facts of the bundle's incident name, and those among them that must have material.
struct NamedHashes
{
    std::set<Bytes> destroyed; ///< by a record that says so
    std::set<Bytes> all;
    std::map<Bytes, QString> needed; ///< with the entity that names it
};

NamedHashes namedHashes(const Journal& journal, const Id& incident, const Schema& schema)
{
    NamedHashes named;
    for (const auto& [kind, type] : schema.types()) {
        const auto records = journal.records(incident, kind);
        const Field* destroyed = schema.field(kind, u"destroyed_sha256");
        const Field* at = destroyed ? schema.field(kind, u"destroyed") : nullptr;
        for (const Record& record : records.value_or(std::vector<Record>())) {
            if (at && !record.value(at->id).isEmpty()) {
                named.destroyed.insert(record.value(destroyed->id).valueOr<Bytes>());
            }
            for (const auto& [number, cell] : record.cells) {
                const Bytes* octets = cell.value().as<Bytes>();
                if (!octets || octets->size() != 32) {
                    continue;
                }
                named.all.insert(*octets);
                const Field* field = schema.field(fieldId(kind, number));
                if (field && QLatin1StringView(field->name) == QLatin1StringView("sha256")) {
                    named.needed.emplace(
                        *octets, QStringLiteral("%1 %2").arg(QLatin1StringView(type.name), record.entity.text()));
                }
            }
        }
    }
    return named;
}
} // namespace

void Bundle::checkSignature(Verification& result) const
{
    const auto devices = m_journal->devices();
    const auto device = std::ranges::find(devices, m_manifest.device, &Journal::NamedDevice::id);
    if (device == devices.end()
        || !crypto::verify(device->device.key, BundleManifest::signedMessage(m_manifest.vault, m_manifestBytes),
                           m_signature)) {
        add(result, "bundle.bad-signature", bundleformat::manifestName,
            JournalText::tr("The list of what the bundle holds is not signed by a device of this vault: it was changed "
                            "after the export."));
    }
}

void Bundle::checkContent(Verification& result) const
{
    if (result.unreadable > 0) {
        add(result, "bundle.unreadable", bundleformat::keysName,
            JournalText::tr("The content of %n change(s) cannot be opened with the keys in the bundle.", nullptr,
                            static_cast<int>(result.unreadable)));
    }
    if (result.changes != m_manifest.changes) {
        add(result, "bundle.missing-change", bundleformat::manifestName,
            JournalText::tr("The manifest speaks of %1 changes; %2 are here and whole.")
                .arg(m_manifest.changes)
                .arg(result.changes));
    }
    const NamedHashes named = namedHashes(*m_journal, m_manifest.incident, m_schema);
    for (const BundleManifest::Material& one : m_manifest.material) {
        result.destroyed += one.isDestroyed ? 1 : 0;
        if (one.isDestroyed && !named.destroyed.contains(one.sha256)) {
            add(result, "journal.destroyed-without-record", hex(one.sha256),
                JournalText::tr("This material is said to be destroyed, and no entry says by whom or why."));
        }
        // By its hash, or by the name that it has in the vault (rows of imported files, verdicts of rows).
        const bool isNamed = named.all.contains(one.sha256)
            || std::ranges::any_of(one.names, [&](const Bytes& name) { return named.all.contains(name); });
        if (!isNamed) {
            add(result, "bundle.unnamed-material", hex(one.sha256),
                JournalText::tr("No entry of the incident speaks of this material."));
        }
    }
    for (const auto& [hash, entity] : named.needed) {
        if (std::ranges::find(m_manifest.material, hash, &BundleManifest::Material::sha256)
            == m_manifest.material.end()) {
            add(result, "bundle.missing-material", entity,
                JournalText::tr("The material of this entry is not in the bundle."));
        }
    }
}

Expected<void> Bundle::checkMaterial(Verification& result, const Progress& progress, std::stop_token stop) const
{
    std::map<QString, const BundleManifest::Material*> expected;
    qint64 all = 0, done = 0;
    for (const BundleManifest::Material& one : m_manifest.material) {
        if (!one.isDestroyed) {
            expected.emplace(bundleformat::materialName(one.sha256), &one);
            all += one.size;
        }
    }
    const auto isBroken = [&](const Expected<void>& step, const QString& where) {
        if (!step && step.error().is(QLatin1StringView("bundle.damaged-archive"))) {
            add(result, "bundle.damaged-archive", where, step.error().message);
            return true;
        }
        return false;
    };
    TRY(ZipReader zip, ZipReader::open(m_path));
    while (!expected.empty()) {
        auto member = zip.next();
        if (!member && isBroken(std::unexpected(member.error()), m_path)) {
            break;
        }
        CHECK_OK(member);
        if (!*member) {
            break;
        }
        const auto wanted = expected.find((*member)->name);
        if (wanted == expected.end()) {
            continue;
        }
        Sha256 hash;
        qint64 size = 0;
        const auto read = zip.read([&](BytesView piece) -> Expected<void> {
            hash.add(piece);
            size += piece.size();
            done += piece.size();
            if (progress) {
                progress(done, all);
            }
            return stop.stop_requested()
                ? failure(QLatin1StringView("journal.cancelled"), JournalText::tr("The verification was stopped."))
                : Expected<void>();
        });
        if (!isBroken(read, (*member)->name)) {
            CHECK_OK(read);
        }
        ++result.blobs;
        if (hash.finish() != wanted->second->sha256 || size != wanted->second->size) {
            add(result, "bundle.altered-member", (*member)->name,
                JournalText::tr("This material is not what was taken into evidence."));
        }
        expected.erase(wanted);
    }
    for (const auto& [name, piece] : expected) {
        add(result, "bundle.missing-material", name, JournalText::tr("This material is missing from the bundle."));
    }
    return {};
}

Expected<Verification> Bundle::verify(BytesView expectedFingerprint, const Progress& progress, std::stop_token stop,
                                      const Expectation& against) const
{
    Verification result;
    if (m_journal) {
        TRY(result, m_journal->verify(false, progress, stop, against));
        result.problems.insert(result.problems.begin(), m_problems.begin(), m_problems.end());
        checkSignature(result);
        checkContent(result);
        CHECK_OK(checkMaterial(result, progress, stop));
    } else {
        result.problems = m_problems;
        result.fingerprint = m_manifest.fingerprint;
    }
    if (!expectedFingerprint.isEmpty() && expectedFingerprint != result.fingerprint) {
        add(result, "verify.unexpected-fingerprint", hex(result.fingerprint),
            JournalText::tr("This comes from another vault than the one whose fingerprint was given."));
    }
    return result;
}

} // namespace bulkhead
