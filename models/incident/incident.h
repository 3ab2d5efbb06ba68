#pragma once

#include "models/journal/record.h"

#include <QString>

#include <optional>
#include <vector>

namespace bulkhead {

enum class Severity : quint8 { Low, Medium, High, Critical };
enum class Phase : quint8 { Declare, Triage, Contain, Eradicate, Recover, Disclose, Review, Closed };
enum class Surface : quint8 { Unknown, ApiEndpoint, DataSync, AdminConsole, AppSettings, UserProvisioning };

/// A case. Instants are milliseconds since 1970 in UTC.
struct Incident
{
    QString title;
    QString codeName;  ///< neutral, generated: the only name that notifications and calendars show
    qint64 number = 0; ///< as wished at declaring; what is shown is resolved by `Casework` (collisions)
    bool isExercise = false;
    Severity severity = Severity::Medium;
    Phase phase = Phase::Declare;
    QStringList surfaces; ///< identifiers of Surface
    std::optional<qint64> occurredFrom;
    std::optional<qint64> occurredTo;
    std::optional<qint64> detected;
    std::optional<qint64> reported;
    std::optional<qint64> personalDataConfirmed;
    std::optional<qint64> aware;
    std::optional<qint64> processorAware;
    QString summary;
    bool isOnLegalHold = false;
    QString legalHoldReason;
    QString verdict; ///< of the latest sample: synthetic, personal, unresolved; empty: not asked yet
    qint64 declaredAt = 0;
    QString closingNote;

    bool operator==(const Incident&) const = default;
};

} // namespace bulkhead
