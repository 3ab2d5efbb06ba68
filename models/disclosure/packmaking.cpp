#include "models/disclosure/packmaking.h"

#include "models/base/digest.h"
#include "models/disclosure/disclosuretext.h"
#include "models/incident/leaving.h"
#include "models/incident/samples.h"
#include "models/provenance/normalise.h"
#include "models/provenance/registry/privatefile.h"
#include "models/provenance/registry/rowset.h"

#include <QFileInfo>

#include <algorithm>
#include <limits>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;
using provenance::Answers;
using provenance::bit;
using provenance::Candidate;
using provenance::ExamineOptions;
using provenance::Index;
using provenance::RegistrySnapshot;
using provenance::RowPreview;
using provenance::RowSet;
using provenance::SegmentInfo;
using provenance::Summary;
using provenance::Verdict;

namespace {
constexpr std::size_t valueBits = 30; ///< values of a row of which a candidate says whether they agree
constexpr quint64 permille = 1000;

bool isTenant(const QString& registered, const QString& tenant)
{
    return registered.compare(tenant, Qt::CaseInsensitive) == 0; // as customers are told apart
}

/// As it is registered; nothing where production has no record of it.
std::optional<QString> registeredTenant(const Index& index, const QString& tenant)
{
    for (const auto& segment : index.segments()) {
        const SegmentInfo& info = segment->info();
        const auto at = std::ranges::find_if(info.tenants, [&](const QString& one) { return isTenant(one, tenant); });
        if (info.kind == provenance::Kind::Production && at != info.tenants.end()) {
            return *at;
        }
    }
    return {};
}

/// What people have set of a sample: the newest wins.
class SetRows
{
public:
    [[nodiscard]] static Expected<SetRows> of(Casework& casework, const Id& evidence)
    {
        SetRows result;
        TRY(const auto overrides, Answers(casework).setByPeople(evidence));
        for (const Kept<RowOverride>& one : overrides) {
            if (!one.value.isWithdrawn) {
                TRY(RowSet rows, RowSet::fromText(one.value.rows));
                result.m_sets.emplace_back(std::move(rows), one.value.verdict);
            }
        }
        std::ranges::reverse(result.m_sets);
        return result;
    }

    [[nodiscard]] bool isLeftOut(quint64 row) const
    {
        for (const auto& [rows, verdict] : m_sets) {
            const auto& stretches = rows.stretches();
            const auto after = std::ranges::upper_bound(stretches, row, {}, &RowSet::Stretch::first);
            if (after != stretches.begin() && std::prev(after)->last >= row) {
                return verdict == provenance::verdictId(Verdict::Synthetic)
                    || verdict == provenance::verdictId(Verdict::Unknown);
            }
        }
        return false;
    }

private:
    std::vector<std::pair<RowSet, QString>> m_sets; ///< newest first
};

/// Takes the tenant's side of each row.
class Collector
{
public:
    Collector(const Index& index, QString tenant, PackMaker& maker)
        : m_index(index)
        , m_tenant(std::move(tenant))
        , m_maker(maker)
    {
        for (const auto& segment : index.segments()) {
            m_sets.push_back(&segment->info());
        }
    }

    void take(const RowPreview& row, const SetRows& set, PackSample& sample)
    {
        ++sample.rows;
        sample.unreadable += row.verdict.verdict == Verdict::Unreadable ? 1 : 0;
        sample.nobodys += row.verdict.verdict == Verdict::Unknown ? 1 : 0;
        const bool isReal = row.verdict.verdict == Verdict::Production || row.verdict.verdict == Verdict::Mixed;
        if (!isReal || row.record == nullptr) {
            return;
        }
        const bool isLeftOut = set.isLeftOut(row.verdict.row);
        bool isTaken = false;
        for (const Candidate& candidate : row.candidates) {
            if (isTenants(candidate) && decides(candidate, row.candidates)) {
                isTaken = true;
                if (!isLeftOut) {
                    add(candidate, *row.record, row.arena);
                }
            }
        }
        sample.tenants += isTaken && !isLeftOut ? 1 : 0;
        sample.leftOut += isTaken && isLeftOut ? 1 : 0;
    }

private:
    [[nodiscard]] bool isTenants(const Candidate& candidate) const
    {
        const SegmentInfo& info = *m_sets[candidate.segment];
        return info.kind == provenance::Kind::Production && candidate.tenant < info.tenants.size()
            && isTenant(info.tenants[candidate.tenant], m_tenant);
    }

