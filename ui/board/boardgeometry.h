#pragma once

#include "models/incident/itemmodels/taskboard.h"

#include <QRect>

namespace bulkhead {

/// Where lanes, cells and cards stand, in the coordinates of the whole board (the header of the columns is apart).
class BoardGeometry
{
public:
    static constexpr int cardHeight = 92;
    static constexpr int gap = 8;
    static constexpr int laneLabel = 128;
    static constexpr int headerHeight = 36;
    static constexpr int leastCard = 150;

    BoardGeometry() = default;
    BoardGeometry(const TaskBoard& board, int width);

    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int columnLeft(int column) const;
    [[nodiscard]] int columnWidth() const { return (m_width - laneLabel) / boardColumns; }
    [[nodiscard]] QRect laneRect(int lane) const;
    [[nodiscard]] QRect cellRect(int lane, int column) const;
    [[nodiscard]] QRect cardRect(const BoardPlace& place) const;
    /// The card at a point; nothing beside the cards.
    [[nodiscard]] std::optional<BoardPlace> cardAt(QPoint point) const;
    /// -1 outside.
    [[nodiscard]] int columnAt(int x) const;
    [[nodiscard]] int laneAt(int y) const;

private:
    std::vector<std::array<int, boardColumns>> m_counts;
    std::vector<int> m_tops;
    int m_width = 0;
    int m_height = 0;
};

} // namespace bulkhead
