#include "models/deadline/holidayrule.h"

#include "models/deadline/deadlinetext.h"

#include <QCalendar>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

namespace {
constexpr std::array<const char*, 7> weekdays{"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday"};

/// From 1; 0 where there is no such day.
int weekdayOf(const QString& name)
{
    const auto found = std::ranges::find_if(weekdays, [&](const char* one) { return name == QLatin1StringView(one); });
    return found == weekdays.end() ? 0 : static_cast<int>(found - weekdays.begin()) + 1;
}

int marchEquinox(int year)
{
    // The formula by which the almanac's dates of 1980 to 2099 come out.
    return static_cast<int>(20.8431 + 0.242194 * (year - 1980)) - (year - 1980) / 4;
}
int septemberEquinox(int year)
{
    return static_cast<int>(23.2488 + 0.242194 * (year - 1980)) - (year - 1980) / 4;
}
} // namespace

QDate easterSunday(int year)
{
    // J. Meeus, Astronomical Algorithms, ch. 8.
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    return {year, n / 31, n % 31 + 1};
}

QDate orthodoxEasterSunday(int year)
{
    const int d = (19 * (year % 19) + 15) % 30;
    const int e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
    const int n = d + e + 114;
    return QDate(year, n / 31, n % 31 + 1, QCalendar(QCalendar::System::Julian));
}

Expected<HolidayRule> HolidayRule::parse(const QString& text)
{
    static const QRegularExpression dateForm(uR"(^(?:(\d{4})-)?(\d\d)-(\d\d)(?: to (\w+)(?: unless (\w+))?)?$)"_s);
    static const QRegularExpression easterForm(u"^(easter|orthodox)(?: ([+-]\\d{1,3}))?$"_s);
    static const QRegularExpression nthForm(u"^(1st|2nd|3rd|4th|last) (\\w+) in (\\d\\d)$"_s);
    static const QRegularExpression beforeForm(u"^(\\w+) before (\\d\\d)-(\\d\\d)$"_s);
    static const QRegularExpression equinoxForm(u"^(march|september) equinox$"_s);
    const auto bad = [&] {
        return failure("deadline.holidays"_L1,
                       DeadlineText::tr("“%1” is no rule for a holiday. Rules look like 12-25, 2026-06-19, easter +1, "
                                        "orthodox -2, 1st monday in 05, 06-20 to saturday, monday before 05-25.")
                           .arg(text));
    };
    HolidayRule rule;
    if (const auto date = dateForm.match(text); date.hasMatch()) {
        rule.m_year = date.captured(1).toInt();
        rule.m_month = date.captured(2).toInt();
        rule.m_day = date.captured(3).toInt();
        rule.m_kind = rule.m_year > 0 ? Kind::Once : Kind::Fixed;
        if (const QString to = date.captured(4); !to.isEmpty()) {
            rule.m_kind = Kind::OnOrAfter;
            rule.m_weekday = weekdayOf(to);
            rule.m_unless = weekdayOf(date.captured(5));
            if (rule.m_year > 0 || rule.m_weekday == 0 || (rule.m_unless == 0 && !date.captured(5).isEmpty())) {
                return bad();
            }
        }
        constexpr int leapYear = 2000;
        return QDate::isValid(rule.m_year > 0 ? rule.m_year : leapYear, rule.m_month, rule.m_day)
            ? Expected<HolidayRule>(rule)
            : bad();
    }
    if (const auto easter = easterForm.match(text); easter.hasMatch()) {
        rule.m_kind = easter.captured(1) == "easter"_L1 ? Kind::Easter : Kind::Orthodox;
        rule.m_offset = easter.captured(2).toInt();
        return rule;
    }
    if (const auto nth = nthForm.match(text); nth.hasMatch()) {
        rule.m_kind = Kind::Nth;
        rule.m_nth = nth.captured(1) == "last"_L1 ? -1 : nth.captured(1).left(1).toInt();
        rule.m_weekday = weekdayOf(nth.captured(2));
        rule.m_month = nth.captured(3).toInt();
        return rule.m_weekday > 0 && rule.m_month >= 1 && rule.m_month <= 12 ? Expected<HolidayRule>(rule) : bad();
    }
    if (const auto before = beforeForm.match(text); before.hasMatch()) {
        rule.m_kind = Kind::Before;
        rule.m_weekday = weekdayOf(before.captured(1));
        rule.m_month = before.captured(2).toInt();
        rule.m_day = before.captured(3).toInt();
        return rule.m_weekday > 0 && QDate::isValid(2000, rule.m_month, rule.m_day) ? Expected<HolidayRule>(rule)
                                                                                    : bad();
    }
    if (const auto equinox = equinoxForm.match(text); equinox.hasMatch()) {
        rule.m_kind = Kind::Equinox;
        rule.m_month = equinox.captured(1) == "march"_L1 ? 3 : 9;
        return rule;
    }
    return bad();
}

std::optional<QDate> HolidayRule::in(int year) const
{
    const auto valid = [](QDate date) { return date.isValid() ? std::optional(date) : std::nullopt; };
    const QDate date(year, m_month, m_day); // of the kinds that have one
    switch (m_kind) {
    case Kind::Fixed:
        return valid(date); // 29 February is left out of most years
    case Kind::Once:
        return year == m_year ? valid(date) : std::nullopt;
    case Kind::Easter:
        return easterSunday(year).addDays(m_offset);
    case Kind::Orthodox:
        return orthodoxEasterSunday(year).addDays(m_offset);
    case Kind::Nth: {
        const QDate first(year, m_month, 1);
        const QDate from = m_nth > 0 ? first.addDays(qint64(7) * (m_nth - 1)) : first.addDays(first.daysInMonth() - 7);
        return from.addDays((m_weekday - from.dayOfWeek() + 7) % 7);
    }
    case Kind::OnOrAfter:
        if (!date.isValid()) {
            return std::nullopt;
        }
        return date.dayOfWeek() == m_unless ? date : date.addDays((m_weekday - date.dayOfWeek() + 7) % 7);
    case Kind::Before:
        if (!date.isValid()) {
            return std::nullopt;
        }
        return date.addDays(-1 - (date.addDays(-1).dayOfWeek() - m_weekday + 7) % 7);
    case Kind::Equinox:
        return QDate(year, m_month, m_month == 3 ? marchEquinox(year) : septemberEquinox(year));
    }
    Q_UNREACHABLE();
}

bool Holiday::isKeptIn(int year) const
{
    return year >= since && (until == 0 || year <= until) && std::ranges::find(except, year) == except.end();
}

} // namespace bulkhead::deadline
