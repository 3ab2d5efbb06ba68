#include "models/base/cbor.h"
#include "models/incident/bundles.h"
#include "models/incident/words.h"
#include "models/journal/guest.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <set>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr QLatin1StringView copiedHere("incident.import"); ///< its facts are not posted in the importer's name
constexpr QLatin1StringView takenHere("bundle.take");      ///< what the importer does themself
constexpr std::size_t factsOfAnImport = 500;               ///< in one change
constexpr qsizetype octetsOfAnImport = 600'000;            ///< in one change, well below what it may hold

qsizetype encodedSize(const Value& value)
{
    cbor::Writer writer;
    value.write(writer);
    return writer.result().size();
}

/// Gathers the facts of an import into drafts, and what may not be written here into a list.
class Importer
{
public:
    Importer(Casework& casework, const Bundle& bundle)
        : m_casework(casework)
        , m_bundle(bundle)
        , m_via(u"bundle "_s + hex(bundle.manifest().fingerprint))
        , m_phase(
              fieldId(Table<Incident>::kind, casework.journal().schema().field(Table<Incident>::kind, u"phase")->id))
    {
    }

    [[nodiscard]] Expected<void> takeRecords(Compartment compartment);
    [[nodiscard]] Expected<void> takeMaterial(const Bundle::Progress& progress, std::stop_token stop);
    [[nodiscard]] Expected<Material> takeBundle(const QString& path, std::stop_token stop);
    [[nodiscard]] Expected<void> takeHistory();
    [[nodiscard]] Expected<void> takePeople();
    template<typename T>
    void takeOwn(const Id& id, const T& value, const Stream& stream, QLatin1StringView intent = copiedHere)
    {
        for (Fact& fact : factsOf(id, value)) {
            add(stream, std::move(fact), intent);
        }
    }
    /// Whoever may read the whole bundle may read it here, and nobody else.
    [[nodiscard]] Stream bundleStream() const
    {
        return streamOf(holdsCounsel() ? Compartment::Counsel : Compartment::Team);
    }
    [[nodiscard]] bool holdsCounsel() const
    {
        const auto& listed = m_bundle.manifest().compartments;
        return m_bundle.journal()->canRead(streamOf(Compartment::Counsel))
            || std::ranges::find(listed, Compartment::Counsel) != listed.end();
    }
    /// The phase last: an incident that was closed takes nothing more.
    [[nodiscard]] std::vector<Draft> drafts();
    [[nodiscard]] QStringList leftOut() const;

    BundleImported answer;

private:
    void add(const Stream& stream, Fact fact, QLatin1StringView intent = copiedHere);
    [[nodiscard]] Stream streamOf(Compartment compartment) const { return {m_bundle.manifest().incident, compartment}; }
    [[nodiscard]] Journal& journal() const { return m_casework.journal(); }

    Casework& m_casework;
    const Bundle& m_bundle;
    QString m_via;
    FieldId m_phase;
    std::vector<Draft> m_drafts;
    qsizetype m_octets = 0;
    std::optional<Fact> m_phaseFact;
    std::map<QString, qint64> m_leftOut;
    std::map<Bytes, Bytes> m_blobs;                                    ///< new name by the old one
    std::map<Compartment, std::set<Bytes>> m_needed;                   ///< material by SHA-256
    std::map<Compartment, std::vector<std::pair<Kind, Fact>>> m_facts; ///< with old blob names
};

void Importer::add(const Stream& stream, Fact fact, QLatin1StringView intent)
{
    const qsizetype size = encodedSize(fact.value) + 64;
    if (m_drafts.empty() || m_drafts.back().stream != stream || m_drafts.back().intent != intent
        || m_drafts.back().facts.size() >= factsOfAnImport || m_octets + size > octetsOfAnImport) {
        m_drafts.push_back({stream, QString(intent), {}, true, m_via});
        m_octets = 0;
    }
    m_octets += size;
    m_drafts.back().facts.push_back(std::move(fact));
}

