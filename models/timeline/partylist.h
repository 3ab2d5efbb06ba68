#pragma once

#include "models/incident/casework.h"
#include "models/incident/importedrow.h"

#include <QIODevice>

#include <stop_token>

namespace bulkhead::timeline {

/// What a column of a list of parties says.
enum class PartyMeaning { Ignored, Name, Kind, Tenant, Contact, Note, Role, Country, Zone, Clause, Channel, Records };
[[nodiscard]] QStringList partyMeaningIds(); ///< "ignored", "name", "kind", "tenant", … "clause", "channel", "records"
[[nodiscard]] std::optional<PartyMeaning> partyMeaningFromId(QStringView id);
[[nodiscard]] QString whyNoParty(const Party& party); ///< what is wrong with it; empty where nothing is
[[nodiscard]] QStringList partyRoles();               ///< controller, processor, both
[[nodiscard]] QStringList partyKinds();               ///< account, contact, authority, insurer, vendor

/// What is asked for a list of parties.
struct PartyListWish
{
    std::vector<std::pair<QString, PartyMeaning>> columns = {}; ///< go before what a column's name says
    QString kind = QStringLiteral("account");                   ///< of rows that say none
    Compartment compartment = Compartment::Team;
};

/// What a list says, held against the parties of the incident: read = parties + completed + duplicate + rejected.
struct PartyList
{
    static constexpr qint64 mostRows = 100'000;
    static constexpr qsizetype longestRow = 1000; ///< UTF-16 units of all texts of a party

    std::vector<std::pair<QString, PartyMeaning>> columns; ///< of the file, in its order
    std::vector<Party> parties;
    std::vector<std::pair<Id, Party>> completed; ///< that stand already, with what the list adds to them
    std::vector<LedgerEntry> rejected;
    qint64 read = 0;
    qint64 duplicate = 0; ///< of a party that stands in the incident, or of an earlier row
};

/// Reads CSV, JSON or JSON Lines with a line of names or named values; writes nothing. A row is there already where
/// name, kind and tenant are those of another that is not struck, whatever their case; one that was only known by its
/// tenant gets its name. What such a row adds is filled in; what it says differently is rejected. Clauses are named as
/// they were entered; a bare number of records is an estimate of the list. Errors: `party.no-name` (no
/// column is a name), `party.no-column` (a chosen column is not there, or is not alone in what it says),
/// `party.nothing-read`, `party.too-many`, `timeline.not-a-table`, `timeline.read-failed`, `timeline.too-large`,
/// `vault.cancelled`.
[[nodiscard]] Expected<PartyList> readParties(const Casework& casework, const Id& incident, QIODevice& file,
                                              const PartyListWish& wish, const std::stop_token& stop = {});

} // namespace bulkhead::timeline
