#include "models/base/digest.h"
#include "models/journal/journalprivate.h"

namespace bulkhead {

using namespace journal;

namespace journal {

Bytes encodeAnchor(const Bytes& fingerprint, const Anchors& anchors)
{
    cbor::Writer writer;
    writer.array(3);
    writer.text(QStringLiteral("bulkhead anchor 1"));
    writer.bytes(fingerprint);
    writer.array(anchors.size());
    for (const auto& [chain, anchored] : anchors) {
        const auto& [stream, device] = chain;
        writer.array(5);
        writer.bytes(stream.incident.bytes());
        writer.unsignedInteger(static_cast<quint64>(stream.compartment));
        writer.bytes(device.bytes());
        writer.integer(anchored.seq);
        writer.bytes(anchored.hash);
    }
    return writer.take();
}

std::optional<AnchorContent> decodeAnchor(BytesView payload)
{
    cbor::Reader reader(payload);
    AnchorContent content;
    if (reader.array() != 3 || reader.text() != QLatin1StringView("bulkhead anchor 1")) {
        return std::nullopt;
    }
    content.fingerprint = reader.bytes().toByteArray();
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        const bool isEntry = reader.array() == 5;
        const auto incident = Id::fromBytes(reader.bytes());
        const quint64 compartment = reader.unsignedInteger();
        const auto device = Id::fromBytes(reader.bytes());
        const qint64 seq = reader.integer();
        const Bytes hash = reader.bytes().toByteArray();
        if (!isEntry || !incident || !device || compartment > 1) {
            return std::nullopt;
        }
        content.anchors[{Stream{*incident, static_cast<Compartment>(compartment)}, *device}] = {seq, hash};
    }
    return reader.finish() ? std::optional(std::move(content)) : std::nullopt;
}

SecretBytes tailKey(BytesView signature)
{
    return crypto::derive(SecretBytes::copyOf(signature), QLatin1StringView("bulkhead tail key"));
}

} // namespace journal

Bytes Journal::Private::tagOf(BytesView hash) const
{
    return crypto::mac(tagKey, hash).first(16);
}

bool Journal::Private::isSigningDue(qint64 now) const
{
    return unsignedCount >= unsignedLimit || (unsignedCount > 0 && now - unsignedSince >= unsignedAge);
}

Expected<void> Journal::Private::signMoved()
{
    for (const Row stream : moved) {
        TRY(const StreamState* known, state(stream));
        const auto tip = known->tips.find(device);
        if (tip == known->tips.end()) {
            continue;
        }
        Head head{ledger.stream(stream), deviceId, static_cast<quint64>(tip->second.seq), tip->second.hash, {}};
        head.signature = vault.signAsDevice(head.signedMessage(vault.id()));
        CHECK_OK(ledger.addHead(stream, device, head));
    }
    return {};
}

Expected<void> Journal::Private::anchorHeads()
{
    for (const Row stream : moved) {
        TRY(const StreamState* known, state(stream));
        if (const auto tip = known->tips.find(device); tip != known->tips.end()) {
            anchors[{ledger.stream(stream), deviceId}] = {tip->second.seq, tip->second.hash};
        }
    }
    moved.clear();
    unsignedCount = 0;
    return vault.writeAnchor(encodeAnchor(fingerprint, anchors));
}

Expected<void> Journal::Private::signHeads()
{
    if (moved.empty()) {
        return {};
    }
    TRY(Transaction transaction, Transaction::begin(database));
    CHECK_OK(signMoved());
    CHECK_OK(transaction.commit());
    return anchorHeads();
}