Expected<void> Importer::takeRecords(Compartment compartment)
{
    const Stream stream = streamOf(compartment);
    if (!m_bundle.journal()->canRead(stream)) {
        return {};
    }
    std::map<Bytes, Bytes> material; // by hash, and by the names that it has in its vault
    for (const BundleManifest::Material& one : m_bundle.manifest().material) {
        if (!one.isDestroyed) {
            material[one.sha256] = one.sha256;
            for (const Bytes& name : one.names) {
                material[name] = one.sha256;
            }
        }
    }
    // The incident first: what follows is judged by it.
    std::vector<Kind> kinds{Table<Incident>::kind};
    for (const auto& [kind, type] : journal().schema().types()) {
        if (kind >= 10 && kind != Table<Incident>::kind && kind != Table<ImportedBundle>::kind) {
            kinds.push_back(kind);
        }
    }
    for (const Kind kind : kinds) {
        TRY(const auto records, m_bundle.journal()->records(stream.incident, kind));
        const EntityType* type = journal().schema().type(kind);
        for (const Record& record : records) {
            if (record.stream != stream) {
                continue;
            }
            ++answer.entities;
            for (const auto& [number, cell] : record.cells) {
                const FieldId id = fieldId(kind, number);
                const Field* field = journal().schema().field(id);
                if (auto may = journal().mayWrite(stream, id); !may || !field || !type) {
                    ++m_leftOut[u"%1.%2"_s.arg(QLatin1StringView(type ? type->name : ""),
                                               QLatin1StringView(field ? field->name : ""))];
                    continue;
                }
                const Bytes* octets = cell.value().as<Bytes>();
                if (const auto named = octets ? material.find(*octets) : material.end(); named != material.end()) {
                    m_needed[compartment].insert(named->second);
                }
                m_facts[compartment].emplace_back(kind, Fact{record.entity, id, cell.value()});
            }
        }
    }
    return {};
}

Expected<void> Importer::takeMaterial(const Bundle::Progress& progress, std::stop_token stop)
{
    qint64 all = 0, done = 0;
    for (const auto& [compartment, hashes] : m_needed) {
        all += static_cast<qint64>(hashes.size());
    }
    for (const auto& [compartment, hashes] : m_needed) {
        for (const Bytes& hash : hashes) {
            TRY(const auto source, m_bundle.openMaterial(hash));
            TRY(const Material material, journal().intake(streamOf(compartment), *source, {}, stop));
            if (material.sha256 != hash) {
                return failure("bundle.not-verified"_L1, Wording::tr("The bundle changed while it was read."));
            }
            ++answer.material;
            const auto listed = std::ranges::find(m_bundle.manifest().material, hash,
                                                  &BundleManifest::Material::sha256);
            for (const Bytes& name : listed->names) {
                m_blobs[name] = material.name;
            }
            if (progress) {
                progress(++done, all);
            }
        }
    }
    for (auto& [compartment, facts] : m_facts) {
        for (auto& [kind, fact] : facts) {
            const Bytes* octets = fact.value.as<Bytes>();
            if (const auto renamed = octets ? m_blobs.find(*octets) : m_blobs.end(); renamed != m_blobs.end()) {
                fact.value = Value(renamed->second);
            }
            if (fact.field == m_phase && fact.value.valueOr<QString>() == choiceName(Phase::Closed)) {
                m_phaseFact = std::move(fact);
            } else {
                add(streamOf(compartment), std::move(fact));
            }
        }
    }
    return {};
}

Expected<Material> Importer::takeBundle(const QString& path, std::stop_token stop)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure("input.unreadable"_L1, Wording::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    }
    return journal().intake(bundleStream(), file, {}, stop);
}

Expected<void> Importer::takeHistory()
{
    Casework there(*m_bundle.journal());
    const qint64 now = journal().clock().now();
    TRY(const auto rows, there.timeline(m_bundle.manifest().incident, {}));
    for (const TimelineRow& row : rows) {
        if (row.change == 0 || row.sentence.isEmpty() || !m_facts.contains(row.stream.compartment)) {
            continue;
        }
        TRY(const auto change, m_bundle.journal()->change(row.change));
        Observation said;
        said.incident = m_bundle.manifest().incident;
        said.occurred = row.at;
        said.recorded = now;
        said.source = Wording::tr("history in the vault “%1”").arg(m_bundle.manifest().vaultName);
        said.raw = row.sentence;
        said.tags = {u"history"_s};
        said.links = {u"change:"_s + hex(change ? change->hash : Bytes())};
        takeOwn(Id::make(row.at), said, streamOf(row.stream.compartment));
        ++answer.history;
    }
    return {};
}

Expected<void> Importer::takePeople()
{
    for (const Journal::NamedMember& one : m_bundle.journal()->members()) {
        if (!journal().nameOf(one.id).isEmpty()) {
            continue;
        }
        takeOwn(one.id,
                Guest{one.member.name, m_bundle.manifest().vaultName, m_bundle.manifest().fingerprint,
                      one.member.signingKey},
                Stream());
    }
    return {};
}

std::vector<Draft> Importer::drafts()
{
    if (m_phaseFact) {
        m_drafts.push_back({streamOf(Compartment::Team), QString(copiedHere), {*m_phaseFact}, true, m_via});
    }
    return std::move(m_drafts);
}

