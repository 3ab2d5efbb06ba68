#include "app/ctl/commands/groups.h"
#include "app/ctl/text.h"

#include <algorithm>
#include <iterator>

namespace bulkhead::ctl {

using namespace Qt::StringLiterals;

Catalogue makeCatalogue()
{
    Catalogue catalogue;
    for (const auto group :
         {vaultCommands,       keepingCommands,    slotCommands,      userCommands,     verifyCommands,
          journalCommands,     incidentCommands,   counselCommands,   exportCommands,   taskCommands,
          timelineCommands,    decisionCommands,   partyCommands,     evidenceCommands, answerCommands,
          certificateCommands, custodyCommands,    sightingCommands,  clockCommands,    deadlineCommands,
          lawCommands,         severityCommands,   clauseCommands,    customerCommands, breachCommands,
          registerCommands,    disclosureCommands, packCommands,      crmCommands,      crmAffectedCommands,
          crmAttachCommands,   reviewCommands,     noteCommands,      dataSetCommands,  overlapCommands,
          copyCommands,        classifyCommands,   indicatorCommands, demoCommands,     programCommands}) {
        Commands commands = group();
        std::ranges::move(commands, std::back_inserter(catalogue.commands));
    }
    catalogue.globals = {
        {.name = u"vault"_s, .value = u"DIR"_s, .help = Ctl::tr("The vault (default: BULKHEAD_VAULT).")},
        {.name = u"user"_s,
         .value = u"NAME"_s,
         .help = Ctl::tr("Whose slot is unlocked (default: the one that the passphrase opens).")},
        {.name = u"passphrase-file"_s,
         .value = u"FILE"_s,
         .help = Ctl::tr("A file with the passphrase; one line end behind it does not count (default: "
                         "BULKHEAD_PASSPHRASE_FILE, else it is asked for on the terminal without echo).")},
        {.name = u"passphrase-fd"_s,
         .value = u"N"_s,
         .help = Ctl::tr("An open file descriptor from which the passphrase is read.")},
        {.name = u"key-file"_s, .value = u"FILE"_s, .help = Ctl::tr("The key file that goes with the passphrase.")},
        {.name = u"recovery-file"_s,
         .value = u"FILE"_s,
         .help = Ctl::tr("A file with the recovery code, which opens in place of the passphrase. Where a recovery code "
                         "is made, the new file that it is written to.")},
        {.name = u"keyring"_s,
         .value = {},
         .help = Ctl::tr("The desktop's keyring opens the vault, where a key slot of kind keyring was added.")},
        {.name = u"json"_s, .value = {}, .help = Ctl::tr("One JSON document on standard output, nothing else there.")},
        {.name = u"quiet"_s, .value = {}, .help = Ctl::tr("No progress and no remarks on standard error.")},
    };
    return catalogue;
}

Option incidentOption()
{
    return {.name = u"incident"_s,
            .value = u"ID"_s,
            .help = Ctl::tr("The incident: its number (INC-0007), its id or the beginning of it."),
            .isRequired = true};
}

Option compartmentOption()
{
    return {.name = u"compartment"_s,
            .value = u"C"_s,
            .help = Ctl::tr("Who may read it (default: team; counsel is privileged)."),
            .choices = {u"team"_s, u"counsel"_s},
            .alias = u"room"_s};
}

Option zoneOption()
{
    return {.name = u"tz"_s,
            .value = u"ZONE"_s,
            .help = Ctl::tr("The zone in which times without an offset are read, such as Europe/Berlin.")};
}

Option newPassphraseFile()
{
    return {.name = u"new-passphrase-file"_s,
            .value = u"FILE"_s,
            .help = Ctl::tr("A file with the new passphrase (default: asked for on the terminal, twice).")};
}

Option newPassphraseDescriptor()
{
    return {.name = u"new-passphrase-fd"_s,
            .value = u"N"_s,
            .help = Ctl::tr("An open file descriptor from which the new passphrase is read.")};
}

Option newKeyFile()
{
    return {.name = u"new-key-file"_s,
            .value = u"FILE"_s,
            .help = Ctl::tr("The key file that is to go with the new passphrase.")};
}

Option rolesOption()
{
    return {.name = u"roles"_s,
            .value = u"R,R"_s,
            .help = Ctl::tr("What the member does."),
            .isRequired = true,
            .takes = Option::Takes::List,
            .choices = roleIds()};
}

Option stretchOption()
{
    return {.name = u"kdf-seconds"_s,
            .value = u"S"_s,
            .help = Ctl::tr("How long stretching the passphrase is to take on this machine (default: 1). 0 means the "
                            "floor of 64 MiB and three passes, below which nothing goes.")};
}

Expected<double> stretchSeconds(const Call& call)
{
    if (!call.has("kdf-seconds"_L1)) {
        return 1.0;
    }
    bool isNumber = false;
    const double seconds = call.value("kdf-seconds"_L1).toDouble(&isNumber);
    const bool isInRange = seconds >= 0 && seconds <= 60; // NaN is not
    if (!isNumber || !isInRange) {
        return failure("usage.value"_L1, Ctl::tr("--kdf-seconds is a number from 0 to 60."));
    }
    return seconds;
}

Option mapOption()
{
    return {.name = u"map"_s,
            .value = u"COLUMN=MEANING"_s,
            .help = Ctl::tr("What a column holds, by its header or its number from 1; wins over what is recognised. "
                            "Meanings: email phone given-name family-name full-name company street city postcode "
                            "country birth-date national-id iban card record-id url ip tenant free-text none."),
            .takes = Option::Takes::Repeated};
}

QStringList roleIds()
{
    QStringList ids;
    for (const Role role : allRoles) {
        ids.append(QString(roleId(role)));
    }
    return ids;
}

} // namespace bulkhead::ctl
