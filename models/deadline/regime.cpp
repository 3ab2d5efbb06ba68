#include "models/deadline/regime.h"

#include "models/deadline/deadlinetext.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
constexpr std::array<const char*, 4> statusIds{"in_force", "not_yet", "expired", "disabled"};
constexpr int longestClause = 24 * 366;

/// "end_of_year(discovered)" → the function and the event.
struct Start
{
    QString function;
    QString event;
};
Start startOf(const QString& from)
{
    static const QRegularExpression form(u"^(end_of_year|day_before)\\((.+)\\)$"_s);
    const auto match = form.match(from);
    return match.hasMatch() ? Start{match.captured(1), match.captured(2)} : Start{{}, from};
}

QString periodText(const Period& period)
{
    const bool isOne = period.count == 1;
    const auto counted = [&](const QString& one, const QString& many) { return isOne ? one : many.arg(period.count); };
    switch (period.unit) {
    case Unit::Hours:
        return counted(DeadlineText::tr("1 hour"), DeadlineText::tr("%1 hours"));
    case Unit::Days:
        return counted(DeadlineText::tr("1 calendar day"), DeadlineText::tr("%1 calendar days"));
    case Unit::BusinessDays:
        return counted(DeadlineText::tr("1 business day"), DeadlineText::tr("%1 business days"));
    case Unit::Weeks:
        return counted(DeadlineText::tr("1 week"), DeadlineText::tr("%1 weeks"));
    case Unit::Months:
        return counted(DeadlineText::tr("1 month"), DeadlineText::tr("%1 months"));
    }
    Q_UNREACHABLE();
}

QString spanText(const Period& period, const QString& from)
{
    return DeadlineText::tr("%1 from %2").arg(periodText(period), from);
}

/// Where an event is not known, one that says the same thing: people "discover" what they become aware of.
std::optional<qint64> timeOf(const QString& event, const Events& events)
{
    if (const auto found = events.find(event); found != events.end()) {
        return found->second;
    }
    static const QStringList knowing{u"aware"_s, u"discovered"_s, u"detected"_s};
    if (knowing.contains(event)) {
        for (const QString& other : knowing) {
            if (const auto found = events.find(other); found != events.end()) {
                return found->second;
            }
        }
    }
    return std::nullopt;
}

/// The instant that a limit runs from, the beginning of its local day for the derived ones.
qint64 derived(const Start& start, qint64 at, const QTimeZone& zone)
{
    const QDate day = QDateTime::fromMSecsSinceEpoch(at, zone).date();
    if (start.function == "end_of_year"_L1) {
        return QDate(day.year(), 12, 31).startOfDay(zone).toMSecsSinceEpoch();
    }
    return start.function == "day_before"_L1 ? day.addDays(-1).startOfDay(zone).toMSecsSinceEpoch() : at;
}

bool needsHolidays(const std::vector<Answer>& answers)
{
    return std::ranges::any_of(answers, [](const Answer& one) {
        return one.due.reading != Reading::Elapsed && one.due.reading != Reading::WallClock
            && one.due.reading != Reading::Eu1182 && one.due.reading != Reading::Day;
    });
}
} // namespace

QString limitText(const Limit& limit)
{
    return limit.isOfClause ? DeadlineText::tr("as the clause says, from %1").arg(limit.from)
                            : spanText(limit.period, limit.from);
}

QString statusId(RegimeStatus status)
{
    return QString::fromLatin1(statusIds[static_cast<std::size_t>(status)]);
}

QString statusName(RegimeStatus status)
{
    switch (status) {
    case RegimeStatus::InForce:
        return DeadlineText::tr("in force");
    case RegimeStatus::NotYet:
        return DeadlineText::tr("not yet in force");
    case RegimeStatus::Expired:
        return DeadlineText::tr("no longer in force");
    case RegimeStatus::Disabled:
        return DeadlineText::tr("disabled");
    }
    Q_UNREACHABLE();
}

