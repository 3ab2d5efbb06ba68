#include "models/deadline/customers.h"

#include "models/deadline/deadlinetext.h"
#include "models/incident/countrange.h"
#include "models/incident/entities.h"
#include "models/incident/samples.h"
#include "models/incident/tables.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
constexpr qint64 mostClauseHours = 10'000;
constexpr qsizetype longestClauseText = 4000;

std::unexpected<Error> badClause(const QString& reason)
{
    return failure("clause.bad"_L1, reason);
}

const QStringList& clauseStarts()
{
    static const QStringList starts{u"aware"_s,    u"processor_aware"_s, u"confirmed"_s,
                                    u"detected"_s, u"reported"_s,        u"suspected"_s};
    return starts;
}

bool isEea(const QString& country)
{
    static const QSet<QString> countries{u"AT"_s, u"BE"_s, u"BG"_s, u"CY"_s, u"CZ"_s, u"DE"_s, u"DK"_s, u"EE"_s,
                                         u"ES"_s, u"FI"_s, u"FR"_s, u"GR"_s, u"HR"_s, u"HU"_s, u"IE"_s, u"IS"_s,
                                         u"IT"_s, u"LI"_s, u"LT"_s, u"LU"_s, u"LV"_s, u"MT"_s, u"NL"_s, u"NO"_s,
                                         u"PL"_s, u"PT"_s, u"RO"_s, u"SE"_s, u"SI"_s, u"SK"_s};
    return countries.contains(country.section(u'-', 0, 0));
}

/// The law by which a processor tells the controller that the customer is; empty: none of ours.
QString processorRule(const Party& party)
{
    if (party.ourRole == "controller"_L1) {
        return {};
    }
    if (party.country.startsWith("GB"_L1)) {
        return u"uk.gdpr.33.proc"_s;
    }
    return party.country.isEmpty() || isEea(party.country) ? u"eu.gdpr.33.proc"_s : QString();
}

bool speaksOfBreach(const ContractClause& clause)
{
    return clause.trigger.isEmpty() || clause.trigger == "personal_data_breach"_L1;
}

using Owed = Applicability::Answer;
struct OwedBecause
{
    Owed owed;
    QString because;
};

/// By what is known of personal data, where only their breach is to be told.
OwedBecause byPersonalData(const QString& personal)
{
    if (personal == "yes"_L1) {
        return {Owed::Applies, DeadlineText::tr("Personal data are affected.")};
    }
    if (personal == "no"_L1) {
        return {Owed::DoesNot, DeadlineText::tr("No personal data are affected.")};
    }
    return {Owed::Depends, DeadlineText::tr("It depends on whether personal data are affected.")};
}

OwedBecause owedTo(const Party& party, const ContractClause* clause, const QString& personal)
{
    if (clause != nullptr && clause->trigger == "suspected"_L1) {
        return {Owed::Applies,
                DeadlineText::tr("The clause speaks of a suspected breach: it is owed before any answer.")};
    }
    if (clause != nullptr && !speaksOfBreach(*clause)) {
        return {Owed::Applies, DeadlineText::tr("The clause speaks of a security incident.")};
    }
    if (clause != nullptr) {
        const OwedBecause by = byPersonalData(personal);
        if (by.owed == Owed::DoesNot && clause->derived == "yes"_L1) {
            return {
                Owed::Depends,
                DeadlineText::tr("No personal data are affected, but the contract's customer data include derived or "
                                 "synthetic data: check its wording.")};
        }
        return by;
    }
    if (party.ourRole == "controller"_L1) {
        return {Owed::DoesNot, DeadlineText::tr("We are the controller: the authority is told, see What applies.")};
    }
    if (processorRule(party).isEmpty()) {
        return {Owed::Depends, DeadlineText::tr("No clause is known, and no rule of ours for %1.").arg(party.country)};
    }
    return byPersonalData(personal);
}

/// The wish for the clock of a customer: under its clause, or under the law where that gives no hours.
ClockWish clockFor(const CustomerRow& row)
{
    ClockWish wish;
    wish.party = row.party.id;
    wish.zone = row.party.value.zone.isEmpty() ? u"UTC"_s : row.party.value.zone;
    if (row.clause && row.clause->value.hours > 0) {
        const ContractClause& clause = row.clause->value;
        wish.regime = clause.regime;
        wish.facts = {{u"clause_hours"_s, QString::number(clause.hours)}, {u"clause_starts"_s, clause.starts}};
        if (!clause.trigger.isEmpty()) {
            wish.facts.emplace(u"clause_trigger"_s, clause.trigger);
        }
        if (!clause.derived.isEmpty()) {
            wish.facts.emplace(u"clause_data"_s, clause.derived);
        }
    } else {
        wish.regime = processorRule(row.party.value);
    }
    return wish;
}

