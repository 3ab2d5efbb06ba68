#include "models/journal/record.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead {

Value Record::value(quint16 field) const
{
    const auto found = cells.find(field);
    return found == cells.end() ? Value() : found->second.value();
}

bool Record::isContested() const
{
    return std::ranges::any_of(cells, [](const auto& cell) { return cell.second.isContested(); });
}

qint64 Record::lastChange() const
{
    qint64 last = 0;
    for (const auto& [field, cell] : cells) {
        for (const Write& write : cell.writes) {
            last = std::max(last, write.change);
        }
    }
    return last;
}

void writeWrite(cbor::Writer& writer, const Write& write, const Value& value)
{
    writer.array(5);
    writer.unsignedInteger(write.clock.value);
    writer.integer(write.device);
    writer.unsignedInteger(write.seq);
    writer.integer(write.change);
    value.write(writer);
}

Bytes Record::encoded() const
{
    cbor::Writer writer;
    writer.map(cells.size());
    for (const auto& [field, cell] : cells) {
        writer.unsignedInteger(field);
        writer.array(cell.writes.size());
        for (const Write& write : cell.writes) {
            writeWrite(writer, write, write.value);
        }
    }
    return writer.take();
}

namespace {
Write readWrite(cbor::Reader& reader)
{
    Write write;
    if (reader.array() != 5) {
        reader.fail();
        return write;
    }
    write.clock.value = reader.unsignedInteger();
    write.device = reader.integer();
    write.seq = reader.unsignedInteger();
    write.change = reader.integer();
    write.value = Value::read(reader);
    return write;
}
} // namespace

Expected<Record> Record::decode(Stream stream, Kind kind, Id entity, BytesView cells)
{
    Record record{.stream = stream, .kind = kind, .entity = entity, .cells = {}};
    cbor::Reader reader(cells);
    std::optional<quint64> previous;
    for (quint64 left = reader.map(); left > 0 && reader.ok(); --left) {
        previous = reader.key(previous);
        const quint64 writes = reader.array();
        if (!reader.ok() || *previous > 0xffff || writes == 0) {
            reader.fail();
            break;
        }
        Cell cell;
        cell.writes.reserve(writes);
        for (quint64 i = 0; i < writes && reader.ok(); ++i) {
            cell.writes.push_back(readWrite(reader));
        }
        record.cells.emplace_hint(record.cells.end(), static_cast<quint16>(*previous), std::move(cell));
    }
    if (!reader.finish()) {
        return failure(QLatin1StringView("journal.damaged-record"),
                       QCoreApplication::translate("Journal",
                                                   "A stored list entry is damaged. The journal itself may be whole: "
                                                   "rebuild the lists from it."),
                       QStringLiteral("record %1").arg(entity.text()));
    }
    return record;
}

} // namespace bulkhead
