#include "models/review/metrics.h"

#include "models/review/reviewtext.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <functional>
#include <numeric>

namespace bulkhead::review {

using namespace Qt::StringLiterals;

QString originId(Origin origin)
{
    return origin == Origin::Entered ? u"entered"_s : u"recorded"_s;
}

QString originName(Origin origin)
{
    return origin == Origin::Entered ? ReviewText::tr("entered by a person")
                                     : ReviewText::tr("recorded by the program");
}

std::vector<Measure> measures()
{
    return {
        {u"dwell"_s, ReviewText::tr("Dwell time"),
         ReviewText::tr("From the first act (“occurred from”, entered) to the detection (“detected”, entered).")},
        {u"time_to_detect"_s, ReviewText::tr("Time to detect"),
         ReviewText::tr("From the end of the act (“occurred until”, entered; “occurred from” where no end is written) "
                        "to the detection (“detected”, entered).")},
        {u"time_to_acknowledge"_s, ReviewText::tr("Time to acknowledge"),
         ReviewText::tr("From the detection (entered) to the first sign that somebody took it on: a role was taken or "
                        "a task left “open”, whichever came first (recorded).")},
        {u"time_to_classify"_s, ReviewText::tr("Time to classify"),
         ReviewText::tr("From when the first examined sample was received (its acquisition) to the first answer about "
                        "a sample (recorded).")},
        {u"time_to_decide"_s, ReviewText::tr("Time to decide"),
         ReviewText::tr("From awareness (“aware”, entered) to the first signed decision or signed record of the breach "
                        "question that does not lie before it.")},
        {u"time_to_contain_first"_s, ReviewText::tr("Time to contain, first step"),
         ReviewText::tr("From the detection (entered) to when the first task of the phase “contain” was done "
                        "(recorded).")},
        {u"time_to_contain"_s, ReviewText::tr("Time to contain"),
         ReviewText::tr("From the detection (entered) to when the last task of the phase “contain” was done "
                        "(recorded); not known while one is unfinished.")},
        {u"time_to_notify_authority"_s, ReviewText::tr("Time to notify the authority"),
         ReviewText::tr("From awareness (“aware”, entered) to the first notice to an authority that is recorded as "
                        "sent, or submitted on a clock owed to one (entered).")},
        {u"time_to_notify_customers_median"_s, ReviewText::tr("Time to notify customers, median"),
         ReviewText::tr("The median over customers of the time from awareness (“aware”, entered) to when the customer "
                        "was told (entered).")},
        {u"time_to_notify_customers"_s, ReviewText::tr("Time to notify customers, last"),
         ReviewText::tr("From awareness (“aware”, entered) to when the last customer was told (entered); not known "
                        "while a customer is undecided or planned.")},
        {u"least_margin"_s, ReviewText::tr("Least margin"),
         ReviewText::tr("The least of what was left of a clock when that which was due was submitted (entered) or the "
                        "clock ended as met (recorded); less than nothing is late."),
         true},
        {u"time_to_resolve"_s, ReviewText::tr("Time to resolve"),
         ReviewText::tr("From the detection (entered) to when the incident came to the phase “review” or “closed” for "
                        "good (recorded).")},
    };
}

Metric between(const Measure& measure, std::optional<Instant> from, std::optional<Instant> to)
{
    Metric metric{measure.id, measure.name, measure.definition, measure.isMargin};
    metric.from = std::move(from);
    metric.to = std::move(to);
    if (!metric.from || !metric.to) {
        return metric;
    }
    if (metric.to->at < metric.from->at && !measure.isMargin) {
        metric.note = ReviewText::tr("Refused, the instants contradict each other: “%1” (%2, %3) lies before “%4” (%5, "
                                     "%6).")
                          .arg(metric.to->what, utcText(metric.to->at), originName(metric.to->origin),
                               metric.from->what, utcText(metric.from->at), originName(metric.from->origin));
        return metric;
    }
    metric.value = metric.to->at - metric.from->at;
    return metric;
}

const Metric* Measured::metric(QStringView id) const
{
    const auto found = std::ranges::find(metrics, id, &Metric::id);
    return found == metrics.end() ? nullptr : &*found;
}

std::vector<Statistic> statisticsOf(const std::vector<Measured>& incidents, bool ofExercises)
{
    std::vector<Statistic> result;
    for (const Measure& measure : measures()) {
        Statistic statistic{measure};
        std::vector<qint64> values;
        for (const Measured& one : incidents) {
            if (one.isExercise != ofExercises) {
                continue;
            }
            const Metric* metric = one.metric(measure.id);
            if (metric != nullptr && metric->value) {
                values.push_back(*metric->value);
            } else {
                ++statistic.unknown;
            }
        }
        statistic.known = static_cast<qint64>(values.size());
        statistic.median = medianOf(values);
        if (!measure.isMargin) {
            statistic.p90 = percentileOf(std::move(values), 90);
        } else if (!values.empty()) { // Of margins the small ones are bad: the same rank from the other end.
            std::ranges::transform(values, values.begin(), std::negate());
            statistic.p90 = -percentileOf(std::move(values), 90).value_or(0);
        }
        result.push_back(std::move(statistic));
    }
    return result;
}

std::optional<qint64> medianOf(std::vector<qint64> values)
{
    if (values.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : std::midpoint(values[middle - 1], values[middle]);
}

std::optional<qint64> percentileOf(std::vector<qint64> values, int percent)
{
    if (values.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(values);
    const std::size_t rank = (values.size() * static_cast<std::size_t>(std::clamp(percent, 1, 100)) + 99) / 100;
    return values[rank - 1];
}

QString durationText(qint64 ms)
{
    const QString sign = ms < 0 ? QString(u'−') : QString();
    const qint64 seconds = (ms < 0 ? -ms : ms) / 1000;
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    const qint64 days = hours / 24;
    const auto padded = [](qint64 number) { return u"%1"_s.arg(number, 2, 10, QChar(u'0')); };
    if (days > 0) {
        return sign + ReviewText::tr("%1 d %2 h").arg(days).arg(hours % 24);
    }
    if (hours > 0) {
        return sign + ReviewText::tr("%1 h %2 min").arg(hours).arg(padded(minutes % 60));
    }
    if (minutes > 0) {
        return sign + ReviewText::tr("%1 min %2 s").arg(minutes).arg(padded(seconds % 60));
    }
    return seconds > 0 || ms == 0 ? sign + ReviewText::tr("%1 s").arg(seconds) : ReviewText::tr("%1 ms").arg(ms);
}

QString durationText(const std::optional<qint64>& ms)
{
    return ms ? durationText(*ms) : ReviewText::tr("not known");
}

QString utcText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, QTimeZone::utc()).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

} // namespace bulkhead::review
