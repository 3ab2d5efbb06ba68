#pragma once

#include "models/base/error.h"

#include <QDate>
#include <QString>

#include <optional>
#include <vector>

namespace bulkhead::deadline {

/// When a holiday falls, as text a lawyer can read. The kinds:
///   `MM-DD`                             the same date each year
///   `YYYY-MM-DD`                        once
///   `easter +N`, `orthodox -N`          days from Easter Sunday, Gregorian or Julian
///   `1st monday in MM`, `last friday in MM`
///   `MM-DD to saturday`                 the first Saturday on or after that date
///   `MM-DD to monday unless friday`     and the date itself where it is a Friday
///   `wednesday before MM-DD`
///   `march equinox`, `september equinox`  in Japan
class HolidayRule
{
public:
    /// `deadline.holidays` with the reason, for the reader to add file and line.
    [[nodiscard]] static Expected<HolidayRule> parse(const QString& text);
    /// None where the year has none.
    [[nodiscard]] std::optional<QDate> in(int year) const;

private:
    enum class Kind : quint8 { Fixed, Once, Easter, Orthodox, Nth, OnOrAfter, Before, Equinox };
    Kind m_kind = Kind::Fixed;
    int m_year = 0;
    int m_month = 0;
    int m_day = 0;
    int m_offset = 0;  ///< days from Easter
    int m_nth = 0;     ///< -1: the last
    int m_weekday = 0; ///< 1 Monday … 7
    int m_unless = 0;  ///< a weekday on which the date itself stays
};

/// What happens where a holiday falls on a weekend.
enum class Substitute : quint8 {
    None,
    Monday,  ///< Saturday or Sunday: the Monday after
    Next,    ///< Saturday or Sunday: the next weekday that is no holiday itself
    Sunday,  ///< Sunday only: the next weekday that is no holiday itself
    Nearest, ///< Saturday: the Friday before; Sunday: the Monday after
};

/// One line of a table.
struct Holiday
{
    QString name;
    std::vector<HolidayRule> on; ///< one, or a list of single dates
    int since = 0;               ///< 0: always
    int until = 0;               ///< the last year; 0: still
    std::vector<int> except = {};
    Substitute substitute = Substitute::None;

    [[nodiscard]] bool isKeptIn(int year) const;
};

[[nodiscard]] QDate easterSunday(int year);         ///< Gregorian
[[nodiscard]] QDate orthodoxEasterSunday(int year); ///< by the Julian calendar, as a Gregorian date

} // namespace bulkhead::deadline
