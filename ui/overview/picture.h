#pragma once

#include "models/disclosure/waiting.h"
#include "models/incident/casework.h"
#include "ui/common/charts.h"

#include <map>

namespace bulkhead {

/// Everything that the page and the hand-over sheet show: a value from the reading lane, names resolved.
struct Picture
{
    struct Change
    {
        Id entity;
        qint64 at = 0;
        QString sentence;
    };

    Casework::Overview overview;
    std::map<Id, QString> names; ///< of members
    std::optional<StatusReport> status;
    std::vector<Change> since; ///< others' changes since the person looked last, newest first
    std::vector<Slice> verdicts;
    std::vector<Bar> tenants;              ///< production and mixed rows of the newest sample
    std::vector<Kept<Disclosure>> waiting; ///< drafts that wait for the person's signature
    qint64 now = 0;

    [[nodiscard]] QString nameOf(const Id& member) const;
    /// One sentence: what is known of the sample, said the careful way round.
    [[nodiscard]] QString finding() const;
    [[nodiscard]] const VerdictReport* verdict() const;
};
[[nodiscard]] Expected<Picture> pictureOf(const Casework& casework, const Id& incident, std::optional<qint64> since);

} // namespace bulkhead
