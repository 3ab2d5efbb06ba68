#include "models/provenance/normalise.h"
#include "models/provenance/registry/registry.h"
#include "models/provenance/registry/registrytext.h"

#include <QBuffer>
#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
qint64 countOf(const Summary& summary, Verdict verdict)
{
    return static_cast<qint64>(summary.counts[static_cast<std::size_t>(verdict)]);
}

QString counted(const QString& name, quint64 rows)
{
    return u"%1=%2"_s.arg(name).arg(rows);
}

VerdictReport reportFrom(const Answer& answer)
{
    const Summary& summary = answer.summary;
    VerdictReport report;
    report.verdict = answer.verdict;
    report.rows = static_cast<qint64>(summary.rows);
    report.synthetic = countOf(summary, Verdict::Synthetic);
    report.production = countOf(summary, Verdict::Production);
    report.mixed = countOf(summary, Verdict::Mixed);
    report.unknown = countOf(summary, Verdict::Unknown);
    report.unreadable = countOf(summary, Verdict::Unreadable);
    for (const DataSetCount& set : summary.dataSets) {
        if (set.decisive > 0) {
            report.dataSets.append(counted(set.dataSet.text(), set.decisive));
        }
    }
    std::map<QString, quint64> tenants;
    for (const TenantCount& tenant : summary.tenants) {
        for (const quint64 rows : tenant.rows) {
            tenants[tenant.tenant] += rows;
        }
    }
    for (const auto& [tenant, rows] : tenants) {
        report.tenants.append(counted(tenant, rows));
    }
    for (const ColumnCount& column : summary.columns) {
        report.columns.append(u"%1=%2"_s.arg(column.column.name, meaningId(column.column.meaning)));
    }
    for (const CopyTrace& copy : answer.copies) {
        report.copies.append(
            u"%1=%2/%3/%4"_s.arg(copy.copy.text()).arg(copy.markedRows).arg(copy.canaries).arg(copy.certainty));
    }
    report.summary = summary.toCbor();
    report.registryState = answer.registryState;
    report.milliseconds = answer.milliseconds;
    report.hadProductionSet = answer.hadProductionSet;
    return report;
}

/// That what was classified is what was taken in.
Expected<void> checkSame(const Kept<Evidence>& evidence, const Answer& answer, const QString& detail)
{
    if (answer.sha256 == evidence.value.sha256) {
        return {};
    }
    return failure(
        "evidence.damaged"_L1,
        RegistryText::tr("The material of “%1” is not what was taken in, so no verdict is given. Restore the vault "
                         "from a backup.")
            .arg(evidence.value.name),
        detail);
}
} // namespace

bool isCurrent(const VerdictReport& report, const RegistrySnapshot& now)
{
    const auto filed = Summary::fromCbor(report.summary);
    return filed && report.registryState == now.state() && filed->rules == verdictVersion
        && filed->normalisation == normalisationVersion;
}

Expected<Registry::Filed> Registry::classifyInto(const Id& incident, QIODevice& sample, Evidence about,
                                                 const ExamineOptions& options, const Progress& progress,
                                                 std::stop_token stop)
{
    // Two passes over the same octets: into the store, then from it.
    const qint64 total = sample.isSequential() ? 0 : sample.size();
    const auto first = [&](qint64 done) {
        if (progress) {
            progress(total > 0 ? done / 2 : done, total);
        }
    };
    TRY(const auto intake, m_casework.addEvidence(incident, sample, std::move(about), Compartment::Team, first, stop));
    const Progress second = [&](qint64 done, qint64) {
        if (progress) {
            progress((intake.size + done) / 2, intake.size);
        }
    };
    TRY(auto filed, classifyEvidence(intake.id, options, second, stop));
    filed.evidenceWasThere = intake.wasThere;
    return filed;
}

Expected<Registry::Filed> Registry::classifyEvidence(const Id& evidence, const ExamineOptions& options,
                                                     const Progress& progress, std::stop_token stop)
{
    TRY(const auto held, m_casework.one<Evidence>(evidence));
    TRY(const auto now, snapshot());
    TRY(const auto material, m_casework.journal().openMaterial(held.value.blob));
    TRY(auto answer, now->classify(*material, options, progress, stop));
    CHECK_OK(checkSame(held, answer, material->errorString()));
    return report(held, true, std::move(answer));
}