/// Events that stand in for one that nobody recorded, the earlier one first; says so.
void standIn(Events& events, const QString& needed, QStringList& notes)
{
    static const std::map<QString, QStringList> others{{u"suspected"_s, {u"detected"_s, u"reported"_s, u"aware"_s}},
                                                       {u"processor_aware"_s, {u"aware"_s}}};
    const auto found = others.find(needed);
    if (events.contains(needed) || found == others.end()) {
        return;
    }
    for (const QString& other : found->second) {
        if (const auto at = events.find(other); at != events.end()) {
            events.emplace(needed, at->second);
            notes.append(DeadlineText::tr("“%1” is not recorded; “%2” stands in for it.").arg(needed, other));
            return;
        }
    }
}

/// Whether a person has said that nothing is to be done any more.
bool isSettled(const Party& party)
{
    return party.notice == NoticeState::NotOwed || party.notice == NoticeState::Sent
        || party.notice == NoticeState::Acknowledged;
}

BulkClock plannedFor(const Lawbook& book, const CustomerRow& row, const BulkWish& wish, const Facts& known,
                     const Events& happened)
{
    BulkClock planned{.party = row.party.id, .customer = row.party.value.name, .wish = clockFor(row)};
    planned.wish.why = wish.why;
    planned.wish.evidence = wish.evidence;
    planned.wish.owner = wish.owner;
    planned.wish.events = wish.events;
    if (isSettled(row.party.value)) {
        planned.problem = DeadlineText::tr("The notice is settled: %1.").arg(noticeName(row.party.value.notice));
        return planned;
    }
    if (planned.wish.regime.isEmpty()) {
        planned.problem = row.because;
        return planned;
    }
    const auto runs = [&](const Kept<IncidentClock>& clock) {
        return clock.value.regime == planned.wish.regime && clock.value.state == ClockState::Running;
    };
    if (std::ranges::any_of(row.clocks, runs)) {
        planned.problem = DeadlineText::tr("A clock runs already.");
        return planned;
    }
    Events all = happened;
    for (const auto& [name, at] : wish.events) {
        all.insert_or_assign(name, at);
    }
    QStringList notes;
    const bool isOfClause = row.clause && row.clause->value.hours > 0;
    standIn(all, isOfClause ? row.clause->value.starts : u"processor_aware"_s, notes);
    auto preview = previewOf(book, planned.wish, known, std::move(all));
    if (!preview) {
        planned.problem = preview.error().message;
        return planned;
    }
    if (isOfClause) {
        const ContractClause& clause = row.clause->value;
        notes.prepend(DeadlineText::tr("Clause “%1”%2: %3 hours from %4.")
                          .arg(clause.name, clause.citation.isEmpty() ? QString() : u" (%1)"_s.arg(clause.citation))
                          .arg(clause.hours)
                          .arg(clause.starts));
    }
    notes.prepend(DeadlineText::tr("Owed to %1.").arg(row.party.value.name));
    preview->reasoning = notes.join(u'\n') + "\n\n"_L1 + preview->reasoning;
    planned.wish.events = preview->events;
    planned.wish.name = u"%1: %2"_s.arg(row.party.value.name, preview->regime.title);
    if (const auto can = checkCanRun(*preview); !can) {
        planned.problem = can.error().message;
    } else {
        planned.preview = std::move(*preview);
    }
    return planned;
}
} // namespace

QStringList clauseTriggers()
{
    return {u"personal_data_breach"_s, u"security_incident"_s, u"suspected"_s};
}

QString clauseTriggerName(const QString& trigger)
{
    return trigger == "personal_data_breach"_L1 ? DeadlineText::tr("personal data breach")
        : trigger == "security_incident"_L1     ? DeadlineText::tr("security incident")
        : trigger == "suspected"_L1             ? DeadlineText::tr("suspected breach")
                                                : DeadlineText::tr("unknown");
}

