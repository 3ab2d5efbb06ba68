#include "app/ctl/exit.h"

#include "app/ctl/text.h"

#include <array>
#include <ranges>
#include <vector>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

bool isAny(const Error& error, std::initializer_list<QLatin1StringView> codes)
{
    return std::ranges::any_of(codes, [&](QLatin1StringView code) { return error.is(code); });
}

Exit exitOfVault(const Error& error)
{
    if (isAny(error,
              {"vault.wrong-passphrase"_L1, "vault.locked"_L1, "vault.missing"_L1, "vault.no-passphrase"_L1,
               "vault.passphrase-empty"_L1, "vault.passphrase-not-text"_L1, "vault.keyring-empty"_L1,
               "vault.no-keyring-slot"_L1, "vault.old-format"_L1})) {
        return Exit::Vault;
    }
    if (isAny(error,
              {"vault.exists"_L1, "vault.not-a-vault"_L1, "vault.newer-format"_L1, "vault.kdf-refused"_L1,
               "vault.last-slot"_L1, "vault.user-exists"_L1, "vault.source-unreadable"_L1, "vault.unknown-slot"_L1,
               "vault.no-such-slot"_L1, "vault.no-such-user"_L1, "vault.bad-name"_L1, "vault.not-a-backup"_L1,
               "vault.file-exists"_L1, "vault.unknown-key"_L1})) {
        return Exit::Input;
    }
    if (isAny(error, {"vault.not-your-slot"_L1, "vault.own-slot"_L1})) {
        return Exit::NotPermitted;
    }
    if (isAny(error, {"vault.no-keyring"_L1, "vault.keyring-refused"_L1})) {
        return Exit::Outside;
    }
    return error.is("vault.cancelled"_L1) ? Exit::Cancelled : Exit::Machine;
}

Exit exitOfJournal(const Error& error)
{
    if (isAny(error, {"journal.not-permitted"_L1, "journal.no-key"_L1})) {
        return Exit::NotPermitted;
    }
    if (isAny(error, {"journal.closed"_L1, "journal.bad-value"_L1, "journal.too-large"_L1, "journal.unknown"_L1})) {
        return Exit::Input;
    }
    return Exit::Machine;
}

Exit exitOfProvenance(const Error& error)
{
    if (isAny(error, {"provenance.map-syntax"_L1, "provenance.unknown-meaning"_L1})) {
        return Exit::Usage;
    }
    if (error.is("provenance.cancelled"_L1)) {
        return Exit::Cancelled;
    }
    if (error.code.startsWith("provenance.index-"_L1)
        || isAny(error,
                 {"provenance.write-failed"_L1, "provenance.disk-full"_L1, "provenance.bad-key"_L1,
                  "provenance.file-exists"_L1, "provenance.segment-missing"_L1, "provenance.copy-damaged"_L1})) {
        return Exit::Machine;
    }
    return Exit::Input;
}

} // namespace

