#pragma once

#include "models/journal/change.h"

#include <algorithm>
#include <map>

namespace bulkhead {

/// One write of a field, as the fold keeps it.
struct Write
{
    HybridTime clock;
    qint64 device = 0; ///< row of the journal's device table
    quint64 seq = 0;
    qint64 change = 0; ///< row of the change
    Value value;

    bool operator==(const Write&) const = default;
};

/// As it stands in a record's cells; the value is given apart.
void writeWrite(cbor::Writer& writer, const Write& write, const Value& value);

/// A field's state: the writes that no other write has seen, the winner first. Different values: it is contested.
struct Cell
{
    std::vector<Write> writes;

    bool operator==(const Cell&) const = default;
    [[nodiscard]] const Value& value() const { return writes.front().value; }
    /// Two who wrote the same without having seen each other agree.
    [[nodiscard]] bool isContested() const
    {
        return std::ranges::any_of(writes, [this](const Write& write) { return !(write.value == value()); });
    }
};

/// An entity as folded: its fields by number. Values, not a view: safe to hand to another thread.
struct Record
{
    Stream stream;
    Kind kind = 0;
    Id entity;
    std::map<quint16, Cell> cells;

    bool operator==(const Record&) const = default;
    [[nodiscard]] Value value(quint16 field) const;
    [[nodiscard]] bool isContested() const;
    /// The row of the latest change that touched it.
    [[nodiscard]] qint64 lastChange() const;

    [[nodiscard]] Bytes encoded() const; ///< of the cells
    [[nodiscard]] static Expected<Record> decode(Stream stream, Kind kind, Id entity, BytesView cells);
};

/// Fills a struct from a record by its table; unknown fields are left out.
template<typename T> [[nodiscard]] T fromRecord(const Record& record)
{
    T result;
    Table<T>::columns.each([&](const auto& one) {
        if (const auto found = record.cells.find(one.field.id); found != record.cells.end()) {
            conversion::fromValue(found->second.value(), result.*(one.member));
        }
    });
    return result;
}

/// Fills a struct from the facts of one change about an entity.
template<typename T> [[nodiscard]] T fromFacts(const Id& entity, const std::vector<Fact>& facts)
{
    T result;
    for (const Fact& fact : facts) {
        if (fact.entity != entity || kindOf(fact.field) != Table<T>::kind) {
            continue;
        }
        Table<T>::columns.each([&](const auto& one) {
            if (one.field.id == (fact.field & 0xffff)) {
                conversion::fromValue(fact.value, result.*(one.member));
            }
        });
    }
    return result;
}

/// The facts that turn `before` into `after`.
template<typename T> [[nodiscard]] std::vector<Fact> factsBetween(const Id& entity, const T& before, const T& after)
{
    std::vector<Fact> facts;
    Table<T>::columns.each([&](const auto& one) {
        if (!(before.*(one.member) == after.*(one.member))) {
            facts.push_back({entity, fieldId(Table<T>::kind, one.field.id), conversion::toValue(after.*(one.member))});
        }
    });
    return facts;
}

/// The facts of a new entity: every member that differs from its default.
template<typename T> [[nodiscard]] std::vector<Fact> factsOf(const Id& entity, const T& value)
{
    return factsBetween(entity, T(), value);
}

} // namespace bulkhead
