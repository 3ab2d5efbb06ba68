#include "models/base/digest.h"
#include "models/journal/journalprivate.h"
#include "models/journal/journaltext.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

Expected<void> Journal::Private::mayAppend() const
{
    if (!writes) {
        return failure(QLatin1StringView("journal.read-only"),
                       JournalText::tr("The vault is open for reading only. Open it for writing to change something."));
    }
    if (isTruncated) {
        return failure(
            QLatin1StringView("journal.truncated"),
            JournalText::tr(
                "Changes that were signed in this vault are missing from its journal, so nothing may be added "
                "to it. Verify the vault, and restore it from its last backup."));
    }
    if (time.last().ms() > clock.now() + aheadLimit) {
        return failure(QLatin1StringView("journal.clock-behind"),
                       JournalText::tr(
                           "This machine's clock is more than ten minutes behind the last change in the vault. Set the "
                           "clock right; until then nothing can be written."));
    }
    return {};
}

Expected<bool> Journal::Private::isClosedElsewhere(const Stream& stream)
{
    if (stream.compartment != Compartment::Counsel) {
        return false;
    }
    const Row team = ledger.streamRow({stream.incident, Compartment::Team});
    if (team == 0) {
        return false;
    }
    TRY(const StreamState* known, state(team));
    return isClosed(known->phases, nullptr);
}

Expected<void> Journal::Private::check(const Draft& draft, const Header& header, const View& view, const Body& body,
                                       const std::vector<PhaseWrite>& phases)
{
    for (const Fact& fact : draft.facts) {
        if (!judge.isKnown(fact.field)) {
            return failure(QLatin1StringView("journal.unknown"),
                           JournalText::tr("The program does not know the field %1.").arg(fact.field),
                           QStringLiteral("field %1").arg(fact.field));
        }
    }
    const Authority authority = roster.authority(&view, header.device);
    const auto known = states.find(view.stream);
    static const std::vector<AccessWrite> none;
    const auto& access = known != states.end() && known->second.access ? *known->second.access : none;
    const Judge::Case changeCase{header, view, roster, authority, phases, access};
    if (const auto refusal = judge.judgeHeader(changeCase)) {
        return refused(*refusal);
    }
    if (const auto refusal = judge.judgeBody(changeCase, body)) {
        return refused(*refusal);
    }
    if (roster.isBeyondRevocation(header.device, {view.stream, view.device, view.seq})) {
        return failure(
            QLatin1StringView("journal.not-permitted"),
            JournalText::tr("An administrator has revoked this device. What you write here would not count."));
    }
    // The causal past of the counsel stream does not hold the team's; at least here the incident's phase is known.
    TRY(const bool closed, isClosedElsewhere(draft.stream));
    if (closed) {
        for (const Fact& fact : draft.facts) {
            const Field* field = schema.field(fact.field);
            if (auto refusal = judge.judgeField(draft.stream, authority.roles, *field, true)) {
                return refused(*refusal);
            }
        }
    }
    return {};
}

namespace {
/// The heads that this device had not seen when it last wrote in the stream, and the past that includes them.
struct Next
{
    std::vector<Bytes> after;
    Past past;
    bool isNewPast = false;
};

Expected<Next> nextOf(Ledger& ledger, Row stream, Row device, Row vaultStream, const StreamState& own,
                      const StreamState& vaultState)
{
    Next next;
    const auto tip = own.tips.find(device);
    if (tip != own.tips.end()) {
        TRY(const auto before, ledger.past(tip->second.past));
        next.past = *before;
    }
    const auto take = [&](Row of, const StreamState& in) -> Expected<void> {
        for (const auto& [other, head] : in.tips) {
            if ((of == stream && other == device) || next.past.lastSeen(of, other) >= head.seq) {
                continue;
            }
            TRY(const auto seen, ledger.past(head.past));
            next.after.push_back(head.hash);
            next.isNewPast = true;
            next.past.merge(*seen);
            next.past.raise({of, other, head.seq});
        }
        return {};
    };
    CHECK_OK(take(stream, own));
    if (stream != vaultStream) {
        CHECK_OK(take(vaultStream, vaultState));
    }
    return next;
}
} // namespace