Exit exitFor(const Error& error)
{
    if (error.is("cancelled"_L1) || error.code.endsWith(".cancelled"_L1)) {
        return Exit::Cancelled;
    }
    if (error.in("usage"_L1) || error.in("time"_L1)
        || isAny(
            error,
            {"value.bad"_L1, "value.empty"_L1, "value.fixed"_L1, "incident.ambiguous"_L1, "timeline.bad-query"_L1})) {
        return Exit::Usage;
    }
    if (isAny(error,
              {"evidence.same-person"_L1, "evidence.on-hold"_L1, "disclosure.author"_L1, "disclosure.role"_L1,
               "disclosure.privileged"_L1, "disclosure.not-approved"_L1, "disclosure.break-glass"_L1})) {
        return Exit::NotPermitted;
    }
    if (isAny(error, {"deadline.zone"_L1,       "deadline.country"_L1,
                      "deadline.fact"_L1,       "deadline.regime"_L1,
                      "deadline.event"_L1,      "severity.input"_L1,
                      "severity.missing"_L1,    "deadline.clause"_L1,
                      "deadline.reasons"_L1,    "breach.question"_L1,
                      "breach.answer"_L1,       "breach.unchanged"_L1,
                      "clause.bad"_L1,          "counsel.member"_L1,
                      "counsel.not-in"_L1,      "clause.not-found"_L1,
                      "notice.bad"_L1,          "register.bad"_L1,
                      "review.bad"_L1,          "disclosure.template"_L1,
                      "disclosure.section"_L1,  "disclosure.no-customer"_L1,
                      "disclosure.sentence"_L1, "disclosure.excerpt"_L1,
                      "disclosure.fact"_L1,     "disclosure.no-version"_L1,
                      "disclosure.no-text"_L1,  "disclosure.word"_L1,
                      "disclosure.format"_L1,   "disclosure.void"_L1,
                      "pack.no-letter"_L1,      "pack.unnamed"_L1,
                      "disclosure.moved"_L1,    "disclosure.not-submitted"_L1})) {
        return Exit::Usage;
    }
    if (error.in("crm"_L1)) {
        return error.is("crm.connector"_L1)   ? Exit::Usage
            : error.is("crm.mapping"_L1)      ? Exit::Input
            : error.is("crm.sandbox"_L1)      ? Exit::Input
            : error.is("crm.not-released"_L1) ? Exit::NotPermitted
            : error.is("crm.suspect"_L1)      ? Exit::NotPermitted
            : error.is("crm.privileged"_L1)   ? Exit::NotPermitted
            : error.is("crm.package"_L1)      ? Exit::Machine
                                              : Exit::Outside;
    }
    if (error.in("vault"_L1)) {
        return exitOfVault(error);
    }
    if (isAny(error, {"pack.wrong-passphrase"_L1, "pack.passphrase-empty"_L1})) {
        return Exit::Vault;
    }
    if (error.in("journal"_L1)) {
        return exitOfJournal(error);
    }
    if (error.is("disclosure.not-ready"_L1)) {
        return Exit::No;
    }
    if (error.is("disclosure.export"_L1)) {
        return Exit::Machine;
    }
    if (error.in("timestamp"_L1)) {
        return error.is("timestamp.bad-address"_L1)    ? Exit::Usage
            : error.is("timestamp.bad-authorities"_L1) ? Exit::Input
                                                       : Exit::Outside;
    }
    if (error.in("provenance"_L1)) {
        return exitOfProvenance(error);
    }
    if (error.in("machine"_L1) || error.in("crypto"_L1)
        || isAny(error, {"evidence.damaged"_L1, "evidence.cannot-write"_L1, "bundle.cannot-write"_L1})) {
        return Exit::Machine;
    }
    return Exit::Input;
}

bool isDamage(const Error& error)
{
    return error.code.contains("damaged"_L1) || error.code.contains("truncated"_L1) || error.in("crypto"_L1)
        || error.is("vault.wrong-key"_L1) || error.is("vault.blob-missing"_L1)
        || error.is("provenance.index-missing"_L1)
        || (error.in("journal"_L1) && exitFor(error) == Exit::Machine && !error.is("journal.read-only"_L1)
            && !error.is("journal.clock-behind"_L1));
}

std::vector<ExitMeaning> exitMeanings()
{
    return {
        {Exit::Done, Ctl::tr("Done.")},
        {Exit::No, Ctl::tr("Done, and the answer is \"no\" or \"found something\".")},
        {Exit::Usage, Ctl::tr("Wrong usage.")},
        {Exit::Vault, Ctl::tr("The vault is locked, missing, or held by another process, or the passphrase is wrong.")},
        {Exit::Input, Ctl::tr("The input is bad.")},
        {Exit::NotPermitted, Ctl::tr("Not permitted for this user's roles.")},
        {Exit::Outside, Ctl::tr("An outside system failed or refused.")},
        {Exit::Machine, Ctl::tr("The disk or the machine failed, or the vault is damaged.")},
        {Exit::Cancelled, Ctl::tr("Cancelled by a signal; nothing is left half-done.")},
    };
}

} // namespace bulkhead::ctl
