#include "models/journal/verifier.h"

#include "models/journal/journaltext.h"

#include <algorithm>
#include <limits>

namespace bulkhead::journal {

namespace {
constexpr qint64 progressStep = 1024;
} // namespace

quint64 touchCode(const Id& entity, Row change)
{
    quint64 code = qHash(entity, 0x9e3779b97f4a7c15ULL) ^ static_cast<quint64>(change);
    code ^= code >> 33;
    code *= 0xff51afd7ed558ccdULL;
    code ^= code >> 33;
    code *= 0xc4ceb9fe1a85ec53ULL;
    return code ^ code >> 33;
}

Verifier::Verifier(Journal::Private& journal, bool deep, const Progress& progress, std::stop_token stop,
                   const Expectation& expected)
    : m_journal(journal)
    , m_deep(deep)
    , m_progress(progress)
    , m_stop(stop)
    , m_expected(expected)
    , m_pasts(1)
    , m_fold(
          journal.schema, [this](Row row) -> const Id& { return m_journal.ledger.device(row); },
          [this](Row change, const Position& position) -> Expected<bool> {
              const auto node = findRow(change);
              return node && view(m_nodes[*node]).sees(position);
          })
{
}

void Verifier::problem(const char* code, const QString& where, const QString& message)
{
    m_result.problems.push_back({QString::fromLatin1(code), where, message});
}

QString Verifier::whereIs(Row row, Row stream, Row device, qint64 seq) const
{
    const Stream& of = m_journal.ledger.stream(stream);
    const QString name = of.isVault()
        ? QStringLiteral("vault")
        : of.incident.text() + QLatin1Char('/') + QString(compartmentName(of.compartment));
    return QStringLiteral("change %1: stream %2, device %3, seq %4")
        .arg(QString::number(row), name, m_journal.ledger.device(device).text(), QString::number(seq));
}

QString Verifier::whereIs(const StoredChange& stored) const
{
    return whereIs(stored.row, stored.stream, stored.device, stored.seq);
}

QString Verifier::whereIs(const Node& node) const
{
    return whereIs(node.row, node.stream, node.device, node.seq);
}

std::optional<std::size_t> Verifier::find(BytesView hash) const
{
    for (; m_byHashFilled < m_nodes.size(); ++m_byHashFilled) {
        m_byHash.add(static_cast<quint64>(Ledger::shortHash(m_nodes[m_byHashFilled].hashView())), m_byHashFilled);
    }
    return m_byHash.find(static_cast<quint64>(Ledger::shortHash(hash)),
                         [&](std::size_t index) { return m_nodes[index].hashView() == hash; });
}

std::optional<std::size_t> Verifier::findAt(const Position& position, BytesView hash) const
{
    if (const auto chain = m_chains.find({position.stream, position.device}); chain != m_chains.end()) {
        const auto& nodes = chain->second.nodes;
        const auto at = static_cast<std::size_t>(position.seq);
        if (at < nodes.size() && m_nodes[nodes[at]].hashView() == hash) {
            return nodes[at];
        }
    }
    return find(hash);
}

std::optional<std::size_t> Verifier::findPrevious(const Chain& chain, BytesView hash) const
{
    // A chain mostly lies in the order in which it was written.
    if (!chain.nodes.empty() && m_nodes[chain.nodes.back()].hashView() == hash) {
        return chain.nodes.back();
    }
    return find(hash);
}

std::optional<std::size_t> Verifier::findRow(Row row) const
{
    // Whoever asks mostly goes through the rows in their order.
    if (m_nextRow < m_nodes.size() && m_nodes[m_nextRow].row == row) {
        return m_nextRow++;
    }
    for (; m_byRowFilled < m_nodes.size(); ++m_byRowFilled) {
        m_byRow.add(static_cast<quint64>(m_nodes[m_byRowFilled].row), m_byRowFilled);
    }
    const auto found = m_byRow.find(static_cast<quint64>(row),
                                    [&](std::size_t index) { return m_nodes[index].row == row; });
    m_nextRow = found ? *found + 1 : m_nextRow;
    return found;
}

View Verifier::view(const Node& node) const
{
    return {&m_pasts[node.past], node.stream, node.device, node.seq};
}

Expected<Verification> Verifier::run()
{
    if (const QString damage = m_journal.vault.walDamage(); !damage.isEmpty()) {
        problem("vault.wal-damage", QStringLiteral("journal.db-wal"), damage);
    }
    const auto before = static_cast<std::ptrdiff_t>(m_result.problems.size());
    TRY(PageCheck pages, PageCheck::begin(m_journal.database));
    CHECK_OK(checkChanges());
    const auto after = static_cast<std::ptrdiff_t>(m_result.problems.size());
    CHECK_OK(endure(checkPages(pages), QStringLiteral("journal.db")));
    // What a page spoils is read behind it.
    auto& problems = m_result.problems;
    std::rotate(problems.begin() + before, problems.begin() + after, problems.end());
    if (m_deep) {
        CHECK_OK(endure(checkBlobs(), QStringLiteral("material")));
    }
    m_result.fingerprint = m_journal.fingerprint;
    m_result.head = digestOfHeads();
    return std::move(m_result);
}

Expected<void> Verifier::checkChanges()
{
    CHECK_OK(endure(scan(), QStringLiteral("changes")));
    settleRevocations();
    checkRevocations();
    checkForks();
    CHECK_OK(endure(checkHeads(), QStringLiteral("signatures")));
    CHECK_OK(endure(checkAnchor(), QStringLiteral("anchors")));
    CHECK_OK(endure(checkKeys(), QStringLiteral("keys")));
    checkCheckpoints();
    return endure(compareRecords(), QStringLiteral("lists"));
}

Expected<void> Verifier::checkPages(PageCheck& pages)
{
    if (pages.isRestWhole()) {
        return {};
    }
    // A connection that met a damaged page may refuse more than that page.
    TRY(const Database other, m_journal.vault.connect(Database::Mode::ReadOnly));
    TRY(const QStringList damaged, other.damagedPages());
    for (const QString& page : damaged) {
        problem("vault.damaged-page", page, JournalText::tr("A page of the database is not what was written."));
    }
    return {};
}

Expected<void> Verifier::endure(Expected<void> step, const QString& where)
{
    if (step || step.error().is(QLatin1StringView("journal.cancelled"))) {
        return step;
    }
    problem(step.error().code.toLatin1().constData(), where, step.error().message);
    return {};
}

Expected<void> Verifier::scan()
{
    {
        TRY(Query query, m_journal.ledger.statements()("SELECT count(*), max(row) FROM change"));
        auto counted = query->step();
        m_all = counted ? query->integer(0) : 0;
        m_lastRow = counted ? query->integer(1) : 0;
        if (!counted) {
            problem("vault.damaged-page", QStringLiteral("change"), counted.error().message);
        }
    }
    m_nodes.reserve(static_cast<std::size_t>(std::min<qint64>(m_all, 4'000'000)));
    m_fold.reserve(m_nodes.capacity());
    // A damaged page ends a scan: go on behind it.
    Row last = 0;
    for (Row step = 1;;) {
        const Row before = last;
        const auto scanned = scanFrom(last, last);
        if (scanned) {
            break;
        }
        if (scanned.error().is(QLatin1StringView("journal.cancelled"))) {
            return scanned;
        }
        if (last > before) {
            problem("journal.unreadable", QStringLiteral("after change %1").arg(last), scanned.error().message);
            step = 1;
        } else if (before == 0 && step == 1) {
            problem("journal.unreadable", QStringLiteral("before the first change"), scanned.error().message);
        }
        last += step;
        step *= 2;
        if (last > m_lastRow) {
            break;
        }
    }
    for (bool progress = true; progress && !m_later.empty();) {
        std::vector<StoredChange> waiting = std::exchange(m_later, {});
        progress = false;
        for (StoredChange& stored : waiting) {
            if (look(stored, sha256Octets(stored.header))) {
                progress = true;
            } else {
                m_later.push_back(std::move(stored));
            }
        }
    }
    for (const StoredChange& stored : m_later) {
        problem("journal.broken-chain", whereIs(stored),
                JournalText::tr("A change that comes before this one, or that its author had seen, is missing."));
    }
    return {};
}

Expected<void> Verifier::scanFrom(Row after, Row& last)
{
    TRY(Query query,
        m_journal.ledger.statements()(
            "SELECT row, stream, device, seq, header, body, received, admitted, state, reason, "
            "past, tag, hash8, coalesce(placed, row * 16777216) FROM change WHERE row > ? ORDER BY row"));
    query.with(after);
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return {};
        }
        StoredChange stored = Ledger::readInPlace(query);
        stored.place = query->integer(13);
        last = stored.row;
        if (++m_result.changes % progressStep == 0) {
            if (m_progress) {
                m_progress(m_result.changes, m_all);
            }
            if (m_stop.stop_requested()) {
                return failure(QLatin1StringView("journal.cancelled"),
                               JournalText::tr("The verification was stopped."));
            }
        }
        const Sha256Octets hash = sha256Octets(stored.header);
        if (query->integer(12) != Ledger::shortHash(BytesView(hash.data(), 32))) {
            problem("journal.damaged-change", whereIs(stored), JournalText::tr("The header is not what was written."));
            continue;
        }
        if (!stored.past) {
            lookAtHeld(stored);
        } else if (!look(stored, hash)) {
            m_later.push_back(Ledger::detached(stored));
        }
    }
}

