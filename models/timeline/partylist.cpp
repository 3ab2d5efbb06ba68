#include "models/timeline/partylist.h"

#include "models/timeline/rowsource.h"
#include "models/timeline/timelinetext.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 frontOfAList = 64 << 10;
constexpr std::size_t partyMeanings = 6;

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

Party partyOf(const QStringList& cells, const PartyPlaces& places, const QString& kind)
{
    const auto cell = [&](PartyMeaning meaning) {
        const qsizetype at = places.at(static_cast<std::size_t>(meaning));
        return at < 0 ? QString() : cells.value(at);
    };
    Party party;
    party.name = cell(PartyMeaning::Name).simplified();
    party.kind = cell(PartyMeaning::Kind).simplified().toLower();
    if (party.kind.isEmpty()) {
        party.kind = kind;
    }
    party.tenant = cell(PartyMeaning::Tenant).simplified();
    party.contact = cell(PartyMeaning::Contact).simplified();
    party.note = cell(PartyMeaning::Note).trimmed();
    return party;
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
    if (party.name.size() + party.tenant.size() + party.contact.size() + party.note.size() > PartyList::longestRow) {
        return {u"party.too-long"_s,
                TimelineText::tr("The row's texts have more than %1 characters together.").arg(PartyList::longestRow)};
    }
    return {};
}
} // namespace

QStringList partyMeaningIds()
{
    return {u"ignored"_s, u"name"_s, u"kind"_s, u"tenant"_s, u"contact"_s, u"note"_s};
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

Expected<PartyList> readParties(const Casework& casework, const Id& incident, QIODevice& file,
                                const PartyListWish& wish, const std::stop_token& stop)
{
    QSet<QString> known;
    TRY(const auto standing, casework.all<Party>(incident));
    for (const Kept<Party>& one : standing) {
        if (!one.value.isStruck && one.stream.compartment == wish.compartment) {
            known.insert(keyOf(one.value));
        }
    }
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
        const Party party = partyOf(rows->cells(), places, wish.kind);
        const BrokenRow why = step == RowSource::Step::Broken ? rows->broken() : whyNot(party);
        if (!why.reason.isEmpty()) {
            list.rejected.push_back(
                {.row = rows->number(), .reason = why.reason, .detail = why.detail, .cells = rows->cells()});
        } else if (const QString key = keyOf(party); known.contains(key)) {
            ++list.duplicate;
        } else {
            known.insert(key);
            list.parties.push_back(party);
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
