#pragma once

#include "models/base/error.h"
#include "models/journal/role.h"
#include "models/journal/value.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace bulkhead {

/// The version of the rule tables below that this program writes changes under. Tables only grow: a field keeps its id,
/// a narrowed right gets a new `since`, so that old changes are judged by the rules they were written under.
inline constexpr quint16 schemaVersion = 1;

enum class FieldType : quint8 {
    Text,
    LongText,
    Integer,
    Boolean,
    Instant,
    Reference,
    References,
    TextList,
    Octets,
    Choice
};

/// In which phases of its incident a field may be written.
enum class Writable : quint8 { Always, WhileOpen };

/// One field of one kind of entity: everything generic reads this row.
struct Field
{
    quint16 id;       ///< stable, never reused, unique within its kind
    const char* name; ///< stable identifier: CLI, JSON, export
    FieldType type;
    Roles writers;          ///< who may write it
    const char* label = ""; ///< for people; translated in context "Field"
    /// What the timeline says when it changes, translated in context "Sentence": {author}, {subject}, {old}, {new}.
    /// Empty: not posted.
    const char* sentence = "";
    Writable writable = Writable::WhileOpen;
    bool mayLeave = false;                     ///< for a CRM, when mapped
    bool isPrivileged = false;                 ///< only in the counsel compartment
    std::span<const char* const> choices = {}; ///< identifiers of a Choice, in order
    quint16 since = 1;                         ///< schema version
};

using Kind = quint16;
/// Kind and field in one number, as a fact carries it.
using FieldId = quint32;
[[nodiscard]] constexpr FieldId fieldId(Kind kind, quint16 field)
{
    return static_cast<FieldId>(kind) << 16 | field;
}
[[nodiscard]] constexpr Kind kindOf(FieldId id)
{
    return static_cast<Kind>(id >> 16);
}

struct EntityType
{
    Kind kind;
    const char* name;  ///< stable identifier: "task"
    const char* label; ///< for people; translated in context "Entity"
    std::vector<Field> fields;
    quint16 titleField = 0; ///< names the entity in sentences
};

/// All entities of all rooms, assembled by `app` and handed to the journal. Immutable once handed over.
class Schema
{
public:
    void add(EntityType type);
    [[nodiscard]] const EntityType* type(Kind kind) const;
    [[nodiscard]] const EntityType* type(QStringView name) const;
    [[nodiscard]] const Field* field(FieldId id) const;
    [[nodiscard]] const Field* field(Kind kind, QStringView name) const;
    /// The row by which a change of that schema version is judged: the greatest `since` that is not above it.
    [[nodiscard]] const Field* field(FieldId id, quint16 version) const;
    /// Over everything that validation and permission read: projections folded under another digest are folded again.
    [[nodiscard]] Bytes digest() const;
    [[nodiscard]] const std::map<Kind, EntityType>& types() const { return m_types; }

private:
    std::map<Kind, EntityType> m_types;
};

/// True where the value has the type (and is one of the choices) that the field declares; empty always is.
[[nodiscard]] bool fits(const Field& field, const Value& value);
/// From text as typed on the command line: `name=value`. Instants are ISO 8601 with offset; lists separated by commas.
[[nodiscard]] Expected<Value> parseValue(const Field& field, const QString& text);
/// For people: instants in UTC with zone, choices as they are.
[[nodiscard]] QString displayValue(const Field& field, const Value& value);

/// A row of a struct's table: a field and the member that it fills.
template<typename T, typename Member> struct Column
{
    Field field;
    Member T::* member;
};
template<typename T, typename Member> Column(Field, Member T::*) -> Column<T, Member>;

template<std::size_t, typename Column> struct ColumnSlot
{
    Column column;
};
template<typename Places, typename... Column> struct ColumnSlots;
template<std::size_t... Place, typename... Column>
struct ColumnSlots<std::index_sequence<Place...>, Column...> : ColumnSlot<Place, Column>...
{
    template<typename Visit> constexpr void each(const Visit& visit) const
    {
        (visit(static_cast<const ColumnSlot<Place, Column>&>(*this).column), ...);
    }
};

