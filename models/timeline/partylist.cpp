#include "models/timeline/partylist.h"

#include "models/base/zone.h"
#include "models/incident/countrange.h"
#include "models/incident/entities.h"
#include "models/incident/tables.h"
#include "models/timeline/rowsource.h"
#include "models/timeline/timelinetext.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <map>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 frontOfAList = 64 << 10;
constexpr std::size_t partyMeanings = 12;

/// Where in a row each meaning stands; -1: nowhere.
using PartyPlaces = std::array<qsizetype, partyMeanings>;

PartyMeaning meaningOfName(const QString& column)
{
    QString name = column.toCaseFolded();
    name.removeIf([](QChar c) { return !c.isLetterOrNumber(); });
    struct Known
    {
        PartyMeaning meaning;
        QStringList names;
    };
    static const std::vector<Known> known{
        {PartyMeaning::Name,
         {u"name"_s, u"party"_s, u"account"_s, u"accountname"_s, u"company"_s, u"companyname"_s, u"customer"_s,
          u"customername"_s, u"organisation"_s, u"organization"_s}},
        {PartyMeaning::Role, {u"role"_s, u"ourrole"_s, u"gdprrole"_s}},
        {PartyMeaning::Country, {u"country"_s, u"countrycode"_s, u"jurisdiction"_s, u"billingcountrycode"_s}},
        {PartyMeaning::Zone, {u"zone"_s, u"timezone"_s, u"tz"_s}},
        {PartyMeaning::Clause, {u"clause"_s, u"contract"_s, u"dpa"_s, u"contractclause"_s}},
        {PartyMeaning::Channel, {u"channel"_s, u"noticechannel"_s}},
        {PartyMeaning::Records, {u"records"_s, u"affectedrecords"_s, u"rows"_s}},
        {PartyMeaning::Kind, {u"kind"_s, u"type"_s, u"partykind"_s}},
        {PartyMeaning::Tenant, {u"tenant"_s, u"tenantid"_s, u"orgid"_s, u"accountid"_s}},
        {PartyMeaning::Contact, {u"contact"_s, u"email"_s, u"emailaddress"_s, u"phone"_s}},
        {PartyMeaning::Note, {u"note"_s, u"notes"_s, u"comment"_s, u"description"_s}},
    };
    const auto found = std::ranges::find_if(known, [&](const Known& one) { return one.names.contains(name); });
    return found != known.end() ? found->meaning : PartyMeaning::Ignored;
}

Expected<void> checkChosen(const QStringList& columns, const PartyListWish& wish)
{
    QSet<int> taken;
    for (const auto& [column, meaning] : wish.columns) {
        if (!columns.contains(column)) {
            return failure(
                "party.no-column"_L1,
                TimelineText::tr("The file has no column “%1”; it has: %2.").arg(column, columns.join(u", "_s)));
        }
        if (meaning != PartyMeaning::Ignored && taken.contains(static_cast<int>(meaning))) {
            return failure("party.no-column"_L1,
                           TimelineText::tr("Two columns are chosen to say the same thing, %1: choose one.")
                               .arg(partyMeaningIds().at(static_cast<int>(meaning))));
        }
        taken.insert(static_cast<int>(meaning));
    }
    return {};
}

/// Of each column its meaning: as chosen, else by its name where nothing chosen nor an earlier column says the same.
std::vector<std::pair<QString, PartyMeaning>> meaningsOf(const QStringList& columns, const PartyListWish& wish)
{
    std::array<bool, partyMeanings> isTaken{};
    for (const auto& [column, meaning] : wish.columns) {
        isTaken.at(static_cast<std::size_t>(meaning)) = true;
    }
    std::vector<std::pair<QString, PartyMeaning>> meanings;
    for (const QString& column : columns) {
        const auto chosen = std::ranges::find_if(wish.columns, [&](const auto& one) { return one.first == column; });
        PartyMeaning meaning = chosen != wish.columns.end() ? chosen->second : meaningOfName(column);
        if (chosen == wish.columns.end() && meaning != PartyMeaning::Ignored) {
            bool& taken = isTaken.at(static_cast<std::size_t>(meaning));
            meaning = taken ? PartyMeaning::Ignored : meaning;
            taken = true;
        }
        meanings.emplace_back(column, meaning);
    }
    return meanings;
}

