#include "models/base/digest.h"
#include "models/journal/journalprivate.h"
#include "models/journal/placing.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

void Journal::Private::tell(const std::vector<Committed>& committed) const
{
    if (listener) {
        for (const Committed& one : committed) {
            listener(one);
        }
    }
}

bool Journal::Private::settleRevocations()
{
    if (!roster.hasRevocations()) {
        return false;
    }
    return roster.settleRevocations([this](BytesView hash) -> std::optional<Roster::Named> {
        const auto link = ledger.find(hash);
        if (!link || !*link || !(*link)->past) {
            return std::nullopt;
        }
        const auto view = ledger.view((*link)->row);
        return view && *view ? std::optional(Roster::Named{(*link)->at, **view}) : std::nullopt;
    });
}

namespace {
/// How a change that has its place stands, and what it says where it counts.
struct Ruling
{
    Standing standing = Standing::Folded;
    QString reason;
    std::optional<Body> body;
    Bytes opener; ///< id of the key that opened it
};

Ruling ruling(Standing standing, QLatin1StringView reason = {})
{
    return {standing, QString(reason), {}, {}};
}

/// By a rule that this program knows: invalid. But a change of newer rules may be right by them, and waits.
Ruling against(const Header& header, const Refusal& refusal)
{
    return header.schema > schemaVersion ? ruling(Standing::Held, QLatin1StringView("newer"))
                                         : ruling(Standing::Invalid, refusal.reason);
}

Expected<Ruling> ruleBody(Keyring& keyring, const Judge& judge, Row stream, const Judge::Case& changeCase,
                          BytesView sealed)
{
    Bytes opener;
    TRY(const auto padded, keyring.open(changeCase.header, stream, sealed, &opener));
    if (!padded) {
        return changeCase.header.stream.isVault() ? ruling(Standing::Invalid, QLatin1StringView("not-authentic"))
                                                  : ruling(Standing::Unread);
    }
    auto body = Body::decode(*padded);
    if (!body) {
        return ruling(Standing::Invalid, QLatin1StringView("bad-encoding"));
    }
    if (const auto refusal = judge.judgeBody(changeCase, *body)) {
        return against(changeCase.header, *refusal);
    }
    return Ruling{Standing::Folded, {}, std::move(*body), opener};
}
} // namespace

