#pragma once

#include "models/base/bytes.h"
#include "models/base/cbor.h"
#include "models/base/id.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace bulkhead {

/// What a fact says of a field. Nothing (the field was emptied), a truth, an integer (also an instant: milliseconds
/// since 1970 in UTC), text, octets, a list of texts. References are octets (16), lists of references texts.
class Value
{
public:
    using Variant = std::variant<std::monostate, bool, qint64, QString, Bytes, QStringList>;

    Value() = default;
    Value(bool value)
        : m_value(value)
    {
    }
    Value(qint64 value)
        : m_value(value)
    {
    }
    Value(QString value)
        : m_value(std::move(value))
    {
    }
    Value(Bytes value)
        : m_value(std::move(value))
    {
    }
    Value(QStringList value)
        : m_value(std::move(value))
    {
    }
    Value(const Id& id)
        : m_value(id.isNull() ? Variant() : Variant(id.bytes()))
    {
    }

    bool operator==(const Value&) const = default;
    [[nodiscard]] bool isEmpty() const { return std::holds_alternative<std::monostate>(m_value); }
    template<typename T> [[nodiscard]] const T* as() const { return std::get_if<T>(&m_value); }
    /// The value, or that type's default where it is another type.
    template<typename T> [[nodiscard]] T valueOr(const T& otherwise = {}) const
    {
        const T* found = as<T>();
        return found ? *found : otherwise;
    }
    [[nodiscard]] const Variant& variant() const { return m_value; }

    void write(cbor::Writer& writer) const;
    /// Sets the reader's failure where the item is none of the above.
    [[nodiscard]] static Value read(cbor::Reader& reader);

private:
    Variant m_value;
};

} // namespace bulkhead