    /// Whether the engine decides by this record, beside synthetic ones that may set it aside.
    [[nodiscard]] bool decides(const Candidate& candidate, std::span<const Candidate> all)
    {
        m_beside.assign(1, candidate);
        std::ranges::copy_if(all, std::back_inserter(m_beside), [this](const Candidate& other) {
            return m_sets[other.segment]->kind == provenance::Kind::Synthetic;
        });
        const auto why = provenance::explain(m_beside, m_sets, m_index.acceptedOverlaps());
        return std::ranges::any_of(why, [this](const provenance::Explanation& one) {
            return m_sets[one.segment]->kind == provenance::Kind::Production && one.isDecisive && !one.isSetAside;
        });
    }

    void add(const Candidate& candidate, const provenance::Record& record, const std::string& arena)
    {
        const provenance::SegmentReader& segment = *m_index.segments()[candidate.segment];
        m_values.clear();
        for (std::size_t i = 0; i < std::min(record.values.size(), valueBits); ++i) {
            const provenance::Value& value = record.values[i];
            if ((candidate.values >> i & 1) != 0 && value.keyClass != provenance::KeyClass::Name) {
                const qint64 slot = segment.find(value.fingerprint);
                m_values.push_back({.meaning = static_cast<Meaning>(value.keyClass),
                                    .text = value.text.in(arena),
                                    .holders = slot >= 0 ? segment.hit(slot).count : 1});
            }
        }
        const RowFields all = fieldsOf(record, arena);
        MeaningSet agree = candidate.agree;
        if ((agree & bit(Meaning::FullName)) != 0) {
            agree |= bit(Meaning::GivenName) | bit(Meaning::FamilyName);
        }
        PackRow row{
            .values = m_values, .others = all.present(), .nameCount = std::max<quint32>(1, candidate.nameCount)};
        for (int i = 0; i < provenance::meaningCount; ++i) {
            const auto meaning = static_cast<Meaning>(i);
            row.fields.set(meaning, (agree & bit(meaning)) != 0 ? all.of(meaning) : std::string_view());
        }
        m_maker.add(row, segment.info());
    }

