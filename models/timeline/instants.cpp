#include "models/timeline/instants.h"

#include "models/base/zone.h"
#include "models/timeline/timelinetext.h"

#include <QDateTime>

#include <array>
#include <set>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;
using Problem = ReadInstant::Problem;

namespace {
constexpr qint64 second = 1'000'000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 earliest = -3'439'756'800LL * second; ///< 1861-01-01
constexpr qint64 latest = 5'364'662'400LL * second;    ///< 2140-01-01

/// Reads characters from the front; a part that is not there makes it bad.
class Scanner
{
public:
    explicit Scanner(QStringView text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool isAtEnd() const { return m_at == m_text.size(); }
    [[nodiscard]] char16_t peek() const { return isAtEnd() ? u'\0' : m_text[m_at].unicode(); }
    bool take(char16_t c)
    {
        const bool fits = peek() == c;
        m_at += fits ? 1 : 0;
        return fits;
    }
    bool takeAny(QStringView set)
    {
        const bool fits = !isAtEnd() && set.contains(m_text[m_at]);
        m_at += fits ? 1 : 0;
        return fits;
    }
    void skipSpaces()
    {
        while (!isAtEnd() && m_text[m_at].isSpace()) {
            ++m_at;
        }
    }
    /// From `least` to `most` digits.
    [[nodiscard]] std::optional<int> number(int least, int most)
    {
        int value = 0;
        int digits = 0;
        while (digits < most && peek() >= u'0' && peek() <= u'9') {
            value = value * 10 + (peek() - u'0');
            ++m_at;
            ++digits;
        }
        return digits < least ? std::nullopt : std::optional(value);
    }
    /// The digits behind a point, as microseconds; finer ones are dropped.
    [[nodiscard]] std::optional<qint64> fraction()
    {
        qint64 value = 0;
        int digits = 0;
        while (peek() >= u'0' && peek() <= u'9') {
            value = digits < 6 ? value * 10 + (peek() - u'0') : value;
            ++m_at;
            ++digits;
        }
        for (int i = digits; i < 6; ++i) {
            value *= 10;
        }
        return digits == 0 || digits > 12 ? std::nullopt : std::optional(value);
    }
    [[nodiscard]] QStringView letters()
    {
        const qsizetype from = m_at;
        while (!isAtEnd() && m_text[m_at].isLetter()) {
            ++m_at;
        }
        return m_text.sliced(from, m_at - from);
    }
    [[nodiscard]] QStringView rest() const { return m_text.sliced(m_at); }

private:
    QStringView m_text;
    qsizetype m_at = 0;
};

/// Days since 1970 of the proleptic Gregorian calendar; nothing where there is no such day.
std::optional<qint64> daysOf(int year, int month, int dayOfMonth)
{
    if (!QDate::isValid(year, month, dayOfMonth)) {
        return std::nullopt;
    }
    return QDate(year, month, dayOfMonth).toJulianDay() - 2'440'588;
}

struct WallTime
{
    qint64 us = 0; ///< as if the clock on the wall showed UTC
    std::optional<qint64> offset;
    Problem problem = Problem::None;
};
constexpr WallTime notATime{.us = 0, .offset = {}, .problem = Problem::NotATime};

std::optional<int> monthOf(QStringView name)
{
    static constexpr std::array<QStringView, 12> months = {u"jan", u"feb", u"mar", u"apr", u"may", u"jun",
                                                           u"jul", u"aug", u"sep", u"oct", u"nov", u"dec"};
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (name.left(3).compare(months[i], Qt::CaseInsensitive) == 0) {
            return static_cast<int>(i) + 1;
        }
    }
    return std::nullopt;
}

/// Z, UTC, +01:00, +0100, +01, and the abbreviations of RFC 5322 §4.3, which alone are unambiguous.
std::optional<qint64> offsetOf(QStringView text)
{
    text = text.trimmed();
    static constexpr std::pair<QStringView, int> named[] = {
        {u"z", 0},    {u"utc", 0},  {u"gmt", 0},  {u"ut", 0},   {u"est", -5}, {u"edt", -4},
        {u"cst", -6}, {u"cdt", -5}, {u"mst", -7}, {u"mdt", -6}, {u"pst", -8}, {u"pdt", -7},
    };
    for (const auto& [name, hours] : named) {
        if (text.compare(name, Qt::CaseInsensitive) == 0) {
            return hours * hour;
        }
    }
    Scanner scan(text);
    const bool isNegative = scan.peek() == u'-' || scan.peek() == u'\u2212';
    if (!scan.takeAny(u"+-\u2212")) {
        return std::nullopt;
    }
    const auto hours = scan.number(2, 2);
    (void)scan.take(u':');
    const auto minutes = scan.isAtEnd() ? std::optional(0) : scan.number(2, 2);
    if (!hours || !minutes || !scan.isAtEnd() || *hours > 14 || *minutes > 59) {
        return std::nullopt;
    }
    const qint64 offset = *hours * hour + *minutes * minute;
    return isNegative ? -offset : offset;
}

/// What stands behind the time of day: nothing, or an offset.
WallTime withOffset(qint64 us, Scanner& scan)
{
    scan.skipSpaces();
    if (scan.isAtEnd()) {
        return {.us = us, .offset = {}};
    }
    const auto offset = offsetOf(scan.rest());
    return offset ? WallTime{.us = us, .offset = offset} : notATime;
}

/// HH:MM[:SS[.fraction]]; a leap second counts as the second before it.
std::optional<qint64> timeOfDay(Scanner& scan, char16_t separator)
{
    const auto hours = scan.number(1, 2);
    if (!hours || *hours > 23 || !scan.take(separator)) {
        return std::nullopt;
    }
    const auto minutes = scan.number(2, 2);
    if (!minutes || *minutes > 59) {
        return std::nullopt;
    }
    qint64 us = *hours * hour + *minutes * minute;
    if (scan.take(separator)) {
        const auto seconds = scan.number(2, 2);
        if (!seconds || *seconds > 60) {
            return std::nullopt;
        }
        us += std::min(*seconds, 59) * second;
        if (scan.takeAny(u".,")) {
            const auto fraction = scan.fraction();
            if (!fraction) {
                return std::nullopt;
            }
            us += *fraction;
        }
    }
    return us;
}

WallTime isoTime(Scanner scan)
{
    const auto year = scan.number(4, 4);
    const bool isDashed = scan.take(u'-') || scan.take(u'/');
    const auto month = scan.number(2, 2);
    if (!year || !isDashed || !month || !scan.takeAny(u"-/")) {
        return notATime;
    }
    const auto dayOfMonth = scan.number(2, 2);
    const auto days = dayOfMonth ? daysOf(*year, *month, *dayOfMonth) : std::nullopt;
    if (!days || !scan.takeAny(u"Tt _")) {
        return notATime;
    }
    scan.skipSpaces();
    const auto time = timeOfDay(scan, u':');
    return time ? withOffset(*days * day + *time, scan) : notATime;
}

/// 20261124031200.123: UTC, as Salesforce documents it for TIMESTAMP.
WallTime compactTime(Scanner scan)
{
    const auto year = scan.number(4, 4);
    const auto month = scan.number(2, 2);
    const auto dayOfMonth = scan.number(2, 2);
    const auto hours = scan.number(2, 2);
    const auto minutes = scan.number(2, 2);
    const auto seconds = scan.number(2, 2);
    if (!year || !month || !dayOfMonth || !hours || !minutes || !seconds) {
        return notATime;
    }
    const auto days = daysOf(*year, *month, *dayOfMonth);
    qint64 us = *hours * hour + *minutes * minute + std::min(*seconds, 59) * second;
    if (scan.take(u'.')) {
        us += scan.fraction().value_or(0);
    }
    if (!days || *hours > 23 || *minutes > 59 || *seconds > 60 || !scan.isAtEnd()) {
        return notATime;
    }
    return {.us = *days * day + us, .offset = 0};
}

/// 24/Nov/2026:03:12:00 +0100, 24 Nov 2026 03:12:00 +0100, Tue, 24 Nov 2026 03:12 GMT
WallTime namedMonthTime(Scanner scan)
{
    (void)scan.take(u'[');
    if (!scan.letters().isEmpty()) {
        (void)scan.take(u',');
        scan.skipSpaces();
    }
    const auto dayOfMonth = scan.number(1, 2);
    if (!dayOfMonth || !scan.takeAny(u"/ -")) {
        return notATime;
    }
    const auto month = monthOf(scan.letters());
    if (!month || !scan.takeAny(u"/ -")) {
        return notATime;
    }
    const auto year = scan.number(4, 4);
    const auto days = year ? daysOf(*year, *month, *dayOfMonth) : std::nullopt;
    if (!days || !scan.takeAny(u": ")) {
        return notATime;
    }
    const auto time = timeOfDay(scan, u':');
    if (!time) {
        return notATime;
    }
    if (scan.rest().endsWith(u']')) {
        scan = Scanner(scan.rest().chopped(1));
    }
    return withOffset(*days * day + *time, scan);
}

/// 11/24/2026, 3:12:00 AM PST
WallTime slashedTime(Scanner scan, DateOrder order)
{
    const auto first = scan.number(1, 2);
    if (!first || !scan.takeAny(u"/.")) {
        return notATime;
    }
    const auto next = scan.number(1, 2);
    if (!next || !scan.takeAny(u"/.")) {
        return notATime;
    }
    const auto year = scan.number(4, 4);
    (void)scan.take(u',');
    scan.skipSpaces();
    const auto time = timeOfDay(scan, u':');
    if (!year || !time) {
        return notATime;
    }
    qint64 us = *time;
    scan.skipSpaces();
    Scanner half = scan;
    const QStringView word = half.letters();
    const bool isMorning = word.compare(u"am", Qt::CaseInsensitive) == 0;
    if (isMorning || word.compare(u"pm", Qt::CaseInsensitive) == 0) {
        if (us / hour > 12 || us / hour == 0) {
            return notATime;
        }
        us = us % (12 * hour) + (isMorning ? 0 : 12 * hour);
        scan = half;
    }
    const bool isMonthFirst = order == DateOrder::MonthFirst;
    const auto days = isMonthFirst ? daysOf(*year, *first, *next) : daysOf(*year, *next, *first);
    if (order == DateOrder::Unknown) {
        const bool couldBeEither = daysOf(*year, *first, *next) || daysOf(*year, *next, *first);
        return {.us = 0, .offset = {}, .problem = couldBeEither ? Problem::NoOrder : Problem::NotATime};
    }
    return days ? withOffset(*days * day + us, scan) : notATime;
}

/// Seconds, milliseconds or microseconds since 1970, told by the number of digits.
WallTime epochTime(QStringView text)
{
    const qsizetype point = text.indexOf(u'.');
    const QStringView whole = point < 0 ? text : text.left(point);
    bool isNumber = false;
    const qint64 value = whole.toLongLong(&isNumber);
    const qsizetype digits = whole.size() - (whole.startsWith(u'-') ? 1 : 0);
    if (!isNumber || digits < 9 || digits > 17 || (digits > 10 && point >= 0 && digits != 13)) {
        return notATime;
    }
    qint64 us = digits <= 11 ? value * second : digits <= 14 ? value * 1000 : value;
    if (point >= 0 && digits <= 11) {
        Scanner scan(text.sliced(point + 1));
        const auto fraction = scan.fraction();
        if (!fraction || !scan.isAtEnd()) {
            return notATime;
        }
        us += *fraction;
    }
    return {.us = us, .offset = 0};
}

bool isDigits(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return (c >= u'0' && c <= u'9') || c == u'.' || c == u'-'; });
}

