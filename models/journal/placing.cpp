#include "models/journal/placing.h"

#include "models/base/digest.h"
#include "models/vault/crypto.h"

#include <algorithm>
#include <numeric>

namespace bulkhead::journal {

namespace {
constexpr QLatin1StringView forkReason("fork");
}

Placing::Placing(Ledger& ledger, const Id& vault, qint64 now)
    : m_ledger(ledger)
    , m_vault(vault)
    , m_now(now)
{
}

Expected<void> Placing::load()
{
    {
        TRY(Query query,
            m_ledger.statements()("SELECT row, stream, device, seq, header, body, received, admitted, state, reason, "
                                  "past, tag FROM change WHERE state >= 1 AND state = 2 AND past IS NULL AND "
                                  "coalesce(reason, '') <> 'forged'"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            StoredChange stored = Ledger::read(query);
            auto header = Header::decode(stored.header);
            if (!header) {
                continue; // `verify` tells which.
            }
            m_waiting.push_back({.row = stored.row,
                                 .at = {stored.stream, stored.device, stored.seq},
                                 .header = std::move(*header),
                                 .hash = sha256(stored.header),
                                 .body = std::move(stored.body),
                                 .received = stored.received,
                                 .admitted = stored.admitted,
                                 .isCovered = !stored.tag.isEmpty(),
                                 .hadPlace = stored.admitted != 0 || stored.reason == QLatin1StringView(againReason),
                                 .isDone = false,
                                 .reason = {}});
        }
    }
    // By clock: whoever has seen a change has a greater one.
    std::ranges::sort(m_waiting, [](const Waiting& a, const Waiting& b) {
        return std::tie(a.header.clock, a.header.device, a.header.seq, a.hash)
            < std::tie(b.header.clock, b.header.device, b.header.seq, b.hash);
    });
    for (std::size_t i = 0; i < m_waiting.size(); ++i) {
        m_byHash.emplace(m_waiting[i].hash, i);
    }
    CHECK_OK(cover());
    findForks();
    return {};
}

Expected<void> Placing::cover()
{
    std::set<std::pair<Row, Row>> chains;
    for (const Waiting& change : m_waiting) {
        chains.emplace(change.at.stream, change.at.device);
    }
    for (const auto& [stream, device] : chains) {
        const Bytes key = m_ledger.deviceKey(device);
        TRY(const auto heads, m_ledger.heads(stream, device));
        for (const Head& head : heads) {
            auto at = m_byHash.find(head.hash);
            if (at == m_byHash.end() || m_waiting[at->second].isCovered
                || m_waiting[at->second].at.seq != static_cast<qint64>(head.seq)
                || !crypto::verify(key, head.signedMessage(m_vault), head.signature)) {
                continue;
            }
            while (at != m_byHash.end() && !m_waiting[at->second].isCovered) {
                m_waiting[at->second].isCovered = true;
                at = m_byHash.find(m_waiting[at->second].header.prev);
            }
        }
    }
    return {};
}

void Placing::findForks()
{
    std::map<std::tuple<Row, Row, qint64>, int> places;
    for (const Waiting& change : m_waiting) {
        if (change.isCovered && ++places[{change.at.stream, change.at.device, change.at.seq}] > 1) {
            const auto chain = std::pair(change.at.stream, change.at.device);
            const auto known = m_forks.find(chain);
            m_forks[chain] = known == m_forks.end() ? change.at.seq : std::min(known->second, change.at.seq);
        }
    }
}

Expected<std::optional<Link>> Placing::find(const Bytes& hash)
{
    if (const auto placed = m_placed.find(hash); placed != m_placed.end()) {
        return placed->second;
    }
    if (m_byHash.contains(hash)) {
        return std::nullopt; // waits as well
    }
    TRY(auto link, m_ledger.find(hash));
    return link && link->past ? link : std::nullopt;
}

void Placing::placed(const Waiting& change, Row pastRow, Standing standing)
{
    m_placed.insert_or_assign(change.hash,
                              Link{change.row, change.at, change.hash, change.header.clock, pastRow, standing});
}

Expected<bool> Placing::isForked(const Waiting& change, const std::optional<Link>& previous)
{
    const auto known = m_forks.find({change.at.stream, change.at.device});
    if (known != m_forks.end() && change.at.seq >= known->second) {
        return true;
    }
    TRY(Query query,
        m_ledger.statements()(
            "SELECT row, state, reason FROM change WHERE stream = ? AND device = ? AND seq = ? AND past "
            "IS NOT NULL"));
    query.with(change.at.stream, change.at.device, change.at.seq);
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            break;
        }
        if (query->integer(0) == change.row) {
            continue;
        }
        const bool isHeldAsFork = query->integer(1) == static_cast<int>(Standing::Held) && query->text(2) == forkReason;
        m_foundFork = m_foundFork || !isHeldAsFork;
        return true;
    }
    if (previous && previous->standing == Standing::Held) {
        TRY(const auto stored, m_ledger.change(previous->row));
        return stored && stored->reason == forkReason;
    }
    return false;
}

Expected<std::optional<Placing::Before>> Placing::before(Waiting& change, Row vaultStream)
{
    const auto waits = [&](const char* reason) -> std::optional<Before> {
        change.reason = QString::fromLatin1(reason);
        return std::nullopt;
    };
    if (!change.isCovered) {
        return waits("unsigned");
    }
    std::optional<Link> previous;
    if (change.at.seq > 0) {
        TRY(previous, find(change.header.prev));
        if (!previous) {
            return waits("missing");
        }
    }
    std::vector<Link> seen;
    for (const Bytes& hash : change.header.after) {
        TRY(auto link, find(hash));
        if (!link) {
            return waits("missing");
        }
        seen.push_back(std::move(*link));
    }
    // What was accepted stays so, wherever the machine's clock has gone since.
    if (!change.hadPlace && change.header.clock.ms() > m_now + aheadLimit) {
        return waits("ahead");
    }
    Before before;
    TRY(before.isFork, isForked(change, previous));
    if (previous) {
        if (previous->at.stream != change.at.stream || previous->at.device != change.at.device
            || previous->at.seq + 1 != change.at.seq) {
            before.invalid = QLatin1StringView("broken-chain");
        }
        before.pastRow = previous->past.value_or(0);
        TRY(const auto vector, m_ledger.past(before.pastRow));
        before.past = *vector;
        if (change.header.clock <= previous->clock) {
            before.invalid = QLatin1StringView("clock");
        }
    }
    for (const Link& link : seen) {
        if (link.at.stream != change.at.stream && link.at.stream != vaultStream) {
            before.invalid = QLatin1StringView("broken-chain");
            continue;
        }
        TRY(const auto vector, m_ledger.past(link.past.value_or(0)));
        before.past.merge(*vector);
        before.past.raise(link.at);
        if (change.header.clock <= link.clock) {
            before.invalid = QLatin1StringView("clock");
        }
    }
    if (!seen.empty()) {
        TRY(before.pastRow, m_ledger.addPast(before.past));
    }
    return before;
}

} // namespace bulkhead::journal
