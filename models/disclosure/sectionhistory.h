#pragma once

#include "models/disclosure/comparison.h"
#include "models/incident/casework.h"

#include <optional>

namespace bulkhead::disclosure {

/// A text that stood in a section once.
struct SectionText
{
    QString text = {}; ///< markup
    Id author = {};
    QString authorName = {};
    qint64 at = 0;           ///< ms since 1970, by the author's clock
    qint64 change = 0;       ///< row of the change that wrote it
    bool isStanding = false; ///< nobody who saw it has written another

    bool operator==(const SectionText&) const = default;
};

/// Every text of a section that this vault's journal holds, the oldest first; those that say what the one before says
/// are left out, unless they stand. Of a past moment: as it was then.
[[nodiscard]] Expected<std::vector<SectionText>> sectionHistory(const Casework& casework, const Id& section);

/// A section that people wrote without having seen each other's text.
struct Contest
{
    QString base;                   ///< the newest text that all of them had seen
    std::vector<SectionText> sides; ///< two or more different ones; the one that shows first
    Merge merge;                    ///< of all sides

    bool operator==(const Contest&) const = default;
};
/// Nothing where its text is not contested.
[[nodiscard]] Expected<std::optional<Contest>> contestOf(const Casework& casework, const Id& section);

} // namespace bulkhead::disclosure