WallTime wallTime(QStringView text, DateOrder order)
{
    if (isDigits(text) && text.count(u'-') <= 1) {
        const qsizetype point = text.indexOf(u'.');
        const qsizetype digits = point < 0 ? text.size() : point;
        if (digits == 14 && (text.startsWith(u"19") || text.startsWith(u"20"))) {
            return compactTime(Scanner(text));
        }
        return epochTime(text);
    }
    if (text.size() > 4 && (text[4] == u'-' || text[4] == u'/')) {
        return isoTime(Scanner(text));
    }
    const WallTime named = namedMonthTime(Scanner(text));
    return named.problem == Problem::None ? named : slashedTime(Scanner(text), order);
}
} // namespace

QString problemId(Problem problem)
{
    switch (problem) {
    case Problem::None:
        return {};
    case Problem::Empty:
        return u"time.missing"_s;
    case Problem::NotATime:
        return u"time.bad"_s;
    case Problem::NoZone:
        return u"time.no-zone"_s;
    case Problem::NoOrder:
        return u"time.no-order"_s;
    case Problem::Skipped:
        return u"time.skipped"_s;
    case Problem::Ambiguous:
        return u"time.ambiguous"_s;
    case Problem::OutOfRange:
        return u"time.out-of-range"_s;
    }
    return {};
}

