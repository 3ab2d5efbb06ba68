#include "models/crm/parties/affected.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/asked.h"
#include "models/crm/sync/merging.h"
#include "models/crm/sync/syncing.h"
#include "models/incident/countrange.h"

#include <algorithm>
#include <ranges>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t factsOfAPartyDraft = 1000;
constexpr qsizetype longestPartyName = 250;

/// The link of a party says which account it is; the party's id follows from it, whoever fetches it first.
Id partyIdFor(const Id& incident, const Id& connector, const QString& account)
{
    return Id::derived("bulkhead crm party "_ba + incident.bytes() + connector.bytes() + account.toUtf8());
}

/// The forms that a CRM's ids have; where both kinds have the same, an id is looked for in both.
void sortValues(AffectedStart& start)
{
    const PartyMapping& mapping = start.mapping;
    std::vector<bool> isNamed(start.matched.values.size());
    for (const auto& row : start.matched.rows) {
        // A row whose tenant is an account of this CRM tells by it alone.
        const auto account = std::ranges::find_if(row, [&](quint32 at) {
            const auto& value = start.matched.values[at];
            return value.kind == MatchedRows::Kind::Tenant && isOfForm(value.text, mapping.account.ids);
        });
        for (const quint32 at : row) {
            isNamed[at] = isNamed[at] || account == row.end() || at == *account;
        }
    }
    for (std::size_t at = 0; at < start.matched.values.size(); ++at) {
        const auto& [kind, text] = start.matched.values[at];
        if (!isNamed[at]) {
            continue;
        }
        const bool isAccount = isOfForm(text, mapping.account.ids);
        const bool isContact = kind == MatchedRows::Kind::Record && isOfForm(text, mapping.contact.ids);
        if (kind == MatchedRows::Kind::Email && !mapping.contact.email.isEmpty()) {
            start.emails.append(text);
        }
        if (isContact) {
            start.contacts.append(text);
        }
        if (kind != MatchedRows::Kind::Email && isAccount) {
            start.accounts.append(text);
        }
        start.leftOut += kind == MatchedRows::Kind::Record && !isAccount && !isContact;
    }
}

/// How often an account was hit, and what the registry calls its tenant.
struct AccountHits
{
    qint64 rows = 0;
    std::set<QString> tenants = {};
};

std::set<QString> accountsOf(const MatchedRows::Value& value, const AffectedAnswer& answer)
{
    std::set<QString> result;
    if (value.kind != MatchedRows::Kind::Email && answer.accounts.contains(value.text)) {
        result.insert(value.text);
    }
    const auto contacts = answer.contacts.find(value.text);
    if (value.kind == MatchedRows::Kind::Tenant || contacts == answer.contacts.end()) {
        return result;
    }
    for (const QString& contact : contacts->second) {
        if (const auto accounts = answer.accountOf.find(contact); accounts != answer.accountOf.end()) {
            result.insert(accounts->second.begin(), accounts->second.end());
        }
    }
    return result;
}

std::map<QString, AccountHits> hitsOf(const AffectedStart& start, const AffectedAnswer& answer, qint64& without)
{
    std::map<QString, AccountHits> hits;
    for (const auto& row : start.matched.rows) {
        std::set<QString> accounts;
        QString tenant;
        for (const quint32 at : row) {
            const auto& value = start.matched.values[at];
            accounts.merge(accountsOf(value, answer));
            tenant = value.kind == MatchedRows::Kind::Tenant ? value.text : tenant;
        }
        bool isKnown = false;
        for (const QString& account : accounts) {
            if (answer.accounts.contains(account)) {
                isKnown = true;
                ++hits[account].rows;
                if (!tenant.isEmpty()) {
                    hits[account].tenants.insert(tenant);
                }
            }
        }
        without += isKnown ? 0 : 1;
    }
    return hits;
}