QStringList Importer::leftOut() const
{
    QStringList names;
    for (const auto& [name, count] : m_leftOut) {
        names.append(u"%1=%2"_s.arg(name).arg(count));
    }
    return names;
}

Expected<void> checkVerified(const Verification& found)
{
    if (found.ok()) {
        return {};
    }
    const Problem& first = found.problems.front();
    return failure("bundle.not-verified"_L1,
                   Wording::tr("The bundle does not verify, so nothing of it was imported: %1 Verify it to see all "
                               "that is wrong, and ask for it again.")
                       .arg(first.message),
                   first.code + u' ' + first.where);
}

Expected<void> checkAbsent(const Casework& casework, const BundleManifest& manifest)
{
    TRY(const auto known, casework.journal().record(manifest.incident));
    if (!known && casework.journal().streamRow({manifest.incident, Compartment::Team}) == 0) {
        return {};
    }
    return failure("incident.exists"_L1,
                   Wording::tr("This vault has the incident of the bundle already, as %1. Nothing was imported.")
                       .arg(casework.shownNumber(manifest.incident)));
}
} // namespace

namespace {
Expected<BundleImported> importWhole(Casework& casework, const BundleImport& wish, const Bundle::Progress& progress,
                                     std::stop_token stop)
{
    Journal& journal = casework.journal();
    TRY(const auto bundle, Bundle::open(wish.path, journal.schema(), journal.clock(), {timelineProjection()}, stop));
    TRY(const Verification found, bundle->verify(wish.expected, progress, stop));
    CHECK_OK(checkVerified(found));
    const BundleManifest& manifest = bundle->manifest();
    CHECK_OK(checkAbsent(casework, manifest));
    const Stream team{manifest.incident, Compartment::Team};
    CHECK_OK(journal.mayWrite(team, fieldId(Table<Incident>::kind, Table<Incident>::titleField)));

    Importer importer(casework, *bundle);
    importer.answer.incident = manifest.incident;
    importer.answer.fingerprint = found.fingerprint;
    importer.answer.isPinned = !wish.expected.isEmpty();
    if (importer.holdsCounsel()
        && !journal.mayWrite(importer.bundleStream(), fieldId(Table<Evidence>::kind, Table<Evidence>::titleField))) {
        return failure(
            "journal.not-permitted"_L1,
            Wording::tr("The bundle holds the counsel compartment: only a member with the role Legal takes it "
                        "into a vault. Ask one, or ask for a bundle without it."));
    }
    for (const Compartment compartment : {Compartment::Team, Compartment::Counsel}) {
        CHECK_OK(importer.takeRecords(compartment));
    }
    CHECK_OK(importer.takeMaterial(progress, stop));
    TRY(const Material itself, importer.takeBundle(wish.path, stop));
    CHECK_OK(importer.takeHistory());

    const qint64 now = journal.clock().now();
    importer.answer.evidence = Id::make(now);
    importer.answer.leftOut = importer.leftOut();
    const Stream bundleStream = importer.bundleStream();
    Evidence evidence;
    evidence.incident = manifest.incident;
    evidence.name = QFileInfo(wish.path).fileName();
    evidence.sha256 = itself.sha256;
    evidence.blob = itself.name;
    evidence.size = itself.size;
    evidence.acquiredAt = now;
    evidence.acquiredBy = journal.nameOf(journal.user());
    evidence.sourceUrl = u"bundle:"_s + hex(found.fingerprint);
    evidence.note = Wording::tr("The whole signed history of this incident in the vault that it comes from.");
    evidence.mediaType = u"application/zip"_s;
    importer.takeOwn(importer.answer.evidence, evidence, bundleStream, takenHere);
    importer.takeOwn(Id::make(now),
                     CustodyStep{manifest.incident, importer.answer.evidence, now, u"acquired"_s, evidence.acquiredBy,
                                 evidence.sourceUrl},
                     bundleStream, takenHere);
    importer.takeOwn(Id::make(now),
                     ImportedBundle{manifest.incident, importer.answer.evidence, itself.sha256, manifest.vaultName,
                                    found.fingerprint, importer.answer.isPinned, manifest.exportedAt,
                                    manifest.exportedBy, found.changes, found.head, importer.answer.leftOut},
                     team, takenHere);
    CHECK_OK(importer.takePeople());
    CHECK_OK(journal.append(importer.drafts()));
    return std::move(importer.answer);
}

} // namespace

Expected<BundleImported> importBundle(Casework& casework, const BundleImport& wish, const Bundle::Progress& progress,
                                      std::stop_token stop)
{
    auto imported = importWhole(casework, wish, progress, stop);
    if (!imported) {
        casework.journal().dropIntakes();
    }
    return imported;
}

} // namespace bulkhead
