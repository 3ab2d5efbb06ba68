#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/recovery.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"
#include "models/vault/secretstore.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

QJsonObject slotJson(const Slot& slot)
{
    return {{u"id"_s, slot.id.text()},
            {u"user"_s, slot.userName},
            {u"kind"_s, QString(slotKindName(slot.kind))},
            {u"created"_s, isoTime(slot.created)},
            {u"memory_kib"_s, static_cast<qint64>(slot.kdf.memoryKiB)},
            {u"passes"_s, static_cast<qint64>(slot.kdf.passes)}};
}

Expected<Exit> listSlots(Call& call)
{
    TRY(const QString folder, call.vaultFolder());
    TRY(const VaultStatus status, Vault::status(folder));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Slot"), Ctl::tr("Member"), Ctl::tr("Kind"), Ctl::tr("Made")}, .rows = {}};
    for (const Slot& slot : status.slots) {
        array.append(slotJson(slot));
        table.rows.push_back(
            {slot.id.text(), slot.userName, QString(slotKindName(slot.kind)), shownTime(slot.created)});
    }
    call.out().answer({{u"slots"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Slot> addPassphraseSlot(const Call& call, Vault& vault, SlotKind kind, double seconds)
{
    TRY(const Credential fresh, call.newCredential());
    if (kind == SlotKind::PassphraseAndKeyFile && fresh.keyFile.isEmpty()) {
        return failure("usage.missing"_L1, Ctl::tr("A slot of kind passphrase+keyfile needs --new-key-file."));
    }
    if (kind == SlotKind::Passphrase && !fresh.keyFile.isEmpty()) {
        return failure("usage.value"_L1, Ctl::tr("--new-key-file goes with --kind passphrase+keyfile."));
    }
    return vault.addSlot(kind, fresh, seconds);
}

Expected<Slot> addSlotOf(const Call& call, Vault& vault, SlotKind kind, double seconds)
{
    switch (kind) {
    case SlotKind::RecoveryCode:
        return addRecoverySlot(call, vault, seconds);
    case SlotKind::Keyring:
        return addKeyringSlot(vault, *desktopSecretStore());
    case SlotKind::Passphrase:
    case SlotKind::PassphraseAndKeyFile:
        break;
    }
    return addPassphraseSlot(call, vault, kind, seconds);
}

Expected<Exit> addSlot(Call& call)
{
    const SlotKind kind = slotKindFromName(call.value("kind"_L1)).value_or(SlotKind::Passphrase);
    TRY(const double seconds, stretchSeconds(call));
    if (kind == SlotKind::RecoveryCode) {
        call.takeRecoveryFileAsTarget();
        CHECK_OK(checkRecoveryTarget(call));
    }
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Slot slot, addSlotOf(call, desk->vault(), kind, seconds));
    call.out().answer(slotJson(slot),
                      Ctl::tr("Key slot %1 (%2) opens the vault for %3 from now on.")
                          .arg(slot.id.text(), QString(slotKindName(kind)), slot.userName));
    return Exit::Done;
}

Expected<Exit> removeSlot(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    const QString wanted = call.argument(0);
    std::vector<Slot> found;
    for (const Slot& slot : desk->vault().slots()) {
        if (slot.id.text() == wanted || (wanted.size() >= 4 && slot.id.text().startsWith(wanted))) {
            found.push_back(slot);
        }
    }
    if (found.size() != 1) {
        return failure("vault.unknown-slot"_L1,
                       found.empty() ? Ctl::tr("This vault has no key slot %1.").arg(wanted)
                                     : Ctl::tr("Several key slots begin with %1; give more of it.").arg(wanted));
    }
    CHECK_OK(removeSlotAndSecret(desk->vault(), found.front(), *desktopSecretStore()));
    call.out().answer({{u"removed"_s, found.front().id.text()}},
                      Ctl::tr("Key slot %1 opens nothing any more, except copies and backups of the vault made before.")
                          .arg(found.front().id.text()));
    return Exit::Done;
}

} // namespace

Commands slotCommands()
{
    return {
        {.path = {u"vault"_s, u"slots"_s, u"list"_s},
         .summary = Ctl::tr("Lists the key slots of a vault."),
         .detail = Ctl::tr("Needs no passphrase."),
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault vault slots list"_s},
         .answer = u"slots[{id, user, kind, created, memory_kib, passes}]"_s,
         .run = listSlots},
        {.path = {u"vault"_s, u"slots"_s, u"add"_s},
         .summary = Ctl::tr("Adds a key slot for the signed-in user."),
         .detail = Ctl::tr(
             "passphrase+keyfile needs both: the passphrase and a file, any whose content stays as it is, "
             "best kept on another device; it opens with --key-file. keyring: the desktop's Secret "
             "Service keeps a random secret, and whoever is signed in to the desktop opens the vault with "
             "--keyring; approvals still ask for the passphrase."),
         .arguments = {},
         .options = {{.name = u"kind"_s,
                      .value = u"KIND"_s,
                      .help = Ctl::tr("What opens it."),
                      .isRequired = true,
                      .choices = {u"passphrase"_s, u"passphrase+keyfile"_s, u"recovery"_s, u"keyring"_s}},
                     newPassphraseFile(),
                     newPassphraseDescriptor(),
                     newKeyFile(),
                     stretchOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault vault slots add --kind recovery --recovery-file code.txt"_s,
                      u"bulkheadctl --vault ~/acme.vault vault slots add --kind passphrase+keyfile --new-key-file "
                      "/media/stick/key"_s},
         .answer = u"id, user, kind, created, memory_kib, passes"_s,
         .run = addSlot},
        {.path = {u"vault"_s, u"slots"_s, u"remove"_s},
         .summary = Ctl::tr("Removes a key slot of the signed-in user, never the last one."),
         .detail = {},
         .arguments = {{u"SLOT"_s, Ctl::tr("Its id or the beginning of it.")}},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault vault slots remove 01jd"_s},
         .answer = u"removed"_s,
         .run = removeSlot},
    };
}

} // namespace bulkhead::ctl
