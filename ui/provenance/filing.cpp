#include "ui/provenance/filing.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead {

namespace {
/// Larger samples are listed only when somebody asks again.
constexpr qint64 listedBytes = qint64(32) << 20;

struct FilingWords
{
    Q_DECLARE_TR_FUNCTIONS(bulkhead::Filing)
};

Expected<std::shared_ptr<const provenance::Examined>> examine(Casework& casework, const Kept<Evidence>& evidence,
                                                              const VerdictReport& report)
{
    std::vector<provenance::ColumnMapping> mappings;
    for (qsizetype i = 0; i < report.columns.size(); ++i) {
        const QString& entry = report.columns[i];
        if (const auto meaning = provenance::meaningFromId(entry.mid(entry.lastIndexOf(u'=') + 1))) {
            mappings.push_back({QString::number(i + 1), *meaning});
        }
    }
    TRY(const auto material, casework.journal().openMaterial(evidence.value.blob));
    provenance::RowCollector collector;
    TRY(auto answer, provenance::Registry(casework).classify(*material, collector.options(std::move(mappings))));
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