PartyPlaces placesOf(const std::vector<std::pair<QString, PartyMeaning>>& meanings)
{
    PartyPlaces places;
    places.fill(-1);
    for (std::size_t i = 0; i < meanings.size(); ++i) {
        places.at(static_cast<std::size_t>(meanings[i].second)) = static_cast<qsizetype>(i);
    }
    return places;
}

QString keyOf(const Party& party)
{
    return QStringList{party.name.simplified(), party.kind, party.tenant.simplified()}.join(QChar(0x1f)).toCaseFolded();
}

/// Clauses that a list may name, by their names without case.
using ClauseIds = std::map<QString, Id>;

Expected<ClauseIds> clauseIds(const Casework& casework)
{
    TRY(const auto clauses, casework.all<ContractClause>(registryIncident()));
    ClauseIds ids;
    for (const Kept<ContractClause>& one : clauses) {
        if (!one.value.isRetired) {
            ids.insert_or_assign(one.value.name.toCaseFolded(), one.id);
        }
    }
    return ids;
}

/// A row as a party, and why it is none where it is not.
struct PartyRow
{
    Party party = {};
    BrokenRow why = {};
};

void readRecords(PartyRow& row, const QString& text, qint64 now)
{
    if (text.isEmpty()) {
        return;
    }
    const bool isBare = !text.contains(u';');
    const auto count = CountRange::read(
        isBare ? text + "; estimate; "_L1 + TimelineText::tr("the imported list") : text, now);
    if (count) {
        row.party.records = count->text();
    } else {
        row.why = {u"party.bad-records"_s,
                   TimelineText::tr("The row's records are no number and no range: write 120, or 120..200.")};
    }
}

PartyRow partyOf(const QStringList& cells, const PartyPlaces& places, const QString& kind, const ClauseIds& clauses,
                 qint64 now)
{
    const auto cell = [&](PartyMeaning meaning) {
        const qsizetype at = places.at(static_cast<std::size_t>(meaning));
        return at < 0 ? QString() : cells.value(at).simplified();
    };
    PartyRow row;
    Party& party = row.party;
    party.name = cell(PartyMeaning::Name);
    party.kind = cell(PartyMeaning::Kind).toLower();
    if (party.kind.isEmpty()) {
        party.kind = kind;
    }
    party.tenant = cell(PartyMeaning::Tenant);
    party.contact = cell(PartyMeaning::Contact);
    const qsizetype note = places.at(static_cast<std::size_t>(PartyMeaning::Note));
    party.note = note < 0 ? QString() : cells.value(note).trimmed();
    party.ourRole = cell(PartyMeaning::Role).toLower();
    party.country = cell(PartyMeaning::Country).toUpper();
    party.zone = cell(PartyMeaning::Zone);
    party.channel = cell(PartyMeaning::Channel);
    if (const QString clause = cell(PartyMeaning::Clause); !clause.isEmpty()) {
        const auto found = clauses.find(clause.toCaseFolded());
        if (found == clauses.end()) {
            row.why = {u"party.unknown-clause"_s,
                       TimelineText::tr("The row names a contract clause that has not been entered.")};
            return row;
        }
        party.clause = found->second;
    }
    readRecords(row, cell(PartyMeaning::Records), now);
    return row;
}