/// Parties and links as they stand, and what follows for them.
class PartyLedger
{
public:
    PartyLedger(const AffectedStart& start, const std::vector<Kept<Party>>& parties,
                const std::vector<Kept<CrmLink>>& links, qint64 now, bool isWhole)
        : m_start(start)
        , m_now(now)
        , m_isWhole(isWhole)
    {
        for (const Kept<Party>& one : parties) {
            m_parties.emplace(one.id, &one);
        }
        for (const Kept<CrmLink>& one : links) {
            if (one.value.type == start.mapping.account.object && m_parties.contains(one.value.entity)) {
                m_links.emplace(one.value.remote, &one);
                m_taken.insert(one.value.entity);
            }
        }
    }

    void take(const QString& id, const AffectedAnswer::Account& account, const AccountHits& hits, const QString& tenant,
              const QString& owner, AffectedReport& report)
    {
        const auto link = m_links.find(id);
        const Kept<Party>* there = link == m_links.end() ? unlinked(account.name, tenant)
                                                         : m_parties.at(link->second->value.entity);
        if (there && there->value.isStruck) {
            ++report.struck;
            return;
        }
        const Id party = there ? there->id : partyIdFor(m_start.incident, m_start.connector, id);
        m_taken.insert(party);
        CrmLink after = link == m_links.end() ? CrmLink{.incident = m_start.incident,
                                                        .connector = m_start.connector,
                                                        .entity = party,
                                                        .type = m_start.mapping.account.object,
                                                        .remote = id}
                                              : link->second->value;
        Party value;
        if (there) {
            value = there->value;
        } else {
            value.incident = m_start.incident;
            value.kind = u"account"_s;
        }
        fill(value, after, id, account, hits, tenant, owner);
        const auto facts = there ? factsBetween(party, there->value, value) : factsOf(party, value);
        if (!there) {
            report.added.push_back(party);
        } else if (!facts.empty()) {
            report.changed.push_back(party);
        } else {
            ++report.unchanged;
        }
        put(there ? there->stream : Stream{m_start.incident, Compartment::Team}, facts);
        const CrmLink before = link == m_links.end() ? CrmLink() : link->second->value;
        if (after.synced != before.synced) {
            after.syncedAt = m_now;
        }
        put({m_start.incident, Compartment::Team},
            factsBetween(CrmLink::idFor(m_start.connector, party), before, after));
    }

    [[nodiscard]] std::vector<Draft> finish() { return std::move(m_drafts); }

private:
    /// A customer of the tenant or of the name that no account of this CRM is yet.
    [[nodiscard]] const Kept<Party>* unlinked(const QString& name, const QString& tenant) const
    {
        const auto find = [&](const QString& wanted, QString Party::* member) -> const Kept<Party>* {
            const auto found = std::ranges::find_if(m_parties | std::views::values, [&](const Kept<Party>* one) {
                return one->value.kind == "account"_L1 && one->stream.compartment == Compartment::Team
                    && !m_taken.contains(one->id) && (one->value.*member).compare(wanted, Qt::CaseInsensitive) == 0;
            });
            return wanted.isEmpty() || found == std::ranges::end(m_parties | std::views::values) ? nullptr : *found;
        };
        const Kept<Party>* there = find(tenant, &Party::tenant);
        return there ? there : find(name, &Party::name);
    }

