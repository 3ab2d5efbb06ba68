#pragma once

#include <QtGlobal>

#include <optional>

namespace bulkhead {

/// A stretch of time, both ends included. Milliseconds since 1970.
struct TimelineSpan
{
    qint64 from = 0;
    qint64 to = 0;

    bool operator==(const TimelineSpan&) const = default;
    [[nodiscard]] qint64 length() const { return to - from; }
    [[nodiscard]] bool contains(qint64 at) const { return at >= from && at <= to; }
};

/// Time to pixels and back: one straight line. Pixels are device-independent and count from the left edge of what is
/// seen. Panning moves by whole pixels, so that a drawn picture can be shifted instead of drawn again.
struct TimelineScale
{
    static constexpr double finest = 0.02;                    ///< ms a pixel: a millisecond is 50 pixels
    static constexpr qint64 widest = 10LL * 365 * 86'400'000; ///< ms that always fit into one window
    static constexpr int margin = 40;                         ///< pixels of the data that stay in sight
    static constexpr double wheelStep = 1.25;                 ///< of one notch

    qint64 epoch = 0; ///< where pixel `-left` is
    double msPerPixel = 60'000;
    double left = 0; ///< pixels from the epoch to the left edge

    bool operator==(const TimelineScale&) const = default;
    [[nodiscard]] double xOf(qint64 at) const { return static_cast<double>(at - epoch) / msPerPixel - left; }
    [[nodiscard]] qint64 timeAt(double x) const;
    /// The first millisecond that lies at or right of `x`.
    [[nodiscard]] qint64 firstAt(double x) const;
    [[nodiscard]] TimelineSpan window(int width) const { return {timeAt(0), timeAt(width)}; }

    /// `span` over the whole width, with pixels left free at both ends (at most a quarter of the width each). A span of
    /// no length shows one minute.
    [[nodiscard]] static TimelineScale fitting(const TimelineSpan& span, int width, int before = margin,
                                               int after = margin);
    /// What is at pixel `x` stays there; `factor` above 1 shows more detail. Not beyond `finest`, nor beyond what
    /// `bounds` or ten years need.
    [[nodiscard]] TimelineScale zoomed(double factor, double x, const TimelineSpan& bounds, int width) const;
    /// The contents move to the left for positive `pixels`.
    [[nodiscard]] TimelineScale panned(int pixels, const TimelineSpan& bounds, int width) const;
    /// The same detail with `at` in the middle.
    [[nodiscard]] TimelineScale centred(qint64 at, const TimelineSpan& bounds, int width) const;
    /// Whole pixels by which this one lies to the right of `other`; nothing where they differ in more than that.
    [[nodiscard]] std::optional<int> shiftFrom(const TimelineScale& other) const;

private:
    void clamp(const TimelineSpan& bounds, int width);
};

} // namespace bulkhead