void Verifier::lookAtHeld(const StoredChange& stored)
{
    ++m_result.held;
    const auto header = Header::decode(stored.header);
    const Sha256Octets body = sha256Octets(stored.body);
    if (!header || BytesView(body.data(), 32) != header->bodyHash) {
        problem("journal.damaged-change", whereIs(stored),
                JournalText::tr("A change that waits is not what was received."));
    }
    if (stored.reason != QLatin1StringView("forged")) {
        m_waiting.emplace(std::pair(stored.stream, stored.device), stored.seq);
    }
    if (stored.reason == QLatin1StringView("forged")) {
        problem("journal.forged", whereIs(stored), reasonSentence(stored.reason));
    } else if (stored.standing != Standing::Held) {
        problem("journal.state-mismatch", whereIs(stored),
                JournalText::tr("The change counts, although nothing says what it comes after."));
    }
}

bool Verifier::look(const StoredChange& stored, const Sha256Octets& hash)
{
    const auto header = Header::decodeInPlace(stored.header);
    const Ledger& ledger = m_journal.ledger;
    if (!header || header->stream != ledger.stream(stored.stream) || header->device != ledger.device(stored.device)
        || static_cast<qint64>(header->seq) != stored.seq || stored.stream == 0) {
        problem("journal.damaged-change", whereIs(stored), JournalText::tr("The header is not what was written."));
        return true;
    }
    Node node{.row = stored.row,
              .stream = stored.stream,
              .device = stored.device,
              .seq = stored.seq,
              .clock = header->clock,
              .hash = hash,
              .stored = stored.standing,
              .isFork = stored.reason == QLatin1StringView("fork"),
              .isRevoked = stored.reason == QLatin1StringView("revoked"),
              .isTagged = !stored.tag.isEmpty(),
              .previous = {},
              .storedPast = stored.past.value_or(0)};
    Chain& chain = m_chains[{node.stream, node.device}];
    std::optional<QLatin1StringView> broken;
    if (stored.seq > 0) {
        node.previous = findPrevious(chain, header->prev);
        if (!node.previous) {
            return false;
        }
        const Node& previous = m_nodes[*node.previous];
        node.past = previous.past;
        if (previous.stream != node.stream || previous.device != node.device || previous.seq + 1 != node.seq) {
            broken = QLatin1StringView("broken-chain");
        }
        if (previous.clock >= node.clock) {
            broken = QLatin1StringView("clock");
        }
    }
    if (!header->after.empty()) {
        Past past = m_pasts[node.past];
        for (const Bytes& one : header->after) {
            const auto seen = find(one);
            if (!seen) {
                return false;
            }
            const Node& other = m_nodes[*seen];
            if (other.stream != node.stream && other.stream != m_journal.vaultStream) {
                broken = QLatin1StringView("broken-chain");
                continue;
            }
            past.merge(m_pasts[other.past]);
            past.raise({other.stream, other.device, other.seq});
            if (other.clock >= node.clock) {
                broken = QLatin1StringView("clock");
            }
        }
        node.past = m_pasts.size();
        m_pasts.push_back(std::move(past));
    }
    const Sha256Octets body = sha256Octets(stored.body);
    if (BytesView(body.data(), 32) != header->bodyHash) {
        problem("journal.body-mismatch", whereIs(stored),
                JournalText::tr("The content of the change is not what was written."));
    }
    checkPast(stored, node, !header->after.empty());
    chain.nodes.push_back(m_nodes.size());
    m_nodes.push_back(node);
    if (broken) {
        if (node.stored != Standing::Invalid && node.stored != Standing::Held) {
            problem("journal.broken-chain", whereIs(stored), reasonSentence(QString(*broken)));
        }
        m_result.invalid += node.stored == Standing::Invalid ? 1 : 0;
        m_result.held += node.stored == Standing::Held ? 1 : 0;
    } else {
        judge(stored, *header, m_nodes.back());
    }
    return true;
}