RegimeStatus Regime::statusAt(QDate day) const
{
    if (isDisabled) {
        return RegimeStatus::Disabled;
    }
    if (validFrom.isValid() && day < validFrom) {
        return RegimeStatus::NotYet;
    }
    return validUntil.isValid() && day > validUntil ? RegimeStatus::Expired : RegimeStatus::InForce;
}

QStringList Regime::events() const
{
    QStringList found;
    for (const Limit& limit : limits) {
        if (const QString event = startOf(limit.from).event; !found.contains(event)) {
            found.append(event);
        }
    }
    return found;
}

Applicability applicability(const Regime& regime, const Facts& facts)
{
    const QString unknown = u"unknown"_s;
    Applicability result;
    for (const Condition& condition : regime.when) {
        const auto found = facts.find(condition.fact);
        const QString value = found == facts.end() ? unknown : found->second;
        if (condition.values.contains(value)) {
            continue;
        }
        if (value == unknown) {
            result.unknown.append(condition.fact);
        } else {
            result.answer = Applicability::Answer::DoesNot;
            result.against = DeadlineText::tr("%1 is “%2”").arg(condition.fact, value);
            return result;
        }
    }
    result.answer = result.unknown.isEmpty() ? Applicability::Answer::Applies : Applicability::Answer::Depends;
    return result;
}

Expected<Computation> compute(const Regime& regime, const Events& events, const Facts& facts, const Place& place,
                              Steps steps)
{
    if (!place.zone.isValid()) {
        return std::unexpected(dueAt(Reading::Elapsed, 0, {1, Unit::Hours}, place).error());
    }
    Place there = place;
    there.cutOff = regime.cutOff;
    Computation result;
    std::optional<qint64> anchor;
    const auto clause = [&](const QString& name) {
        const auto found = facts.find(name);
        return found == facts.end() ? QString() : found->second;
    };
    for (const Limit& limit : regime.limits) {
        Period period = limit.period;
        QString from = limit.from;
        if (limit.isOfClause) {
            bool isNumber = false;
            period = {clause(u"clause_hours"_s).toInt(&isNumber), Unit::Hours};
            if (!isNumber || period.count < 1 || period.count > longestClause) {
                return failure("deadline.clause"_L1,
                               DeadlineText::tr("The contract's clause gives the period: say its hours (the fact "
                                                "clause_hours), from 1 to %1.")
                                   .arg(longestClause));
            }
            if (const QString event = clause(u"clause_starts"_s); !event.isEmpty()) {
                from = event;
            }
        }
        const Start start = startOf(from);
        const auto happened = timeOf(start.event, events);
        if (!happened) {
            result.waiting.append(start.event);
            continue;
        }
        anchor = std::min(anchor.value_or(*happened), *happened);
        const qint64 begins = derived(start, *happened, there.zone);
        const QString label = spanText(period, from);
        std::vector<Answer> answers;
        const auto add = [&](const std::vector<Reading>& readings, bool areArguments) -> Expected<void> {
            TRY(auto dues, dueUnder(readings, begins, period, there, steps));
            for (Due& due : dues) {
                answers.push_back({std::move(due), label, areArguments, limit.isOwnTarget});
            }
            return {};
        };
        CHECK_OK(add(limit.readings, false));
        CHECK_OK(add(limit.arguments, true));
        const auto passedBy = limit.passedBy.isEmpty() ? std::nullopt : timeOf(limit.passedBy, events);
        if (passedBy && *passedBy >= answers.front().due.at) {
            result.notes.append(DeadlineText::tr("The limit of %1 has fallen away: “%2” came after its end.")
                                    .arg(label, limit.passedBy));
            continue;
        }
        const auto leading = std::ranges::find(answers, limit.readings.front(),
                                               [](const Answer& one) { return one.due.reading; });
        if (!result.due || leading->due.at < *result.due) {
            result.due = leading->due.at;
            result.startsFrom = start.event;
            result.starts = happened;
        }
        if (!limit.note.isEmpty()) {
            result.notes.append(limit.note);
        }
        std::ranges::move(answers, std::back_inserter(result.answers));
    }
    std::ranges::stable_sort(result.answers, {}, [](const Answer& one) { return one.due.at; });
    for (const Answer& one : result.answers) {
        result.outerLimit = std::max(result.outerLimit.value_or(one.due.at), one.due.at);
        if (!one.isArgument) {
            result.target = std::min(result.target.value_or(one.due.at), one.due.at);
        }
    }
    if (!anchor) {
        // A duty without a period still begins somewhere.
        if (!regime.limits.empty()) {
            return failure("deadline.event"_L1,
                           DeadlineText::tr("“%1” runs from: %2. Say when that happened.")
                               .arg(regime.id, result.waiting.join(", "_L1)));
        }
        if (!events.empty()) {
            anchor = std::ranges::min_element(events, {}, [](const auto& one) { return one.second; })->second;
            result.starts = anchor;
        }
        result.notes.append(DeadlineText::tr("The rule has no period in numbers: %1.").arg(regime.hardness));
    }
    if (anchor) {
        result.status = regime.statusAt(QDateTime::fromMSecsSinceEpoch(*anchor, there.zone).date());
    }
    if (!there.holiday && needsHolidays(result.answers)) {
        result.notes.append(DeadlineText::tr("No country was named, so public holidays were not looked at. With them a "
                                             "reading may end later, never earlier."));
    }
    if (const int known = there.holidaysKnownUntil; known > 0 && needsHolidays(result.answers)
        && QDateTime::fromMSecsSinceEpoch(result.outerLimit.value_or(0), there.zone).date().year() > known) {
        result.notes.append(
            DeadlineText::tr("Not all holidays there are known after %1: they are announced year by year.").arg(known));
    }
    if (!regime.note.isEmpty()) {
        result.notes.append(regime.note);
    }
    if (std::ranges::any_of(regime.limits, &Limit::isOwnTarget)) {
        result.notes.append(DeadlineText::tr("The rule has no period in numbers: %1. The hours are a target proposed "
                                             "here, not law.")
                                .arg(regime.hardness));
    }
    return result;
}