Expected<void> Journal::Private::settle(std::vector<Committed>& committed)
{
    const qint64 now = clock.now();
    Placing placing(ledger, vault.id(), now);
    CHECK_OK(placing.load());
    if (placing.waiting().empty()) {
        return {};
    }
    TRY(qint64 place, ledger.nextPlace());
    bool revocationsMoved = false;
    for (bool progress = true; progress;) {
        progress = false;
        for (Placing::Waiting& change : placing.waiting()) {
            if (change.isDone) {
                continue;
            }
            TRY(const auto before, placing.before(change, vaultStream));
            if (placing.foundFork() && !isReplacingAll) {
                return readmitAll(committed);
            }
            if (!before) {
                continue;
            }
            const Row stream = change.at.stream;
            const View view{&before->past, stream, change.at.device, change.at.seq};
            TRY(StreamState * known, state(stream));
            const Authority authority = roster.authority(&view, change.header.device);
            const std::vector<AccessWrite> none; // What a counsel stream says is judged when it is read.
            const Judge::Case changeCase{
                change.header, view, roster, authority, known->phases, none, change.hash == fingerprint};
            Ruling found;
            const auto refusal = judge.judgeHeader(changeCase);
            if (before->isFork) {
                found = ruling(Standing::Held, QLatin1StringView("fork"));
            } else if (roster.isBeyondRevocation(change.header.device, change.at)) {
                found = ruling(Standing::Held, QLatin1StringView("revoked"));
            } else if (before->invalid) {
                found = ruling(Standing::Invalid, *before->invalid);
            } else if (refusal) {
                found = against(change.header, *refusal);
            } else if (isCounsel(stream) || !isReadable(stream)) {
                found = ruling(Standing::Unread);
            } else {
                TRY(found, ruleBody(keyring, judge, stream, changeCase, change.body));
            }
            if (found.reason == QLatin1StringView("newer")) {
                change.reason = found.reason;
                continue;
            }
            change.isDone = progress = true;
            const bool isFolded = found.standing == Standing::Folded;
            const qint64 admitted = change.admitted != 0 ? change.admitted : now;
            CHECK_OK(ledger.place(change.row, found.standing, found.reason, before->pastRow,
                                  isFolded ? std::optional(admitted) : std::nullopt,
                                  isFolded ? std::optional(place++) : std::nullopt));
            placing.placed(change, before->pastRow, found.standing);
            time.see(change.header.clock);
            if (found.standing != Standing::Held) {
                known->tips.insert_or_assign(
                    change.at.device,
                    Tip{change.row, change.at.seq, change.hash, change.header.clock, before->pastRow});
            }
            if (!isFolded) {
                continue;
            }
            Committed one{.change = change.row,
                          .stream = change.header.stream,
                          .hash = change.hash,
                          .at = admitted,
                          .intent = found.body->intent,
                          .touched = {}};
            CHECK_OK(keyring.prove(stream, found.opener));
            if (change.header.stream.isVault()) {
                roster.add(change.at, change.header.clock, change.header.device, found.body->facts);
                // What comes after it is judged with what it revokes.
                revocationsMoved = settleRevocations() || revocationsMoved;
            } else {
                const auto phases = judge.phaseWrites(change.header.stream, change.at, change.header.clock,
                                                      change.header.device, *found.body);
                known->phases.insert(known->phases.end(), phases.begin(), phases.end());
            }
            if (!isReplacingAll) {
                TRY(one.touched,
                    fold(main,
                         {change.row, view, change.header, change.hash, roster.userOf(change.header.device), admitted},
                         *found.body));
                committed.push_back(std::move(one));
            }
        }
    }
    for (const Placing::Waiting& change : placing.waiting()) {
        if (!change.isDone) {
            CHECK_OK(
                execute(ledger.statements(), "UPDATE change SET reason = ? WHERE row = ?", change.reason, change.row));
        }
    }
    // A head that a revocation names may have arrived only now.
    revocationsMoved = settleRevocations() || revocationsMoved;
    if (!isReplacingAll && revocationsMoved) {
        return readmitAll(committed);
    }
    return {};
}

Expected<void> Journal::Private::readmitAll(std::vector<Committed>& committed)
{
    isReplacingAll = true;
    const auto attempt = [&]() -> Expected<void> {
        CHECK_OK(
            database.run("UPDATE change SET admitted = CASE WHEN state = 0 THEN coalesce(admitted, received) ELSE "
                         "admitted END, reason = CASE WHEN past IS NOT NULL THEN 'again' END, state = 2, past = NULL, "
                         "placed = NULL WHERE coalesce(reason, '') <> 'forged'; DELETE FROM past; UPDATE stream SET "
                         "generation = generation + 1"));
        CHECK_OK(ledger.load());
        roster.clear();
        states.clear();
        for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
            states.emplace(stream, StreamState());
        }
        CHECK_OK(settle(committed));
        (void)settleRevocations();
        if (roster.hasRevocations()) {
            TRY(Query query,
                ledger.statements()(
                    "SELECT row, stream, device, seq FROM change WHERE past IS NOT NULL AND state <> 2"));
            std::vector<Row> stopped;
            for (;;) {
                TRY(const bool found, query->step());
                if (!found) {
                    break;
                }
                const Position at{query->integer(1), query->integer(2), query->integer(3)};
                if (roster.isBeyondRevocation(ledger.device(at.device), at)) {
                    stopped.push_back(query->integer(0));
                }
            }
            for (const Row row : stopped) {
                CHECK_OK(execute(ledger.statements(),
                                 "UPDATE change SET state = 2, reason = 'revoked', placed = NULL WHERE row = ?", row));
            }
        }
        states.clear();
        return holdsAllOfMain() ? rebuildMain() : ledger.setNote(QStringLiteral("stale"), "1");
    };
    // Within the transaction of whoever calls, or one of its own.
    const auto attemptOnce = [&]() -> Expected<void> {
        if (isInTransaction()) {
            return attempt();
        }
        TRY(Transaction transaction, Transaction::begin(database));
        CHECK_OK(attempt());
        return transaction.commit();
    };
    const auto done = attemptOnce();
    isReplacingAll = false;
    rooms.distrust();
    return done;
}

