#pragma once

#include "models/breach/questions.h"
#include "models/deadline/lawbook.h"
#include "models/incident/casework.h"

namespace bulkhead::breach {

/// An incident in the register of Art. 33(5): facts, effects, and what was done about it.
struct RegisterRow
{
    Id incident;
    QString number;
    QString title;
    bool isExercise = false;
    Phase phase = Phase::Declare;
    QString role; ///< controller, processor, both; empty: unknown
    std::optional<qint64> occurredFrom;
    std::optional<qint64> occurredTo;
    std::optional<qint64> detected;
    std::optional<qint64> aware;
    qint64 declaredAt = 0;
    RegisterEntry entry;   ///< as it was written; empty where nobody has
    QString description;   ///< of the entry, else the incident's summary
    QStringList countries; ///< of the entry and of customers
    qint64 customers = 0;
    qint64 customersTold = 0;
    QString verdict;    ///< of the samples: synthetic, personal, unresolved; empty: not asked
    QString conclusion; ///< of the newest record of the breach question; empty: none is signed
    QString provenance;
    QString identifiability;
    QString reasoning;          ///< of that record
    QString severity;           ///< the newest assessment in short; empty: none
    QStringList severityInputs; ///< as known
    QString risk;               ///< unlikely, risk, high; empty: nobody decided
    QString riskBy;
    qint64 riskAt = 0;
    QString riskWhy;
    QStringList notified;    ///< "Notification to the supervisory authority: 2026-06-13 09:00 UTC (late)"
    bool isNotified = false; ///< of those, at least one that is not to a customer
    QStringList delays;      ///< reasons for delays
    QStringList pending;     ///< clocks that run
    QStringList evidence;    ///< "name SHA-256"
    std::optional<qint64> keptUntil;
    bool isOnHold = false;
    QStringList gaps; ///< what Art. 33(5) asks for and nobody has written

    [[nodiscard]] qint64 at() const { return aware.value_or(detected.value_or(declaredAt)); }
};

struct RegisterFilter
{
    QString text = {};               ///< words that all have to occur in a row, whatever their case
    std::optional<qint64> from = {}; ///< by `RegisterRow::at`
    std::optional<qint64> until = {};
    QString conclusion = {}; ///< id, or "none" where nothing is signed
    bool withExercises = false;
    bool onlyGaps = false;
};
[[nodiscard]] bool shows(const RegisterFilter& filter, const RegisterRow& row);

/// All incidents that the user may read, the newest first. Those that no breach question was asked of are rows too:
/// that it was none is worth keeping.
[[nodiscard]] Expected<std::vector<RegisterRow>> registerRows(const Casework& casework, const deadline::Lawbook& book);
/// Writes the incident's entry: what differs from what stands. Errors: `register.bad` (a count without a basis, an
/// unknown kind of loss).
[[nodiscard]] Expected<void> writeEntry(Casework& casework, const Id& incident, RegisterEntry entry);
[[nodiscard]] Expected<RegisterEntry> entryOf(const Casework& casework, const Id& incident);
[[nodiscard]] QStringList lossIds(); ///< confidentiality, integrity, availability

/// \name On the way out
///@{
/// Titles and texts of a row, in the order of the register's fields.
[[nodiscard]] std::vector<std::pair<QString, QString>> fieldsOf(const RegisterRow& row);
[[nodiscard]] QByteArray registerCsv(const std::vector<RegisterRow>& rows);
/// A page by itself, without script.
[[nodiscard]] QString registerHtml(const std::vector<RegisterRow>& rows, const QString& vault, const QString& by,
                                   qint64 now);
///@}

} // namespace bulkhead::breach