Expected<void> checkClause(const Lawbook& book, const ContractClause& clause)
{
    if (clause.name.trimmed().isEmpty()) {
        return badClause(DeadlineText::tr("A clause needs a name, such as that of the contract."));
    }
    TRY(const auto regime, book.regimes.get(clause.regime));
    if (!std::ranges::any_of(regime.limits, &Limit::isOfClause)) {
        return badClause(
            DeadlineText::tr("“%1” does not take its period from a contract: contract.dpa and contract.msa "
                             "do.")
                .arg(clause.regime));
    }
    if (!clause.trigger.isEmpty() && !clauseTriggers().contains(clause.trigger)) {
        return badClause(
            DeadlineText::tr("A clause speaks of %1, not “%2”.").arg(clauseTriggers().join(", "_L1), clause.trigger));
    }
    if (!clauseStarts().contains(clause.starts)) {
        return badClause(
            DeadlineText::tr("A clause runs from %1, not “%2”.").arg(clauseStarts().join(", "_L1), clause.starts));
    }
    if (clause.hours < 0 || clause.hours > mostClauseHours) {
        return badClause(
            DeadlineText::tr("The hours of a clause are 1 to %1, or 0 where it gives none.").arg(mostClauseHours));
    }
    if (!clause.derived.isEmpty() && clause.derived != "yes"_L1 && clause.derived != "no"_L1) {
        return badClause(
            DeadlineText::tr("Whether derived data are included is yes or no, not “%1”.").arg(clause.derived));
    }
    if (clause.name.size() + clause.channel.size() + clause.citation.size() + clause.note.size() > longestClauseText) {
        return badClause(
            DeadlineText::tr("The clause's texts have more than %1 characters together.").arg(longestClauseText));
    }
    return {};
}

Expected<std::vector<Kept<ContractClause>>> clausesOf(const Casework& casework, bool withRetired)
{
    TRY(auto all, casework.all<ContractClause>(registryIncident()));
    if (!withRetired) {
        std::erase_if(all, [](const auto& one) { return one.value.isRetired; });
    }
    std::ranges::stable_sort(all, {}, [](const auto& one) { return one.value.name.toCaseFolded(); });
    return all;
}

Expected<Kept<ContractClause>> findClause(const Casework& casework, const QString& text)
{
    TRY(const auto standing, clausesOf(casework));
    const QString name = text.simplified();
    for (const Kept<ContractClause>& one : standing) {
        if (one.value.name.compare(name, Qt::CaseInsensitive) == 0) {
            return one;
        }
    }
    if (const auto id = casework.find(Table<ContractClause>::kind, name)) {
        return casework.one<ContractClause>(*id);
    }
    QStringList names;
    std::ranges::transform(standing, std::back_inserter(names), [](const auto& one) { return one.value.name; });
    return failure("clause.not-found"_L1,
                   names.isEmpty()
                       ? DeadlineText::tr("There is no clause “%1”: none has been entered yet.").arg(name)
                       : DeadlineText::tr("There is no clause “%1”. There are: %2.").arg(name, names.join(", "_L1)));
}

namespace {
Expected<void> checkNameIsFree(const Casework& casework, const QString& name, const Id& but)
{
    TRY(const auto standing, clausesOf(casework));
    for (const Kept<ContractClause>& one : standing) {
        if (one.id != but && one.value.name.compare(name, Qt::CaseInsensitive) == 0) {
            return badClause(DeadlineText::tr("There is a clause “%1” already.").arg(one.value.name));
        }
    }
    return {};
}
} // namespace

Expected<Id> addClause(Casework& casework, const Lawbook& book, ContractClause clause)
{
    clause.name = clause.name.simplified();
    CHECK_OK(checkClause(book, clause));
    CHECK_OK(checkNameIsFree(casework, clause.name, {}));
    return casework.add(registryIncident(), std::move(clause));
}

Expected<void> changeClause(Casework& casework, const Lawbook& book, const Id& id, const ContractClause& after)
{
    ContractClause wished = after;
    wished.name = wished.name.simplified();
    CHECK_OK(checkClause(book, wished));
    CHECK_OK(checkNameIsFree(casework, wished.name, id));
    return casework.update(id, wished);
}

Expected<void> retireClause(Casework& casework, const Id& id, const QString& reason)
{
    if (reason.trimmed().isEmpty()) {
        return failure("value.empty"_L1, DeadlineText::tr("Say why it is used no more."));
    }
    TRY(auto kept, casework.one<ContractClause>(id));
    kept.value.isRetired = true;
    kept.value.retiredReason = reason.trimmed();
    return casework.update(id, kept.value, u"clause.retire"_s);
}