Expected<void> Journal::Private::catchUp(std::vector<Committed>& committed)
{
    std::vector<Row> streams;
    {
        TRY(Query query, ledger.statements()("SELECT DISTINCT stream FROM change WHERE state >= 1 AND state = 3"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            streams.push_back(query->integer(0));
        }
    }
    for (const Row stream : streams) {
        // Not only where it is readable now: what lets somebody in once more stands in what waits.
        if (keyring.holds(stream)) {
            CHECK_OK(catchUp(stream, committed));
        }
    }
    return {};
}

Expected<void> Journal::Private::catchUp(Row stream, std::vector<Committed>& committed)
{
    TRY(RecordTable * records, table(stream));
    if (isCounsel(stream)) {
        TRY([[maybe_unused]] const auto* letIn, access(stream));
    }
    TRY(Transaction transaction, Transaction::begin(database));
    std::vector<std::pair<HybridTime, StoredChange>> unread;
    {
        TRY(Query query,
            ledger.statements()(
                "SELECT row, stream, device, seq, header, body, received, admitted, state, reason, past, "
                "tag FROM change WHERE state >= 1 AND state = 3 AND stream = ?"));
        query.with(stream);
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            StoredChange stored = Ledger::read(query);
            if (const auto header = Header::decode(stored.header)) {
                unread.emplace_back(header->clock, std::move(stored));
            }
        }
    }
    std::ranges::sort(unread, [](const auto& a, const auto& b) {
        return std::tie(a.first, a.second.device, a.second.seq) < std::tie(b.first, b.second.device, b.second.seq);
    });
    TRY(qint64 place, ledger.nextPlace());
    TRY(StreamState * known, state(stream));
    const std::vector<AccessWrite> none;
    bool isWaiting = false;
    for (const auto& [changeClock, stored] : unread) {
        TRY(const Header header, Header::decode(stored.header));
        TRY(const auto view, ledger.view(stored.row));
        if (!view) {
            continue;
        }
        const Authority authority = roster.authority(&*view, header.device);
        TRY(const Ruling found,
            ruleBody(keyring, judge, stream,
                     {header, *view, roster, authority, known->phases, known->access ? *known->access : none},
                     stored.body));
        // Where something before it is sealed with a key that is not here yet, that may be what its author was let in
        // by.
        isWaiting = isWaiting || found.standing == Standing::Unread;
        const bool mayBeRight = isWaiting && isCounsel(stream) && found.standing == Standing::Invalid;
        if (mayBeRight || found.standing == Standing::Unread || found.standing == Standing::Held) {
            continue;
        }
        const bool isFolded = found.standing == Standing::Folded;
        const qint64 admitted = stored.admitted != 0 ? stored.admitted : clock.now();
        CHECK_OK(ledger.place(stored.row, found.standing, found.reason, stored.past,
                              isFolded ? std::optional(admitted) : std::nullopt,
                              isFolded ? std::optional(place++) : std::nullopt));
        if (!isFolded) {
            continue;
        }
        CHECK_OK(keyring.prove(stream, found.opener));
        const Position at{stream, stored.device, stored.seq};
        if (!isCounsel(stream)) {
            const auto phases = judge.phaseWrites(header.stream, at, header.clock, header.device, *found.body);
            known->phases.insert(known->phases.end(), phases.begin(), phases.end());
        } else if (known->access) {
            const auto more = accessWrites(at, header.clock, header.device, *found.body);
            known->access->insert(known->access->end(), more.begin(), more.end());
        }
        const Bytes hash = sha256(stored.header);
        Committed one{stored.row, header.stream, hash, admitted, found.body->intent, {}};
        TRY(one.touched,
            fold(*records, {stored.row, *view, header, hash, roster.userOf(header.device), admitted}, *found.body));
        committed.push_back(std::move(one));
    }
    if (isCounsel(stream)) {
        CHECK_OK(advanceRoom(stream));
    }
    return transaction.commit();
}

} // namespace bulkhead
