#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// A field that people wrote without having seen each other: all values stand until somebody settles it.
struct ContestedField
{
    struct Side
    {
        Value value;
        QString text; ///< as people read it; empty: the field was emptied
        QString author;
        qint64 at = 0; ///< ms since 1970, by the author's clock

        bool operator==(const Side&) const = default;
    };
    Id entity;
    Kind kind = 0;
    Stream stream;
    quint16 field = 0;
    QString name;            ///< of the field: its identifier
    QString label;           ///< of the field
    QString what;            ///< kind of the entity
    QString title;           ///< of the entity
    QString number;          ///< of the incident; empty: the vault's own
    std::vector<Side> sides; ///< the one that shows first

    bool operator==(const ContestedField&) const = default;
};

/// Of one incident, or of all and the vault itself where null, in the order of kind and entity. Reads every record: for
/// a lane of its own in a window.
[[nodiscard]] Expected<std::vector<ContestedField>> contestedFields(const Casework& casework, const Id& incident = {});

} // namespace bulkhead
