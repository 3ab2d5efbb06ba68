#pragma once

#include "models/deadline/duties.h"

namespace bulkhead::deadline {

/// \name Clauses of contracts with customers, entered once for all incidents
///@{
[[nodiscard]] QStringList clauseTriggers(); ///< personal_data_breach, security_incident, suspected
[[nodiscard]] QString clauseTriggerName(const QString& trigger);
/// Errors: `clause.bad` says what is missing or wrong.
[[nodiscard]] Expected<void> checkClause(const Lawbook& book, const ContractClause& clause);
/// Standing ones by name; with those that were retired where asked.
[[nodiscard]] Expected<std::vector<Kept<ContractClause>>> clausesOf(const Casework& casework, bool withRetired = false);
/// By name (case does not matter), id, or unambiguous beginning of an id. `clause.not-found` lists the names.
[[nodiscard]] Expected<Kept<ContractClause>> findClause(const Casework& casework, const QString& text);
/// Errors: `clause.bad`, also where another standing clause has the name.
[[nodiscard]] Expected<Id> addClause(Casework& casework, const Lawbook& book, ContractClause clause);
[[nodiscard]] Expected<void> changeClause(Casework& casework, const Lawbook& book, const Id& id,
                                          const ContractClause& after);
/// Customers that have it keep it; it is offered no more. `value.empty` without a reason.
[[nodiscard]] Expected<void> retireClause(Casework& casework, const Id& id, const QString& reason);
///@}

/// A customer of an incident with what is owed to it.
struct CustomerRow
{
    Kept<Party> party;
    std::optional<Kept<ContractClause>> clause = {};
    std::vector<Kept<IncidentClock>> clocks = {}; ///< owed to it, the running ones that end first before the others
    Applicability::Answer owed = Applicability::Answer::Depends;
    QString because = {};   ///< why it is owed, or what it depends on
    QStringList rules = {}; ///< by role and clause: "eu.gdpr.33.processor", "contract.dpa"

    [[nodiscard]] const IncidentClock* running() const; ///< the one that ends first; null: none
};
/// The tenant matrix: parties of kind "account" that are not struck, by name.
[[nodiscard]] Expected<std::vector<CustomerRow>> customersOf(const Casework& casework, const Lawbook& book,
                                                             const Id& incident);

/// Clocks for many customers at once.
struct BulkWish
{
    std::vector<Id> parties = {}; ///< empty: all to whom a notice is owed, or may be, and that is not settled
    Events events = {};           ///< beside those that the incident knows
    QString why = {};
    Id evidence = {};
    Id owner = {};
};
struct BulkClock
{
    Id party;
    QString customer;
    ClockWish wish;
    std::optional<ClockPreview> preview = {}; ///< nothing: `problem` says why no clock can be started
    QString problem = {};
};
/// What `startFor` would start. A clause that runs from a suspicion runs from when the incident was detected or
/// reported where nobody said when it was suspected.
[[nodiscard]] Expected<std::vector<BulkClock>> planFor(const Casework& casework, const Lawbook& book,
                                                       const Id& incident, const BulkWish& wish);
/// Starts what can be started of a plan, all or none; their ids.
[[nodiscard]] Expected<std::vector<Id>> startFor(Casework& casework, const Id& incident,
                                                 const std::vector<BulkClock>& plan);

/// A customer was told, or is not owed a notice.
struct NoticeWish
{
    NoticeState state = NoticeState::Sent;
    std::optional<qint64> at = {}; ///< when it was sent; clocks that run end as submitted then
    QString note = {};             ///< reference of what was sent; reasons where none is owed
    QString reasons = {};          ///< of the delay, where a clock was due before
};
/// Error: `notice.bad` (an instant is missing or lies ahead, reasons are missing), those of `Duties::submit`.
[[nodiscard]] Expected<void> setNotice(Casework& casework, const Lawbook& book, const std::vector<Id>& parties,
                                       const NoticeWish& wish);
[[nodiscard]] QString noticeName(NoticeState state);

/// Adds a customer for each tenant that the samples hit and that has none; how many. Those that are there without a
/// count of records get theirs.
[[nodiscard]] Expected<int> addCustomersFromSamples(Casework& casework, const Id& incident);

} // namespace bulkhead::deadline
