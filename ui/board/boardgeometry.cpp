#include "ui/board/boardgeometry.h"

#include <algorithm>

namespace bulkhead {

BoardGeometry::BoardGeometry(const TaskBoard& board, int width)
    : m_width(std::max(width, laneLabel + boardColumns * leastCard))
{
    for (const BoardLane& lane : board.lanes) {
        auto& counts = m_counts.emplace_back();
        std::ranges::transform(lane.cells, counts.begin(),
                               [](const auto& cell) { return static_cast<int>(cell.size()); });
        m_tops.push_back(m_height);
        const int most = std::max(1, *std::ranges::max_element(counts));
        m_height += most * (cardHeight + gap) + gap;
    }
}

int BoardGeometry::columnLeft(int column) const
{
    return laneLabel + column * columnWidth();
}

QRect BoardGeometry::laneRect(int lane) const
{
    if (lane < 0 || lane >= static_cast<int>(m_tops.size())) {
        return {};
    }
    const auto place = static_cast<std::size_t>(lane);
    const int bottom = place + 1 < m_tops.size() ? m_tops[place + 1] : m_height;
    return {0, m_tops[place], m_width, bottom - m_tops[place]};
}

QRect BoardGeometry::cellRect(int lane, int column) const
{
    const QRect whole = laneRect(lane);
    return {columnLeft(column), whole.top(), columnWidth(), whole.height()};
}

QRect BoardGeometry::cardRect(const BoardPlace& place) const
{
    const QRect cell = cellRect(place.lane, place.column);
    return {cell.left() + gap / 2, cell.top() + gap + place.row * (cardHeight + gap), cell.width() - gap, cardHeight};
}

std::optional<BoardPlace> BoardGeometry::cardAt(QPoint point) const
{
    const int lane = laneAt(point.y());
    const int column = columnAt(point.x());
    if (lane < 0 || column < 0) {
        return {};
    }
    const BoardPlace place{lane, column, (point.y() - laneRect(lane).top() - gap) / (cardHeight + gap)};
    const int count = m_counts[static_cast<std::size_t>(lane)][static_cast<std::size_t>(column)];
    return place.row >= 0 && place.row < count && cardRect(place).contains(point) ? std::optional(place) : std::nullopt;
}

int BoardGeometry::columnAt(int x) const
{
    if (x < laneLabel || x >= m_width || columnWidth() <= 0) {
        return -1;
    }
    return std::min((x - laneLabel) / columnWidth(), boardColumns - 1);
}

int BoardGeometry::laneAt(int y) const
{
    if (y < 0 || y >= m_height) {
        return -1;
    }
    const auto after = std::ranges::upper_bound(m_tops, y);
    return static_cast<int>(after - m_tops.begin()) - 1;
}

} // namespace bulkhead
