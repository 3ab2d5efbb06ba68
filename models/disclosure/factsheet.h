#pragma once

#include "models/deadline/customers.h"
#include "models/provenance/registry/answers.h"

#include <map>

namespace bulkhead::disclosure {

/// What a chip says, in the language of a draft, and where it comes from.
struct FactValue
{
    QString name; ///< "aware"
    QString text; ///< with its basis or zone; "not yet known" where it is not
    bool isKnown = false;
    Id origin = {};                ///< the entity that it is read from; null: computed from several
    Kind kind = 0;                 ///< of the origin
    std::vector<Id> evidence = {}; ///< Evidence that carries it
};

/// For whom and how facts are put into words.
struct FactContext
{
    Id party = {}; ///< null: no customer in particular
    Id clock = {}; ///< null: no clock
    QString language = QStringLiteral("en");
    QString zone = {}; ///< IANA name; empty: UTC
    std::optional<qint64> nextUpdate = {};
    std::optional<qint64> writtenAt = {}; ///< empty: now
};

/// What the facts of an incident are read from, all at one time: once for any number of drafts.
struct FactSources
{
    Kept<Incident> incident = {};
    QString number = {};
    RegisterEntry entry = {};
    std::vector<provenance::Standing> standings = {};
    std::vector<Kept<DataSet>> dataSets = {};
    std::vector<Kept<BreachRecord>> records = {};
    std::vector<Kept<IncidentFact>> facts = {};
    std::vector<Kept<SeverityAssessment>> assessments = {};
    std::vector<deadline::CustomerRow> customers = {};
    std::vector<Kept<Party>> parties = {};
    std::vector<Kept<ContractClause>> clauses = {};
    std::vector<Kept<IncidentClock>> clocks = {}; ///< the one that is due first before the others
    std::map<QString, QString> organisation = {};
    qint64 now = 0;

    [[nodiscard]] static Expected<FactSources> read(Casework& casework, const deadline::Lawbook& book,
                                                    const Id& incident);
};

/// The facts of an incident that a draft may state.
class FactSheet
{
public:
    [[nodiscard]] static FactSheet of(const FactSources& sources, const FactContext& context);
    /// Null where there is no fact of that name.
    [[nodiscard]] const FactValue* find(const QString& name) const;
    /// By name.
    [[nodiscard]] const std::map<QString, FactValue>& all() const { return m_values; }
    /// Names that any draft may use.
    [[nodiscard]] static const QStringList& names();
    /// What it is, for people: "When we became aware".
    [[nodiscard]] static QString labelOf(const QString& name);

private:
    friend class FactReader;
    std::map<QString, FactValue> m_values;
};

/// \name What holds of the organisation in all incidents: org.name, org.dpo, …
///@{
[[nodiscard]] const QStringList& organisationFacts();
[[nodiscard]] Expected<std::map<QString, QString>> organisation(const Casework& casework);
/// Error: `disclosure.fact` names those that there are.
[[nodiscard]] Expected<void> setOrganisation(Casework& casework, const QString& name, const QString& value);
///@}

/// An instant in words: "30 November 2026, 09:12 CET (08:12 UTC)".
[[nodiscard]] QString instantText(qint64 at, const QString& zone, const QString& language);

} // namespace bulkhead::disclosure