/// What std::tuple is, without what makes it slow to compile: a table has dozens of columns, and every source reads all
/// tables.
template<typename... Column> struct Columns : ColumnSlots<std::index_sequence_for<Column...>, Column...>
{
    constexpr explicit(false) Columns(const Column&... column)
        : ColumnSlots<std::index_sequence_for<Column...>, Column...>{{column}...}
    {
    }
};

/// Specialised beside each struct: `kind`, `name`, `label`, `titleField`, and `columns`, the Columns.
template<typename T> struct Table;

/// Names of an enumeration whose values count from 0: specialised beside it as an array of `const char*`.
template<typename E> struct Choices;

namespace conversion {
[[nodiscard]] inline Value toValue(const QString& member)
{
    return member.isEmpty() ? Value() : Value(member);
}
[[nodiscard]] inline Value toValue(const QStringList& member)
{
    return member.isEmpty() ? Value() : Value(member);
}
[[nodiscard]] inline Value toValue(const Bytes& member)
{
    return member.isEmpty() ? Value() : Value(member);
}
[[nodiscard]] inline Value toValue(bool member)
{
    return Value(member);
}
[[nodiscard]] inline Value toValue(qint64 member)
{
    return Value(member);
}
[[nodiscard]] inline Value toValue(const Id& member)
{
    return Value(member);
}
[[nodiscard]] inline Value toValue(const std::optional<qint64>& member)
{
    return member ? Value(*member) : Value();
}
[[nodiscard]] Value toValue(const std::vector<Id>& member);
[[nodiscard]] inline Value toValue(Roles member)
{
    return toValue(member.names());
}
template<typename E>
    requires std::is_enum_v<E>
[[nodiscard]] Value toValue(E member)
{
    return Value(QString::fromLatin1(Choices<E>::names[static_cast<std::size_t>(member)]));
}

inline void fromValue(const Value& value, QString& member)
{
    member = value.valueOr<QString>();
}
inline void fromValue(const Value& value, QStringList& member)
{
    member = value.valueOr<QStringList>();
}
inline void fromValue(const Value& value, Bytes& member)
{
    member = value.valueOr<Bytes>();
}
inline void fromValue(const Value& value, bool& member)
{
    member = value.valueOr<bool>();
}
inline void fromValue(const Value& value, qint64& member)
{
    member = value.valueOr<qint64>();
}
inline void fromValue(const Value& value, Id& member)
{
    member = Id::fromBytes(value.valueOr<Bytes>()).value_or(Id());
}
inline void fromValue(const Value& value, std::optional<qint64>& member)
{
    const qint64* found = value.as<qint64>();
    member = found ? std::optional(*found) : std::nullopt;
}
void fromValue(const Value& value, std::vector<Id>& member);
inline void fromValue(const Value& value, Roles& member)
{
    member = Roles::fromNames(value.valueOr<QStringList>()).value_or(Roles());
}
template<typename E>
    requires std::is_enum_v<E>
void fromValue(const Value& value, E& member)
{
    const auto text = value.valueOr<QString>();
    for (std::size_t i = 0; i < Choices<E>::names.size(); ++i) {
        if (text == QLatin1StringView(Choices<E>::names[i])) {
            member = static_cast<E>(i);
            return;
        }
    }
}
} // namespace conversion

/// The identifier of an enumeration's value, and back.
template<typename E>
    requires std::is_enum_v<E>
[[nodiscard]] QString choiceName(E value)
{
    return QString::fromLatin1(Choices<E>::names[static_cast<std::size_t>(value)]);
}
template<typename E>
    requires std::is_enum_v<E>
[[nodiscard]] std::optional<E> choiceFromName(QStringView name)
{
    for (std::size_t i = 0; i < Choices<E>::names.size(); ++i) {
        if (name == QLatin1StringView(Choices<E>::names[i])) {
            return static_cast<E>(i);
        }
    }
    return std::nullopt;
}

/// The type's rows without their members, for Schema::add.
template<typename T> [[nodiscard]] EntityType entityType()
{
    EntityType type{Table<T>::kind, Table<T>::name, Table<T>::label, {}, Table<T>::titleField};
    Table<T>::columns.each([&](const auto& column) { type.fields.push_back(column.field); });
    return type;
}

} // namespace bulkhead
