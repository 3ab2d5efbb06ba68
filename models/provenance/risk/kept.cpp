#include "models/provenance/risk/kept.h"

#include "models/incident/tables.h"
#include "models/provenance/risk/risktext.h"

#include <QJsonDocument>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

Expected<Id> setOfFile(const Casework& casework, const Bytes& sha256)
{
    TRY(const auto sets, casework.all<DataSet>(registryIncident()));
    Id found;
    for (const Kept<DataSet>& set : sets) {
        if (!set.value.isProduction && !set.value.isRemoved && set.value.fileHash == sha256) {
            found = set.id;
        }
    }
    if (found.isNull()) {
        return failure(
            "provenance.not-found"_L1,
            RiskText::tr("No synthetic data set was registered from this file (SHA-256 %1…). Register it, or "
                         "name the data set.")
                .arg(hex(sha256).left(12)));
    }
    return found;
}

Expected<void> mayKeepRisk(const Casework& casework, const Id& dataSet)
{
    TRY(const auto set, casework.one<DataSet>(dataSet));
    if (set.value.isProduction || set.value.isRemoved) {
        return failure("value.bad"_L1,
                       RiskText::tr("“%1” is no synthetic data set in use, so no assessment is kept with it.")
                           .arg(set.value.name));
    }
    return casework.journal().mayWrite(set.stream, fieldId(Table<DataSet>::kind, Table<DataSet>::titleField));
}

Expected<void> keepRisk(Casework& casework, const Id& dataSet, QJsonObject report)
{
    CHECK_OK(mayKeepRisk(casework, dataSet));
    TRY(const auto set, casework.one<DataSet>(dataSet));
    report.insert(u"registered_file"_s,
                  report[u"files"_s][u"synthetic"_s][u"sha256"_s].toString() == hex(set.value.fileHash));
    DataSet after = set.value;
    after.risk = QJsonDocument(report).toJson(QJsonDocument::Compact);
    return casework.update(dataSet, after, u"data-set.risk"_s);
}

QJsonObject riskOf(const DataSet& set)
{
    return QJsonDocument::fromJson(set.risk).object();
}

} // namespace bulkhead::provenance
