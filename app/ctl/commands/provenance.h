#pragma once

#include "app/ctl/call.h"
#include "models/provenance/registry/registry.h"

#include <QJsonArray>

namespace bulkhead::ctl {

/// \name What `dataset register` and `classify` share
///@{
/// Errors: `provenance.map-syntax`, `provenance.unknown-meaning`.
[[nodiscard]] Expected<std::vector<provenance::ColumnMapping>> mappingsOf(const Call& call);
/// --header, --delimiter, --encoding. Errors: `usage.value`.
[[nodiscard]] Expected<provenance::ReadOptions> readOptionsOf(const Call& call);
[[nodiscard]] std::vector<Option> readOptions();
[[nodiscard]] QJsonObject columnJson(const provenance::Column& column, quint64 filled, quint64 usable);
/// Rows that could not be read, with place and reason; never their content.
[[nodiscard]] QJsonArray unreadableJson(const std::vector<provenance::Unreadable>& rows);
/// The answer of a registration; `names` are those of what is registered.
[[nodiscard]] QJsonObject registeredJson(const provenance::Registered& report,
                                         const std::map<Id, provenance::DataSetName>& names);
[[nodiscard]] QString registeredText(const provenance::Registered& report,
                                     const std::map<Id, provenance::DataSetName>& names);
/// `dataset register --connector`.
[[nodiscard]] Expected<Exit> registerFromCrm(Call& call);
[[nodiscard]] std::vector<Option> truthOptions(); ///< --connector, --object, --where
[[nodiscard]] Command riskCommand();              ///< `dataset risk`
/// What unknown rows look like, with sources.
[[nodiscard]] QJsonArray indicatorsJson(const provenance::Summary& summary);
[[nodiscard]] QJsonObject unknownLooksJson(const provenance::Summary& summary);
/// A table and a sentence; empty where nothing was found.
[[nodiscard]] QString indicatorsText(const provenance::Summary& summary);
/// Copies for recipients of which something was found in a sample.
[[nodiscard]] QJsonArray copiesJson(const provenance::Answer& answer);
/// A sentence for each; empty where there is none.
[[nodiscard]] QString copiesText(const provenance::Answer& answer);
///@}

} // namespace bulkhead::ctl
