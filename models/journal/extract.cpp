#include "models/journal/journalprivate.h"
#include "models/journal/journaltext.h"

namespace bulkhead {

using namespace journal;

namespace {
/// The changes of a stream that signed heads vouch for, in the order in which they came.
Expected<void> takeSigned(Ledger& ledger, Row stream, Extract& into)
{
    TRY(Query query,
        ledger.statements()(
            "SELECT header, body FROM change WHERE stream = ?1 AND coalesce(reason, '') <> 'forged' AND seq <= "
            "(SELECT max(seq) FROM head WHERE head.stream = ?1 AND head.device = change.device) ORDER BY row"));
    query.with(stream);
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            break;
        }
        into.changes.push_back({query->bytes(0), query->bytes(1)});
    }
    TRY(const auto heads, ledger.heads(0, 0));
    for (const Head& head : heads) {
        if (head.stream == ledger.stream(stream)) {
            into.heads.push_back(head);
        }
    }
    return {};
}

Expected<void> takeMaterial(Ledger& ledger, Row stream, Extract& into)
{
    TRY(Query query,
        ledger.statements()("SELECT name, sha256, size, destroyed FROM blob WHERE stream = ? ORDER BY sha256"));
    query.with(stream);
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return {};
        }
        into.material.push_back(
            {ledger.stream(stream), query->bytes(0), query->bytes(1), query->integer(2), query->integer(3) != 0});
    }
}
} // namespace

Expected<Extract> Journal::extract(const std::vector<Stream>& streams) const
{
    CHECK_OK(d->refresh());
    Extract extract;
    extract.vault = d->vault.id();
    extract.fingerprint = d->fingerprint;
    std::vector<Stream> wanted{Stream()};
    wanted.insert(wanted.end(), streams.begin(), streams.end());
    for (const Stream& one : wanted) {
        const Row stream = d->ledger.streamRow(one);
        if (stream == 0) {
            continue; // Nobody has written to it.
        }
        TRY(const auto keys, d->keyring.keys(stream));
        if (keys.empty()) {
            return failure(QLatin1StringView("journal.no-key"),
                           JournalText::tr("You do not hold the key of this part of the incident, so it cannot leave "
                                           "the vault by your hand."));
        }
        for (const SecretBytes* key : keys) {
            extract.keys.push_back({one, key->clone()});
        }
        CHECK_OK(takeSigned(d->ledger, stream, extract));
        CHECK_OK(takeMaterial(d->ledger, stream, extract));
    }
    TRY(extract.proofs, d->proofsOf(wanted));
    return extract;
}

Expected<void> Journal::Private::absorb(const Extract& extract)
{
    std::vector<Committed> committed;
    {
        TRY(Transaction transaction, Transaction::begin(database));
        TRY(vaultStream, ledger.admitStream({}));
        for (const Extract::Key& key : extract.keys) {
            if (!key.stream.isVault()) {
                TRY(const Row stream, ledger.admitStream(key.stream));
                CHECK_OK(keyring.adopt(stream, key.key));
            }
        }
        TRY([[maybe_unused]] const Arrivals stored, store(ledger, keyring, extract.changes, clock.now()));
        for (const Head& head : extract.heads) {
            TRY([[maybe_unused]] const bool isLonger, takeHead(head));
        }
        CHECK_OK(settle(committed));
        CHECK_OK(transaction.commit());
    }
    CHECK_OK(catchUp(committed));
    return vault.writeAnchor(encodeAnchor(fingerprint, anchors));
}

Expected<std::unique_ptr<Journal>> Journal::openExtract(Vault& scratch, const Schema& schema, const Clock& clock,
                                                        const Extract& extract, Projections projections)
{
    auto parts = std::make_unique<Private>(scratch, schema, clock, std::move(projections), true);
    TRY(parts->database, scratch.connect(Database::Mode::ReadWrite));
    CHECK_OK(parts->prepare());
    CHECK_OK(parts->ledger.setNote(QStringLiteral("fingerprint"), extract.fingerprint));
    CHECK_OK(parts->load());
    parts->proofs = extract.proofs;
    CHECK_OK(parts->absorb(extract));
    return std::unique_ptr<Journal>(new Journal(std::move(parts)));
}

} // namespace bulkhead