/// Why a row is no party; a reason without text where it is one.
BrokenRow whyNot(const Party& party)
{
    if (party.name.isEmpty()) {
        return {u"party.no-name"_s, TimelineText::tr("The row has no name.")};
    }
    if (!partyKinds().contains(party.kind)) {
        return {u"party.unknown-kind"_s,
                TimelineText::tr("The row's kind is none of: %1.").arg(partyKinds().join(u", "_s))};
    }
    if (!party.ourRole.isEmpty() && !partyRoles().contains(party.ourRole)) {
        return {u"party.unknown-role"_s, TimelineText::tr("Our role is none of: %1.").arg(partyRoles().join(", "_L1))};
    }
    static const QRegularExpression country(u"^[A-Z]{2}(-[A-Z0-9]{1,3})?$"_s);
    if (!party.country.isEmpty() && !country.match(party.country).hasMatch()) {
        return {u"party.bad-country"_s, TimelineText::tr("The country is not written as DE, or DE-BY.")};
    }
    if (!party.zone.isEmpty() && !zoneNamed(party.zone)) {
        return {u"party.bad-zone"_s, TimelineText::tr("There is no such time zone. Use a name like Europe/Berlin.")};
    }
    if (party.name.size() + party.tenant.size() + party.contact.size() + party.note.size() + party.channel.size()
        > PartyList::longestRow) {
        return {u"party.too-long"_s,
                TimelineText::tr("The row's texts have more than %1 characters together.").arg(PartyList::longestRow)};
    }
    return {};
}

/// What a row adds to the party that it names.
struct Completion
{
    Party party;
    bool adds = false;
    QStringList differs; ///< what the two say differently
};

Completion completed(const Party& standing, const Party& row)
{
    Completion result{standing, false, {}};
    const auto fill = [&](const char* field, QString Party::* member) {
        QString& mine = result.party.*member;
        const QString& other = row.*member;
        if (other.isEmpty() || mine == other) {
            return;
        }
        if (mine.isEmpty()) {
            mine = other;
            result.adds = true;
        } else {
            result.differs.append(QString::fromLatin1(field));
        }
    };
    if (standing.name.compare(row.name, Qt::CaseInsensitive) != 0) {
        result.party.name = row.name; // it was known by its tenant only
        result.adds = true;
    }
    fill("contact", &Party::contact);
    fill("note", &Party::note);
    fill("our_role", &Party::ourRole);
    fill("country", &Party::country);
    fill("zone", &Party::zone);
    fill("channel", &Party::channel);
    if (standing.records.isEmpty() && !row.records.isEmpty()) {
        result.party.records = row.records; // a count that stands was found out otherwise
        result.adds = true;
    }
    if (!row.clause.isNull() && standing.clause != row.clause) {
        if (standing.clause.isNull()) {
            result.party.clause = row.clause;
            result.adds = true;
        } else {
            result.differs.append(u"clause"_s);
        }
    }
    return result;
}

/// The parties of an incident by their keys, and those that are known by their tenant only.
struct StandingParties
{
    std::map<QString, Kept<Party>> byKey;
    std::map<QString, QString> keyOfTenant; ///< kind and tenant → key, of a party whose name is its tenant
    QSet<QString> ofFile;                   ///< keys of rows before

    static QString tenantKey(const Party& party) { return (party.kind + QChar(0x1f) + party.tenant).toCaseFolded(); }

    void add(const Kept<Party>& party)
    {
        const QString key = keyOf(party.value);
        if (!party.value.tenant.isEmpty() && party.value.name.compare(party.value.tenant, Qt::CaseInsensitive) == 0) {
            keyOfTenant.insert_or_assign(tenantKey(party.value), key);
        }
        byKey.insert_or_assign(key, party);
    }
    /// Null where there is none.
    const Kept<Party>* find(const Party& row) const
    {
        auto found = byKey.find(keyOf(row));
        if (found == byKey.end() && !row.tenant.isEmpty()) {
            if (const auto key = keyOfTenant.find(tenantKey(row)); key != keyOfTenant.end()) {
                found = byKey.find(key->second);
            }
        }
        return found == byKey.end() ? nullptr : &found->second;
    }
};

