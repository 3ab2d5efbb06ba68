#pragma once

#include "app/ctl/commands/crmdesk.h"
#include "models/provenance/registry/registry.h"

#include <QJsonObject>

#include <map>

namespace bulkhead::ctl {

/// A leaked sample that a CRM is to be asked about: a file, or evidence of an incident.
struct AskedSample
{
    QString path;     ///< of the file; as it was named where it is evidence
    QString name;     ///< as people know it
    Id incident = {}; ///< null: of none
    Id evidence = {}; ///< null: a file
};

/// What came of `classify --ask`.
struct AskedCrm
{
    QJsonObject document = {};
    QString text = {};
    std::map<quint64, QString> records = {}; ///< of the CRM, by the rows that speak of them
    std::optional<Error> error = {};         ///< why it broke off
};
/// Counts what is unknown, says what it costs, and asks where `--yes` was given.
[[nodiscard]] Expected<AskedCrm> askCrm(Call& call, const NamedCrm& crm, const AskedSample& sample,
                                        const provenance::ExamineOptions& options);

} // namespace bulkhead::ctl