Expected<void> Journal::Private::loadAnchors()
{
    anchors.clear();
    isTruncated = false;
    const auto payload = vault.readAnchor();
    const auto content = payload ? decodeAnchor(*payload) : std::nullopt;
    if (!content) {
        // Written again with the next head; that it was gone is remembered, unless this is a copy that came without it.
        TRY(const auto heads, ledger.heads(0, 0));
        if (writes && !heads.empty() && device != 0 && ledger.deviceRow(deviceId) != 0) {
            TRY(const Bytes noted, ledger.note(QStringLiteral("anchor-lost")));
            if (noted.isEmpty() && heads.size() > 1) {
                CHECK_OK(ledger.setNote(QStringLiteral("anchor-lost"), QByteArray::number(clock.now())));
            }
        }
        return {};
    }
    anchors = content->anchors;
    for (const auto& [chain, anchored] : anchors) {
        const auto& [stream, of] = chain;
        TRY(const auto found, ledger.find(anchored.hash));
        if (of == deviceId && (!found || found->at.seq != anchored.seq)) {
            isTruncated = true;
        }
    }
    return {};
}

Expected<void> Journal::Private::checkTails()
{
    moved.clear();
    unsignedCount = 0;
    if (device == 0) {
        return {};
    }
    bool isForged = false;
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        TRY(const auto tip, ledger.tip(stream, device));
        if (!tip) {
            continue;
        }
        TRY(const auto heads, ledger.heads(stream, device));
        const qint64 covered = heads.empty() ? -1 : static_cast<qint64>(heads.front().seq);
        if (tip->at.seq <= covered) {
            continue;
        }
        std::vector<Row> tail;
        {
            TRY(Query query,
                ledger.statements()("SELECT row FROM change WHERE stream = ? AND device = ? AND seq > ? AND state <> 2 "
                                    "ORDER BY seq"));
            query.with(stream, device, covered);
            for (;;) {
                TRY(const bool found, query->step());
                if (!found) {
                    break;
                }
                tail.push_back(query->integer(0));
            }
        }
        bool isBroken = false;
        for (const Row row : tail) {
            TRY(const auto stored, ledger.change(row));
            const Bytes hash = sha256(stored->header);
            isBroken = isBroken || stored->tag != tagOf(hash);
            if (isBroken) {
                // Not this device's doing: it must not come under its signature.
                CHECK_OK(ledger.place(row, Standing::Held, QStringLiteral("forged"), std::nullopt, std::nullopt,
                                      std::nullopt));
                isForged = true;
                if (isCounsel(stream)) {
                    CHECK_OK(advanceRoom(stream));
                }
            } else {
                moved.insert(stream);
                ++unsignedCount;
                unsignedSince = clock.now();
            }
        }
    }
    if (isForged) {
        states.clear();
        CHECK_OK(ledger.setNote(QStringLiteral("stale"), "1"));
    }
    return {};
}

Expected<void> Journal::Private::signFormerTail()
{
    const Bytes key = vault.formerDeviceKey();
    const Id former = Id::derived(key);
    const Row row = key.isEmpty() ? 0 : ledger.deviceRow(former);
    if (row == 0) {
        return {};
    }
    const SecretBytes tags = tailKey(vault.signAsFormerDevice(tailMessage));
    for (Row stream = 1; stream <= ledger.streamCount(); ++stream) {
        TRY(const auto heads, ledger.heads(stream, row));
        TRY(Query query,
            ledger.statements()("SELECT seq, header, tag FROM change WHERE stream = ? AND device = ? AND seq > ? AND "
                                "state <> 2 ORDER BY seq"));
        query.with(stream, row, heads.empty() ? qint64(-1) : static_cast<qint64>(heads.front().seq));
        std::optional<Head> head;
        for (;;) {
            TRY(const bool found, query->step());
            const Bytes hash = found ? sha256(query->view(1)) : Bytes();
            if (!found || query->bytes(2) != crypto::mac(tags, hash).first(16)) {
                break;
            }
            head = Head{ledger.stream(stream), former, static_cast<quint64>(query->integer(0)), hash, {}};
        }
        query->reset();
        if (head) {
            head->signature = vault.signAsFormerDevice(head->signedMessage(vault.id()));
            CHECK_OK(ledger.addHead(stream, row, *head));
        }
    }
    return {};
}

} // namespace bulkhead
