#pragma once

#include "models/deadline/customers.h"
#include "models/provenance/registry/answers.h"

#include <map>
#include <set>

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

/// What stands of an incident's samples, as a text may say it.
struct VerdictFigures
{
    quint64 files = 0;      ///< samples that were asked about
    quint64 rows = 0;       ///< == synthetic + real + undecided + unread
    quint64 synthetic = 0;  ///< match registered synthetic data
    quint64 real = 0;       ///< match production in whole or in part
    quint64 undecided = 0;  ///< match nothing registered
    quint64 unread = 0;     ///< could not be read
    quint64 unreadable = 0; ///< the same before people set any: what a machine could not read
    quint64 setByPeople = 0;
    quint64 differing = 0; ///< of them: people say something else than the machine
    qint64 asOf = 0;       ///< ms since 1970: when the newest sample was asked about
    bool hadProductionSet = false;
    std::set<QString> tenants = {};                     ///< of production records in real rows, in lower case
    std::vector<std::pair<QString, quint64>> sets = {}; ///< synthetic ones with version, and rows; the most first
    std::set<Id> compared = {};                         ///< data sets that rows were held against
    std::set<std::pair<quint16, quint16>> rules = {};   ///< of normalisation and of verdicts
    std::vector<Id> evidence = {};
};
[[nodiscard]] VerdictFigures verdictFigures(const std::vector<provenance::Standing>& standings);

/// What the facts of an incident are read from, all at one time: once for any number of drafts.
struct FactSources
{
    Kept<Incident> incident = {};
    QString number = {};
    RegisterEntry entry = {};
    std::vector<provenance::Standing> standings = {};
    VerdictFigures figures = {}; ///< of them
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
    /// Where people record what it says: "breach register".
    [[nodiscard]] static QString placeOf(const QString& name);

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