    const Index& m_index;
    QString m_tenant;
    PackMaker& m_maker;
    std::vector<const SegmentInfo*> m_sets;
    std::vector<Candidate> m_beside;
    std::vector<PackValue> m_values;
};

/// What makes the sample be read as it was read for an answer.
Expected<ExamineOptions> optionsLike(const Summary& earlier, QIODevice& sample)
{
    ExamineOptions options;
    options.indicators = false;
    options.mappings = provenance::givenMappings(earlier);
    provenance::DeviceSource source(sample);
    TRY(const auto reader, provenance::TableReader::open(source));
    if (reader->dialect() != earlier.dialect) {
        options.read = provenance::readAs(earlier.dialect); // somebody had said how it is written
    }
    return options;
}

Expected<PackSample> readSample(Casework& casework, const RegistrySnapshot& now, const VerdictReport& report,
                                Collector& collector, const provenance::Progress& progress, const std::stop_token& stop)
{
    PackSample sample;
    TRY(sample.evidence, casework.one<Evidence>(report.evidence));
    const auto summary = Summary::fromCbor(report.summary);
    if (!summary) {
        return failure("provenance.report-damaged"_L1,
                       DisclosureText::tr("The filed answer about “%1” cannot be read. Ask again about it.")
                           .arg(sample.evidence.value.name));
    }
    TRY(const SetRows set, SetRows::of(casework, report.evidence));
    TRY(const auto front, casework.journal().openMaterial(sample.evidence.value.blob));
    TRY(auto options, optionsLike(*summary, *front));
    options.previewRows = std::numeric_limits<int>::max();
    options.onPreview = [&](const RowPreview& row, const Index&) { collector.take(row, set, sample); };
    TRY(const auto material, casework.journal().openMaterial(sample.evidence.value.blob));
    TRY(const auto answer, now.classify(*material, options, progress, stop));
    if (answer.sha256 != sample.evidence.value.sha256) {
        return failure(
            "evidence.damaged"_L1,
            DisclosureText::tr("The material of “%1” is not what was taken in. Restore the vault from a backup.")
                .arg(sample.evidence.value.name),
            material->errorString());
    }
    return sample;
}

/// What the pack can tell and what it cannot.
void describe(PackFacts& facts, const std::vector<PackSample>& samples)
{
    quint64 rows = 0;
    quint64 unreadable = 0;
    quint64 nobodys = 0;
    for (const PackSample& sample : samples) {
        rows += sample.rows;
        unreadable += sample.unreadable;
        nobodys += sample.nobodys;
        facts.rows += sample.tenants;
    }
    facts.permilleRead = rows == 0 ? 0 : static_cast<int>((rows - unreadable) * permille / rows);
    facts.methods = {
        DisclosureText::tr(
            "Every row of the samples was compared with the registered production records, by normalised "
            "values (rules %1) and verdict rules %2.")
            .arg(provenance::normalisationVersion)
            .arg(provenance::verdictVersion),
        DisclosureText::tr("The pack holds HMAC-SHA-256 codes of values in which a row and a registered record of the "
                           "customer agree, under a key of its own.")};
    // Without the number of all rows, which would tell how many are others'.
    facts.statement = DisclosureText::tr(
                          "Samples read: %1. Rows that could not be read: %2. Rows that are records of “%3”: %4. Rows "
                          "that match no registered record, and may be anybody's: %5. A record that was not registered "
                          "when the pack was made cannot be found with it.")
                          .arg(samples.size())
                          .arg(unreadable)
                          .arg(facts.tenant)
                          .arg(facts.rows)
                          .arg(nobodys);
}

/// A fact as it stands in what was signed; empty where the text does not state it.
QString signedFact(const DisclosureVersion& version, const QString& name)
{
    const auto found = std::ranges::find_if(version.facts,
                                            [&](const QString& one) { return one.section(u'=', 0, 0) == name; });
    return found == version.facts.end() ? QString() : found->section(u'=', 1);
}

Expected<void> recordPack(Casework& casework, const PackWish& wish, const PackMade& made)
{
    for (const PackSample& sample : made.samples) {
        CustodyStep step;
        step.incident = sample.evidence.value.incident;
        step.evidence = sample.evidence.id;
        step.action = u"extracted"_s;
        //: %1 a customer, %2 a file
        step.note = DisclosureText::tr(
                        "A check pack for %1 was written to %2, SHA-256 %3; rows of this sample in it: %4.")
                        .arg(made.facts.tenant, QFileInfo(made.file).fileName(), hex(made.sha256))
                        .arg(sample.tenants);
        step.by = casework.journal().nameOf(casework.journal().user());
        step.at = casework.journal().clock().now();
        CHECK_OK(casework.add(sample.evidence.value.incident, step, sample.evidence.stream.compartment));
    }
    TRY([[maybe_unused]] const NotedIn where,
        noteLeaving(casework, wish.incident,
                    //: %1 a customer, %2 a file, %3 its hash, %4 a text with its version
                    DisclosureText::tr("Check pack for %1 written to %2, SHA-256 %3, as approved with %4.")
                        .arg(made.facts.tenant, QFileInfo(made.file).fileName(), hex(made.sha256), wish.approval)));
    return {};
}
} // namespace

Expected<PackWish> packWish(const Picture& picture)
{
    if (picture.disclosure.value.templateId != packTemplate) {
        return failure("pack.no-letter"_L1,
                       DisclosureText::tr("“%1” is not the letter of a check pack. A pack is made where a text of the "
                                          "template \"%2\" for its customer is approved: begin one.")
                           .arg(picture.disclosure.value.title, packTemplate));
    }
    TRY(const auto version, Drafting::released(picture));
    const PackWish wish{.incident = version.value.incident,
                        .tenant = signedFact(version.value, u"party.tenant"_s),
                        .organisation = signedFact(version.value, u"org.name"_s),
                        .approvedAt = version.value.submittedAt,
                        .approval = version.value.title};
    if (wish.tenant.isEmpty() || wish.organisation.isEmpty()) {
        return failure("pack.unnamed"_L1,
                       DisclosureText::tr("The approved letter does not say by facts for whom the pack is and from "
                                          "whom: put {party.tenant} and {org.name} into it, and put it up again."));
    }
    return wish;
}

