#include "app/ctl/call.h"
#include "app/ctl/commands/groups.h"
#include "app/ctl/json.h"
#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

namespace bulkhead::ctl {

namespace {

using namespace Qt::StringLiterals;

/// Before a slot is made: a slot without a member in the journal would open nothing.
Expected<void> mayKeepMembers(const Journal& journal)
{
    return journal.mayWrite(Stream(), fieldId(Table<Member>::kind, 3));
}

Expected<Exit> addUser(Call& call)
{
    TRY(const Roles roles, call.roles("roles"_L1));
    TRY(const double seconds, stretchSeconds(call));
    TRY(const auto desk, call.open(Vault::Access::Write));
    CHECK_OK(mayKeepMembers(desk->journal()));
    TRY(const Credential credential, call.newCredential());
    TRY(const NewUser user, desk->vault().addUser(call.argument(0), credential, seconds));
    CHECK_OK(desk->journal().enrol(user, roles, call.value("email"_L1)));
    CHECK_OK(desk->finish());
    call.out().answer(
        {{u"id"_s, user.id.text()}, {u"name"_s, user.name}, {u"roles"_s, QJsonArray::fromStringList(roles.names())}},
        Ctl::tr("%1 is a member now (%2).").arg(user.name, roles.names().join(", "_L1)));
    return Exit::Done;
}

Expected<Exit> listUsers(Call& call)
{
    TRY(const auto desk, call.open(Vault::Access::Read));
    QJsonArray array;
    TextTable table{.headers = {Ctl::tr("Member"), Ctl::tr("E-mail"), Ctl::tr("Roles"), Ctl::tr("Id")}, .rows = {}};
    for (const auto& [id, member] : desk->journal().members()) {
        array.append(QJsonObject{{u"id"_s, id.text()},
                                 {u"name"_s, member.name},
                                 {u"email"_s, member.email},
                                 {u"roles"_s, QJsonArray::fromStringList(member.roles.names())},
                                 {u"retired"_s, member.isRetired}});
        table.rows.push_back({member.name, member.email, member.roles.names().join(", "_L1), id.text()});
    }
    call.out().answer({{u"users"_s, array}}, table.aligned());
    return Exit::Done;
}

Expected<Member> memberOf(const Journal& journal, const Id& id)
{
    for (const auto& [other, member] : journal.members()) {
        if (other == id) {
            return member;
        }
    }
    return failure("member.not-found"_L1, Ctl::tr("This vault has no member %1.").arg(id.text()));
}

Expected<Exit> resetUser(Call& call)
{
    TRY(const double seconds, stretchSeconds(call));
    TRY(const auto desk, call.open(Vault::Access::Write));
    CHECK_OK(mayKeepMembers(desk->journal()));
    TRY(const Id id, desk->member(call.argument(0)));
    TRY(const Member member, memberOf(desk->journal(), id));
    TRY(const Credential credential, call.newCredential());
    TRY(const NewUser user, desk->vault().resetUser(id, credential, seconds));
    CHECK_OK(desk->journal().enrol(user, member.roles, member.email));
    CHECK_OK(desk->finish());
    call.out().answer({{u"id"_s, user.id.text()}, {u"name"_s, user.name}},
                      Ctl::tr("%1 has a new slot and new keys; the old slots are gone. Everybody sees this in the "
                              "journal.")
                          .arg(user.name));
    return Exit::Done;
}

Expected<Exit> setRole(Call& call)
{
    TRY(const Roles roles, call.roles("roles"_L1));
    TRY(const auto desk, call.open(Vault::Access::Write));
    TRY(const Id id, desk->member(call.argument(0)));
    TRY(const Member before, memberOf(desk->journal(), id));
    Member after = before;
    after.roles = roles;
    if (!(after == before)) {
        CHECK_OK(desk->journal().append({.stream = Stream(),
                                         .intent = u"member.roles"_s,
                                         .facts = factsBetween(id, before, after),
                                         .signNow = true}));
    }
    call.out().answer(
        {{u"id"_s, id.text()}, {u"name"_s, before.name}, {u"roles"_s, QJsonArray::fromStringList(roles.names())}},
        Ctl::tr("%1 has the roles %2 now.").arg(before.name, roles.names().join(", "_L1)));
    return Exit::Done;
}

} // namespace

Commands userCommands()
{
    return {
        {.path = {u"user"_s, u"add"_s},
         .summary = Ctl::tr("Adds a member with a key slot and keys of their own."),
         .detail = Ctl::tr("For administrators."),
         .arguments = {{u"NAME"_s, Ctl::tr("The new member's name.")}},
         .options = {rolesOption(),
                     {.name = u"email"_s, .value = u"E"_s, .help = Ctl::tr("The member's e-mail address.")},
                     newPassphraseFile(),
                     newPassphraseDescriptor(),
                     newKeyFile(),
                     stretchOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault user add \"B. Okafor\" --roles legal "
                      "--new-passphrase-file okafor.txt"_s},
         .answer = u"id, name, roles"_s,
         .run = addUser},
        {.path = {u"user"_s, u"list"_s},
         .summary = Ctl::tr("Lists the members with their roles."),
         .detail = {},
         .arguments = {},
         .options = {},
         .examples = {u"bulkheadctl --vault ~/acme.vault user list"_s},
         .answer = u"users[{id, name, email, roles, retired}]"_s,
         .run = listUsers},
        {.path = {u"user"_s, u"reset"_s},
         .summary = Ctl::tr("Gives a member who lost theirs a new slot and new keys."),
         .detail = Ctl::tr("For administrators. The member's old slots go."),
         .arguments = {{u"NAME"_s, Ctl::tr("The member's name or id.")}},
         .options = {newPassphraseFile(), newPassphraseDescriptor(), newKeyFile(), stretchOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault user reset \"B. Okafor\" --new-passphrase-file okafor.txt"_s},
         .answer = u"id, name"_s,
         .run = resetUser},
        {.path = {u"user"_s, u"role"_s},
         .summary = Ctl::tr("Sets a member's roles."),
         .detail = Ctl::tr("For administrators."),
         .arguments = {{u"NAME"_s, Ctl::tr("The member's name or id.")}},
         .options = {rolesOption()},
         .examples = {u"bulkheadctl --vault ~/acme.vault user role \"B. Okafor\" --roles legal,deputy"_s},
         .answer = u"id, name, roles"_s,
         .run = setRole},
    };
}

} // namespace bulkhead::ctl
