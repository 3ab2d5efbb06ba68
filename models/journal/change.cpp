#include "models/journal/change.h"

#include "models/base/digest.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead {

namespace {
constexpr qsizetype hashSize = 32;
constexpr qsizetype smallestBody = 256; ///< octets: the least size class

auto badEncoding(QLatin1StringView half)
{
    return failure(QLatin1StringView("journal.bad-encoding"),
                   QCoreApplication::translate("Journal",
                                               "A change is not written as this program writes changes. It was "
                                               "damaged, or comes from another program."),
                   QString(half));
}

qsizetype sizeClass(qsizetype size)
{
    qsizetype padded = smallestBody;
    while (padded < size) {
        padded *= 2;
    }
    return padded;
}

void writeIncident(cbor::Writer& writer, const Stream& stream)
{
    writer.bytes(stream.isVault() ? Bytes() : stream.incident.bytes());
}

/// A map of `size` pairs whose keys count from 0: reads the next key.
void readKey(cbor::Reader& reader, quint64 expected)
{
    if (reader.unsignedInteger() != expected) {
        reader.fail();
    }
}
} // namespace

QLatin1StringView compartmentName(Compartment compartment)
{
    return compartment == Compartment::Counsel ? QLatin1StringView("counsel") : QLatin1StringView("team");
}

const Id& registryIncident()
{
    static const Id id = Id::derived("bulkhead registry");
    return id;
}

Bytes Body::encoded() const
{
    cbor::Writer writer;
    writer.map(via.isEmpty() ? 2 : 3);
    writer.unsignedInteger(0);
    writer.text(intent);
    writer.unsignedInteger(1);
    writer.array(static_cast<quint64>(facts.size()));
    for (const Fact& fact : facts) {
        writer.array(3);
        writer.bytes(fact.entity.bytes());
        writer.unsignedInteger(fact.field);
        fact.value.write(writer);
    }
    if (!via.isEmpty()) {
        writer.unsignedInteger(2);
        writer.text(via);
    }
    Bytes encoded = writer.take();
    encoded.append(sizeClass(encoded.size()) - encoded.size(), '\0');
    return encoded;
}

namespace {
Fact readFact(cbor::Reader& reader)
{
    Fact fact;
    if (reader.array() != 3) {
        reader.fail();
        return fact;
    }
    const auto entity = Id::fromBytes(reader.bytes());
    const quint64 field = reader.unsignedInteger();
    if (!entity || field > 0xffffffff) {
        reader.fail();
        return fact;
    }
    fact.entity = *entity;
    fact.field = static_cast<FieldId>(field);
    fact.value = Value::read(reader);
    return fact;
}
} // namespace

Expected<Body> Body::decode(BytesView padded)
{
    cbor::Reader reader(padded);
    Body body;
    const quint64 size = reader.map();
    readKey(reader, 0);
    body.intent = reader.text();
    readKey(reader, 1);
    const quint64 facts = reader.array();
    if (reader.ok()) {
        // A fact takes 20 octets at least: a forged count cannot make us reserve more than was sent.
        body.facts.reserve(std::min<quint64>(facts, static_cast<quint64>(padded.size()) / 20));
    }
    for (quint64 i = 0; i < facts && reader.ok(); ++i) {
        body.facts.push_back(readFact(reader));
    }
    if (size == 3) {
        readKey(reader, 2);
        body.via = reader.text();
    }
    const BytesView rest = padded.sliced(reader.position());
    if (!reader.ok() || size < 2 || size > 3 || (size == 3 && body.via.isEmpty())
        || sizeClass(reader.position()) != padded.size() || !std::ranges::all_of(rest, [](char c) { return c == 0; })) {
        return badEncoding(QLatin1StringView("body"));
    }
    return body;
}

