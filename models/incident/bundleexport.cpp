#include "models/incident/bundles.h"
#include "models/incident/words.h"

#include <QFileInfo>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// What left, noted where it stands: in the chain of custody of each piece, in that piece's compartment.
Expected<void> noteCustody(Casework& casework, const Id& incident, const BundleWritten& written, const QString& note)
{
    Journal& journal = casework.journal();
    TRY(const auto evidence, casework.all<Evidence>(incident));
    std::map<Compartment, std::vector<CustodyStep>> steps;
    for (const Kept<Evidence>& one : evidence) {
        if (std::ranges::find(written.material, one.value.sha256) != written.material.end()) {
            steps[one.stream.compartment].push_back({.incident = incident,
                                                     .evidence = one.id,
                                                     .at = journal.clock().now(),
                                                     .action = u"exported"_s,
                                                     .by = journal.nameOf(journal.user()),
                                                     .note = note});
        }
    }
    for (auto& [compartment, all] : steps) {
        CHECK_OK(casework.addMany(incident, std::move(all), compartment));
    }
    return {};
}
} // namespace

Expected<BundleWritten> exportBundle(Casework& casework, const BundleExport& wish, const Bundle::Progress& progress,
                                     std::stop_token stop)
{
    Journal& journal = casework.journal();
    TRY(const Kept<Incident> incident, casework.incident(wish.incident));
    const bool writes = journal.vault().access() == Vault::Access::Write;
    if (writes) {
        CHECK_OK(journal.signHeads());
    }
    const QString title = casework.shownNumber(wish.incident) + u' ' + incident.value.title;
    TRY(auto written, writeBundle(journal, {wish.incident, title, wish.withCounsel, wish.path}, progress, stop));
    if (!writes) {
        return written;
    }
    const QString note = Wording::tr("Exported in the bundle “%1”, SHA-256 %2.")
                             .arg(QFileInfo(wish.path).fileName(), hex(written.sha256));
    CHECK_OK(noteCustody(casework, wish.incident, written, note));
    if (incident.value.phase != Phase::Closed) {
        Observation observation;
        observation.occurred = observation.recorded = journal.clock().now();
        observation.source = u"Bulkhead"_s;
        observation.raw = note;
        observation.tags = {u"export"_s};
        CHECK_OK(casework.add(wish.incident, observation, wish.withCounsel ? Compartment::Counsel : Compartment::Team));
    }
    CHECK_OK(journal.signHeads());
    return written;
}

} // namespace bulkhead
