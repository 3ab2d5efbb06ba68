#include "models/journal/bundleformat.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"
#include "models/journal/bundle.h"
#include "models/vault/crypto.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTimeZone>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace journal::bundleformat {

namespace {
constexpr qsizetype hashSize = 32;

std::optional<Stream> streamFrom(BytesView incident, quint64 compartment)
{
    const auto id = incident.isEmpty() ? std::optional(Id()) : Id::fromBytes(incident);
    return id && compartment <= 1 ? std::optional(Stream{*id, static_cast<Compartment>(compartment)}) : std::nullopt;
}
} // namespace

bool isMemberName(const QString& name)
{
    static const QRegularExpression pattern(
        u"\\A(?:README\\.txt|manifest\\.json|manifest\\.sig|keys\\.json|heads\\.cbor|checkpoints\\.cbor|"
        "changes/(?:vault|team|counsel)-[0-9]{6}\\.cbor|material/[0-9a-f]{64})\\z"_s);
    return pattern.match(name).hasMatch();
}

QString chunkName(const Stream& stream, int number)
{
    const QString name = stream.isVault() ? u"vault"_s : QString(compartmentName(stream.compartment));
    return u"%1%2-%3.cbor"_s.arg(QString(changesFolder), name, QString::number(number).rightJustified(6, u'0'));
}

QString materialName(BytesView sha256)
{
    return QString(materialFolder) + hex(sha256);
}

Bytes encodeChanges(std::span<const SealedChange> changes)
{
    cbor::Writer writer;
    writer.array(changes.size());
    for (const SealedChange& change : changes) {
        writer.array(2);
        writer.bytes(change.header);
        writer.bytes(change.body);
    }
    return writer.take();
}

bool decodeChanges(BytesView bytes, std::vector<SealedChange>& into)
{
    cbor::Reader reader(bytes);
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        if (reader.array() != 2) {
            return false;
        }
        Bytes header = reader.bytes().toByteArray();
        Bytes body = reader.bytes().toByteArray();
        if (reader.ok()) {
            into.push_back({std::move(header), std::move(body)});
        }
    }
    return reader.finish();
}

Bytes encodeHeads(const std::vector<Head>& heads)
{
    cbor::Writer writer;
    writer.array(heads.size());
    for (const Head& head : heads) {
        writer.array(6);
        writer.bytes(head.stream.isVault() ? Bytes() : head.stream.incident.bytes());
        writer.unsignedInteger(static_cast<quint64>(head.stream.compartment));
        writer.bytes(head.device.bytes());
        writer.unsignedInteger(head.seq);
        writer.bytes(head.hash);
        writer.bytes(head.signature);
    }
    return writer.take();
}

bool decodeHeads(BytesView bytes, std::vector<Head>& into)
{
    cbor::Reader reader(bytes);
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        if (reader.array() != 6) {
            return false;
        }
        const BytesView incident = reader.bytes();
        const auto stream = streamFrom(incident, reader.unsignedInteger());
        const auto device = Id::fromBytes(reader.bytes());
        const quint64 seq = reader.unsignedInteger();
        Bytes hash = reader.bytes().toByteArray();
        Bytes signature = reader.bytes().toByteArray();
        if (!stream || !device || hash.size() != hashSize) {
            return false;
        }
        into.push_back({*stream, *device, seq, std::move(hash), std::move(signature)});
    }
    return reader.finish();
}

Bytes encodeKeys(const std::vector<Extract::Key>& keys)
{
    QJsonArray array;
    for (const Extract::Key& one : keys) {
        array.append(
            QJsonObject{{u"incident"_s, one.stream.isVault() ? QJsonValue() : QJsonValue(one.stream.incident.text())},
                        {u"compartment"_s, QString(compartmentName(one.stream.compartment))},
                        {u"key"_s, hex(one.key.view())}});
    }
    return QJsonDocument(array).toJson();
}

bool decodeKeys(BytesView bytes, std::vector<Extract::Key>& into)
{
    const QJsonDocument document = QJsonDocument::fromJson(bytes.toByteArray());
    if (!document.isArray()) {
        return false;
    }
    for (const QJsonValue& value : document.array()) {
        const QJsonObject one = value.toObject();
        const bool isVault = one.value("incident"_L1).isNull();
        const auto incident = isVault ? std::optional(Id()) : Id::fromText(one.value("incident"_L1).toString());
        const bool isCounsel = one.value("compartment"_L1).toString() == compartmentName(Compartment::Counsel);
        const Bytes key = Bytes::fromHex(one.value("key"_L1).toString().toLatin1());
        if (!incident || key.size() != crypto::keySize || (isVault && isCounsel)) {
            return false;
        }
        into.push_back({{*incident, isCounsel ? Compartment::Counsel : Compartment::Team}, SecretBytes::copyOf(key)});
    }
    return true;
}

} // namespace journal::bundleformat

