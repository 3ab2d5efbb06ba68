#pragma once

#include "models/incident/casework.h"

namespace bulkhead::review {

[[nodiscard]] QStringList kindIds(); ///< cause, factor, helped, hindered, luck, action
[[nodiscard]] QString kindName(const QString& kind);
/// Of an action: "open", "done", "dropped".
[[nodiscard]] QString stateName(const QString& state);

/// \name What a review finds. All of it can be written after the incident is closed.
/// Errors: `review.bad` says what is missing or wrong; those of `Casework`.
///@{
/// Standing ones, the oldest first, with those that were struck where asked.
[[nodiscard]] Expected<std::vector<Kept<ReviewItem>>> itemsOf(const Casework& casework, const Id& incident,
                                                              bool withStruck = false);
/// Checks what stands in an item by itself: a text; of an action an owner among the members and a due time, and the
/// reason where it is dropped; of anything else neither.
[[nodiscard]] Expected<void> checkItem(const Casework& casework, const ReviewItem& item);
[[nodiscard]] Expected<Id> addItem(Casework& casework, const Id& incident, ReviewItem item,
                                   Compartment compartment = Compartment::Team);
/// Writes text, detail, kind, owner and due; how an action ended is left to `finishAction`.
[[nodiscard]] Expected<void> changeItem(Casework& casework, const Id& id, ReviewItem after);
enum class Ending : quint8 { Done, Dropped, OpenAgain };
/// Ends an action, at `at` or now, or opens it again. What is dropped needs an outcome: why.
[[nodiscard]] Expected<void> finishAction(Casework& casework, const Id& id, Ending ending, const QString& outcome,
                                          std::optional<qint64> at = {});
[[nodiscard]] Expected<void> strikeItem(Casework& casework, const Id& id, const QString& reason);
///@}

/// An action with the incident that it came out of.
struct Action
{
    Kept<ReviewItem> item;
    QString number; ///< of the incident
    QString title;  ///< of the incident
    bool isExercise = false;
    bool isOverdue = false;

    [[nodiscard]] bool isOpen() const { return item.value.state.isEmpty(); }
};
/// Of all incidents that the user may read, closed ones as well, by due time.
[[nodiscard]] Expected<std::vector<Action>> actions(const Casework& casework);
[[nodiscard]] Expected<std::vector<Action>> openActions(const Casework& casework);

/// How actions are followed up.
struct Closure
{
    qint64 total = 0;
    qint64 onTime = 0; ///< done not after they were due
    qint64 late = 0;   ///< done after that
    qint64 dropped = 0;
    qint64 open = 0;
    qint64 overdue = 0; ///< of the open ones

    bool operator==(const Closure&) const = default;
};
[[nodiscard]] Closure closureOf(const std::vector<Action>& actions);

} // namespace bulkhead::review
