#pragma once

#include "models/base/digest.h"
#include "tests/journal/smallschema.h"
#include "tests/support/testvault.h"

/// Several machines that work in copies of one vault.
namespace bulkhead::test {

/// A copy of a vault on a machine of its own, opened as a user, perhaps by a program with other rules.
[[nodiscard]] inline std::unique_ptr<TestVault> machine(TestVault& of, const Schema& schema, const QString& user)
{
    const QString before = of.vault().userName();
    of.close();
    auto other = std::make_unique<TestVault>(schema);
    other->clock.set(of.clock.now());
    copyFolder(of.folder(), other->folder());
    must(of.openAs(before));
    must(other->openAs(user));
    return other;
}

/// The same machine once more, state and all, as it stands closed: for a test of its own.
[[nodiscard]] inline std::unique_ptr<TestVault> again(const TestVault& closed)
{
    auto other = std::make_unique<TestVault>(closed.schema());
    other->clock.set(closed.clock.now());
    copyFolder(closed.folder(), other->folder());
    copyFolder(closed.stateFolder(), other->stateFolder());
    return other;
}

/// Everything that one has, to the other; signed before.
inline Receipt give(const TestVault& from, const TestVault& to)
{
    if (auto done = from.journal().signHeads(); !done && done.error().code != QLatin1StringView("journal.read-only")) {
        must(std::move(done));
    }
    return must(to.journal().receive(must(from.journal().parcel())));
}

/// A query with something set: `asking([&](ChangeQuery& query) { query.entity = note; })`.
template<typename Set> [[nodiscard]] ChangeQuery asking(const Set& set)
{
    ChangeQuery query;
    set(query);
    return query;
}
/// All changes, in the order in which they came.
[[nodiscard]] inline std::vector<ChangeEntry> allChanges(const Journal& journal)
{
    return must(journal.changes(asking([](ChangeQuery& query) {
        query.limit = 0;
        query.newestFirst = false;
    })));
}

/// The newest change of a state, with its reason.
[[nodiscard]] inline QString newestReason(const Journal& journal, ChangeEntry::State state)
{
    QString reason;
    for (const ChangeEntry& entry : allChanges(journal)) {
        reason = entry.state == state ? entry.reasonCode : reason;
    }
    return reason;
}

/// A change and its signed head as a program that keeps no rules would make them on that machine.
struct Forgery
{
    SealedChange change;
    Head head;

    [[nodiscard]] Parcel parcel() const
    {
        Parcel parcel;
        parcel.changes = {change};
        parcel.heads = {head};
        return parcel;
    }
};
[[nodiscard]] inline Forgery forge(const TestVault& on, Header header, const Bytes& sealed)
{
    header.device = on.journal().device();
    header.bodyHash = sha256(sealed);
    Forgery forgery{{header.encoded(), sealed}, {}};
    forgery.head = {header.stream, header.device, header.seq, forgery.change.hash(), {}};
    forgery.head.signature = on.vault().signAsDevice(forgery.head.signedMessage(on.vault().id()));
    return forgery;
}
/// The header that the machine's next change in a stream would have.
[[nodiscard]] inline Header nextHeader(const TestVault& on, const Stream& stream)
{
    Header header;
    header.stream = stream;
    for (const ChangeEntry& entry : allChanges(on.journal())) {
        header.clock = std::max(header.clock, HybridTime{entry.header.clock.value + 1});
        if (entry.stream == stream && entry.header.device == on.journal().device()) {
            header.seq = entry.header.seq + 1;
            header.prev = entry.hash;
        }
    }
    return header;
}

} // namespace bulkhead::test