Expected<CollectedPack> collectPack(Casework& casework, const PackWish& wish, const provenance::Progress& progress,
                                    std::stop_token stop)
{
    TRY(const auto incident, casework.incident(wish.incident));
    TRY(const auto now, provenance::Registry(casework).snapshot());
    const QString asked = QString::fromStdString(
        provenance::normalised(Meaning::Tenant, wish.tenant.toUtf8().toStdString()));
    const auto tenant = asked.isEmpty() ? std::nullopt : registeredTenant(now->index(), asked);
    if (!tenant) {
        return failure(
            "pack.unknown-tenant"_L1,
            DisclosureText::tr("No production data set holds records of “%1”, so nothing can be said about them. "
                               "Register them first.")
                .arg(wish.tenant));
    }
    TRY(const auto answers, newestAnswers(casework, wish.incident));
    if (answers.empty()) {
        return failure("pack.no-sample"_L1, DisclosureText::tr("No sample of the incident was examined yet."));
    }
    PackFacts facts;
    facts.organisation = wish.organisation;
    facts.incident = incident.value.codeName;
    facts.tenant = *tenant;
    facts.madeAt = casework.journal().clock().now();
    CollectedPack pack{.maker = PackMaker(std::move(facts)), .samples = {}};
    Collector collector(now->index(), *tenant, pack.maker);
    qint64 total = 0;
    for (const Kept<VerdictReport>& one : answers) {
        TRY(const auto evidence, casework.one<Evidence>(one.value.evidence));
        total += evidence.value.size;
        pack.maker.facts().readUntil = std::max(pack.maker.facts().readUntil, one.value.askedAt);
    }
    qint64 before = 0;
    for (const Kept<VerdictReport>& one : answers) {
        const auto show = [&](qint64 done, qint64) {
            if (progress) {
                progress(before + done, total);
            }
        };
        TRY(auto sample, readSample(casework, *now, one.value, collector, show, stop));
        before += sample.evidence.value.size;
        pack.samples.push_back(std::move(sample));
    }
    describe(pack.maker.facts(), pack.samples);
    return pack;
}

Expected<SealedPack> sealPack(Casework& casework, const Drafting& drafting, const Id& disclosure,
                              const SecretBytes& passphrase, double kdfSeconds, const provenance::Progress& progress,
                              std::stop_token stop)
{
    TRY(const auto picture, drafting.picture(disclosure));
    TRY(const auto wish, packWish(picture));
    TRY(auto pack, collectPack(casework, wish, progress, stop));
    if (pack.maker.facts().readUntil > wish.approvedAt) {
        return failure("disclosure.moved"_L1,
                       DisclosureText::tr("A sample was examined after this letter was put up for approval: the pack "
                                          "would say something else than what was signed. Put the letter up again."));
    }
    TRY(Bytes octets, pack.maker.seal(passphrase, kdfSeconds));
    return SealedPack{.octets = std::move(octets), .facts = pack.maker.facts(), .samples = std::move(pack.samples)};
}

Expected<PackMade> writePack(Casework& casework, const Drafting& drafting, const Id& disclosure, const SealedPack& pack,
                             const QString& file)
{
    CHECK_OK(provenance::checkNotThere({file}));
    TRY(const auto picture, drafting.picture(disclosure));
    TRY(const auto wish, packWish(picture));
    const PackMade made{.file = file,
                        .sha256 = sha256(pack.octets),
                        .size = pack.octets.size(),
                        .facts = pack.facts,
                        .samples = pack.samples};
    QSaveFile target(file);
    CHECK_OK(provenance::writePrivately(target, pack.octets));
    CHECK_OK(recordPack(casework, wish, made));
    if (!target.commit()) {
        return provenance::writeFailed(target);
    }
    return made;
}

} // namespace bulkhead::disclosure