Expected<Committed> Journal::Private::write(const Draft& draft, bool isGenesis)
{
    if (draft.facts.size() > static_cast<std::size_t>(factLimit)) {
        return failure(QLatin1StringView("journal.too-large"),
                       JournalText::tr("A change holds at most %1 facts; do this in several steps.").arg(factLimit));
    }
    TRY(const Row stream, ledger.admitStream(draft.stream));
    TRY(device, ledger.admitDevice(deviceId));
    if (isGenesis) {
        vaultStream = stream;
    }
    TRY(StreamState * own, state(stream));
    TRY(const StreamState* vaultState, state(vaultStream));
    TRY(const Next next, nextOf(ledger, stream, device, vaultStream, *own, *vaultState));

    const auto tip = own->tips.find(device);
    const bool isFirst = tip == own->tips.end();
    Header header;
    header.device = deviceId;
    header.stream = draft.stream;
    header.seq = isFirst ? 0 : static_cast<quint64>(tip->second.seq + 1);
    header.clock = time.tick();
    header.after = next.after;
    header.prev = isFirst ? Bytes() : tip->second.hash;
    const View view{&next.past, stream, device, static_cast<qint64>(header.seq)};
    const Body body{draft.intent, draft.facts, draft.via};
    if (!isGenesis) {
        CHECK_OK(check(draft, header, view, body, own->phases));
    }

    if (!keyring.holds(stream)) {
        TRY(const bool hasKey, keyring.hasAny(stream));
        if (!hasKey) {
            CHECK_OK(keyring.found(stream, roster));
        }
    }
    TRY(const Bytes sealed, keyring.seal(header, stream, body.encoded()));
    header.bodyHash = sha256(sealed);
    const Bytes encoded = header.encoded();
    if (encoded.size() + sealed.size() > changeSizeLimit) {
        return failure(QLatin1StringView("journal.too-large"),
                       JournalText::tr("This is too much for one change (1 MiB). Keep long material as evidence."));
    }
    const Bytes hash = sha256(encoded);
    Row pastRow = isFirst ? 0 : tip->second.past;
    if (next.isNewPast) {
        TRY(pastRow, ledger.addPast(next.past));
    }
    const qint64 now = clock.now();
    TRY(const Row row,
        ledger.insert({.row = 0,
                       .stream = stream,
                       .device = device,
                       .seq = view.seq,
                       .header = encoded,
                       .body = sealed,
                       .received = now,
                       .admitted = now,
                       .standing = Standing::Folded,
                       .reason = {},
                       .past = pastRow,
                       .tag = tagOf(hash)},
                      hash));
    const Position at{stream, device, view.seq};
    if (draft.stream.isVault()) {
        roster.add(at, header.clock, deviceId, body.facts);
        if (const Bytes key = Judge::enrolledKey(deviceId, body); !key.isEmpty() && header.seq == 0) {
            CHECK_OK(ledger.setDeviceKey(device, key));
        }
    } else if (draft.stream.compartment == Compartment::Team) {
        const auto phases = judge.phaseWrites(draft.stream, at, header.clock, deviceId, body);
        own->phases.insert(own->phases.end(), phases.begin(), phases.end());
    } else if (own->access) {
        const auto more = accessWrites(at, header.clock, deviceId, body);
        own->access->insert(own->access->end(), more.begin(), more.end());
    }
    own->tips.insert_or_assign(device, Tip{row, view.seq, hash, header.clock, pastRow});
    moved.insert(stream);
    unsignedSince = unsignedCount == 0 ? now : unsignedSince;
    ++unsignedCount;

    TRY(RecordTable * records, table(stream));
    const Id author = isGenesis ? vault.userId() : roster.userOf(deviceId);
    TRY(auto touched, fold(*records, {row, view, header, hash, author, now}, body));
    if (isCounsel(stream)) {
        CHECK_OK(advanceRoom(stream));
    }
    return Committed{.change = row,
                     .stream = draft.stream,
                     .hash = hash,
                     .at = now,
                     .intent = draft.intent,
                     .touched = std::move(touched)};
}

