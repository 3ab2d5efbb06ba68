#pragma once

#include "models/incident/casework.h"
#include "ui/common/theme.h"
#include "ui/timeline/timelinescale.h"

#include <memory>
#include <span>

namespace bulkhead {

/// By what the entries are laid out in lanes.
enum class TimelineGrouping : quint8 { BySource, ByKind, ByRole, BySurface };
inline constexpr int timelineGroupings = 4;

/// What a picture needs beside the marks themselves.
struct TimelineSurroundings
{
    struct Instant
    {
        QString name;
        qint64 at = 0;

        bool operator==(const Instant&) const = default;
    };
    std::vector<Instant> instants; ///< of the incident: detected, aware, …
    std::vector<Roles> roles;      ///< of each of `TimelineMarks::authors`, as they are now
};

/// How an entry looks: shape by what it is, colour by its lane or its state.
enum class TimelineGlyph : quint8 { Entry, Posted, Pinned, Struck, Decision };
inline constexpr std::size_t timelineGlyphs = 5;

/// An entry that stays visible above a crowd: pinned, struck or a decision.
struct TimelineNotable
{
    qint64 at = 0;
    quint32 place = 0; ///< in its lane
    TimelineGlyph glyph = TimelineGlyph::Entry;
};

/// One lane: its entries in ascending time. 12.5 octets an entry.
struct TimelineLane
{
    QString name;
    Tone tone = Tone::Accent;
    std::vector<qint64> times; ///< ms since 1970, ascending
    std::vector<quint32> rows; ///< rows of the model (places in `TimelineMarks::marks`), descending
    std::vector<TimelineNotable> notable;
    std::vector<quint32> marks; ///< places at equal distances of time, so that one is found in a few steps
    double marksPerMs = 0;

    [[nodiscard]] std::size_t markOf(qint64 at) const
    {
        return static_cast<std::size_t>(static_cast<double>(at - times.front()) * marksPerMs);
    }

    [[nodiscard]] std::size_t size() const { return times.size(); }
    void index(); ///< once `times` is complete
    /// Place of the first entry at or after that instant.
    [[nodiscard]] std::size_t placeAt(qint64 at) const;
    /// Has the memory at hand that `placeAt` will look at: who asks column by column knows it some columns before.
    void expect(qint64 at) const
    {
        if (at > times.front() && at <= times.back()) {
            __builtin_prefetch(times.data() + marks[markOf(at)]);
        }
    }
};

/// All entries that the filter chose, laid out in lanes. Immutable once made, so that it is made on any thread.
struct TimelinePicture
{
    /// More lanes than this and the smallest are drawn together.
    static constexpr std::size_t mostLanes = 12;

    TimelineMarks marks;
    TimelineGrouping grouping = TimelineGrouping::BySource;
    TimelineSurroundings surroundings;
    std::vector<TimelineLane> lanes;
    TimelineSpan bounds; ///< from the first entry to the last

    struct Place
    {
        int lane = 0;
        std::size_t place = 0;

        bool operator==(const Place&) const = default;
    };
    [[nodiscard]] bool isEmpty() const { return marks.marks.empty(); }
    [[nodiscard]] std::optional<Place> placeOf(int row) const;
    [[nodiscard]] int rowOf(const Place& place) const;
    [[nodiscard]] qint64 timeOf(int row) const;
    /// Rows of the model that lie in a span: first and last, or nothing. Rows descend in time.
    [[nodiscard]] std::optional<std::pair<int, int>> rowsIn(const TimelineSpan& span) const;
    /// Where to begin: all of it, without the few entries at both ends that would press the others together.
    [[nodiscard]] TimelineSpan busiest() const;
    /// The entry of the lane that is nearest to that instant.
    [[nodiscard]] std::optional<Place> nearest(int lane, qint64 at) const;
    /// Octets that the entries take here, all in.
    [[nodiscard]] std::size_t octets() const;
};

/// The instant of a key of the timeline index, ms since 1970.
[[nodiscard]] qint64 instantOfKey(qint64 key);
[[nodiscard]] TimelineGlyph glyphOf(const TimelineMark& mark);

[[nodiscard]] std::shared_ptr<const TimelinePicture> makeTimelinePicture(TimelineMarks marks,
                                                                         TimelineSurroundings surroundings,
                                                                         TimelineGrouping grouping);

} // namespace bulkhead
