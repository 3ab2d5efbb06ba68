#include "models/incident/itemmodels/taskboard.h"

#include <algorithm>
#include <limits>

namespace bulkhead {

namespace {
Role laneOf(const Task& task)
{
    for (const Role role : allRoles) {
        if (task.lane.has(role)) {
            return role;
        }
    }
    return Role::IncidentCommander;
}

QString shortName(const Kept<Task>& task)
{
    return task.value.playbookId.isEmpty() ? task.value.title : task.value.playbookId;
}

QString waitsFor(const Task& task)
{
    if (task.due || task.target.isEmpty()) {
        return {};
    }
    const auto target = Target::parse(task.target);
    return target ? target->waitsFor() : QString();
}

BoardCard cardOf(const Kept<Task>& task, const std::vector<Kept<Task>>& all, const BoardQuestion& question)
{
    const Task& value = task.value;
    BoardCard card;
    card.id = task.id;
    card.tag = value.playbookId;
    card.title = value.title;
    if (const auto name = question.names.find(value.assignee); name != question.names.end()) {
        card.assignee = name->second;
    }
    card.lane = laneOf(value);
    card.state = value.state;
    card.phase = value.phase;
    card.due = value.due;
    card.isOverdue = value.due && *value.due < question.now && !card.isFinished();
    card.isMine = !question.me.isNull() && value.assignee == question.me;
    card.isEarly = value.phase > question.phase && value.state == TaskState::Open;
    card.blocksClosure = value.blocksClosure;
    card.waitsFor = waitsFor(value);
    card.dependsOn = value.dependsOn;
    if (!card.isFinished()) {
        for (const Id& blocker : Casework::blockers(task, all)) {
            const auto found = std::ranges::find(all, blocker, &Kept<Task>::id);
            card.blockedBy += shortName(*found);
        }
    }
    return card;
}

auto orderOf(const BoardCard& card)
{
    return std::tuple(card.phase, card.due.value_or(std::numeric_limits<qint64>::max()), card.tag, card.id);
}
} // namespace

TaskBoard TaskBoard::of(const std::vector<Kept<Task>>& tasks, const BoardQuestion& question)
{
    std::map<Role, BoardLane> lanes;
    for (const Kept<Task>& task : tasks) {
        if (task.value.isStruck) {
            continue;
        }
        BoardCard card = cardOf(task, tasks, question);
        if (question.onlyMine && !card.isMine) {
            continue;
        }
        BoardLane& lane = lanes[card.lane];
        lane.role = card.lane;
        lane.cells[static_cast<std::size_t>(card.state)].push_back(std::move(card));
    }
    TaskBoard board;
    for (auto& [role, lane] : lanes) {
        for (auto& cell : lane.cells) {
            std::ranges::sort(cell, {}, orderOf);
        }
        board.lanes.push_back(std::move(lane));
    }
    return board;
}

std::vector<const BoardCard*> TaskBoard::cards() const
{
    std::vector<const BoardCard*> result;
    for (const BoardLane& lane : lanes) {
        for (const auto& cell : lane.cells) {
            std::ranges::transform(cell, std::back_inserter(result), [](const BoardCard& card) { return &card; });
        }
    }
    return result;
}

int TaskBoard::count() const
{
    return static_cast<int>(cards().size());
}

int TaskBoard::overdue() const
{
    return static_cast<int>(std::ranges::count_if(cards(), [](const BoardCard* card) { return card->isOverdue; }));
}

const BoardCard* TaskBoard::card(const Id& id) const
{
    const auto place = placeOf(id);
    return place ? card(*place) : nullptr;
}

const BoardCard* TaskBoard::card(const BoardPlace& place) const
{
    if (place.lane < 0 || place.lane >= static_cast<int>(lanes.size()) || place.column < 0
        || place.column >= boardColumns) {
        return nullptr;
    }
    const auto& cell = lanes[static_cast<std::size_t>(place.lane)].cells[static_cast<std::size_t>(place.column)];
    return place.row < 0 || place.row >= static_cast<int>(cell.size()) ? nullptr
                                                                       : &cell[static_cast<std::size_t>(place.row)];
}

std::optional<BoardPlace> TaskBoard::placeOf(const Id& id) const
{
    for (int lane = 0; lane < static_cast<int>(lanes.size()); ++lane) {
        for (int column = 0; column < boardColumns; ++column) {
            const auto& cell = lanes[static_cast<std::size_t>(lane)].cells[static_cast<std::size_t>(column)];
            const auto found = std::ranges::find(cell, id, &BoardCard::id);
            if (found != cell.end()) {
                return BoardPlace{lane, column, static_cast<int>(found - cell.begin())};
            }
        }
    }
    return {};
}

Id TaskBoard::neighbour(const Id& id, Direction direction) const
{
    const auto from = placeOf(id);
    if (!from) {
        return lanes.empty() ? Id() : cards().front()->id;
    }
    const auto rows = [this](int lane, int column) {
        return static_cast<int>(lanes[static_cast<std::size_t>(lane)].cells[static_cast<std::size_t>(column)].size());
    };
    const auto at = [this](int lane, int column, int row) { return card(BoardPlace{lane, column, row})->id; };
    if (direction == Direction::Left || direction == Direction::Right) {
        const int step = direction == Direction::Left ? -1 : 1;
        for (int column = from->column + step; column >= 0 && column < boardColumns; column += step) {
            if (rows(from->lane, column) > 0) {
                return at(from->lane, column, std::min(from->row, rows(from->lane, column) - 1));
            }
        }
        return id;
    }
    const bool isUp = direction == Direction::Up;
    const int row = from->row + (isUp ? -1 : 1);
    if (row >= 0 && row < rows(from->lane, from->column)) {
        return at(from->lane, from->column, row);
    }
    const int lane = from->lane + (isUp ? -1 : 1);
    if (lane < 0 || lane >= static_cast<int>(lanes.size())) {
        return id;
    }
    for (int distance = 0; distance < boardColumns; ++distance) {
        for (const int column : {from->column - distance, from->column + distance}) {
            if (column >= 0 && column < boardColumns && rows(lane, column) > 0) {
                return at(lane, column, isUp ? rows(lane, column) - 1 : 0);
            }
        }
    }
    return id;
}

} // namespace bulkhead
