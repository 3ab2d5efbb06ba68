#include "models/journal/journalprivate.h"

#include <sqlite3.h>

namespace bulkhead {

using namespace journal;

Journal::Private::Private(Vault& theVault, const Schema& theSchema, const Clock& theClock, Projections theProjections,
                          bool mayWrite)
    : vault(theVault)
    , schema(theSchema)
    , clock(theClock)
    , projections(std::move(theProjections))
    , writes(mayWrite)
    , ledger(database)
    , keyring(theVault, ledger)
    , judge(theSchema, theVault.id())
    , main(database, "main")
    , rooms(theVault, database, keyring)
    , time(theClock)
{
}

bool Journal::Private::isInTransaction() const
{
    return sqlite3_get_autocommit(database.handle()) == 0;
}

Expected<StreamState*> Journal::Private::state(Row stream)
{
    if (const auto known = states.find(stream); known != states.end()) {
        return &known->second;
    }
    StreamState loaded;
    for (Row one = 1; one <= ledger.deviceCount(); ++one) {
        TRY(const auto tip, ledger.tip(stream, one));
        if (tip) {
            loaded.tips.emplace(one, Tip{tip->row, tip->at.seq, tip->hash, tip->clock, tip->past.value_or(0)});
            time.see(tip->clock);
        }
    }
    CHECK_OK(loadPhases(stream, loaded));
    return &states.emplace(stream, std::move(loaded)).first->second;
}

Expected<void> Journal::Private::loadPhases(Row stream, StreamState& into)
{
    const Stream& of = ledger.stream(stream);
    if (of.isVault() || of.compartment != Compartment::Team || judge.phaseField() == 0 || !isReadable(stream)) {
        return {};
    }
    TRY(const auto rows, main.touches(of.incident));
    for (const Row row : rows) {
        TRY(const auto stored, ledger.change(row));
        if (!stored || stored->stream != stream || stored->standing != Standing::Folded) {
            continue;
        }
        TRY(const Header header, Header::decode(stored->header));
        TRY(const auto body, bodyOf(stream, header, stored->body));
        if (body) {
            const auto phases = judge.phaseWrites(of, {stream, stored->device, stored->seq}, header.clock,
                                                  header.device, *body);
            into.phases.insert(into.phases.end(), phases.begin(), phases.end());
        }
    }
    return {};
}

Expected<std::optional<Body>> Journal::Private::bodyOf(Row stream, const Header& header, BytesView sealed)
{
    if (!keyring.holds(stream)) {
        return std::nullopt;
    }
    TRY(const auto padded, keyring.open(header, stream, sealed));
    if (!padded) {
        return std::nullopt;
    }
    TRY(Body body, Body::decode(*padded));
    return body;
}

Roles Journal::Private::roles() const
{
    const Id user = vault.userId();
    Roles roles;
    if (!roster.member(nullptr, user, 6).valueOr<bool>()) {
        conversion::fromValue(roster.member(nullptr, user, 3), roles);
    }
    return roles;
}

bool Journal::Private::isReadable(Row stream)
{
    if (!keyring.holds(stream) || !isCounsel(stream) || roles().has(Role::Legal)) {
        return keyring.holds(stream);
    }
    // The box may have come before what it was made for; one that somebody was let in for ends with that.
    const auto given = access(stream);
    const auto end = given ? accessEnd(**given, nullptr, vault.userId()) : std::optional<qint64>(0);
    return !end || *end > clock.now();
}

Expected<const std::vector<AccessWrite>*> Journal::Private::access(Row stream)
{
    TRY(StreamState * known, state(stream));
    if (known->access) {
        return &*known->access;
    }
    TRY(RecordTable * records, table(stream));
    std::vector<Record> entries;
    CHECK_OK(records->list(stream, ledger.stream(stream), Table<CounselAccess>::kind, entries));
    std::vector<AccessWrite> given;
    for (const Record& kept : entries) {
        TRY(const auto rows, records->touches(kept.entity));
        for (const Row row : rows) {
            TRY(const auto stored, ledger.change(row));
            if (!stored || stored->standing != Standing::Folded) {
                continue;
            }
            TRY(const Header header, Header::decode(stored->header));
            TRY(const auto body, bodyOf(stream, header, stored->body));
            if (body) {
                const auto more = accessWrites({stream, stored->device, stored->seq}, header.clock, header.device,
                                               *body);
                given.insert(given.end(), more.begin(), more.end());
            }
        }
    }
    known->access = std::move(given);
    return &*known->access;
}

Expected<void> Journal::Private::mayWorkIn(const Stream& stream)
{
    const Authority authority = roster.authority(nullptr, deviceId);
    const Row row = ledger.streamRow(stream);
    bool isLetIn = false;
    if (row != 0 && isCounsel(row) && keyring.holds(row)) {
        TRY(const auto* given, access(row));
        const auto end = accessEnd(*given, nullptr, authority.user);
        isLetIn = end && *end > clock.now();
    }
    const auto refusal = judge.judgeStream(stream, authority.roles, isLetIn);
    return refusal ? refused(*refusal) : Expected<void>();
}

Expected<void> Journal::Private::handOnKeys()
{
    Keyring::LetIn letIn;
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        if (!isCounsel(stream) || !keyring.holds(stream)) {
            continue;
        }
        const auto given = access(stream);
        if (!given) {
            continue; // `verify` tells what is damaged.
        }
        std::set<Id>& users = letIn[stream];
        for (const Id& user : roster.members()) {
            const auto end = accessEnd(**given, nullptr, user);
            if (end && *end > clock.now()) {
                users.insert(user);
            }
        }
    }
    TRY(Transaction transaction, Transaction::begin(database));
    CHECK_OK(keyring.grant(roster, letIn));
    return transaction.commit();
}

} // namespace bulkhead
