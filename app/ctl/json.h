#pragma once

#include "models/incident/casework.h"
#include "models/journal/journal.h"

#include <QJsonArray>
#include <QJsonObject>

namespace bulkhead::ctl {

/// "2026-11-24T06:46:00.000Z".
[[nodiscard]] QString isoTime(qint64 msSinceEpoch);
/// "2026-11-24 06:46:00 UTC", for people.
[[nodiscard]] QString shownTime(qint64 msSinceEpoch);
[[nodiscard]] QString shownTime(const std::optional<qint64>& msSinceEpoch);

/// A field's value by its type: instants as ISO 8601, references as ids, octets as hex, nothing as null.
[[nodiscard]] QJsonValue toJson(const Field& field, const Value& value);

/// Octets longer than this are left out of JSON (a verdict's whole summary): they are read with the room that owns
/// them.
inline constexpr qsizetype octetsShown = 64;

/// An entity: "id", "compartment", "contested" and every field of its table under its stable name.
template<typename T> [[nodiscard]] QJsonObject toJson(const Kept<T>& kept)
{
    QJsonObject object{{QStringLiteral("id"), kept.id.text()},
                       {QStringLiteral("compartment"), QString(compartmentName(kept.stream.compartment))},
                       {QStringLiteral("contested"), kept.isContested}};
    Table<T>::columns.each([&](const auto& one) {
        const Value value = conversion::toValue(kept.value.*(one.member));
        const Bytes* octets = value.template as<Bytes>();
        if (one.field.type != FieldType::Octets || octets == nullptr || octets->size() <= octetsShown) {
            object.insert(QString::fromLatin1(one.field.name), toJson(one.field, value));
        }
    });
    return object;
}

template<typename T> [[nodiscard]] QJsonArray toJson(const std::vector<Kept<T>>& all)
{
    QJsonArray array;
    for (const Kept<T>& one : all) {
        array.append(toJson(one));
    }
    return array;
}

/// A change with its facts by name.
[[nodiscard]] QJsonObject toJson(const ChangeEntry& change, const Schema& schema);
[[nodiscard]] QJsonObject toJson(const TimelineRow& row);

} // namespace bulkhead::ctl
