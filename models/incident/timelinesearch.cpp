#include "models/incident/timelinesearch.h"
#include "models/base/zone.h"

#include "models/incident/casework.h"
#include "models/incident/searchtext.h"
#include "models/incident/timelinesql.h"
#include "models/incident/words.h"

#include <QRegularExpression>
#include <QTimeZone>

namespace bulkhead {

using namespace Qt::StringLiterals;
using search::Node;
using search::Token;

namespace {
constexpr std::size_t mostConjuncts = 64;

struct Way
{
    QStringList match;
    QStringList without;
    std::vector<TimelineCondition> conditions;
};
using Ways = std::vector<Way>;

std::unexpected<Error> tooManyWays()
{
    return search::badQuery(0,
                            Wording::tr("it has too many alternatives. Use fewer OR, or search for less at a time."));
}

Expected<Ways> both(const Ways& one, const Ways& other)
{
    if (one.size() * other.size() > mostConjuncts) {
        return tooManyWays();
    }
    Ways result;
    for (const Way& a : one) {
        for (const Way& b : other) {
            Way way = a;
            way.match += b.match;
            way.without += b.without;
            way.conditions.insert(way.conditions.end(), b.conditions.begin(), b.conditions.end());
            result.push_back(std::move(way));
        }
    }
    return result;
}

/// Disjunctive normal form; `isWanted` false: of the negation.
Expected<Ways> waysOf(const Node& node, bool isWanted)
{
    switch (node.kind) {
    case Node::Text:
        return Ways{isWanted ? Way{{node.match}, {}, {}} : Way{{}, {node.match}, {}}};
    case Node::Condition: {
        TimelineCondition condition = node.condition;
        if (!isWanted) {
            condition.sql = "NOT (" + condition.sql + ')';
        }
        return Ways{Way{{}, {}, {condition}}};
    }
    case Node::Not:
        return waysOf(node.children.front(), !isWanted);
    case Node::And:
    case Node::Or:
        break;
    }
    const bool isBoth = (node.kind == Node::And) == isWanted;
    Ways result = isBoth ? Ways(1) : Ways();
    for (const Node& child : node.children) {
        TRY(const Ways more, waysOf(child, isWanted));
        if (isBoth) {
            TRY(result, both(result, more));
        } else {
            result.insert(result.end(), more.begin(), more.end());
            if (result.size() > mostConjuncts) {
                return tooManyWays();
            }
        }
    }
    return result;
}

TimelineConjunct conjunct(const Way& way)
{
    TimelineConjunct result;
    result.conditions = way.conditions;
    if (way.match.isEmpty()) {
        result.without = way.without;
        return result;
    }
    result.match = way.match.size() == 1 ? way.match.front() : u'(' + way.match.join(" AND "_L1) + u')';
    for (const QString& one : way.without) {
        result.match = u'(' + result.match + " NOT "_L1 + one + u')';
    }
    return result;
}
} // namespace

Expected<TimelineSearch> TimelineSearch::compile(const QString& text, const QString& zone,
                                                 const std::function<std::vector<Id>(const QString& name)>& authors)
{
    TRY(const auto tree, search::parse(text, {zone, authors}));
    TimelineSearch result;
    if (!tree) {
        return result;
    }
    TRY(const Ways all, waysOf(*tree, true));
    for (const Way& way : all) {
        result.conjuncts.push_back(conjunct(way));
    }
    return result;
}

Expected<void> checkSearch(const QString& text, const QString& zone)
{
    TRY([[maybe_unused]] const auto compiled,
        TimelineSearch::compile(text, zone, [](const QString&) { return std::vector<Id>{Id()}; }));
    return {};
}

Expected<Span> spanOf(const QString& text, const QString& zone)
{
    const QString place = zone.isEmpty() ? QString::fromUtf8(QTimeZone::systemTimeZoneId()) : zone;
    static const QRegularExpression form(
        u"^(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:[T ](\\d{2})(?::(\\d{2})(?::(\\d{2})([.,]\\d{1,9})?)?)?"
        "(\\s*(?:Z|z|[+-]\\d{2}:?\\d{2})?(?:\\[fold=[01]\\])?))?)?)?$"_s);
    const auto match = form.match(text.trimmed());
    const auto bad = [&] {
        return failure(
            "time.bad"_L1,
            Wording::tr("“%1” is not a time. Write it as in 2026, 2026-11, 2026-11-24 or 2026-11-24T03:12.").arg(text));
    };
    if (!match.hasMatch()) {
        return bad();
    }
    const auto part = [&](int at) { return match.captured(at); };
    const QDate day(part(1).toInt(), part(2).isEmpty() ? 1 : part(2).toInt(), part(3).isEmpty() ? 1 : part(3).toInt());
    if (!day.isValid()) {
        return bad();
    }
    if (part(4).isEmpty()) {
        const QDate next = part(2).isEmpty() ? day.addYears(1) : part(3).isEmpty() ? day.addMonths(1) : day.addDays(1);
        static const QRegularExpression offset(u"^([+-])(\\d{2}):?(\\d{2})$"_s);
        const auto shift = offset.match(place);
        const int seconds = shift.captured(2).toInt() * 3600 + shift.captured(3).toInt() * 60;
        const QTimeZone wall = shift.hasMatch() ? QTimeZone(shift.captured(1) == "-"_L1 ? -seconds : seconds)
                                                : zoneNamed(place).value_or(QTimeZone());
        if (!wall.isValid()) {
            return bad();
        }
        return Span{day.startOfDay(wall).toMSecsSinceEpoch(), next.startOfDay(wall).toMSecsSinceEpoch()};
    }
    const QString minute = part(5).isEmpty() ? u"00"_s : part(5);
    const QString second = part(6).isEmpty() ? u"00"_s : part(6);
    TRY(const qint64 from,
        Casework::parseTime(
            u"%1T%2:%3:%4%5%6"_s.arg(day.toString(Qt::ISODate), part(4), minute, second, part(7), part(8)), place));
    const qint64 length = part(5).isEmpty() ? 3'600'000 : part(6).isEmpty() ? 60'000 : part(7).isEmpty() ? 1000 : 1;
    return Span{from, from + length};
}

} // namespace bulkhead
