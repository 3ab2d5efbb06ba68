#include "models/journal/value.h"

namespace bulkhead {

namespace {
/// Writes the alternative that a value holds.
struct ItemWriter
{
    cbor::Writer& writer;

    void operator()(std::monostate) const { writer.null(); }
    void operator()(bool truth) const { writer.boolean(truth); }
    void operator()(qint64 number) const { writer.integer(number); }
    void operator()(const QString& text) const { writer.text(text); }
    void operator()(const Bytes& octets) const { writer.bytes(octets); }
    void operator()(const QStringList& texts) const
    {
        writer.array(static_cast<quint64>(texts.size()));
        for (const QString& text : texts) {
            writer.text(text);
        }
    }
};
} // namespace

void Value::write(cbor::Writer& writer) const
{
    std::visit(ItemWriter{writer}, m_value);
}

Value Value::read(cbor::Reader& reader)
{
    switch (reader.type()) {
    case cbor::Type::Null:
        reader.null();
        return {};
    case cbor::Type::False:
    case cbor::Type::True:
        return Value(reader.boolean());
    case cbor::Type::Unsigned:
    case cbor::Type::Negative:
        return Value(reader.integer());
    case cbor::Type::Text:
        return Value(reader.text());
    case cbor::Type::Bytes:
        return Value(reader.bytes().toByteArray());
    case cbor::Type::Array: {
        QStringList texts;
        for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
            texts.append(reader.text());
        }
        return Value(texts);
    }
    case cbor::Type::Map:
    case cbor::Type::End:
    case cbor::Type::Bad:
        break;
    }
    reader.fail();
    return {};
}

} // namespace bulkhead
