#pragma once

#include "models/provenance/itemmodels/examined.h"
#include "ui/provenance/sample.h"

namespace bulkhead {

/// A sample that is to become evidence, with its answer and the rows that were looked at before.
struct Filing
{
    Sample sample;
    QString name; ///< of the evidence
    QString by;
    provenance::Answer answer;
    std::vector<quint64> revealed; ///< rows shown unmasked before there was a place to record it
};

/// An incident that was just opened from a sample. Where filing failed the incident stands all the same.
struct OpenedIncident
{
    Casework::Declared declared;
    std::optional<Error> filingError;
    Id evidence;
};

/// \name Work for the writing lane
///@{
[[nodiscard]] Expected<provenance::Registry::Filed> fileSample(Casework& casework, const Id& incident,
                                                               const Filing& filing,
                                                               const provenance::Progress& progress,
                                                               std::stop_token stop);
[[nodiscard]] Expected<OpenedIncident> openIncidentFrom(Casework& casework, const Declaration& wish,
                                                        const Playbooks& playbooks, const Filing& filing,
                                                        const provenance::Progress& progress, std::stop_token stop);
/// The custody step that says who looked at which row.
[[nodiscard]] Expected<void> recordReveal(Casework& casework, const Id& incident, const Id& evidence, quint64 row,
                                          const QString& by);
///@}

/// What the other samples of the incident held that have an answer, those before `evidence` where that is one of them;
/// null where there is none, or where they are too large to be read at once (64 MiB).
[[nodiscard]] Expected<std::shared_ptr<const provenance::SeenValues>> earlierSamples(
    Casework& casework, const provenance::RegistrySnapshot& snapshot, const Id& incident, const Id& evidence,
    std::stop_token stop = {});

/// A report of the journal as an answer, and its sample's rows.
struct FiledAnswer
{
    Kept<VerdictReport> report;
    Kept<Evidence> evidence;
    std::shared_ptr<const provenance::Examined> examined; ///< rows are listed where the sample is not too large
    bool hasRegistryChanged = false;                      ///< what is registered now is not what it was asked against
};
/// The newest answer of an incident, for the reading lane; nothing where none was filed.
[[nodiscard]] Expected<std::optional<FiledAnswer>> latestAnswer(Casework& casework, const Id& incident);

} // namespace bulkhead
