#include "models/journal/checkpoint.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/journal/journaltext.h"
#include "models/vault/crypto.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr QLatin1StringView leavesKey("checkpoint-leaves");
constexpr QLatin1StringView fileType("bulkhead checkpoint");
constexpr int fileFormat = 1;

Bytes leavesPlace()
{
    return "bulkhead checkpoint leaves 1"_ba;
}

QString checkpointTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

qint64 checkpointMs(const QJsonValue& value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
}

std::optional<CheckpointLeaf> readLeaf(cbor::Reader& reader)
{
    if (reader.array() != 6) {
        return std::nullopt;
    }
    CheckpointLeaf leaf;
    leaf.salt = reader.bytes().toByteArray();
    const BytesView incident = reader.bytes();
    const auto id = incident.isEmpty() ? std::optional(Id()) : Id::fromBytes(incident);
    const quint64 compartment = reader.unsignedInteger();
    const auto device = Id::fromBytes(reader.bytes());
    leaf.seq = reader.unsignedInteger();
    leaf.hash = reader.bytes().toByteArray();
    if (!reader.ok() || !id || compartment > 1 || !device) {
        return std::nullopt;
    }
    leaf.stream = {*id, static_cast<Compartment>(compartment)};
    leaf.device = *device;
    return leaf;
}
} // namespace

Bytes CheckpointLeaf::encoded() const
{
    cbor::Writer writer;
    writer.array(6);
    writer.bytes(salt);
    writer.bytes(stream.isVault() ? Bytes() : stream.incident.bytes());
    writer.unsignedInteger(static_cast<quint64>(stream.compartment));
    writer.bytes(device.bytes());
    writer.unsignedInteger(seq);
    writer.bytes(hash);
    return writer.take();
}

Bytes Checkpoint::statement(const Id& vault, BytesView fingerprint) const
{
    cbor::Writer writer;
    writer.array(6);
    writer.text(u"bulkhead checkpoint 1");
    writer.bytes(vault.bytes());
    writer.bytes(fingerprint);
    writer.integer(at);
    writer.integer(chains);
    writer.bytes(root);
    return writer.take();
}

Bytes Checkpoint::imprint(const Id& vault, BytesView fingerprint) const
{
    return sha256(statement(vault, fingerprint) + signature);
}

Expected<Bytes> Checkpoint::sealLeaves(const Vault& vault, const std::vector<CheckpointLeaf>& leaves)
{
    cbor::Writer writer;
    writer.array(leaves.size());
    for (const CheckpointLeaf& leaf : leaves) {
        writer.raw(leaf.encoded());
    }
    TRY(const SecretBytes key, vault.stored(leavesKey));
    const Bytes nonce = crypto::randomBytes(crypto::nonceSize);
    return nonce + crypto::seal(key, nonce, leavesPlace(), writer.result());
}

std::optional<std::vector<CheckpointLeaf>> Checkpoint::openLeaves(const Vault& vault) const
{
    const auto key = vault.stored(leavesKey);
    if (!key || leaves.size() < crypto::nonceSize + crypto::tagSize) {
        return std::nullopt;
    }
    const BytesView sealed = leaves;
    const auto plain = crypto::open(*key, sealed.first(crypto::nonceSize), leavesPlace(),
                                    sealed.sliced(crypto::nonceSize));
    if (!plain) {
        return std::nullopt;
    }
    cbor::Reader reader(*plain);
    std::vector<CheckpointLeaf> result;
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        auto leaf = readLeaf(reader);
        if (!leaf) {
            return std::nullopt;
        }
        result.push_back(*std::move(leaf));
    }
    return reader.finish() ? std::optional(std::move(result)) : std::nullopt;
}

Bytes encodeProofs(const std::vector<CheckpointProof>& proofs)
{
    cbor::Writer writer;
    writer.array(proofs.size());
    for (const CheckpointProof& proof : proofs) {
        writer.array(4);
        writer.bytes(proof.checkpoint.bytes());
        writer.unsignedInteger(proof.index);
        writer.raw(proof.leaf.encoded());
        writer.array(proof.path.size());
        for (const Bytes& hash : proof.path) {
            writer.bytes(hash);
        }
    }
    return writer.take();
}

