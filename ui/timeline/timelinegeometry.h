#pragma once

#include "ui/timeline/timelinelanes.h"

#include <QRect>

namespace bulkhead {

/// Where lanes and rows stand, in device-independent pixels of the time area: right of the gutter, below the ruler, as
/// if it were not scrolled.
class TimelineGeometry
{
public:
    static constexpr int gutter = 184; ///< names of the lanes
    static constexpr int ruler = 44;
    static constexpr int crown = 15; ///< top of a lane: what stays visible above a crowd
    static constexpr int foot = 5;
    static constexpr int rowHeight = 19;
    static constexpr int leastLane = crown + rowHeight + foot;
    static constexpr int reach = 6; ///< how far beside an entry a click still means it

    TimelineGeometry() = default;
    /// `entries` of each lane; `area`: of the time area alone. Every lane has a row at least; what is left of the
    /// height goes to the lanes by the order of magnitude of what they hold, but not for more rows than entries as long
    /// as others want some.
    TimelineGeometry(const std::vector<std::size_t>& entries, QSize area);
    TimelineGeometry(const TimelinePicture& picture, QSize area);

    [[nodiscard]] int lanes() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_tops.empty() ? 0 : m_tops.back(); }
    [[nodiscard]] int laneTop(int lane) const { return m_tops[static_cast<std::size_t>(lane)]; }
    [[nodiscard]] int laneHeight(int lane) const { return laneTop(lane + 1) - laneTop(lane); }
    /// Rows that entries of the lane take in turns, so that those at the same time stay readable.
    [[nodiscard]] int rows(int lane) const { return m_rows[static_cast<std::size_t>(lane)]; }
    [[nodiscard]] int rowOf(int lane, std::size_t place) const
    {
        return static_cast<int>(place % std::size_t(rows(lane)));
    }
    [[nodiscard]] int rowTop(int lane, int row) const { return laneTop(lane) + crown + row * rowHeight; }
    /// -1 outside.
    [[nodiscard]] int laneAt(int y) const;
    [[nodiscard]] int rowAt(int y) const; ///< within its lane; -1 for the crown and the foot

    bool operator==(const TimelineGeometry&) const = default;

private:
    void share(int free, const std::vector<std::size_t>& entries, std::vector<int>& heights) const;

    int m_width = 0;
    std::vector<int> m_tops; ///< of each lane, and the lower edge of the last
    std::vector<int> m_rows;
};

/// How a lane is drawn at one scale: entry by entry where they stand apart, as density where they are crowded. Decided
/// for cells of fixed instants, so that panning changes nothing.
class TimelineLaneView
{
public:
    static constexpr int cell = 64;         ///< pixels
    static constexpr int crowdedAbove = 16; ///< entries in a cell: less than four pixels from one to the next
    static constexpr int longestLabel = 400;
    static constexpr int shortestLabel = 26;
    static constexpr int labelGap = 9; ///< from an entry to its label

    TimelineLaneView(const TimelineLane& lane, const TimelineScale& scale, int rows)
        : m_lane(lane)
        , m_scale(scale)
        , m_rows(static_cast<std::size_t>(rows))
    {
    }

    /// Looks the cells from `first` to `last` up at once: for who asks about all of them.
    void prepare(qint64 first, qint64 last);
    /// The cell that holds pixel `x` of the view, and the pixel where a cell begins.
    [[nodiscard]] qint64 cellAt(double x) const;
    [[nodiscard]] double cellStart(qint64 cell) const;
    [[nodiscard]] bool isCrowded(qint64 cell) const;
    /// Place of the first entry of a cell or after it.
    [[nodiscard]] std::size_t cellPlace(qint64 cell) const;
    /// Place of the first entry at or right of `x`.
    [[nodiscard]] std::size_t placeAtX(double x) const { return m_lane.placeAt(m_scale.firstAt(x)); }
    /// The pixel column of an entry.
    [[nodiscard]] int xOf(std::size_t place) const;
    /// Pixels that a label right of this single entry may take; less than `shortestLabel`: none.
    [[nodiscard]] int labelRoom(std::size_t place) const;
    /// The entry that is drawn at a pixel, given the row there (-1: crown); nothing where none is near.
    [[nodiscard]] std::optional<std::size_t> hit(double x, int row) const;

private:
    [[nodiscard]] std::optional<std::size_t> hitSingle(double x, int row) const;
    [[nodiscard]] std::optional<std::size_t> hitCrown(double x) const;

    const TimelineLane& m_lane;
    TimelineScale m_scale;
    std::size_t m_rows;
    qint64 m_firstCell = 0;
    std::vector<std::size_t> m_cells; ///< first places of the prepared cells, and one beyond
};

} // namespace bulkhead