namespace {
constexpr char bundleType[] = "bulkhead bundle";

QString isoOf(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

Bytes hashFrom(const QJsonValue& value)
{
    const Bytes hash = Bytes::fromHex(value.toString().toLatin1());
    return hash.size() == 32 ? hash : Bytes();
}
} // namespace

Bytes BundleManifest::encoded() const
{
    QJsonArray names;
    for (const Compartment one : compartments) {
        names.append(QString(compartmentName(one)));
    }
    QJsonArray listed;
    for (const Member& one : members) {
        listed.append(QJsonObject{{u"name"_s, one.name}, {u"size"_s, one.size}, {u"sha256"_s, hex(one.sha256)}});
    }
    QJsonArray pieces;
    for (const Material& one : material) {
        QJsonArray blobs;
        for (const Bytes& name : one.names) {
            blobs.append(hex(name));
        }
        pieces.append(QJsonObject{{u"sha256"_s, hex(one.sha256)},
                                  {u"size"_s, one.size},
                                  {u"destroyed"_s, one.isDestroyed},
                                  {u"blobs"_s, blobs}});
    }
    const QJsonObject object{{u"type"_s, QLatin1StringView(bundleType)},
                             {u"format"_s, journal::bundleformat::version},
                             {u"vault"_s, vault.text()},
                             {u"vault_name"_s, vaultName},
                             {u"fingerprint"_s, hex(fingerprint)},
                             {u"incident"_s, incident.text()},
                             {u"title"_s, title},
                             {u"compartments"_s, names},
                             {u"exported"_s, isoOf(exportedAt)},
                             {u"exported_by"_s, exportedBy},
                             {u"device"_s, device.text()},
                             {u"changes"_s, changes},
                             {u"members"_s, listed},
                             {u"material"_s, pieces}};
    return QJsonDocument(object).toJson();
}

std::optional<BundleManifest> BundleManifest::decode(BytesView json)
{
    const QJsonObject object = QJsonDocument::fromJson(json.toByteArray()).object();
    const auto vault = Id::fromText(object.value("vault"_L1).toString());
    const auto incident = Id::fromText(object.value("incident"_L1).toString());
    const auto device = Id::fromText(object.value("device"_L1).toString());
    if (object.value("type"_L1).toString() != QLatin1StringView(bundleType) || !vault || !incident || !device) {
        return std::nullopt;
    }
    BundleManifest manifest{
        .vault = *vault,
        .vaultName = object.value("vault_name"_L1).toString(),
        .fingerprint = hashFrom(object.value("fingerprint"_L1)),
        .incident = *incident,
        .title = object.value("title"_L1).toString(),
        .compartments = {},
        .exportedAt
        = QDateTime::fromString(object.value("exported"_L1).toString(), Qt::ISODateWithMs).toMSecsSinceEpoch(),
        .exportedBy = object.value("exported_by"_L1).toString(),
        .device = *device,
        .changes = object.value("changes"_L1).toInteger(),
        .members = {},
        .material = {}};
    for (const QJsonValue& one : object.value("compartments"_L1).toArray()) {
        manifest.compartments.push_back(one.toString() == compartmentName(Compartment::Counsel) ? Compartment::Counsel
                                                                                                : Compartment::Team);
    }
    for (const QJsonValue& one : object.value("members"_L1).toArray()) {
        manifest.members.push_back({one["name"_L1].toString(), one["size"_L1].toInteger(), hashFrom(one["sha256"_L1])});
    }
    for (const QJsonValue& one : object.value("material"_L1).toArray()) {
        Material piece{hashFrom(one["sha256"_L1]), one["size"_L1].toInteger(), one["destroyed"_L1].toBool()};
        for (const QJsonValue& name : one["blobs"_L1].toArray()) {
            piece.names.push_back(hashFrom(name));
        }
        manifest.material.push_back(std::move(piece));
    }
    return manifest;
}

Bytes BundleManifest::signedMessage(const Id& vault, BytesView json)
{
    cbor::Writer writer;
    writer.array(3);
    writer.text(u"bulkhead bundle 1");
    writer.bytes(vault.bytes());
    writer.bytes(sha256(json));
    return writer.take();
}

} // namespace bulkhead
