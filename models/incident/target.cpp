#include "models/incident/playbook.h"
#include "models/incident/words.h"

#include <QRegularExpression>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
qint64 unitMs(QChar unit)
{
    switch (unit.unicode()) {
    case u'm':
        return 60'000;
    case u'h':
        return 3'600'000;
    default:
        return 86'400'000;
    }
}

bool follows(const Target& target, const IncidentClock& clock)
{
    return target.base == Target::Base::EarliestClock
        || (target.base == Target::Base::NamedClock
            && (clock.name.compare(target.clock, Qt::CaseInsensitive) == 0 || clock.regime == target.clock));
}
} // namespace

Expected<Target> Target::parse(const QString& text)
{
    static const QRegularExpression form(
        u"^\\s*(declare|min\\(clock\\)|clock\\(([^()]+)\\))\\s*(?:([+-])\\s*(\\d{1,5})\\s*([mhd%]))?\\s*$"_s);
    const auto match = form.match(text);
    const QString unit = match.captured(5);
    Target target;
    const QString base = match.captured(1);
    target.base = base == "declare"_L1 ? Base::Declare
        : base == "min(clock)"_L1      ? Base::EarliestClock
                                       : Base::NamedClock;
    const bool isUpsideDown = target.base == Base::Declare ? unit == "%"_L1 || match.captured(3) == "-"_L1
                                                           : unit == "%"_L1 && match.captured(3) == "+"_L1;
    const qint64 amount = match.captured(4).toLongLong();
    if (!match.hasMatch() || isUpsideDown || (unit == "%"_L1 && amount > 100)) {
        return failure("playbook.bad-target"_L1,
                       Wording::tr("“%1” is not a due time. Write declare+60m, declare+4h, declare+3d, min(clock), "
                                   "min(clock)-25% or clock(NAME)-24h.")
                           .arg(text));
    }
    target.clock = match.captured(2).trimmed();
    if (unit == "%"_L1) {
        target.percent = static_cast<int>(amount);
    } else if (!unit.isEmpty()) {
        target.offsetMs = (match.captured(3) == "-"_L1 ? -amount : amount) * unitMs(unit.front());
    }
    return target;
}

std::optional<qint64> Target::resolve(qint64 declared, const std::vector<IncidentClock>& clocks) const
{
    if (base == Base::Declare) {
        return declared + offsetMs;
    }
    std::optional<qint64> earliest;
    for (const IncidentClock& one : clocks) {
        if (one.state == ClockState::Running && follows(*this, one)) {
            const qint64 at = one.due + offsetMs - (one.due - one.start) * percent / 100;
            earliest = std::min(earliest.value_or(at), at);
        }
    }
    return earliest;
}

bool Target::hasEnded(const std::vector<IncidentClock>& clocks) const
{
    return std::ranges::any_of(clocks, [this](const IncidentClock& one) {
        return (one.state == ClockState::Met || one.state == ClockState::Missed || one.state == ClockState::Late)
            && follows(*this, one);
    });
}

QString Target::waitsFor() const
{
    switch (base) {
    case Base::Declare:
        return {};
    case Base::EarliestClock:
        return Wording::tr("waits for a clock");
    case Base::NamedClock:
        return Wording::tr("waits for the clock “%1”").arg(clock);
    }
    return {};
}

} // namespace bulkhead