Bytes Header::encoded() const
{
    cbor::Writer writer;
    writer.map(10);
    writer.unsignedInteger(0);
    writer.integer(format);
    writer.unsignedInteger(1);
    writer.bytes(device.bytes());
    writer.unsignedInteger(2);
    writeIncident(writer, stream);
    writer.unsignedInteger(3);
    writer.unsignedInteger(static_cast<quint64>(stream.compartment));
    writer.unsignedInteger(4);
    writer.unsignedInteger(seq);
    writer.unsignedInteger(5);
    writer.unsignedInteger(clock.value);
    writer.unsignedInteger(6);
    writer.array(static_cast<quint64>(after.size()));
    for (const Bytes& hash : after) {
        writer.bytes(hash);
    }
    writer.unsignedInteger(7);
    writer.bytes(prev);
    writer.unsignedInteger(8);
    writer.bytes(bodyHash);
    writer.unsignedInteger(9);
    writer.unsignedInteger(schema);
    return writer.take();
}

namespace {
Stream readStream(cbor::Reader& reader)
{
    Stream stream;
    readKey(reader, 2);
    if (const BytesView incident = reader.bytes(); !incident.isEmpty()) {
        const auto id = Id::fromBytes(incident);
        if (!id || id->isNull()) {
            reader.fail();
        }
        stream.incident = id.value_or(Id());
    }
    readKey(reader, 3);
    const quint64 compartment = reader.unsignedInteger();
    stream.compartment = compartment == 1 ? Compartment::Counsel : Compartment::Team;
    if (compartment > 1 || (stream.isVault() && compartment != 0)) {
        reader.fail();
    }
    return stream;
}

Bytes readHash(cbor::Reader& reader, bool mayBeEmpty)
{
    const BytesView hash = reader.bytes();
    if (hash.size() != hashSize && !(mayBeEmpty && hash.isEmpty())) {
        reader.fail();
    }
    return Bytes::fromRawData(hash.data(), hash.size());
}
} // namespace

Expected<Header> Header::decode(BytesView bytes)
{
    TRY(Header header, decodeInPlace(bytes));
    header.prev.detach();
    header.bodyHash.detach();
    std::ranges::for_each(header.after, [](Bytes& hash) { hash.detach(); });
    return header;
}

Expected<Header> Header::decodeInPlace(BytesView bytes)
{
    cbor::Reader reader(bytes);
    Header header;
    if (reader.map() != 10) {
        reader.fail();
    }
    readKey(reader, 0);
    const quint64 format = reader.unsignedInteger();
    readKey(reader, 1);
    const auto device = Id::fromBytes(reader.bytes());
    header.stream = readStream(reader);
    readKey(reader, 4);
    header.seq = reader.unsignedInteger();
    readKey(reader, 5);
    header.clock.value = reader.unsignedInteger();
    readKey(reader, 6);
    const quint64 after = reader.array();
    for (quint64 i = 0; i < after && reader.ok(); ++i) {
        header.after.push_back(readHash(reader, false));
    }
    readKey(reader, 7);
    header.prev = readHash(reader, true);
    readKey(reader, 8);
    header.bodyHash = readHash(reader, false);
    readKey(reader, 9);
    const quint64 schema = reader.unsignedInteger();
    // Sequence numbers are stored as signed 64-bit integers.
    if (!reader.finish() || format != changeFormat || !device || schema > 0xffff || header.seq >> 62 != 0
        || header.prev.isEmpty() != (header.seq == 0)) {
        return badEncoding(QLatin1StringView("header"));
    }
    header.device = *device;
    header.schema = static_cast<quint16>(schema);
    return header;
}

Bytes SealedChange::hash() const
{
    return sha256(header);
}

Bytes Head::signedMessage(const Id& vault) const
{
    cbor::Writer writer;
    writer.array(7);
    writer.text(QStringLiteral("bulkhead head 1"));
    writer.bytes(vault.bytes());
    writeIncident(writer, stream);
    writer.unsignedInteger(static_cast<quint64>(stream.compartment));
    writer.bytes(device.bytes());
    writer.unsignedInteger(seq);
    writer.bytes(hash);
    return writer.take();
}

} // namespace bulkhead