/// Puts a good row where it belongs.
BrokenRow place(PartyList& list, StandingParties& standing, const Party& party)
{
    const QString key = keyOf(party);
    if (standing.ofFile.contains(key)) {
        ++list.duplicate;
        return {};
    }
    const Kept<Party>* there = standing.find(party);
    if (!there) {
        standing.ofFile.insert(key);
        list.parties.push_back(party);
        return {};
    }
    Completion completion = completed(there->value, party);
    if (!completion.differs.isEmpty()) {
        return {u"party.differs"_s,
                TimelineText::tr("The party stands already and says something else for: %1.")
                    .arg(completion.differs.join(", "_L1))};
    }
    standing.ofFile.insert(key);
    standing.keyOfTenant.erase(StandingParties::tenantKey(party)); // another row of that tenant is another party
    if (completion.adds) {
        list.completed.emplace_back(there->id, std::move(completion.party));
    } else {
        ++list.duplicate;
    }
    return {};
}
} // namespace

QStringList partyMeaningIds()
{
    return {u"ignored"_s, u"name"_s,    u"kind"_s, u"tenant"_s, u"contact"_s, u"note"_s,
            u"role"_s,    u"country"_s, u"zone"_s, u"clause"_s, u"channel"_s, u"records"_s};
}

std::optional<PartyMeaning> partyMeaningFromId(QStringView id)
{
    const qsizetype at = partyMeaningIds().indexOf(id);
    return at < 0 ? std::nullopt : std::optional(static_cast<PartyMeaning>(at));
}

QStringList partyKinds()
{
    return {u"account"_s, u"contact"_s, u"authority"_s, u"insurer"_s, u"vendor"_s};
}

QString whyNoParty(const Party& party)
{
    return whyNot(party).detail;
}

QStringList partyRoles()
{
    return {u"controller"_s, u"processor"_s, u"both"_s};
}

Expected<PartyList> readParties(const Casework& casework, const Id& incident, QIODevice& file,
                                const PartyListWish& wish, const std::stop_token& stop)
{
    StandingParties standing;
    TRY(const auto parties, casework.all<Party>(incident));
    for (const Kept<Party>& one : parties) {
        if (!one.value.isStruck && one.stream.compartment == wish.compartment) {
            standing.add(one);
        }
    }
    TRY(const auto clauses, clauseIds(casework));
    TRY(const auto rows, openRows(file, containerOf(file.peek(frontOfAList))));
    PartyList list;
    PartyPlaces places = placesOf({});
    for (;;) {
        if (stop.stop_requested()) {
            return failure("vault.cancelled"_L1, TimelineText::tr("Stopped. Nothing was imported."));
        }
        TRY(const auto step, rows->next());
        if (static_cast<qsizetype>(list.columns.size()) != rows->columns().size()) {
            list.columns = meaningsOf(rows->columns(), wish);
            places = placesOf(list.columns);
        }
        if (step == RowSource::Step::End) {
            break;
        }
        if (++list.read > PartyList::mostRows) {
            return failure("party.too-many"_L1,
                           TimelineText::tr("The file has more than %1 rows: split it. Nothing was imported.")
                               .arg(PartyList::mostRows));
        }
        const PartyRow row = partyOf(rows->cells(), places, wish.kind, clauses, casework.now());
        BrokenRow why = step == RowSource::Step::Broken ? rows->broken() : whyNot(row.party);
        why = why.reason.isEmpty() ? row.why : why;
        if (why.reason.isEmpty()) {
            why = place(list, standing, row.party);
        }
        if (!why.reason.isEmpty()) {
            list.rejected.push_back(
                {.row = rows->number(), .reason = why.reason, .detail = why.detail, .cells = rows->cells()});
        }
    }
    CHECK_OK(checkChosen(rows->columns(), wish));
    if (list.read == 0) {
        return failure("party.nothing-read"_L1, TimelineText::tr("The file has no rows."));
    }
    if (places.at(static_cast<std::size_t>(PartyMeaning::Name)) < 0) {
        return failure("party.no-name"_L1,
                       TimelineText::tr("No column of the file is known to hold names; it has: %1. Say which does.")
                           .arg(rows->columns().join(u", "_s)));
    }
    return list;
}

} // namespace bulkhead::timeline