void Verifier::checkPast(const StoredChange& stored, const Node& node, bool hasAfter)
{
    // Neighbours in a chain share a vector.
    if (!hasAfter) {
        const Row expected = node.previous ? m_nodes[*node.previous].storedPast : 0;
        if (node.storedPast == expected) {
            return;
        }
    }
    const auto kept = m_journal.ledger.past(node.storedPast);
    if (!kept || !(**kept == m_pasts[node.past])) {
        problem("journal.past-mismatch", whereIs(stored),
                JournalText::tr("What is noted as seen by the change's author is wrong."));
    }
}

void Verifier::judge(const StoredChange& stored, const Header& header, Node& node)
{
    const View seen = view(node);
    Chain& chain = m_chains[{node.stream, node.device}];
    if (header.stream.isVault() || chain.authorityPast != node.past) {
        chain.authority = m_roster.authority(&seen, header.device);
        chain.authorityPast = node.past;
    }
    const auto& phases = m_phases[node.stream];
    const Judge::Case changeCase{header,
                                 seen,
                                 m_roster,
                                 chain.authority,
                                 phases,
                                 m_access[node.stream],
                                 node.hashView() == m_journal.fingerprint};
    auto refusal = m_journal.judge.judgeHeader(changeCase);
    std::optional<Body> body;
    if (!refusal) {
        auto padded = m_journal.isReadable(node.stream) ? m_journal.keyring.open(header, node.stream, stored.body)
                                                        : Expected<std::optional<Bytes>>();
        if (!padded || !*padded) {
            if (header.stream.isVault()) {
                refusal = Refusal{QLatin1StringView("not-authentic"), {}, {}, 0};
            } else if (++m_result.unreadable; node.stored == Standing::Invalid) {
                // Whoever holds the key has judged its content.
                ++m_result.invalid;
                return;
            }
        } else if (auto decoded = Body::decode(**padded)) {
            body = *std::move(decoded);
            refusal = m_journal.judge.judgeBody(changeCase, *body);
        } else {
            refusal = Refusal{QLatin1StringView("bad-encoding"), {}, {}, 0};
        }
    }
    count(stored, header, node, refusal);
    if (!body || refusal || node.stored != Standing::Folded) {
        return;
    }
    m_result.notUnderstood += m_journal.judge.notUnderstood(*body);
    const Position at{node.stream, node.device, node.seq};
    if (header.stream.isVault()) {
        m_roster.add(at, header.clock, header.device, body->facts);
        settleRevocations();
    } else if (header.stream.compartment == Compartment::Team) {
        const auto writes = m_journal.judge.phaseWrites(header.stream, at, header.clock, header.device, *body);
        m_phases[node.stream].insert(m_phases[node.stream].end(), writes.begin(), writes.end());
    } else {
        const auto writes = accessWrites(at, header.clock, header.device, *body);
        m_access[node.stream].insert(m_access[node.stream].end(), writes.begin(), writes.end());
    }
    fold(stored, header, node, seen, *body);
}

