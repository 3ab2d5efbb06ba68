#include "models/provenance/registry/registry.h"
#include "models/provenance/registry/registrytext.h"

#include <QCoreApplication>

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
} // namespace

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
    if (answer.sha256 != held.value.sha256) {
        return failure(
            "evidence.damaged"_L1,
            RegistryText::tr("The material of “%1” is not what was taken in, so no verdict is given. Restore the "
                             "vault from a backup.")
                .arg(held.value.name),
            material->errorString());
    }
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
    TRY(const auto before, m_casework.incident(incident));
    Incident after = before.value;
    after.verdict = answer.verdict;
    VerdictReport written = reportFrom(answer);
    written.incident = incident;
    written.evidence = evidence.id;
    written.askedAt = journal.clock().now();
    const Id id = Id::make(written.askedAt);
    std::vector<Draft> drafts = {{evidence.stream, u"verdict.report"_s, factsOf(id, written), true}};
    // The incident's own field stands with the team, wherever the sample is kept.
    if (auto facts = factsBetween(incident, before.value, after); !facts.empty()) {
        drafts.push_back({before.stream, u"verdict.set"_s, std::move(facts), true});
    }
    CHECK_OK(journal.append(drafts));
    return Filed{evidence.id, id, wasThere, std::move(answer)};
}

} // namespace bulkhead::provenance