Expected<void> Journal::Private::ensureCounselStreams(std::span<const Draft> drafts)
{
    // Their databases are attached before the transaction begins: SQLite does not attach within one.
    for (const Draft& draft : drafts) {
        if (draft.stream.isVault() || draft.stream.compartment != Compartment::Counsel) {
            continue;
        }
        CHECK_OK(mayWorkIn(draft.stream));
        Row stream = ledger.streamRow(draft.stream);
        if (stream == 0) {
            TRY(Transaction transaction, Transaction::begin(database));
            TRY(stream, ledger.admitStream(draft.stream));
            CHECK_OK(keyring.found(stream, roster));
            CHECK_OK(transaction.commit());
        }
        if (keyring.holds(stream)) {
            TRY([[maybe_unused]] const RecordTable* attached, table(stream));
            TRY([[maybe_unused]] const auto* letIn, access(stream));
        }
    }
    return {};
}

Expected<std::vector<Committed>> Journal::Private::append(std::span<const Draft> drafts)
{
    // Whatever comes of it: a later append must not destroy what this one was to.
    const auto doomed = std::exchange(pendingDestructions, {});
    CHECK_OK(mayAppend());
    if (isStale) { // After a fault of the disk that lasted.
        CHECK_OK(reload());
    }
    if (auto ready = ensureCounselStreams(drafts); !ready) {
        if (!ready.error().in(QLatin1StringView("journal"))) {
            (void)reload();
        }
        return std::unexpected(ready.error());
    }
    std::vector<Committed> committed;
    bool isSigned = false;
    const auto attempt = [&]() -> Expected<void> {
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(foldMany([&]() -> Expected<void> {
            for (const Draft& draft : drafts) {
                TRY(Committed one, write(draft));
                committed.push_back(std::move(one));
            }
            return {};
        }));
        const bool signNow = std::ranges::any_of(drafts, &Draft::signNow);
        CHECK_OK(commitBlobs());
        CHECK_OK(destroyKeys(doomed));
        isSigned = signNow || isSigningDue(clock.now());
        if (isSigned) {
            CHECK_OK(signMoved());
        }
        return transaction.commit();
    };
    if (auto done = attempt(); !done) {
        (void)reload();
        return std::unexpected(done.error());
    }
    pendingBlobs.clear();
    CHECK_OK(destroyFiles(doomed));
    if (isSigned) {
        CHECK_OK(anchorHeads());
    }
    const bool membersMoved = std::ranges::any_of(drafts, [](const Draft& draft) { return draft.stream.isVault(); });
    const bool accessMoved = std::ranges::any_of(committed, [](const Committed& one) {
        return std::ranges::any_of(
            one.touched, [](const Committed::Touched& touched) { return touched.kind == Table<CounselAccess>::kind; });
    });
    if (membersMoved || accessMoved) {
        std::vector<Committed> further;
        if (settleRevocations()) {
            CHECK_OK(readmitAll(further));
            CHECK_OK(catchUp(further));
        }
        CHECK_OK(handOnKeys());
    }
    tell(committed);
    return committed;
}

Expected<void> Journal::Private::commitBlobs()
{
    for (const PendingBlob& blob : pendingBlobs) {
        const Row stream = ledger.streamRow(blob.stream);
        TRY(const SecretBytes* key, keyring.sealingKey(stream));
        if (stream == 0 || !key) {
            return failure(QLatin1StringView("journal.no-key"),
                           JournalText::tr("Material was taken in for an incident that nothing was written to yet."));
        }
        const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
        CHECK_OK(execute(
            ledger.statements(),
            "INSERT INTO blob(name, stream, nonce, key, sha256, size) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO "
            "UPDATE SET nonce = excluded.nonce, key = excluded.key, destroyed = 0",
            blob.name, stream, nonce, crypto::seal(*key, nonce, blob.name, blob.key.view()), blob.sha256, blob.size));
    }
    return {};
}

} // namespace bulkhead
