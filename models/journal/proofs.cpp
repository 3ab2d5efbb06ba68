#include "models/journal/verifier.h"

#include "models/base/digest.h"
#include "models/journal/journaltext.h"
#include "models/vault/crypto.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace bulkhead::journal {

Expected<void> Verifier::checkHeads()
{
    TRY(const auto heads, m_journal.ledger.heads(0, 0));
    const Stream* stream = nullptr;
    const Id* device = nullptr;
    for (const Head& head : heads) {
        const bool isNewest = !stream || *stream != head.stream || *device != head.device;
        stream = &head.stream;
        device = &head.device;
        ++m_result.signedHeads;
        const Row streamRow = m_journal.ledger.streamRow(head.stream);
        const Row deviceRow = m_journal.ledger.deviceRow(head.device);
        const QString where = whereIs(0, streamRow, deviceRow, static_cast<qint64>(head.seq));
        const auto at = findAt({streamRow, deviceRow, static_cast<qint64>(head.seq)}, head.hash);
        if (!at || m_nodes[*at].seq != static_cast<qint64>(head.seq) || m_nodes[*at].stream != streamRow
            || m_nodes[*at].device != deviceRow) {
            problem("journal.missing-change", where, JournalText::tr("A signed change is missing from the journal."));
            continue;
        }
        // A signature vouches for everything before it: the newest of a chain is enough.
        if (!isNewest && !m_deep) {
            continue;
        }
        Bytes key = m_journal.ledger.deviceKey(deviceRow);
        if (key.isEmpty() || Id::derived(key) != head.device
            || !crypto::verify(key, head.signedMessage(m_journal.vault.id()), head.signature)) {
            problem("journal.bad-signature", where,
                    JournalText::tr("The signature at the end of a chain does not hold."));
            continue;
        }
        for (std::optional<std::size_t> one = at; one && !m_nodes[*one].isCovered; one = m_nodes[*one].previous) {
            m_nodes[*one].isCovered = true;
        }
    }
    checkCover();
    return {};
}

void Verifier::checkCover()
{
    std::set<Row> devices;
    for (const Node& node : m_nodes) {
        devices.insert(node.device);
        if (node.isCovered || node.stored == Standing::Held) {
            continue;
        }
        bool isOwnWriting = node.isTagged;
        if (isOwnWriting && node.device == m_journal.device && !m_journal.tagKey.isEmpty()) {
            const auto stored = m_journal.ledger.change(node.row);
            isOwnWriting = stored && *stored && (*stored)->tag == m_journal.tagOf(node.hashView());
        }
        if (isOwnWriting) {
            ++m_result.unsignedTail;
        } else {
            problem(
                "journal.forged", whereIs(node),
                JournalText::tr("The change counts, although neither a signature nor this machine vouches for it."));
        }
    }
    m_result.devices = static_cast<qint64>(devices.size());
}

Expected<void> Verifier::checkAnchor()
{
    const QString where = QStringLiteral("anchors");
    TRY(const Bytes lost, m_journal.ledger.note(QStringLiteral("anchor-lost")));
    if (!lost.isEmpty()) {
        const auto when = QDateTime::fromMSecsSinceEpoch(lost.toLongLong(), QTimeZone::utc()).toString(Qt::ISODate);
        problem("journal.anchor-lost", where,
                JournalText::tr(
                    "When the vault was opened at %1, the file that remembers how long the journal is was missing or "
                    "damaged. Whether changes were cut off before that can only be told from another copy.")
                    .arg(when));
    }
    const auto payload = m_journal.vault.readAnchor();
    if (!payload) {
        problem("vault.anchor-damaged", where, payload.error().message);
        return {};
    }
    const auto content = decodeAnchor(*payload);
    if (!content) {
        if (m_result.signedHeads > 1) {
            problem("journal.anchor-lost", where,
                    JournalText::tr("The file that remembers how long the journal is is missing or damaged."));
        }
        return {};
    }
    if (content->fingerprint != m_journal.fingerprint) {
        problem("journal.wrong-genesis", where,
                JournalText::tr("The journal begins with another change than this vault's first."));
    }
    for (const auto& [chain, anchored] : content->anchors) {
        const auto& [stream, device] = chain;
        const auto at = findAt({m_journal.ledger.streamRow(stream), m_journal.ledger.deviceRow(device), anchored.seq},
                               anchored.hash);
        if (!at || m_nodes[*at].seq != anchored.seq) {
            problem(
                "journal.truncated",
                whereIs(0, m_journal.ledger.streamRow(stream), m_journal.ledger.deviceRow(device), anchored.seq),
                JournalText::tr(
                    "The journal is shorter than what was signed: changes at its end were cut off, or an older copy "
                    "of the database was put in its place."));
        }
    }
    return {};
}

