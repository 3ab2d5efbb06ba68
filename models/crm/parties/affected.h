#pragma once

#include "models/crm/connector.h"
#include "models/crm/parties/matchedrows.h"
#include "models/crm/sync/mapping.h"

#include <functional>
#include <set>

namespace bulkhead::crm {

/// What a CRM is asked for the parties of an incident: values, safe to hand to another thread.
struct AffectedStart
{
    Id incident = {};
    Id connector = {};
    CrmConnector settings = {};
    PartyMapping mapping = {};
    MatchedRows matched = {};
    QStringList emails = {};   ///< of contacts
    QStringList contacts = {}; ///< ids
    QStringList accounts = {}; ///< ids
    qint64 leftOut = 0;        ///< record ids of no form that this CRM gives

    [[nodiscard]] bool asksNothing() const { return emails.isEmpty() && contacts.isEmpty() && accounts.isEmpty(); }
};

/// What it said, also where it broke off.
struct AffectedAnswer
{
    struct Account
    {
        QString name;
        QString owner;   ///< id
        QString country; ///< as it stands there
    };
    std::map<QString, Account> accounts = {};            ///< by id
    std::map<QString, QString> owners = {};              ///< "name, e-mail" by id
    std::map<QString, std::set<QString>> contacts = {};  ///< ids, by the e-mail address or id that was asked for
    std::map<QString, std::set<QString>> accountOf = {}; ///< account ids by contact id
    std::vector<std::pair<QString, Error>> refused = {}; ///< kinds of record that this user may not see
    std::optional<Error> error = {};                     ///< why it broke off
    Quota quota = {};
};

struct AffectedReport
{
    /// \name That the CRM has answered
    ///@{
    qint64 contacts = 0;
    qint64 accounts = 0;
    qint64 owners = 0; ///< people who look after these accounts
    ///@}
    std::vector<Id> added = {};   ///< parties
    std::vector<Id> changed = {}; ///< parties
    qint64 unchanged = 0;
    qint64 struck = 0;       ///< accounts whose party somebody has struck; it stays so
    qint64 unanswered = 0;   ///< values for which the CRM has no record
    qint64 withoutParty = 0; ///< matched rows of which no account is known
    QStringList gone = {};   ///< accounts that contacts name and that are not there any more, or may not be seen
    std::vector<std::pair<QString, Error>> refused = {};
    std::optional<Error> error = {};
    Quota quota = {};
};

/// Fetches from a CRM whose records the matched rows of an incident are, and makes their accounts parties: name,
/// tenant, who looks after them, country, number of rows. Nothing of the affected people themselves is kept. What
/// people have written since is theirs. Confined to the casework's thread, except `ask`, which blocks on the network
/// and touches no vault.
///
/// What is asked stands on the timeline before it is asked, what came of it afterwards. Doing all again changes nothing
/// that is the same.
///
/// Errors: those of `matchedRows` and of the journal; `crm.mapping` (the mapping tells no parties), `crm.not-released`,
/// `crm.suspect`.
class AffectedParties
{
public:
    AffectedParties(Casework& casework, const Mappings& mappings)
        : m_casework(casework)
        , m_mappings(mappings)
    {
    }

    [[nodiscard]] Expected<AffectedStart> start(const Id& connector, const Id& incident,
                                                const provenance::Progress& progress = {}, std::stop_token stop = {});
    /// Whether it may be asked is looked at again: somebody may have thought about the numbers meanwhile.
    [[nodiscard]] Expected<void> announce(const AffectedStart& start);
    [[nodiscard]] static AffectedAnswer ask(const AffectedStart& start, Connector& connector, std::stop_token stop,
                                            const std::function<void(qint64 records)>& progress = {});
    [[nodiscard]] Expected<AffectedReport> finish(const AffectedStart& start, const AffectedAnswer& answer);

private:
    /// Whether it may be asked about that incident.
    [[nodiscard]] Expected<void> checkAllowed(const Kept<CrmConnector>& connector, const Id& incident) const;

    Casework& m_casework;
    const Mappings& m_mappings;
};

} // namespace bulkhead::crm
