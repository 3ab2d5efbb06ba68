#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/commands/recovery.h"
#include "app/ctl/json.h"
#include "app/ctl/progress.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

#include <QDir>
#include <QDirIterator>

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

Expected<Exit> createVault(Call& call)
{
    const QString folder = call.argument(0);
    NewVault wish{.name = call.value("name"_L1), .userName = call.value("user"_L1), .credential = {}};
    if (wish.userName.isEmpty()) {
        return failure("usage.missing"_L1, Ctl::tr("vault create needs --user NAME, the first member."));
    }
    TRY(const Roles roles, call.roles("roles"_L1));
    TRY(wish.kdfSeconds, stretchSeconds(call));
    call.takeRecoveryFileAsTarget();
    CHECK_OK(checkRecoveryTarget(call));
    TRY(wish.credential,
        call.has("new-passphrase-file"_L1) || call.has("new-passphrase-fd"_L1) || !call.hasCredential()
            ? call.newCredential()
            : call.credential());
    wish.credential.user = QString();
    const Member founder{.name = wish.userName,
                         .email = call.value("email"_L1),
                         .roles = roles | Roles(Role::Administrator),
                         .signingKey = {},
                         .exchangeKey = {}};
    TRY(const auto desk, Desk::create(folder, wish, founder));
    const SlotKind passphraseKind = desk->vault().slots().front().kind;
    TRY(const Slot recovery, addRecoverySlot(call, desk->vault(), wish.kdfSeconds));
    CHECK_OK(desk->finish());

    QJsonArray kinds{QString(slotKindName(passphraseKind)), QString(slotKindName(recovery.kind))};
    call.out().answer({{u"vault"_s, desk->vault().id().text()},
                       {u"path"_s, QDir(folder).absolutePath()},
                       {u"name"_s, wish.name},
                       {u"user"_s, desk->vault().userId().text()},
                       {u"device"_s, desk->journal().device().text()},
                       {u"fingerprint"_s, hex(desk->journal().fingerprint())},
                       {u"slots"_s, kinds}},
                      Ctl::tr("The vault \"%1\" stands at %2. Its fingerprint is %3.")
                          .arg(wish.name, folder, hex(desk->journal().fingerprint())));
    return Exit::Done;
}

qint64 sizeOf(const QString& folder)
{
    qint64 bytes = 0;
    for (QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); files.hasNext();) {
        files.next();
        bytes += files.fileInfo().size();
    }
    return bytes;
}

QJsonArray slotsJson(const std::vector<Slot>& keySlots)
{
    QJsonArray array;
    for (const Slot& slot : keySlots) {
        array.append(QJsonObject{{u"id"_s, slot.id.text()},
                                 {u"user"_s, slot.userName},
                                 {u"kind"_s, QString(slotKindName(slot.kind))},
                                 {u"created"_s, isoTime(slot.created)}});
    }
    return array;
}

/// What only an opened vault tells.
Expected<void> addOpenStatus(Call& call, QJsonObject& object, QString& text)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    TRY(const Journal::Counts counts, desk->journal().counts());
    const auto members = static_cast<qint64>(desk->journal().members().size());
    object.insert(u"users"_s, members);
    object.insert(u"devices"_s, counts.devices);
    object.insert(u"incidents"_s, counts.incidents);
    object.insert(u"changes"_s, counts.changes);
    object.insert(u"quarantined"_s, QJsonObject{{u"invalid"_s, counts.invalid}, {u"held"_s, counts.held}});
    object.insert(u"fingerprint"_s, hex(desk->journal().fingerprint()));
    object.insert(u"signed_in"_s, desk->vault().userName());
    object.insert(u"roles"_s, QJsonArray::fromStringList(desk->journal().roles().names()));
    object.insert(u"warnings"_s, QJsonArray::fromStringList(desk->vault().warnings()));
    text
        += Ctl::tr("Members: %1. Devices: %2. Incidents: %3.\n").arg(members).arg(counts.devices).arg(counts.incidents);
    text += Ctl::tr("Changes: %1, of them invalid: %2, held: %3.\n")
                .arg(counts.changes)
                .arg(counts.invalid)
                .arg(counts.held);
    text += Ctl::tr("Fingerprint: %1\n").arg(hex(desk->journal().fingerprint()));
    text
        += Ctl::tr("Signed in: %1 (%2)\n").arg(desk->vault().userName(), desk->journal().roles().names().join(", "_L1));
    for (const QString& warning : desk->vault().warnings()) {
        text += warning + u'\n';
    }
    return {};
}