const Regime* Regimes::find(QStringView id) const
{
    const auto found = std::ranges::find_if(m_all, [id](const Regime& one) { return one.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

Expected<Regime> Regimes::get(const QString& id) const
{
    if (const Regime* found = find(id)) {
        return *found;
    }
    QStringList alike;
    const QString head = id.section(u'.', 0, 1);
    for (const Regime& one : m_all) {
        if (one.id.startsWith(head) || one.id.section(u'.', 0, 0) == id) {
            alike.append(one.id);
        }
    }
    return failure("deadline.regime"_L1,
                   alike.isEmpty()
                       ? DeadlineText::tr("There is no regime “%1”. “deadline regimes” lists them.").arg(id)
                       : DeadlineText::tr("There is no regime “%1”. There are: %2.").arg(id, alike.join(", "_L1)));
}

Expected<void> Regimes::checkFact(const QString& fact, const QString& value) const
{
    const auto question = std::ranges::find(m_questions, fact, &Question::id);
    if (question == m_questions.end()) {
        QStringList known;
        std::ranges::transform(m_questions, std::back_inserter(known), &Question::id);
        return failure(
            "deadline.fact"_L1,
            DeadlineText::tr("No regime asks for the fact “%1”. Facts are: %2.").arg(fact, known.join(", "_L1)));
    }
    if (value != "unknown"_L1 && !question->values.isEmpty() && !question->values.contains(value)) {
        return failure("deadline.fact"_L1,
                       DeadlineText::tr("The fact “%1” is one of %2 or unknown, not “%3”.")
                           .arg(fact, question->values.join(", "_L1), value));
    }
    return {};
}

std::vector<const Regime*> Regimes::following(const Regime& regime) const
{
    const QString submitted = u"submitted(%1)"_s.arg(regime.stage);
    std::vector<const Regime*> found;
    for (const Regime& one : m_all) {
        if (!regime.stage.isEmpty() && one.group == regime.group && one.events().contains(submitted)) {
            found.push_back(&one);
        }
    }
    return found;
}

} // namespace bulkhead::deadline
