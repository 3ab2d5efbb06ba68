#include "models/incident/importedrow.h"

#include "models/base/cbor.h"
#include "models/base/digest.h"

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr quint64 rowMembers = 9;
constexpr quint64 ledgerMembers = 5;

void writeList(cbor::Writer& writer, const QStringList& list)
{
    writer.array(static_cast<quint64>(list.size()));
    for (const QString& one : list) {
        writer.text(one);
    }
}

QStringList readList(cbor::Reader& reader)
{
    QStringList list;
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        list.append(reader.text());
    }
    return list;
}
} // namespace

Bytes sequenceItem(BytesView encoded)
{
    cbor::Writer writer;
    writer.bytes(encoded);
    return writer.take();
}

Bytes ImportedRow::encoded() const
{
    cbor::Writer writer;
    writer.array(rowMembers);
    writer.integer(row);
    writer.integer(occurred);
    writer.text(occurredText);
    writer.text(source);
    writer.text(raw);
    writer.text(interpretation);
    writeList(writer, tags);
    writeList(writer, links);
    writeList(writer, attributes);
    return writer.take();
}

std::optional<ImportedRow> ImportedRow::decode(BytesView encoded)
{
    cbor::Reader reader(encoded);
    if (reader.array() != rowMembers) {
        return std::nullopt;
    }
    ImportedRow result;
    result.row = reader.integer();
    result.occurred = reader.integer();
    result.occurredText = reader.text();
    result.source = reader.text();
    result.raw = reader.text();
    result.interpretation = reader.text();
    result.tags = readList(reader);
    result.links = readList(reader);
    result.attributes = readList(reader);
    return reader.finish() ? std::optional(result) : std::nullopt;
}

Observation observationOf(const ImportedRow& row, const TimelineImport& import, const Id& id)
{
    Observation result;
    result.incident = import.incident;
    result.occurred = row.occurred;
    result.occurredText = row.occurredText;
    result.occurredZone = import.zone;
    result.recorded = import.importedAt;
    result.source = row.source.isEmpty() ? import.source : row.source;
    result.raw = row.raw;
    result.interpretation = row.interpretation;
    result.tags = row.tags;
    result.evidence = {import.evidence};
    result.links = row.links;
    result.isStruck = import.isStruck;
    result.struckReason = import.struckReason;
    result.surface = import.surface;
    result.attributes = row.attributes;
    result.import = id;
    result.row = row.row;
    return result;
}

Bytes importIdentity(BytesView sha256OfFile, const QString& reader, const Stream& stream)
{
    cbor::Writer writer;
    writer.array(5);
    writer.text(u"bulkhead imported row 1");
    writer.bytes(sha256OfFile);
    writer.text(reader);
    writer.bytes(stream.incident.bytes());
    writer.unsignedInteger(static_cast<quint64>(stream.compartment));
    return sha256(writer.result()).first(importIdentityOctets);
}

Id importedRowId(BytesView identity, qint64 row)
{
    Bytes octets = identity.first(std::min(identity.size(), importIdentityOctets)).toByteArray();
    for (int shift = 40; shift >= 0; shift -= 8) {
        octets.append(static_cast<char>(row >> shift & 0xff));
    }
    return Id::fromBytes(octets).value_or(Id());
}

Bytes LedgerEntry::encoded() const
{
    cbor::Writer writer;
    writer.array(ledgerMembers);
    writer.integer(row);
    writer.unsignedInteger(static_cast<quint64>(what));
    writer.text(reason);
    writer.text(detail);
    writeList(writer, cells);
    return writer.take();
}

std::optional<LedgerEntry> LedgerEntry::decode(BytesView encoded)
{
    cbor::Reader reader(encoded);
    if (reader.array() != ledgerMembers) {
        return std::nullopt;
    }
    LedgerEntry result;
    result.row = reader.integer();
    result.what = reader.unsignedInteger() == 0 ? What::Duplicate : What::Rejected;
    result.reason = reader.text();
    result.detail = reader.text();
    result.cells = readList(reader);
    return reader.finish() ? std::optional(result) : std::nullopt;
}

bool SequenceReader::fill(qsizetype wanted)
{
    while (m_buffer.size() - m_at < wanted) {
        if (m_at > 0) {
            m_buffer.remove(0, m_at);
            m_at = 0;
        }
        constexpr qsizetype portion = 256 << 10;
        const Bytes more = m_device.read(std::max(portion, wanted));
        if (more.isEmpty()) {
            return false;
        }
        m_buffer.append(more);
    }
    return true;
}

bool SequenceReader::next()
{
    if (m_isBroken || !fill(1)) {
        return false;
    }
    // The head of an octet string, as RFC 8949 §3 lays it out.
    const auto first = static_cast<quint8>(m_buffer[m_at]);
    const int info = first & 0x1f;
    const qsizetype headOctets = info < 24 ? 1 : info == 24 ? 2 : info == 25 ? 3 : info == 26 ? 5 : 9;
    m_isBroken = first >> 5 != 2 || info > 26 || !fill(headOctets);
    if (m_isBroken) {
        return false;
    }
    qsizetype size = info < 24 ? info : 0;
    for (qsizetype i = 1; i < headOctets; ++i) {
        size = size << 8 | static_cast<quint8>(m_buffer[m_at + i]);
    }
    m_isBroken = size > itemLimit || !fill(headOctets + size);
    if (m_isBroken) {
        return false;
    }
    m_item = BytesView(m_buffer).sliced(m_at + headOctets, size);
    m_at += headOctets + size;
    m_position += headOctets + size;
    return true;
}

} // namespace bulkhead