const IncidentClock* CustomerRow::running() const
{
    return clocks.empty() || clocks.front().value.state != ClockState::Running ? nullptr : &clocks.front().value;
}

namespace {
/// The matrix, where what is known was read already.
Expected<std::vector<CustomerRow>> rowsWith(const Casework& casework, const Id& incident, const Facts& facts)
{
    TRY(auto parties, casework.all<Party>(incident));
    TRY(const auto clauses, clausesOf(casework, true));
    TRY(auto clocks, casework.all<IncidentClock>(incident));
    const auto found = facts.find(u"personal_data"_s);
    const QString personal = found == facts.end() ? QString() : found->second;
    std::map<Id, std::vector<Kept<IncidentClock>>> owed;
    for (Kept<IncidentClock>& clock : clocks) {
        if (!clock.value.party.isNull()) {
            const Id party = clock.value.party;
            owed[party].push_back(std::move(clock));
        }
    }
    std::map<Id, const Kept<ContractClause>*> byId;
    for (const Kept<ContractClause>& one : clauses) {
        byId.emplace(one.id, &one);
    }
    std::vector<CustomerRow> rows;
    for (Kept<Party>& party : parties) {
        if (party.value.isStruck || party.value.kind != "account"_L1) {
            continue;
        }
        CustomerRow row{.party = std::move(party)};
        if (const auto clause = byId.find(row.party.value.clause); clause != byId.end()) {
            row.clause = *clause->second;
            row.rules.append(row.clause->value.regime);
        }
        if (const QString rule = processorRule(row.party.value); !rule.isEmpty()) {
            row.rules.append(rule);
        }
        row.clocks = std::move(owed[row.party.id]);
        std::ranges::stable_sort(row.clocks, {}, [](const auto& one) {
            return std::pair(one.value.state != ClockState::Running, one.value.due);
        });
        const auto because = owedTo(row.party.value, row.clause ? &row.clause->value : nullptr, personal);
        row.owed = because.owed;
        row.because = because.because;
        rows.push_back(std::move(row));
    }
    std::ranges::stable_sort(rows, {}, [](const CustomerRow& row) { return row.party.value.name.toCaseFolded(); });
    return rows;
}

} // namespace

Expected<std::vector<CustomerRow>> customersOf(const Casework& casework, const Lawbook& book, const Id& incident)
{
    TRY(const auto facts, knownFacts(casework, book, incident));
    return rowsWith(casework, incident, facts);
}

Expected<std::vector<BulkClock>> planFor(const Casework& casework, const Lawbook& book, const Id& incident,
                                         const BulkWish& wish)
{
    TRY(const auto known, knownFacts(casework, book, incident));
    TRY(const auto rows, rowsWith(casework, incident, known));
    TRY(const auto happened, knownEvents(casework, incident));
    std::vector<BulkClock> plan;
    for (const CustomerRow& row : rows) {
        const bool isChosen = wish.parties.empty()
            ? row.owed != Owed::DoesNot
            : std::ranges::find(wish.parties, row.party.id) != wish.parties.end();
        if (isChosen) {
            plan.push_back(plannedFor(book, row, wish, known, happened));
        }
    }
    return plan;
}

Expected<std::vector<Id>> startFor(Casework& casework, const Id& incident, const std::vector<BulkClock>& plan)
{
    std::vector<IncidentClock> clocks;
    for (const BulkClock& one : plan) {
        if (one.preview) {
            clocks.push_back(clockFrom(casework, one.wish, *one.preview));
        }
    }
    return casework.addMany(incident, std::move(clocks), Compartment::Team, u"clock.start"_s);
}