Bytes Verifier::digestOfHeads() const
{
    std::map<std::tuple<Stream, Id>, const Node*> tips;
    for (const Node& node : m_nodes) {
        const Node*& tip = tips[{m_journal.ledger.stream(node.stream), m_journal.ledger.device(node.device)}];
        if (node.stored != Standing::Held && (!tip || tip->seq < node.seq)) {
            tip = &node;
        }
    }
    cbor::Writer writer;
    for (const auto& [chain, tip] : tips) {
        if (!tip) {
            continue;
        }
        const auto& [stream, device] = chain;
        writer.bytes(stream.incident.bytes());
        writer.unsignedInteger(static_cast<quint64>(stream.compartment));
        writer.bytes(device.bytes());
        writer.integer(tip->seq);
        writer.bytes(tip->hashView());
    }
    return sha256(writer.result());
}

Expected<void> Verifier::checkKeys()
{
    // Of the boxes made for this user as they are now; one that came from outside may be anything until it is proven.
    TRY(Query query,
        m_journal.ledger.statements()(
            "SELECT stream, key, box FROM stream_key WHERE user = ? AND sealed_for = ? AND proven = 1"));
    query.with(m_journal.vault.userId().bytes(), m_journal.vault.userExchangeKey());
    for (;;) {
        TRY(const bool found, query->step());
        if (!found) {
            return {};
        }
        const Row stream = query->integer(0);
        if (!m_journal.keyring.fits(stream, query->bytes(1), query->view(2))) {
            const Stream& of = m_journal.ledger.stream(stream);
            problem("journal.key-damaged",
                    QStringLiteral("stream %1/%2").arg(of.incident.text(), QString(compartmentName(of.compartment))),
                    JournalText::tr(
                        "Your key of this part of an incident is not what was stored. Somebody else who holds it can "
                        "give it to you again."));
        }
    }
}

std::set<std::pair<Row, Bytes>> Verifier::destroyedByRecord() const
{
    std::set<std::pair<Row, Bytes>> names;
    const EntityType* type = m_journal.schema.type(u"destruction");
    const Field* blob = type ? m_journal.schema.field(type->kind, u"blob") : nullptr;
    const Field* at = type ? m_journal.schema.field(type->kind, u"destroyed") : nullptr;
    for (const EncodedFold::Entry& entry : m_fold.entries()) {
        if (!blob || !at || entry.kind != type->kind) {
            continue;
        }
        if (const auto record = recordOf(entry); record && !record->value(at->id).isEmpty()) {
            names.emplace(entry.stream, record->value(blob->id).valueOr<Bytes>());
        }
    }
    return names;
}

Expected<void> Verifier::checkBlobs()
{
    struct Entry
    {
        Bytes name;
        Row stream = 0;
        Bytes nonce;
        Bytes sealed;
        bool isDestroyed = false;
    };
    std::map<Bytes, std::vector<Entry>> blobs;
    {
        TRY(Query query, m_journal.ledger.statements()("SELECT name, stream, nonce, key, destroyed FROM blob"));
        for (;;) {
            TRY(const bool found, query->step());
            if (!found) {
                break;
            }
            blobs[query->bytes(0)].push_back(
                {query->bytes(0), query->integer(1), query->bytes(2), query->bytes(3), query->integer(4) != 0});
        }
    }
    const auto recorded = destroyedByRecord();
    for (const auto& [name, entries] : blobs) {
        for (const Entry& entry : entries) {
            if (entry.isDestroyed && m_journal.isReadable(entry.stream) && !recorded.contains({entry.stream, name})) {
                problem("journal.destroyed-without-record", QStringLiteral("blob %1").arg(hex(name)),
                        JournalText::tr("The key of this material was destroyed, and nothing says by whom or why."));
            }
        }
    }
    qint64 done = 0;
    for (const auto& [name, entries] : blobs) {
        if (m_stop.stop_requested()) {
            return failure(QLatin1StringView("journal.cancelled"), JournalText::tr("The verification was stopped."));
        }
        if (m_progress) {
            m_progress(++done, static_cast<qint64>(blobs.size()));
        }
        if (std::ranges::all_of(entries, &Entry::isDestroyed)) {
            ++m_result.destroyed;
            continue;
        }
        std::optional<SecretBytes> key;
        bool isReadable = false;
        for (const Entry& entry : entries) {
            if (key || !m_journal.isReadable(entry.stream)) {
                continue;
            }
            isReadable = true;
            TRY(const auto keys, m_journal.keyring.keys(entry.stream));
            for (const SecretBytes* candidate : keys) {
                if (auto opened = crypto::openSecret(*candidate, entry.nonce, name, entry.sealed)) {
                    key = *std::move(opened);
                    break;
                }
            }
        }
        if (!isReadable) {
            continue;
        }
        ++m_result.blobs;
        const auto verified = key ? m_journal.vault.blobs().verify(name, *key) : Expected<void>(damaged(hex(name)));
        if (!verified) {
            const QByteArray code = verified.error().code.toLatin1();
            problem(code.constData(), QStringLiteral("blob %1").arg(hex(name)), verified.error().message);
        }
    }
    return {};
}

} // namespace bulkhead::journal
