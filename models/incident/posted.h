#pragma once

#include "models/incident/tables.h"
#include "models/journal/projection.h"

#include <vector>

namespace bulkhead {

/// How the `via` of a change begins that came from a CRM: the name of its connector follows.
inline constexpr auto viaCrm = QLatin1StringView("crm:");

/// One field's change as the timeline keeps it: enough for a sentence in any language.
struct Posted
{
    FieldId field = 0;  ///< 0: a playbook's tasks were opened, `now` is their number
    bool isNew = false; ///< the entity came into being with it
    Value subject;      ///< title of the entity: text, or a reference to what bears the name
    Value old;
    Value now;
    QString via = {}; ///< of a change that came from a CRM; mostly empty

    bool operator==(const Posted&) const = default;
};

/// What a change says on the timeline of one entity; empty: nothing.
struct PostedEntry
{
    Id entity;
    std::vector<Posted> parts;
};
[[nodiscard]] std::vector<PostedEntry> postedBy(const FoldedChange& change, const Schema& schema);

/// The same of one entity that it touched, for a change that speaks of each: as if the entity were new, or were not.
[[nodiscard]] std::vector<PostedEntry> postedOf(const FoldedChange& change, const FoldedChange::Touched& touched,
                                                bool isNew, const Schema& schema);

/// Canonical CBOR, as it stands in the index.
[[nodiscard]] Bytes encodePosted(const std::vector<Posted>& parts);
[[nodiscard]] std::vector<Posted> decodePosted(BytesView encoded);

/// Words of it for the full-text index.
[[nodiscard]] QString searchText(const std::vector<Posted>& parts, const Schema& schema);

} // namespace bulkhead