Expected<void> setNotice(Casework& casework, const Lawbook& book, const std::vector<Id>& parties,
                         const NoticeWish& wish)
{
    const bool isTold = wish.state == NoticeState::Sent || wish.state == NoticeState::Acknowledged;
    const qint64 now = casework.journal().clock().now();
    if (wish.state == NoticeState::Sent && !wish.at) {
        return failure("notice.bad"_L1, DeadlineText::tr("Say when the notice was sent."));
    }
    if (wish.at && *wish.at > now) {
        return failure("notice.bad"_L1, DeadlineText::tr("The time given for the notice lies in the future."));
    }
    if (wish.state == NoticeState::NotOwed && wish.note.trimmed().isEmpty()) {
        return failure("notice.bad"_L1, DeadlineText::tr("Say why no notice is owed."));
    }
    if (parties.empty()) {
        return failure("notice.bad"_L1, DeadlineText::tr("Say of which customers."));
    }
    TRY(const auto first, casework.one<Party>(parties.front()));
    const Id incident = first.value.incident;
    if (isTold && wish.at) {
        TRY(const auto clocks, casework.all<IncidentClock>(incident));
        std::vector<Id> toSubmit;
        for (const Kept<IncidentClock>& clock : clocks) {
            if (clock.value.state == ClockState::Running
                && std::ranges::find(parties, clock.value.party) != parties.end()) {
                CHECK_OK(checkSubmission(book, clock.value, *wish.at, wish.reasons, now)); // of all before any
                toSubmit.push_back(clock.id);
            }
        }
        Duties duties(casework, book);
        for (const Id& clock : toSubmit) {
            TRY(const auto done, duties.submit(clock, *wish.at, wish.reasons));
            Q_UNUSED(done)
        }
    }
    std::vector<std::pair<Id, Party>> changed;
    for (const Id& id : parties) {
        TRY(auto kept, casework.one<Party>(id));
        kept.value.notice = wish.state;
        if (!isTold) {
            kept.value.noticedAt.reset();
        } else if (wish.state == NoticeState::Sent || !kept.value.noticedAt) {
            kept.value.noticedAt = wish.at; // an answer does not change when it was sent
        }
        if (isTold && !kept.value.noticedAt) {
            return failure("notice.bad"_L1,
                           DeadlineText::tr("Say when the notice to %1 was sent.").arg(kept.value.name));
        }
        if (!wish.note.trimmed().isEmpty()) {
            kept.value.noticeNote = wish.note.trimmed();
        }
        changed.emplace_back(id, std::move(kept.value));
    }
    TRY(const auto added, casework.writeMany<Party>(incident, {}, changed, Compartment::Team, u"party.notice"_s));
    Q_UNUSED(added)
    return {};
}

QString noticeName(NoticeState state)
{
    switch (state) {
    case NoticeState::Undecided:
        return DeadlineText::tr("undecided");
    case NoticeState::NotOwed:
        return DeadlineText::tr("not owed");
    case NoticeState::Planned:
        return DeadlineText::tr("planned");
    case NoticeState::Sent:
        return DeadlineText::tr("sent");
    case NoticeState::Acknowledged:
        return DeadlineText::tr("acknowledged");
    }
    Q_UNREACHABLE();
}

Expected<int> addCustomersFromSamples(Casework& casework, const Id& incident)
{
    TRY(const auto newest, newestAnswers(casework, incident));
    TRY(const auto parties, casework.all<Party>(incident));
    std::map<QString, qint64> rows;
    for (const Kept<VerdictReport>& report : newest) {
        for (const QString& hit : report.value.tenants) {
            const qsizetype equals = hit.lastIndexOf(u'=');
            rows[hit.left(equals)] += hit.mid(equals + 1).toLongLong();
        }
    }
    const qint64 now = casework.journal().clock().now();
    const auto counted = [now](qint64 count) {
        return CountRange{.low = count,
                          .high = count,
                          .basis = CountRange::Basis::Exact,
                          .method = DeadlineText::tr("rows of the samples that match"),
                          .asOf = now}
            .text();
    };
    std::vector<Party> added;
    for (const auto& [tenant, count] : rows) {
        const auto isThere = [&](const Kept<Party>& one) {
            return !one.value.isStruck && one.value.tenant.compare(tenant, Qt::CaseInsensitive) == 0;
        };
        if (tenant.trimmed().isEmpty()) {
            continue;
        }
        if (const auto found = std::ranges::find_if(parties, isThere); found != parties.end()) {
            if (found->value.records.isEmpty()) {
                Party known = found->value;
                known.records = counted(count);
                CHECK_OK(casework.update(found->id, known));
            }
            continue;
        }
        Party party;
        party.name = tenant;
        party.kind = u"account"_s;
        party.tenant = tenant;
        party.records = counted(count);
        added.push_back(std::move(party));
    }
    const int count = static_cast<int>(added.size());
    if (count > 0) {
        TRY(const auto ids, casework.addMany(incident, std::move(added)));
        Q_UNUSED(ids)
    }
    return count;
}

} // namespace bulkhead::deadline
