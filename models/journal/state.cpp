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
    if (!isReadable(stream)) {
        return std::nullopt;
    }
    TRY(const auto padded, keyring.open(header, stream, sealed));
    if (!padded) {
        return std::nullopt;
    }
    TRY(Body body, Body::decode(*padded));
    return body;
}

} // namespace bulkhead