QString problemText(Problem problem, const QString& text, const QString& zone)
{
    switch (problem) {
    case Problem::None:
        return {};
    case Problem::Empty:
        return TimelineText::tr("The row has no time.");
    case Problem::NotATime:
        return TimelineText::tr("“%1” is not a time that is understood here.").arg(text);
    case Problem::NoZone:
        return TimelineText::tr("“%1” does not say in which zone.").arg(text);
    case Problem::NoOrder:
        return TimelineText::tr("“%1” does not say which number is the day and which the month.").arg(text);
    case Problem::Skipped:
        return TimelineText::tr("%1 did not exist in %2: the clocks were put forward over it.").arg(text, zone);
    case Problem::Ambiguous:
        return TimelineText::tr("%1 happened twice in %2: the clocks were put back. Give it an offset.")
            .arg(text, zone);
    case Problem::OutOfRange:
        return TimelineText::tr("%1 is before 1861 or after 2139.").arg(text);
    }
    return {};
}

bool isZoneName(const QString& zone)
{
    return offsetOf(zone).has_value() || zoneNamed(zone).has_value();
}

InstantReader::InstantReader(const QString& zone, DateOrder order)
    : m_order(order)
{
    if (const auto offset = offsetOf(zone)) {
        m_isFixed = true;
        m_fixed = *offset;
    } else if (!zone.isEmpty()) {
        m_zone = zoneNamed(zone).value_or(QTimeZone());
    }
}

