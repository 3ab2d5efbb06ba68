#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// One entity as the inspector shows it: a value from the reading lane, so that showing it costs no look-ups.
struct Inspected
{
    /// One of the values of a contested field.
    struct Contender
    {
        Value value;
        QString text;
        QString author;
        qint64 at = 0;

        bool operator==(const Contender&) const = default;
    };
    struct Property
    {
        FieldId id = 0;
        QString name; ///< identifier
        QString label;
        QString text;
        Value value;
        bool mayEdit = false;
        std::vector<Contender> contenders; ///< two or more: contested

        bool operator==(const Property&) const = default;
    };
    struct Link
    {
        Id id;
        Kind kind = 0;
        QString label; ///< "Evidence"
        QString text;

        bool operator==(const Link&) const = default;
    };
    struct Event
    {
        qint64 change = 0;
        qint64 at = 0;
        QString author;
        QStringList sentences;

        bool operator==(const Event&) const = default;
    };

    Id id;
    Kind kind = 0;
    Stream stream;
    QString kindLabel;
    QString title;
    bool isStruck = false;
    std::vector<Property> properties;
    std::vector<Link> links;
    std::vector<Event> history; ///< newest first

    bool operator==(const Inspected&) const = default;
};

/// Reads an entity with what surrounds it. Errors: those of the journal; `incident.not-found`.
[[nodiscard]] Expected<Inspected> inspect(const Casework& casework, const Id& entity);

} // namespace bulkhead