void Verifier::fold(const StoredChange& stored, const Header& header, const Node& node, const View& seen,
                    const Body& body)
{
    (void)m_fold.fold(header.stream, node.row, seen, header.clock, body, m_touched);
    quint64& touches = m_touches[node.stream];
    for (auto at = m_touched.begin(); at != m_touched.end(); ++at) {
        const bool isRepeated = std::any_of(m_touched.begin(), at,
                                            [&](const auto* before) { return before->entity == (*at)->entity; });
        touches += isRepeated ? 0 : touchCode((*at)->entity, node.row);
    }
    if (m_journal.projections.empty()) {
        return;
    }
    auto& expectations = m_expectations[header.stream.compartment == Compartment::Counsel ? node.stream : 0];
    if (expectations.empty()) {
        std::ranges::transform(m_journal.projections, std::back_inserter(expectations),
                               [](const auto& projection) { return projection->expectation(); });
    }
    m_touchedNames.resize(m_touched.size());
    for (std::size_t i = 0; i < m_touched.size(); ++i) {
        Record& name = m_touchedNames[i].after;
        name.stream = header.stream;
        name.kind = m_touched[i]->kind;
        name.entity = m_touched[i]->entity;
    }
    const FoldedChange change{.row = node.row,
                              .stream = node.stream,
                              .header = header,
                              .body = body,
                              .author = m_roster.userOf(header.device),
                              .received = stored.admitted,
                              .touched = m_touchedNames};
    for (const auto& expectation : expectations) {
        if (expectation) {
            expectation->fold(change, stored.place);
        }
    }
}