    /// Theirs holds where nobody here has written something else since it was taken last.
    void fill(Party& party, CrmLink& link, const QString& id, const AffectedAnswer::Account& account,
              const AccountHits& hits, const QString& tenant, const QString& owner) const
    {
        auto base = unpacked(link.synced);
        const bool isByTenant = party.name.compare(party.tenant, Qt::CaseInsensitive) == 0;
        const auto take = [&base](const QString& field, QString& ours, const QString& theirs, bool isStopgap = false) {
            const auto known = base.find(field);
            const bool isOurs = known == base.end() ? !ours.isEmpty() && !isStopgap : ours != known->second;
            if (!theirs.isEmpty() && !isOurs) {
                ours = theirs;
                base.insert_or_assign(field, theirs);
            }
        };
        const QString name = account.name.isEmpty() ? m_start.mapping.account.object + u' ' + id : account.name;
        take(u"name"_s, party.name, name.left(longestPartyName), isByTenant);
        take(u"tenant"_s, party.tenant, tenant);
        take(u"contact"_s, party.contact, owner);
        if (isOfForm(account.country, u"[A-Z]{2}"_s)) {
            take(u"country"_s, party.country, account.country);
        }
        const auto standing = CountRange::read(party.records, m_now);
        if (m_isWhole && (!standing || standing->low != hits.rows || standing->high != hits.rows)) {
            take(u"records"_s, party.records,
                 CountRange{.low = hits.rows,
                            .high = hits.rows,
                            .basis = CountRange::Basis::Exact,
                            .method = CrmText::tr("rows of the samples whose account “%1” says it is")
                                          .arg(m_start.settings.name),
                            .asOf = m_now}
                     .text());
        }
        link.synced = packed(base);
    }

    void put(const Stream& stream, std::vector<Fact> facts)
    {
        if (facts.empty()) {
            return;
        }
        if (m_drafts.empty() || m_drafts.back().stream != stream
            || m_drafts.back().facts.size() + facts.size() > factsOfAPartyDraft) {
            m_drafts.push_back(
                {.stream = stream, .intent = u"party.import"_s, .facts = {}, .via = viaOf(m_start.settings)});
        }
        std::ranges::move(facts, std::back_inserter(m_drafts.back().facts));
    }

    const AffectedStart& m_start;
    qint64 m_now;
    bool m_isWhole; ///< all was answered
    std::map<Id, const Kept<Party>*> m_parties;
    std::map<QString, const Kept<CrmLink>*> m_links; ///< by account
    std::set<Id> m_taken;                            ///< parties that are accounts of this CRM
    std::vector<Draft> m_drafts;
};

/// What the CRM does not have, where it has said all.
void countMissing(const AffectedStart& start, const AffectedAnswer& answer, AffectedReport& report)
{
    std::set<QString> gone;
    const auto isRefused = [&answer](const QString& object) {
        return std::ranges::any_of(answer.refused, [&object](const auto& one) { return one.first == object; });
    };
    for (const auto& [contact, accounts] : answer.accountOf) {
        std::ranges::copy_if(accounts, std::inserter(gone, gone.end()),
                             [&answer](const QString& id) { return !answer.accounts.contains(id); });
    }
    report.gone = isRefused(start.mapping.account.object) ? QStringList() : QStringList(gone.begin(), gone.end());
    for (const QStringList* asked : {&start.emails, &start.contacts, &start.accounts}) {
        report.unanswered += std::ranges::count_if(*asked, [&answer](const QString& text) {
            return !answer.contacts.contains(text) && !answer.accounts.contains(text);
        });
    }
}

Draft entryOf(const AffectedStart& start, const QString& text, qint64 now)
{
    return askedEntry(start.settings, start.incident, u"crm.affected"_s, text, now);
}

QString fieldsAsked(const PartyMapping& mapping)
{
    QStringList asked;
    for (const PartyObject* object : {&mapping.contact, &mapping.account, &mapping.owner}) {
        for (const QString* field :
             {&object->name, &object->email, &object->account, &object->owner, &object->country}) {
            if (!object->object.isEmpty() && !field->isEmpty()) {
                asked.append(object->object + u'.' + *field);
            }
        }
    }
    return asked.join(u", "_s);
}
} // namespace

Expected<void> AffectedParties::checkAllowed(const Kept<CrmConnector>& connector, const Id& incident) const
{
    CHECK_OK(mayBeAsked(m_casework, m_mappings, connector, incident));
    return m_casework.journal().mayWrite({incident, Compartment::Team},
                                         fieldId(Table<Party>::kind, Table<Party>::titleField));
}

