#include "models/base/digest.h"
#include "models/journal/journalprivate.h"

#include <algorithm>

namespace bulkhead {

using namespace journal;

namespace {
/// What may be stored at all; the rest is refused without a trace.
std::optional<Header> acceptable(const SealedChange& change)
{
    if (change.header.size() + change.body.size() > changeSizeLimit) {
        return std::nullopt;
    }
    auto header = Header::decode(change.header);
    if (!header || sha256(change.body) != header->bodyHash) {
        return std::nullopt;
    }
    return *std::move(header);
}
} // namespace

Expected<Parcel> Journal::parcel() const
{
    CHECK_OK(d->refresh());
    Parcel parcel;
    {
        TRY(Query query,
            d->ledger.statements()("SELECT header, body FROM change WHERE coalesce(reason, '') <> 'forged'"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            parcel.changes.push_back({query->bytes(0), query->bytes(1)});
        }
    }
    TRY(parcel.heads, d->ledger.heads(0, 0));
    {
        TRY(Query query, d->ledger.statements()("SELECT stream, user, box, key, sealed_for FROM stream_key"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            parcel.keys.push_back({d->ledger.stream(query->integer(0)), Id::fromBytes(query->view(1)).value_or(Id()),
                                   query->bytes(2), query->bytes(3), query->bytes(4)});
        }
    }
    TRY(Query query,
        d->ledger.statements()("SELECT stream, name, nonce, key, sha256, size FROM blob WHERE destroyed = 0"));
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return parcel;
        }
        parcel.blobs.push_back({d->ledger.stream(query->integer(0)), query->bytes(1), query->bytes(2), query->bytes(3),
                                query->bytes(4), query->integer(5)});
    }
}

namespace journal {

Expected<Arrivals> store(Ledger& ledger, Keyring& keyring, const std::vector<SealedChange>& changes, qint64 now)
{
    Arrivals arrivals;
    for (const SealedChange& change : changes) {
        const auto header = acceptable(change);
        if (!header) {
            ++arrivals.receipt.invalid;
            continue;
        }
        const Bytes hash = change.hash();
        TRY(const auto known, ledger.find(hash));
        if (known) {
            ++arrivals.receipt.duplicate;
            continue;
        }
        TRY(const Row stream, ledger.admitStream(header->stream));
        TRY(const Row device, ledger.admitDevice(header->device));
        TRY(const Row row,
            ledger.insert({.row = 0,
                           .stream = stream,
                           .device = device,
                           .seq = static_cast<qint64>(header->seq),
                           .header = change.header,
                           .body = change.body,
                           .received = now,
                           .admitted = 0,
                           .standing = Standing::Held,
                           .reason = QStringLiteral("missing"),
                           .past = std::nullopt,
                           .tag = {}},
                          hash));
        arrivals.rows.push_back(row);
        if (!header->stream.isVault()) {
            continue;
        }
        arrivals.hasMembership = true;
        if (header->seq == 0 && ledger.deviceKey(device).isEmpty()) {
            // A device's id is the hash of its key, so the key can be believed before its enrolment is.
            TRY(const auto padded, keyring.open(*header, stream, change.body));
            const auto body = padded ? Body::decode(*padded) : Expected<Body>();
            const Bytes key = padded && body ? Judge::enrolledKey(header->device, *body) : Bytes();
            if (!key.isEmpty()) {
                CHECK_OK(ledger.setDeviceKey(device, key));
            }
        }
    }
    return arrivals;
}

} // namespace journal

Expected<bool> Journal::Private::takeHead(const Head& head)
{
    const Row stream = ledger.streamRow(head.stream);
    const Row of = ledger.deviceRow(head.device);
    // A signature that does not hold vouches for nothing, and would only spoil `verify`.
    if (stream == 0 || of == 0
        || !crypto::verify(ledger.deviceKey(of), head.signedMessage(vault.id()), head.signature)) {
        return false;
    }
    CHECK_OK(ledger.addHead(stream, of, head));
    TRY(const auto link, ledger.find(head.hash));
    const auto known = anchors.find({head.stream, head.device});
    if (link && link->at.seq == static_cast<qint64>(head.seq)
        && (known == anchors.end() || known->second.seq < link->at.seq)) {
        anchors[{head.stream, head.device}] = {link->at.seq, head.hash};
        return true;
    }
    return false;
}

Expected<Receipt> Journal::Private::receive(const Parcel& parcel)
{
    if (!writes) {
        return std::unexpected(mayAppend().error());
    }
    if (isStale) {
        CHECK_OK(reload());
    }
    std::vector<Committed> committed;
    Arrivals arrivals;
    bool movedAnchors = false;
    const auto attempt = [&]() -> Expected<void> {
        TRY(Transaction transaction, Transaction::begin(database));
        TRY(arrivals, store(ledger, keyring, parcel.changes, clock.now()));
        for (const Parcel::KeyBox& box : parcel.keys) {
            if (const Row stream = ledger.streamRow(box.stream); stream != 0 && !box.stream.isVault()) {
                CHECK_OK(keyring.receive(stream, box.user, box.key, box.box, box.sealedFor));
            }
        }
        for (const Parcel::BlobKey& blob : parcel.blobs) {
            if (const Row stream = ledger.streamRow(blob.stream)) {
                CHECK_OK(
                    execute(ledger.statements(),
                            "INSERT OR IGNORE INTO blob(name, stream, nonce, key, sha256, size) VALUES(?, ?, ?, ?, ?, "
                            "?)",
                            blob.name, stream, blob.nonce, blob.sealed, blob.sha256, blob.size));
            }
        }
        for (const Head& head : parcel.heads) {
            TRY(const bool isLonger, takeHead(head));
            movedAnchors = movedAnchors || isLonger;
        }
        CHECK_OK(settle(committed));
        return transaction.commit();
    };
    if (auto done = attempt(); !done) {
        (void)reload();
        return std::unexpected(done.error());
    }
    CHECK_OK(catchUp(committed));
    // After it: who was let into a counsel stream is known when that is read.
    const bool isCounselsToo = std::ranges::any_of(
        committed, [](const Committed& one) { return one.stream.compartment == Compartment::Counsel; });
    if (arrivals.hasMembership || isCounselsToo) {
        CHECK_OK(handOnKeys());
    }
    if (movedAnchors) {
        CHECK_OK(vault.writeAnchor(encodeAnchor(fingerprint, anchors)));
    }
    for (const Row row : arrivals.rows) {
        TRY(const auto link, ledger.link(row));
        switch (link ? link->standing : Standing::Held) {
        case Standing::Folded:
        case Standing::Unread:
            ++arrivals.receipt.accepted;
            break;
        case Standing::Invalid:
            ++arrivals.receipt.invalid;
            break;
        case Standing::Held:
            ++arrivals.receipt.held;
            break;
        }
    }
    tell(committed);
    return arrivals.receipt;
}

Expected<Receipt> Journal::receive(const Parcel& parcel)
{
    return d->receive(parcel);
}

} // namespace bulkhead
