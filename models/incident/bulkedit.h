#pragma once

#include "models/incident/casework.h"

namespace bulkhead {

/// What is to be changed in many observations at once; what is left empty stays as it is.
struct BulkEdit
{
    QStringList addTags = {};
    QStringList removeTags = {};
    std::optional<bool> pinned = {};
    std::optional<QString> source = {};
    std::optional<Surface> surface = {};
    QString strikeReason = {}; ///< not empty: strikes those that are not struck

    [[nodiscard]] bool isEmpty() const;
    /// The observation as it will stand.
    [[nodiscard]] Observation appliedTo(Observation observation) const;
};

/// Stretches of keys of the timeline index: lowest and highest, both included.
using KeyStretches = std::vector<std::pair<qint64, qint64>>;

struct BulkOutcome
{
    qint64 changed = 0;
    qint64 unchanged = 0; ///< they were like that already
    qint64 posted = 0;    ///< entries that posted themselves: nothing of them is edited
    qint64 changes = 0;   ///< written to the journal
};

/// Edits every observation that stands in the stretches and that the filter shows (`filter.after`, `before`, `limit`
/// and `newestFirst` are not looked at): few changes in one transaction, all or none. What stood before stays in the
/// journal. Errors: those of the journal; `value.empty` where nothing is to be changed.
[[nodiscard]] Expected<BulkOutcome> editObservations(Casework& casework, const Id& incident,
                                                     const TimelineQuery& filter, const KeyStretches& stretches,
                                                     const BulkEdit& edit);

} // namespace bulkhead