bool decodeProofs(BytesView bytes, std::vector<CheckpointProof>& into)
{
    cbor::Reader reader(bytes);
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        if (reader.array() != 4) {
            return false;
        }
        CheckpointProof proof;
        const auto checkpoint = Id::fromBytes(reader.bytes());
        proof.index = reader.unsignedInteger();
        auto leaf = readLeaf(reader);
        for (quint64 hashes = reader.array(); hashes > 0 && reader.ok(); --hashes) {
            proof.path.push_back(reader.bytes().toByteArray());
        }
        if (!checkpoint || !leaf) {
            return false;
        }
        proof.checkpoint = *checkpoint;
        proof.leaf = *std::move(leaf);
        into.push_back(std::move(proof));
    }
    return reader.finish();
}

Bytes CheckpointFile::encoded() const
{
    QJsonObject object{{u"type"_s, fileType},
                       {u"format"_s, fileFormat},
                       {u"vault"_s, vault.text()},
                       {u"vault_name"_s, vaultName},
                       {u"fingerprint"_s, hex(fingerprint)},
                       {u"at"_s, checkpointTime(checkpoint.at)},
                       {u"chains"_s, checkpoint.chains},
                       {u"root"_s, hex(checkpoint.root)},
                       {u"device"_s, checkpoint.device.text()},
                       {u"device_key"_s, hex(deviceKey)},
                       {u"signature"_s, hex(checkpoint.signature)},
                       {u"leaves"_s, hex(checkpoint.leaves)}};
    if (!checkpoint.token.isEmpty()) {
        object.insert(u"authority"_s, checkpoint.authority);
        object.insert(u"stamped"_s, checkpointTime(checkpoint.stampedAt.value_or(0)));
        object.insert(u"token"_s, QString::fromLatin1(checkpoint.token.toBase64()));
    }
    return QJsonDocument(object).toJson();
}

Expected<CheckpointFile> CheckpointFile::decode(BytesView json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toByteArray()).object();
    const auto octets = [&](QLatin1StringView name) {
        return Bytes::fromHex(object.value(name).toString().toLatin1());
    };
    const auto vault = Id::fromText(object.value("vault"_L1).toString());
    const auto device = Id::fromText(object.value("device"_L1).toString());
    if (object.value("type"_L1).toString() != fileType || !vault || !device) {
        return failure("checkpoint.not-a-checkpoint"_L1,
                       JournalText::tr("This file is not a checkpoint that Bulkhead has written."));
    }
    if (object.value("format"_L1).toInt() > fileFormat) {
        return failure("checkpoint.newer-format"_L1,
                       JournalText::tr("A newer version of the program wrote this checkpoint. Use that version."));
    }
    CheckpointFile file{.vault = *vault,
                        .vaultName = object.value("vault_name"_L1).toString(),
                        .fingerprint = octets("fingerprint"_L1),
                        .deviceKey = octets("device_key"_L1),
                        .checkpoint = {}};
    Checkpoint& checkpoint = file.checkpoint;
    checkpoint.at = checkpointMs(object.value("at"_L1));
    checkpoint.chains = object.value("chains"_L1).toInteger();
    checkpoint.root = octets("root"_L1);
    checkpoint.device = *device;
    checkpoint.signature = octets("signature"_L1);
    checkpoint.leaves = octets("leaves"_L1);
    if (object.contains("token"_L1)) {
        checkpoint.authority = object.value("authority"_L1).toString();
        checkpoint.stampedAt = checkpointMs(object.value("stamped"_L1));
        checkpoint.token = Bytes::fromBase64(object.value("token"_L1).toString().toLatin1());
    }
    return file;
}

bool CheckpointFile::isSigned() const
{
    return Id::derived(deviceKey) == checkpoint.device
        && crypto::verify(deviceKey, checkpoint.statement(vault, fingerprint), checkpoint.signature);
}

} // namespace bulkhead
