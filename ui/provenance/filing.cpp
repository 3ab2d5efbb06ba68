#include "ui/provenance/filing.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// Larger samples are listed only when somebody asks again.
constexpr qint64 listedBytes = qint64(32) << 20;

struct FilingWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::Filing)
};

constexpr qint64 comparedBytes = qint64(64) << 20;

std::vector<provenance::ColumnMapping> mappingsFrom(const VerdictReport& report)
{
    const auto summary = provenance::Summary::fromCbor(report.summary);
    return summary ? provenance::givenMappings(*summary) : std::vector<provenance::ColumnMapping>();
}

Expected<std::shared_ptr<const provenance::Examined>> examine(Casework& casework, const Kept<Evidence>& evidence,
                                                              const VerdictReport& report)
{
    TRY(const auto snapshot, provenance::Registry(casework).snapshot());
    TRY(const auto material, casework.journal().openMaterial(evidence.value.blob));
    provenance::RowCollector collector;
    provenance::ExamineOptions options = collector.options(mappingsFrom(report));
    TRY(options.against, earlierSamples(casework, *snapshot, evidence.value.incident, evidence.id));
    TRY(auto answer, snapshot->classify(*material, options));
    return std::make_shared<const provenance::Examined>(collector.finish(std::move(answer)));
}

Expected<std::shared_ptr<const provenance::Examined>> asFiled(Casework& casework, const Kept<Evidence>& evidence,
                                                              const VerdictReport& report)
{
    const auto summary = provenance::Summary::fromCbor(report.summary);
    if (!summary) {
        return failure("provenance.report-damaged"_L1,
                       FilingWords::tr("The filed answer could not be read. Ask again about the sample."));
    }
    auto examined = std::make_shared<provenance::Examined>();
    examined->answer.summary = *summary;
    examined->answer.verdict = report.verdict;
    examined->answer.registryState = report.registryState;
    examined->answer.hadProductionSet = report.hadProductionSet;
    examined->answer.sha256 = evidence.value.sha256;
    examined->answer.size = evidence.value.size;
    examined->answer.milliseconds = report.milliseconds;
    examined->rowsLeftOut = summary->rows;
    examined->answer.rows = provenance::Answers(casework).rowsOf(report).value_or(provenance::RowVerdicts());
    TRY(const auto sets, provenance::Registry(casework).dataSets());
    for (const Kept<DataSet>& set : sets) {
        examined->answer.dataSets[set.id] = {set.value.name, set.value.version, set.value.isProduction};
    }
    return examined;
}
} // namespace

Expected<provenance::Registry::Filed> fileSample(Casework& casework, const Id& incident, const Filing& filing,
                                                 const provenance::Progress& progress, std::stop_token stop)
{
    TRY(const auto device, filing.sample.open());
    Evidence about;
    about.name = filing.name;
    about.acquiredBy = filing.by;
    about.note = filing.sample.isPasted() ? FilingWords::tr("Pasted from the clipboard and examined for provenance.")
                                          : FilingWords::tr("Examined for provenance.");
    TRY(auto filed, provenance::Registry(casework).file(incident, *device, about, filing.answer, progress, stop));
    for (const quint64 row : filing.revealed) {
        CHECK_OK(recordReveal(casework, incident, filed.evidence, row, filing.by));
    }
    return filed;
}

Expected<OpenedIncident> openIncidentFrom(Casework& casework, const Declaration& wish, const Playbooks& playbooks,
                                          const Filing& filing, const provenance::Progress& progress,
                                          std::stop_token stop)
{
    TRY(auto declared, casework.declare(wish, playbooks));
    OpenedIncident opened{declared, {}, {}};
    auto filed = fileSample(casework, declared.id, filing, progress, stop);
    if (filed) {
        opened.evidence = filed->evidence;
    } else {
        opened.filingError = filed.error();
    }
    return opened;
}

Expected<void> recordReveal(Casework& casework, const Id& incident, const Id& evidence, quint64 row, const QString& by)
{
    CustodyStep step;
    step.evidence = evidence;
    step.action = u"viewed"_s;
    step.by = by;
    step.note = FilingWords::tr("Row %1 was shown unmasked.").arg(row);
    CHECK_OK(casework.add(incident, step));
    return {};
}

Expected<std::shared_ptr<const provenance::SeenValues>> earlierSamples(Casework& casework,
                                                                       const provenance::RegistrySnapshot& snapshot,
                                                                       const Id& incident, const Id& evidence,
                                                                       std::stop_token stop)
{
    using Seen = std::shared_ptr<const provenance::SeenValues>;
    if (incident.isNull()) {
        return Seen();
    }
    TRY(const auto reports, casework.all<VerdictReport>(incident));
    std::map<Id, std::pair<qint64, const VerdictReport*>>
        samples; // when it was first asked about, and the newest answer
    for (const Kept<VerdictReport>& report : reports) {
        auto& [first, newest] = samples[report.value.evidence];
        first = newest ? std::min(first, report.value.askedAt) : report.value.askedAt;
        newest = !newest || newest->askedAt < report.value.askedAt ? &report.value : newest;
    }
    const auto own = samples.find(evidence);
    const qint64 before = own == samples.end() ? std::numeric_limits<qint64>::max() : own->second.first;
    std::vector<std::pair<Kept<Evidence>, const VerdictReport*>> earlier;
    qint64 bytes = 0;
    for (const auto& [id, asked] : samples) {
        TRY(auto held, casework.one<Evidence>(id));
        if (id != evidence && asked.first < before && !held.value.isStruck) {
            bytes += held.value.size;
            earlier.emplace_back(std::move(held), asked.second);
        }
    }
    if (earlier.empty() || bytes > comparedBytes) {
        return Seen();
    }
    auto seen = std::make_shared<provenance::SeenValues>();
    for (const auto& [held, report] : earlier) {
        // A sample that was destroyed since cannot be compared with.
        const auto material = casework.journal().openMaterial(held.value.blob);
        if (material) {
            CHECK_OK(snapshot.remember(**material, *seen, {.mappings = mappingsFrom(*report), .read = {}}, {}, stop));
        }
    }
    return seen->samples() > 0 ? Seen(seen) : Seen();
}

Expected<std::optional<FiledAnswer>> latestAnswer(Casework& casework, const Id& incident)
{
    TRY(auto reports, casework.all<VerdictReport>(incident));
    if (reports.empty()) {
        return std::optional<FiledAnswer>();
    }
    FiledAnswer latest;
    latest.report = *std::ranges::max_element(reports, {}, [](const auto& report) { return report.value.askedAt; });
    TRY(latest.evidence, casework.one<Evidence>(latest.report.value.evidence));
    if (latest.evidence.value.size <= listedBytes) {
        if (auto again = examine(casework, latest.evidence, latest.report.value)) {
            latest.hasRegistryChanged = (*again)->answer.registryState != latest.report.value.registryState;
            if (!latest.hasRegistryChanged) {
                latest.examined = *again;
                return std::optional(std::move(latest));
            }
        }
    }
    TRY(latest.examined, asFiled(casework, latest.evidence, latest.report.value));
    return std::optional(std::move(latest));
}

} // namespace bulkhead
