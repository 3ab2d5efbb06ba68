#pragma once

#include "app/ctl/command.h"
#include "models/incident/casework.h"
#include "models/incident/tables.h"

namespace bulkhead::ctl {

using Commands = std::vector<Command>;

/// \name One function for each group of commands, in the order in which help lists them
///@{
[[nodiscard]] Commands vaultCommands();
[[nodiscard]] Commands keepingCommands();
[[nodiscard]] Commands slotCommands();
[[nodiscard]] Commands userCommands();
[[nodiscard]] Commands verifyCommands();
[[nodiscard]] Commands journalCommands();
[[nodiscard]] Commands incidentCommands();
[[nodiscard]] Commands counselCommands(); ///< who reads the counsel compartment
[[nodiscard]] Commands exportCommands();
[[nodiscard]] Commands taskCommands();
[[nodiscard]] Commands timelineCommands();
[[nodiscard]] Commands importCommands(); ///< of the timeline
[[nodiscard]] Commands decisionCommands();
[[nodiscard]] Commands partyCommands();
[[nodiscard]] Commands evidenceCommands();
[[nodiscard]] Commands answerCommands(); ///< what was said of evidence
[[nodiscard]] Commands certificateCommands();
[[nodiscard]] Commands custodyCommands();
[[nodiscard]] Commands sightingCommands();
[[nodiscard]] Commands clockCommands();
[[nodiscard]] Commands deadlineCommands();
[[nodiscard]] Commands lawCommands();
[[nodiscard]] Commands severityCommands();
[[nodiscard]] Commands clauseCommands();
[[nodiscard]] Commands customerCommands();
[[nodiscard]] Commands breachCommands();
[[nodiscard]] Commands registerCommands();
[[nodiscard]] Commands disclosureCommands();
[[nodiscard]] Commands reviewCommands();
[[nodiscard]] Commands noteCommands();
[[nodiscard]] Commands dataSetCommands();
[[nodiscard]] Commands overlapCommands();
[[nodiscard]] Commands copyCommands();
[[nodiscard]] Commands classifyCommands();
[[nodiscard]] Commands indicatorCommands();
[[nodiscard]] Commands packCommands(); ///< what a customer checks a list with
[[nodiscard]] Commands crmCommands();
[[nodiscard]] Commands crmAffectedCommands();
[[nodiscard]] Commands crmAttachCommands();
[[nodiscard]] Commands demoCommands();
[[nodiscard]] Commands programCommands();
///@}

/// \name What is said of a party, for those that add and change one
///@{
[[nodiscard]] std::vector<Option> partyOptions();
/// Errors: `value.bad`, `clause.not-found`.
[[nodiscard]] Expected<void> takePartyOptions(const Call& call, const Casework& casework, Party& party);
///@}

/// \name Options that several groups share
///@{
[[nodiscard]] Option incidentOption(); ///< --incident ID, must be given
[[nodiscard]] Option compartmentOption();
[[nodiscard]] Option zoneOption(); ///< --tz ZONE
[[nodiscard]] Option newPassphraseFile();
[[nodiscard]] Option newPassphraseDescriptor();
[[nodiscard]] Option newKeyFile();
[[nodiscard]] Option rolesOption();
[[nodiscard]] Option stretchOption();                            ///< --kdf-seconds S
[[nodiscard]] Expected<double> stretchSeconds(const Call& call); ///< what it says; 1 where it is not given
[[nodiscard]] Option mapOption();
[[nodiscard]] QStringList roleIds();
template<typename E> [[nodiscard]] QStringList choicesOf()
{
    QStringList names;
    for (const char* name : Choices<E>::names) {
        names.append(QString::fromLatin1(name));
    }
    return names;
}
///@}

} // namespace bulkhead::ctl
