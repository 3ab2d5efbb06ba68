#pragma once

#include "models/deadline/regime.h"
#include "models/incident/casework.h"

namespace bulkhead::review {

/// Where an instant comes from: a person said so, or the program wrote down when something was done in it.
enum class Origin : quint8 { Entered, Recorded };
[[nodiscard]] QString originId(Origin origin); ///< "entered", "recorded"
[[nodiscard]] QString originName(Origin origin);

/// An end of an interval.
struct Instant
{
    qint64 at = 0; ///< ms since 1970, UTC
    Origin origin = Origin::Entered;
    QString what; ///< in words: "detected", "task “Deny the route” done"
    Id entity;    ///< that it stands in

    bool operator==(const Instant&) const = default;
};

/// What is measured, and how. Definitions after models/review/README.md.
struct Measure
{
    QString id; ///< "dwell", "time_to_detect", …
    QString name;
    QString definition;    ///< one sentence that names both instants
    bool isMargin = false; ///< what is left until something is due: more is better, and less than nothing is late

    bool operator==(const Measure&) const = default;
};
/// All measures, in the order in which they are shown.
[[nodiscard]] std::vector<Measure> measures();

/// A measure of one incident.
struct Metric
{
    QString id;
    QString name;
    QString definition;
    bool isMargin = false;
    std::optional<qint64> value = {}; ///< ms; nothing: not known, and `note` says why. Never 0 in its stead.
    std::optional<Instant> from = {};
    std::optional<Instant> to = {};
    QString note = {};

    bool operator==(const Metric&) const = default;
};

/// The interval between two instants. Where one is missing or the second lies before the first there is no value, and
/// the note says which.
[[nodiscard]] Metric between(const Measure& measure, std::optional<Instant> from, std::optional<Instant> to);

/// What was left of a clock's time when that which was due was sent.
struct ClockMargin
{
    Id clock;
    QString name;
    QString regime; ///< empty: plain hours
    ClockState state = ClockState::Running;
    qint64 start = 0;
    qint64 due = 0;
    std::optional<Instant> done = {};  ///< submitted, else ended as met
    std::optional<qint64> margin = {}; ///< due − done; below 0: late
    QString note = {};

    bool operator==(const ClockMargin&) const = default;
};

/// An incident in figures.
struct Measured
{
    Id incident;
    QString number;
    QString title;
    bool isExercise = false;
    std::vector<Metric> metrics;      ///< one for each of `measures()`, in that order
    std::vector<ClockMargin> margins; ///< by due time

    [[nodiscard]] const Metric* metric(QStringView id) const; ///< null: there is none of that id
};
/// Of the team compartment alone, also for those who read more: the same figures whoever asks. `regimes` tell to whom a
/// clock's notice is owed.
[[nodiscard]] Expected<Measured> measured(const Casework& casework, const Id& incident,
                                          const deadline::Regimes& regimes);

/// A measure over several incidents.
struct Statistic
{
    Measure measure;
    qint64 known = 0;                  ///< incidents that have a value
    qint64 unknown = 0;                ///< and those that have none
    std::optional<qint64> median = {}; ///< ms
    std::optional<qint64> p90 = {};    ///< nine of ten are at least as good

    bool operator==(const Statistic&) const = default;
};
[[nodiscard]] std::vector<Statistic> statisticsOf(const std::vector<Measured>& incidents, bool ofExercises);

/// All incidents; drills are never counted with what happened.
struct Across
{
    std::vector<Measured> incidents; ///< the newest first
    std::vector<Statistic> real;
    std::vector<Statistic> drills;
};
[[nodiscard]] Expected<Across> measuredAcross(const Casework& casework, const deadline::Regimes& regimes);

/// \name Arithmetic
///@{
/// The middle one, or the mean of the two in the middle. Nothing of nothing.
[[nodiscard]] std::optional<qint64> medianOf(std::vector<qint64> values);
/// By nearest rank: the smallest value that at least `percent` of 100 do not exceed.
[[nodiscard]] std::optional<qint64> percentileOf(std::vector<qint64> values, int percent);
/// "3 d 4 h", "2 h 05 min", "45 s", "−2 h 00 min", "0 s".
[[nodiscard]] QString durationText(qint64 ms);
/// The same, or "not known".
[[nodiscard]] QString durationText(const std::optional<qint64>& ms);
/// "2026-06-12 14:00 UTC".
[[nodiscard]] QString utcText(qint64 ms);
///@}

} // namespace bulkhead::review
