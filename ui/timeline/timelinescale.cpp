#include "ui/timeline/timelinescale.h"

#include <algorithm>
#include <cmath>

namespace bulkhead {

namespace {
constexpr qint64 shortestSpan = 60'000;
constexpr double mostShift = 1e6;
} // namespace

qint64 TimelineScale::timeAt(double x) const
{
    return epoch + static_cast<qint64>(std::floor((x + left) * msPerPixel));
}

qint64 TimelineScale::firstAt(double x) const
{
    return epoch + static_cast<qint64>(std::ceil((x + left) * msPerPixel - 1e-6));
}

TimelineScale TimelineScale::fitting(const TimelineSpan& span, int width, int before, int after)
{
    TimelineSpan shown = span;
    if (shown.length() <= 0) {
        shown = {span.from - shortestSpan / 2, span.from + shortestSpan / 2};
    }
    const int most = std::max(0, width / 4);
    const int left = std::clamp(before, 0, most);
    const int used = std::max(1, width - left - std::clamp(after, 0, most));
    TimelineScale scale;
    scale.epoch = shown.from;
    scale.msPerPixel = std::max(finest, static_cast<double>(shown.length()) / used);
    scale.left = -left;
    return scale;
}

TimelineScale TimelineScale::zoomed(double factor, double x, const TimelineSpan& bounds, int width) const
{
    const double most = static_cast<double>(std::max(widest, bounds.length() + bounds.length() / 4));
    const double coarsest = most / std::max(1, width);
    TimelineScale scale = *this;
    scale.msPerPixel = std::clamp(msPerPixel / factor, finest, std::max(finest, coarsest));
    scale.left = (x + left) * msPerPixel / scale.msPerPixel - x;
    scale.clamp(bounds, width);
    return scale;
}

TimelineScale TimelineScale::panned(int pixels, const TimelineSpan& bounds, int width) const
{
    TimelineScale scale = *this;
    scale.left += pixels;
    scale.clamp(bounds, width);
    // What was out of reach already (another window, other data) is not pulled back against the direction asked for.
    const double moved = scale.left - left;
    scale.left = left + (pixels > 0 ? std::max(0.0, moved) : std::min(0.0, moved));
    return scale;
}

TimelineScale TimelineScale::centred(qint64 at, const TimelineSpan& bounds, int width) const
{
    TimelineScale scale = *this;
    scale.left += std::round(xOf(at) - width / 2.0);
    scale.clamp(bounds, width);
    return scale;
}

void TimelineScale::clamp(const TimelineSpan& bounds, int width)
{
    const int kept = std::min(margin, width / 4);
    const double first = static_cast<double>(bounds.from - epoch) / msPerPixel;
    const double last = static_cast<double>(bounds.to - epoch) / msPerPixel;
    const double least = first - width + kept;
    const double most = last - kept;
    // By whole pixels, so that a pan against the end can still be drawn as a shift.
    if (left < least) {
        left += std::ceil(least - left);
    }
    if (left > most) {
        left -= std::ceil(left - most);
    }
}

std::optional<int> TimelineScale::shiftFrom(const TimelineScale& other) const
{
    const double shift = left - other.left;
    const bool isShift = epoch == other.epoch && msPerPixel == other.msPerPixel && std::abs(shift) < mostShift
        && std::abs(shift - std::round(shift)) < 1e-6;
    return isShift ? std::optional(static_cast<int>(std::lround(shift))) : std::nullopt;
}

} // namespace bulkhead
