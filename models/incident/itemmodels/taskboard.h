#pragma once

#include "models/incident/casework.h"

#include <array>
#include <map>
#include <vector>

namespace bulkhead {

inline constexpr int boardColumns = 4; ///< states of a task, in the order of TaskState

/// One task as the board shows it.
struct BoardCard
{
    Id id;
    QString tag; ///< "X4"; empty for tasks added by hand
    QString title;
    QString assignee; ///< name; empty: nobody
    Role lane = Role::IncidentCommander;
    TaskState state = TaskState::Open;
    Phase phase = Phase::Declare;
    std::optional<qint64> due;
    bool isOverdue = false;
    bool isMine = false;
    bool isEarly = false; ///< its phase has not come yet
    bool blocksClosure = false;
    QString waitsFor;      ///< translated: for a clock that does not exist yet
    QStringList blockedBy; ///< tags or titles of unfinished tasks it depends on
    std::vector<Id> dependsOn;

    bool operator==(const BoardCard&) const = default;
    [[nodiscard]] bool isBlocked() const { return !blockedBy.isEmpty(); }
    [[nodiscard]] bool isFinished() const { return state == TaskState::Done || state == TaskState::NotApplicable; }
};

struct BoardLane
{
    Role role = Role::IncidentCommander;
    std::array<std::vector<BoardCard>, boardColumns> cells;

    bool operator==(const BoardLane&) const = default;
};

/// Where a card stands.
struct BoardPlace
{
    int lane = 0;
    int column = 0;
    int row = 0;

    bool operator==(const BoardPlace&) const = default;
};

/// What the board is made for.
struct BoardQuestion
{
    Phase phase = Phase::Declare; ///< of the incident
    qint64 now = 0;
    Id me;
    bool onlyMine = false;
    std::map<Id, QString> names; ///< of members
};

/// All tasks of an incident by role and state. A value: made anew after each change.
struct TaskBoard
{
    std::vector<BoardLane> lanes; ///< those that have a card

    bool operator==(const TaskBoard&) const = default;
    /// Struck tasks are left out. Within a cell: by phase, then by due time, then by tag.
    [[nodiscard]] static TaskBoard of(const std::vector<Kept<Task>>& tasks, const BoardQuestion& question);

    [[nodiscard]] int count() const;
    [[nodiscard]] int overdue() const;
    [[nodiscard]] bool isEmpty() const { return lanes.empty(); }
    /// Cards in reading order: lane, column, row.
    [[nodiscard]] std::vector<const BoardCard*> cards() const;
    [[nodiscard]] const BoardCard* card(const Id& id) const;
    [[nodiscard]] const BoardCard* card(const BoardPlace& place) const;
    [[nodiscard]] std::optional<BoardPlace> placeOf(const Id& id) const;

    enum class Direction { Left, Right, Up, Down };
    /// The card that an arrow key goes to; the same where there is none in that direction. Left and right look for the
    /// next column with cards in the lane; up and down go on into the next lane, to the column with cards that is
    /// nearest, so that every card can be reached.
    [[nodiscard]] Id neighbour(const Id& id, Direction direction) const;
};

} // namespace bulkhead
