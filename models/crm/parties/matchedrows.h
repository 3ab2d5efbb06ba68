#pragma once

#include "models/provenance/registry/registry.h"

namespace bulkhead::crm {

/// What the matched rows of an incident's samples say by which a CRM can find whom they are of. Values stand in memory
/// only, each once.
struct MatchedRows
{
    enum class Kind : quint8 { Email, Record, Tenant };
    struct Value
    {
        Kind kind = Kind::Email;
        QString text = {}; ///< normalised
        bool operator==(const Value&) const = default;
    };
    std::vector<Value> values = {};
    std::vector<std::vector<quint32>> rows = {}; ///< of each matched row the places of its values
    QStringList unread = {};                     ///< samples whose material cannot be read, and why
};

/// The rows that stand as production or mixed, with the values in which registered production records agree; where no
/// such record speaks (a person has set the row), all that identify. Samples are read again and held against what is
/// registered now. Struck samples are left out, and so is what is privileged. Long: reads every sample to its end.
/// Errors: those of `provenance::Registry` and of the journal, `provenance.cancelled`.
[[nodiscard]] Expected<MatchedRows> matchedRows(Casework& casework, const Id& incident,
                                                const provenance::Progress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead::crm