Expected<AffectedStart> AffectedParties::start(const Id& connector, const Id& incident,
                                               const provenance::Progress& progress, std::stop_token stop)
{
    TRY(const auto standing, m_casework.one<CrmConnector>(connector));
    const CrmConnector& settings = standing.value;
    const Mapping* mapping = m_mappings.find(settings.system);
    if (!mapping || mapping->parties.account.object.isEmpty()) {
        return failure("crm.mapping"_L1,
                       CrmText::tr("The mapping for \"%1\" does not say where accounts stand.").arg(settings.system));
    }
    CHECK_OK(checkAllowed(standing, incident)); // before samples are read
    AffectedStart result = {
        .incident = incident, .connector = connector, .settings = settings, .mapping = mapping->parties};
    TRY(result.matched, matchedRows(m_casework, incident, progress, std::move(stop)));
    sortValues(result);
    return result;
}

Expected<void> AffectedParties::announce(const AffectedStart& start)
{
    TRY(const auto standing, m_casework.one<CrmConnector>(start.connector));
    CHECK_OK(checkAllowed(standing, start.incident));
    const QString text
        = CrmText::tr(
              "“%1” is asked whose records the matched rows are: e-mail addresses %2, contacts %3, accounts %4. "
              "It is asked for %5.")
              .arg(start.settings.name)
              .arg(start.emails.size())
              .arg(start.contacts.size())
              .arg(start.accounts.size())
              .arg(fieldsAsked(start.mapping));
    CHECK_OK(m_casework.journal().append(entryOf(start, text, m_casework.now())));
    return {};
}

Expected<AffectedReport> AffectedParties::finish(const AffectedStart& start, const AffectedAnswer& answer)
{
    AffectedReport report;
    std::set<QString> contacts;
    for (const auto& [asked, ids] : answer.contacts) {
        contacts.insert(ids.begin(), ids.end());
    }
    report.contacts = static_cast<qint64>(contacts.size());
    report.accounts = static_cast<qint64>(answer.accounts.size());
    report.owners = static_cast<qint64>(answer.owners.size());
    report.refused = answer.refused;
    report.error = answer.error;
    report.quota = answer.quota;
    const auto hits = hitsOf(start, answer, report.withoutParty);
    std::map<QString, int> accountsOfTenant;
    for (const auto& [id, hit] : hits) {
        for (const QString& tenant : hit.tenants) {
            ++accountsOfTenant[tenant];
        }
    }
    TRY(const auto parties, m_casework.all<Party>(start.incident));
    TRY(const auto links, Synchronising(m_casework, m_mappings).links(start.connector, start.incident));
    const qint64 now = m_casework.now();
    PartyLedger ledger(start, parties, links, now, !answer.error);
    for (const auto& [id, hit] : hits) {
        const AffectedAnswer::Account& account = answer.accounts.at(id);
        const auto owner = answer.owners.find(account.owner);
        // A tenant that holds several accounts is the tenant of none of them alone.
        const bool isItsOwn = hit.tenants.size() == 1 && accountsOfTenant.at(*hit.tenants.begin()) == 1;
        ledger.take(id, account, hit, isItsOwn ? *hit.tenants.begin() : QString(),
                    owner == answer.owners.end() ? QString() : owner->second, report);
    }
    if (!report.error) { // else nobody knows what is not there
        countMissing(start, answer, report);
    }
    std::vector<Draft> drafts = ledger.finish();
    QString text = CrmText::tr("“%1” answered: accounts %2 (new parties %3, changed %4), accounts that are gone %5, "
                               "values without a record %6, matched rows without an account %7.")
                       .arg(start.settings.name)
                       .arg(hits.size())
                       .arg(report.added.size())
                       .arg(report.changed.size())
                       .arg(report.gone.size())
                       .arg(report.unanswered)
                       .arg(report.withoutParty);
    for (const auto& [object, why] : report.refused) {
        text += u' ' + CrmText::tr("%1 could not be read (%2).").arg(object, why.code);
    }
    if (report.error) {
        text += u' ' + CrmText::tr("It broke off (%1).").arg(report.error->code);
    }
    drafts.push_back(entryOf(start, text, now));
    CHECK_OK(m_casework.journal().append(drafts));
    return report;
}

} // namespace bulkhead::crm