ReadInstant InstantReader::local(qint64 us)
{
    if (m_isFixed) {
        return {.us = us - m_fixed};
    }
    if (!m_zone.isValid()) {
        return {.problem = Problem::NoZone};
    }
    // No zone changes its clocks within a quarter of an hour of the wall's.
    constexpr qint64 slot = 15 * minute;
    const qint64 key = us >= 0 ? us / slot : (us - slot + 1) / slot;
    auto found = m_offsets.find(key);
    if (found == m_offsets.end()) {
        std::set<qint64> instants;
        const qint64 probe = key * slot;
        for (const qint64 around : {probe - day, probe, probe + day}) {
            const auto offsetAt = [&](qint64 at) {
                return m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(at / 1000, QTimeZone::utc())) * second;
            };
            const qint64 offset = offsetAt(around);
            if (offsetAt(probe - offset) == offset) {
                instants.insert(offset);
            }
        }
        found = m_offsets
                    .emplace(key, Offsets{static_cast<int>(instants.size()), instants.empty() ? 0 : *instants.rbegin()})
                    .first;
    }
    if (found->second.count == 0) {
        return {.problem = Problem::Skipped};
    }
    if (found->second.count > 1) {
        return {.problem = Problem::Ambiguous};
    }
    return {.us = us - found->second.us};
}

ReadInstant InstantReader::read(QStringView text)
{
    text = text.trimmed();
    if (text.isEmpty()) {
        return {.problem = Problem::Empty};
    }
    const WallTime wall = wallTime(text, m_order);
    if (wall.problem != Problem::None) {
        return {.problem = wall.problem};
    }
    const ReadInstant result = wall.offset ? ReadInstant{.us = wall.us - *wall.offset} : local(wall.us);
    if (result.isGood() && (result.us < earliest || result.us >= latest)) {
        return {.problem = Problem::OutOfRange};
    }
    return result;
}

} // namespace bulkhead::timeline