Expected<Exit> vaultStatus(Call& call)
{
    TRY(const QString folder, call.vaultFolder());
    TRY(const VaultStatus status, Vault::status(folder));
    const qint64 size = sizeOf(folder);
    QJsonObject object{{u"vault"_s, status.id.text()},
                       {u"path"_s, status.path},
                       {u"name"_s, status.name},
                       {u"format"_s, status.format},
                       {u"created"_s, isoTime(status.created)},
                       {u"size"_s, size},
                       {u"locked_by"_s, status.lockedBy},
                       {u"slots"_s, slotsJson(status.slots)}};
    QString text = Ctl::tr("%1: format %2, made %3, %4.\n")
                       .arg(status.name)
                       .arg(status.format)
                       .arg(shownTime(status.created), sizeText(size));
    text += status.lockedBy.isEmpty() ? Ctl::tr("Nobody holds it for writing.\n")
                                      : Ctl::tr("Held for writing by %1.\n").arg(status.lockedBy);
    for (const Slot& slot : status.slots) {
        text
            += Ctl::tr("Key slot %1: %2 of %3.\n").arg(slot.id.text(), QString(slotKindName(slot.kind)), slot.userName);
    }
    if (call.hasCredential()) {
        CHECK_OK(addOpenStatus(call, object, text));
    } else {
        text += Ctl::tr("With a passphrase this tells of members, incidents and changes too.\n");
    }
    call.out().answer(object, text);
    return Exit::Done;
}

Expected<Exit> changePassphrase(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const double seconds, stretchSeconds(call));
    TRY(const Credential current, call.credential());
    TRY(const Credential fresh, call.newCredential());
    CHECK_OK(desk->vault().changePassphrase(current, fresh, seconds));
    call.out().answer({{u"user"_s, desk->vault().userName()}, {u"slots"_s, slotsJson(desk->vault().slots())}},
                      Ctl::tr("The passphrase of %1 is changed. The old one opens nothing any more, except copies and "
                              "backups of the vault made before.")
                          .arg(desk->vault().userName()));
    return Exit::Done;
}

} // namespace

Commands vaultCommands()
{
    Option roles = rolesOption();
    return {
        {.path = {u"vault"_s, u"create"_s},
         .summary = Ctl::tr("Makes a new encrypted vault and its first user."),
         .detail = Ctl::tr("The first user is an administrator too, whatever roles are given. The recovery code is "
                           "printed once, to standard error or to the new file of --recovery-file. The passphrase is "
                           "that of --passphrase-file or --new-passphrase-file, or is asked for twice."),
         .arguments = {{u"DIR"_s, Ctl::tr("The folder to make; it must not exist or be empty.")}},
         .options
         = {{.name = u"name"_s, .value = u"NAME"_s, .help = Ctl::tr("What the vault is called."), .isRequired = true},
            roles,
            {.name = u"email"_s, .value = u"E"_s, .help = Ctl::tr("The first user's e-mail address.")},
            newPassphraseFile(),
            newPassphraseDescriptor(),
            newKeyFile(),
            stretchOption()},
         .examples = {u"bulkheadctl vault create ~/acme.vault --name Acme --user \"A. Moreno\" "
                      "--roles incident-commander,engineering --recovery-file code.txt"_s},
         .answer = u"vault, user, device, slots, path, name, fingerprint"_s,
         .usesVault = false,
         .run = createVault},
        {.path = {u"vault"_s, u"status"_s},
         .summary = Ctl::tr("Says what a vault is and who holds it."),
         .detail = Ctl::tr("Works beside a writer. Without a passphrase it answers what the vault's header and lock "
                           "tell."),
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault vault status"_s},
         .answer = u"format, users, devices, incidents, changes, quarantined, size, locked_by, slots"_s,
         .run = vaultStatus},
        {.path = {u"vault"_s, u"passphrase"_s},
         .summary = Ctl::tr("Changes the signed-in user's passphrase."),
         .detail = {},
         .arguments = {},
         .options = {newPassphraseFile(), newPassphraseDescriptor(), newKeyFile(), stretchOption()},
         .examples
         = {u"bulkheadctl --vault ~/acme.vault --passphrase-file old vault passphrase --new-passphrase-file new"_s},
         .answer = u"user, slots"_s,
         .run = changePassphrase},
    };
}

} // namespace bulkhead::ctl