void Verifier::count(const StoredChange& stored, const Header& header, const Node& node,
                     const std::optional<Refusal>& refusal)
{
    if (node.stored == Standing::Held) {
        ++m_result.held;
        if (!node.isFork && !node.isRevoked) {
            problem("journal.state-mismatch", whereIs(stored),
                    JournalText::tr("The change is kept back without a reason."));
        }
        return;
    }
    if (refusal) {
        ++m_result.invalid;
        const bool doesNotCount = node.stored == Standing::Invalid
            || (node.stored == Standing::Unread && header.stream.compartment == Compartment::Counsel);
        if (!doesNotCount && header.schema <= schemaVersion) {
            problem("journal.invalid-change", whereIs(stored),
                    JournalText::tr("The change counts, although it must not: %1")
                        .arg(reasonSentence(QString(refusal->reason))));
        }
    } else if (node.stored == Standing::Invalid) {
        ++m_result.invalid;
        problem("journal.state-mismatch", whereIs(stored),
                JournalText::tr("The change does not count, although nothing is wrong with it."));
    }
}

void Verifier::settleRevocations()
{
    if (!m_roster.hasRevocations()) {
        return;
    }
    (void)m_roster.settleRevocations([this](BytesView hash) -> std::optional<Roster::Named> {
        const auto found = find(hash);
        if (!found) {
            return std::nullopt;
        }
        const Node& node = m_nodes[*found];
        return Roster::Named{{node.stream, node.device, node.seq}, view(node)};
    });
}

void Verifier::checkRevocations()
{
    for (const Node& node : m_nodes) {
        const bool isBeyond = m_roster.isBeyondRevocation(m_journal.ledger.device(node.device),
                                                          {node.stream, node.device, node.seq});
        if (isBeyond && node.stored != Standing::Held) {
            problem("journal.state-mismatch", whereIs(node),
                    JournalText::tr("The change counts, although its device was revoked before it."));
        } else if (!isBeyond && node.isRevoked) {
            problem("journal.state-mismatch", whereIs(node),
                    JournalText::tr("The change is kept back without a reason."));
        }
    }
}

bool Verifier::isOneLine(const Chain& chain) const
{
    return std::ranges::none_of(chain.nodes, [this](std::size_t index) { return m_nodes[index].isFork; })
        && std::ranges::adjacent_find(chain.nodes, std::greater_equal(),
                                      [this](std::size_t index) { return m_nodes[index].seq; })
        == chain.nodes.end();
}

void Verifier::checkForks()
{
    const auto text = [this](std::size_t one) { return hex(m_nodes[one].hashView()); };
    for (const auto& [key, chain] : m_chains) {
        if (isOneLine(chain) && !m_waiting.contains(key)) {
            continue;
        }
        std::map<qint64, std::size_t> places;
        qint64 fork = std::numeric_limits<qint64>::max();
        for (const std::size_t index : chain.nodes) {
            const auto [first, isNew] = places.emplace(m_nodes[index].seq, index);
            if (!isNew) {
                fork = std::min(fork, m_nodes[index].seq);
                problem("journal.fork", whereIs(m_nodes[index]),
                        JournalText::tr("The device wrote two different changes in the same place: %1 and %2.")
                            .arg(text(first->second), text(index)));
            }
        }
        // A branch that waits for what comes before it makes a fork, too.
        qint64 possible = fork;
        for (auto [at, end] = m_waiting.equal_range(key); at != end; ++at) {
            possible = places.contains(at->second) ? std::min(possible, at->second) : possible;
        }
        for (const std::size_t index : chain.nodes) {
            const Node& node = m_nodes[index];
            if (node.isFork && node.seq < possible) {
                problem("journal.state-mismatch", whereIs(node),
                        JournalText::tr("The change is kept back without a reason."));
            } else if (node.seq >= fork && node.stored != Standing::Held) {
                problem("journal.state-mismatch", whereIs(node),
                        JournalText::tr("The change counts, although its device wrote another in the same place."));
            }
        }
    }
}

} // namespace bulkhead::journal
