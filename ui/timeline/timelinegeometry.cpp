#include "ui/timeline/timelinegeometry.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace bulkhead {

TimelineGeometry::TimelineGeometry(const std::vector<std::size_t>& entries, QSize area)
    : m_width(std::max(1, area.width()))
{
    std::vector<int> heights(entries.size(), leastLane);
    share(area.height() - leastLane * static_cast<int>(entries.size()), entries, heights);
    m_tops.push_back(0);
    for (const int height : heights) {
        m_tops.push_back(m_tops.back() + height);
        m_rows.push_back(std::max(1, (height - crown - foot) / rowHeight));
    }
}

void TimelineGeometry::share(int free, const std::vector<std::size_t>& entries, std::vector<int>& heights) const
{
    std::vector<double> weights;
    for (const std::size_t count : entries) {
        weights.push_back(std::log2(static_cast<double>(std::max<std::size_t>(1, count))));
    }
    double whole = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t i = 0; i < entries.size() && free > 0 && whole > 0; ++i) {
        constexpr std::size_t manyRows = 1000;
        const int useful = static_cast<int>(std::clamp<std::size_t>(entries[i], 1, manyRows) - 1) * rowHeight;
        const int more = std::min(static_cast<int>(free * weights[i] / whole), useful);
        heights[i] += more;
        free -= more;
        whole -= weights[i];
    }
    for (std::size_t i = 0; i < entries.size() && free > 0; ++i) { // nobody needs it: evenly
        const int more = free / static_cast<int>(entries.size() - i);
        heights[i] += more;
        free -= more;
    }
}

TimelineGeometry::TimelineGeometry(const TimelinePicture& picture, QSize area)
    : TimelineGeometry(
          [&] {
              std::vector<std::size_t> entries;
              std::ranges::transform(picture.lanes, std::back_inserter(entries), &TimelineLane::size);
              return entries;
          }(),
          area)
{
}

int TimelineGeometry::laneAt(int y) const
{
    if (y < 0 || y >= height()) {
        return -1;
    }
    return static_cast<int>(std::ranges::upper_bound(m_tops, y) - m_tops.begin()) - 1;
}

int TimelineGeometry::rowAt(int y) const
{
    const int lane = laneAt(y);
    const int within = lane < 0 ? -1 : y - laneTop(lane) - crown;
    return within < 0 || within >= rows(lane) * rowHeight ? -1 : within / rowHeight;
}

qint64 TimelineLaneView::cellAt(double x) const
{
    return static_cast<qint64>(std::floor((x + m_scale.left) / cell));
}

double TimelineLaneView::cellStart(qint64 index) const
{
    return static_cast<double>(index) * cell - m_scale.left;
}

void TimelineLaneView::prepare(qint64 first, qint64 last)
{
    m_firstCell = first;
    m_cells.clear();
    for (qint64 at = first; at <= last + 1; ++at) {
        m_cells.push_back(placeAtX(cellStart(at)));
    }
}

std::size_t TimelineLaneView::cellPlace(qint64 index) const
{
    const qint64 prepared = index - m_firstCell;
    return prepared >= 0 && prepared < static_cast<qint64>(m_cells.size()) ? m_cells[static_cast<std::size_t>(prepared)]
                                                                           : placeAtX(cellStart(index));
}

bool TimelineLaneView::isCrowded(qint64 index) const
{
    return cellPlace(index + 1) - cellPlace(index) > crowdedAbove;
}

int TimelineLaneView::xOf(std::size_t place) const
{
    return static_cast<int>(std::clamp(std::floor(m_scale.xOf(m_lane.times[place])), -1e8, 1e8));
}

int TimelineLaneView::labelRoom(std::size_t place) const
{
    const int x = xOf(place);
    int end = x + labelGap + longestLabel;
    if (place + m_rows < m_lane.size()) {
        end = std::min(end, xOf(place + m_rows) - labelGap);
    }
    const int room = end - x - labelGap;
    if (room < shortestLabel) {
        return 0;
    }
    for (qint64 at = cellAt(x) + 1; cellStart(at) < end; ++at) {
        if (isCrowded(at)) {
            return static_cast<int>(cellStart(at)) - 2 - x - labelGap;
        }
    }
    return room;
}

std::optional<std::size_t> TimelineLaneView::hit(double x, int row) const
{
    if (!isCrowded(cellAt(x))) {
        return hitSingle(x, row);
    }
    if (row < 0) {
        if (const auto found = hitCrown(x)) {
            return found;
        }
    }
    const std::size_t place = placeAtX(std::floor(x));
    return place < m_lane.size() && xOf(place) <= x + 1 ? std::optional(place) : std::nullopt;
}

std::optional<std::size_t> TimelineLaneView::hitSingle(double x, int row) const
{
    std::optional<std::size_t> best;
    double nearest = longestLabel + labelGap;
    const std::size_t end = placeAtX(x + TimelineGeometry::reach + 1);
    for (std::size_t place = placeAtX(x - longestLabel - labelGap); place < end; ++place) {
        const int at = xOf(place);
        const double before = at - x; // positive: the entry is to the right of the pointer
        const bool isOnRow = row >= 0 && place % m_rows == static_cast<std::size_t>(row);
        const bool isNear = std::abs(before) <= TimelineGeometry::reach;
        const bool isOnLabel = before < 0 && !isCrowded(cellAt(at)) && -before <= labelGap + labelRoom(place);
        if (isOnRow && (isNear || isOnLabel) && std::abs(before) <= nearest) {
            nearest = std::abs(before);
            best = place;
        }
    }
    return best;
}

std::optional<std::size_t> TimelineLaneView::hitCrown(double x) const
{
    const qint64 from = m_scale.firstAt(x - TimelineGeometry::reach);
    const auto found = std::ranges::lower_bound(m_lane.notable, from, {}, &TimelineNotable::at);
    if (found == m_lane.notable.end() || m_scale.xOf(found->at) > x + TimelineGeometry::reach) {
        return {};
    }
    return found->place;
}

} // namespace bulkhead