Expected<std::vector<ColumnMapping>> Registry::rememberedMappings() const
{
    TRY(auto reports, m_casework.all<VerdictReport>(Id()));
    std::ranges::stable_sort(reports, std::greater(), [](const auto& report) { return report.value.askedAt; });
    std::vector<ColumnMapping> mappings;
    std::set<QString> known;
    for (const Kept<VerdictReport>& report : reports) {
        const auto summary = Summary::fromCbor(report.value.summary);
        for (const ColumnCount& count : summary ? summary->columns : std::vector<ColumnCount>()) {
            const Column& column = count.column;
            const QString name = column.name.toCaseFolded();
            if (column.basis == Column::Basis::Given && !name.isEmpty() && known.insert(name).second) {
                mappings.push_back({column.name, column.meaning, true});
            }
        }
    }
    return mappings;
}

Expected<Answer> Registry::reproduce(const VerdictReport& report, const Progress& progress, std::stop_token stop) const
{
    const auto filed = Summary::fromCbor(report.summary);
    if (!filed) {
        return failure("provenance.report-damaged"_L1,
                       RegistryText::tr("The filed answer cannot be read. Examine the sample anew."));
    }
    TRY(const auto held, m_casework.one<Evidence>(report.evidence));
    TRY(const auto now, snapshot());
    ExamineOptions options;
    options.previewRows = 0;
    TRY(auto answer,
        now->classifyAs(
            *filed, [&] { return m_casework.journal().openMaterial(held.value.blob); }, options, progress, stop));
    CHECK_OK(checkSame(held, answer, {}));
    return answer;
}

Expected<Registry::Filed> Registry::recheck(const Id& evidence, const Progress& progress, std::stop_token stop)
{
    TRY(const auto held, m_casework.one<Evidence>(evidence));
    TRY(const auto reports, Answers(m_casework).of(evidence));
    if (reports.empty()) {
        return noAnswer(held.value);
    }
    TRY(auto answer, reproduce(reports.back().value, progress, stop));
    return report(held, true, std::move(answer));
}

Expected<Registry::Filed> Registry::file(const Id& incident, QIODevice& sample, Evidence about, Answer answer,
                                         const Progress& progress, std::stop_token stop)
{
    const qint64 total = answer.size;
    const auto step = [&](qint64 done) {
        if (progress) {
            progress(done, total);
        }
    };
    TRY(const auto intake, m_casework.addEvidence(incident, sample, std::move(about), Compartment::Team, step, stop));
    if (intake.sha256 != answer.sha256) {
        return failure(
            "provenance.sample-changed"_L1,
            RegistryText::tr("The sample has changed since it was examined. It is in evidence as it is now; examine "
                             "it again."));
    }
    TRY(const auto held, m_casework.one<Evidence>(intake.id));
    return report(held, intake.wasThere, std::move(answer));
}

Expected<Registry::Filed> Registry::report(const Kept<Evidence>& evidence, bool wasThere, Answer answer)
{
    Journal& journal = m_casework.journal();
    const Id incident = evidence.stream.incident;
    const Answers answers(m_casework);
    TRY(const auto before, m_casework.incident(incident));
    TRY(const auto earlier, answers.of(evidence.id));
    VerdictReport written = reportFrom(answer);
    written.incident = incident;
    written.evidence = evidence.id;
    written.askedAt = journal.clock().now();
    if (Bytes rows = answer.rows.pack(); !rows.isEmpty()) {
        QBuffer source(&rows);
        source.open(QIODevice::ReadOnly);
        TRY(const Material kept, journal.intake(evidence.stream, source));
        written.rowVerdicts = kept.name;
    }
    std::optional<Difference> change;
    if (!earlier.empty()) {
        // Where those of before cannot be read any more their totals are compared.
        change = differenceOf(answers.rowsOf(earlier.back().value).value_or(RowVerdicts()), answer.rows);
        change->before = countsOf(earlier.back().value);
        change->after = answer.summary.counts;
    }
    const Id id = Id::make(written.askedAt);
    TRY(const Standing stands, answers.standingWith({id, evidence.stream, written}, answer.rows));
    Incident after = before.value;
    TRY(after.verdict, answers.verdictOf(incident, stands));
    std::vector<Draft> drafts = {{evidence.stream, u"verdict.report"_s, factsOf(id, written), true}};
    // Apart, so that the timeline says it by itself.
    VerdictReport changed = written;
    changed.change = change ? change->texts() : QStringList();
    if (auto facts = factsBetween(id, written, changed); !facts.empty()) {
        drafts.push_back({evidence.stream, u"verdict.change"_s, std::move(facts), true});
    }
    // The incident's own field stands with the team, wherever the sample is kept.
    if (auto facts = factsBetween(incident, before.value, after); !facts.empty()) {
        drafts.push_back({before.stream, u"verdict.set"_s, std::move(facts), true});
    }
    CHECK_OK(journal.append(drafts));
    return Filed{evidence.id, id, wasThere, std::move(answer), std::move(change)};
}

} // namespace bulkhead::provenance
