#include "models/provenance/summary.h"

#include "models/base/cbor.h"

namespace bulkhead::provenance {

namespace {
constexpr quint64 summaryFormat = 1;

void write(cbor::Writer& w, const VerdictCounts& counts)
{
    w.array(counts.size());
    for (const quint64 count : counts) {
        w.unsignedInteger(count);
    }
}

void read(cbor::Reader& r, VerdictCounts& counts)
{
    if (r.array() != counts.size()) {
        r.fail();
        return;
    }
    for (quint64& count : counts) {
        count = r.unsignedInteger();
    }
}

void numbers(cbor::Writer& w, std::initializer_list<quint64> values)
{
    for (const quint64 value : values) {
        w.unsignedInteger(value);
    }
}

/// An array of exactly `size` items.
void expect(cbor::Reader& r, quint64 size)
{
    if (r.array() != size) {
        r.fail();
    }
}

template<typename Enum> Enum enumeration(cbor::Reader& r, quint64 limit)
{
    const quint64 value = r.unsignedInteger();
    if (value >= limit) {
        r.fail();
        return Enum{};
    }
    return static_cast<Enum>(value);
}

Id id(cbor::Reader& r)
{
    const auto found = Id::fromBytes(r.bytes());
    if (!found) {
        r.fail();
    }
    return found.value_or(Id());
}
} // namespace

QJsonObject countsJson(const VerdictCounts& counts)
{
    QJsonObject object;
    for (int i = 0; i < verdictCount; ++i) {
        object.insert(verdictId(static_cast<Verdict>(i)), static_cast<qint64>(counts[static_cast<std::size_t>(i)]));
    }
    return object;
}

Bytes Summary::toCbor() const
{
    cbor::Writer w;
    w.array(12);
    numbers(w, {summaryFormat});
    w.array(12);
    numbers(w,
            {static_cast<quint8>(verdict), noProductionSet, rows, weak, severalRecords, inBoth, ragged, reencoded,
             static_cast<quint64>(effectiveBits), normalisation, rules, static_cast<quint64>(bytes)});
    write(w, counts);
    w.array(7);
    numbers(w,
            {static_cast<quint8>(dialect.delimiter), static_cast<quint8>(dialect.quote), dialect.backslash,
             dialect.header, dialect.bom, static_cast<quint8>(dialect.encoding), static_cast<quint8>(dialect.layout)});
    w.array(unreadable.size());
    for (const auto& place : unreadable) {
        w.array(3);
        numbers(w, {place.row, static_cast<quint64>(place.offset), static_cast<quint8>(place.reason)});
    }
    w.array(dataSets.size());
    for (const auto& set : dataSets) {
        w.array(6);
        w.bytes(set.dataSet.bytes());
        numbers(w, {static_cast<quint8>(set.kind)});
        w.text(set.name);
        w.text(set.version);
        numbers(w, {set.decisive, set.partial});
    }
    w.array(tenants.size());
    for (const auto& tenant : tenants) {
        w.array(3);
        w.bytes(tenant.dataSet.bytes());
        w.text(tenant.tenant);
        write(w, tenant.rows);
    }
    w.array(columns.size());
    for (const auto& column : columns) {
        w.array(8);
        w.text(column.column.name);
        numbers(w,
                {static_cast<quint8>(column.column.meaning), static_cast<quint8>(column.column.basis),
                 static_cast<quint8>(column.column.dates), column.filled, column.usable, column.synthetic,
                 column.production});
    }
    w.array(chance.size());
    for (const auto& count : chance) {
        w.array(5);
        numbers(w,
                {static_cast<quint8>(count.keyClass), static_cast<quint8>(count.kind), count.lookups, count.observed,
                 count.expectedMicro});
    }
    w.array(stripe.size());
    for (const auto& block : stripe) {
        w.array(2);
        numbers(w, {block.firstRow});
        write(w, block.rows);
    }
    w.bytes(registry);
    numbers(w, {knownOverlap});
    return w.take();
}

std::optional<Summary> Summary::fromCbor(BytesView encoded)
{
    cbor::Reader r(encoded);
    Summary s;
    expect(r, 12);
    if (r.unsignedInteger() != summaryFormat) {
        return {};
    }
    expect(r, 12);
    s.verdict = enumeration<SampleVerdict>(r, 3);
    s.noProductionSet = r.unsignedInteger() != 0;
    for (quint64* number : {&s.rows, &s.weak, &s.severalRecords, &s.inBoth, &s.ragged, &s.reencoded}) {
        *number = r.unsignedInteger();
    }
    s.effectiveBits = static_cast<int>(r.unsignedInteger());
    s.normalisation = static_cast<quint16>(r.unsignedInteger());
    s.rules = static_cast<quint16>(r.unsignedInteger());
    s.bytes = static_cast<qint64>(r.unsignedInteger());
    read(r, s.counts);
    expect(r, 7);
    s.dialect.delimiter = static_cast<char>(r.unsignedInteger());
    s.dialect.quote = static_cast<char>(r.unsignedInteger());
    s.dialect.backslash = r.unsignedInteger() != 0;
    s.dialect.header = r.unsignedInteger() != 0;
    s.dialect.bom = r.unsignedInteger() != 0;
    s.dialect.encoding = enumeration<Encoding>(r, 4);
    s.dialect.layout = enumeration<Layout>(r, 2);
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        expect(r, 3);
        Unreadable place;
        place.row = r.unsignedInteger();
        place.offset = static_cast<qint64>(r.unsignedInteger());
        place.reason = enumeration<UnreadableReason>(r, unreadableReasonLimit);
        s.unreadable.push_back(place);
    }
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        expect(r, 6);
        DataSetCount set;
        set.dataSet = id(r);
        set.kind = enumeration<Kind>(r, 3);
        set.name = r.text();
        set.version = r.text();
        set.decisive = r.unsignedInteger();
        set.partial = r.unsignedInteger();
        s.dataSets.push_back(set);
    }
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        expect(r, 3);
        TenantCount tenant;
        tenant.dataSet = id(r);
        tenant.tenant = r.text();
        read(r, tenant.rows);
        s.tenants.push_back(tenant);
    }
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        expect(r, 8);
        ColumnCount column;
        column.column.name = r.text();
        column.column.meaning = enumeration<Meaning>(r, meaningCount);
        column.column.basis = enumeration<Column::Basis>(r, 4);
        column.column.dates = enumeration<DateOrder>(r, 3);
        for (quint64* number : {&column.filled, &column.usable, &column.synthetic, &column.production}) {
            *number = r.unsignedInteger();
        }
        s.columns.push_back(column);
    }
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        expect(r, 5);
        ChanceCount count;
        count.keyClass = enumeration<KeyClass>(r, keyClassLimit);
        count.kind = enumeration<Kind>(r, 3);
        for (quint64* number : {&count.lookups, &count.observed, &count.expectedMicro}) {
            *number = r.unsignedInteger();
        }
        s.chance.push_back(count);
    }
    for (quint64 left = r.array(); left > 0 && r.ok(); --left) {
        expect(r, 2);
        StripeBlock block;
        block.firstRow = r.unsignedInteger();
        read(r, block.rows);
        s.stripe.push_back(block);
    }
    s.registry = r.bytes().toByteArray();
    s.knownOverlap = r.unsignedInteger();
    // One summary, one form: no number that does not fit, no truth other than 0 and 1.
    if (!r.finish() || s.toCbor() != encoded) {
        return {};
    }
    return s;
}

} // namespace bulkhead::provenance
