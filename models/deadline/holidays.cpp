#include "models/deadline/holidays.h"

#include "models/deadline/deadlinetext.h"
#include "models/incident/yamlreading.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

using yaml::Bad;

namespace {
constexpr auto tableCode = "deadline.holidays"_L1;
constexpr int firstYear = 1900;
constexpr int lastYear = 2200;

constexpr std::array<std::pair<const char*, Substitute>, 4> substitutes{{
    {"monday", Substitute::Monday},
    {"next", Substitute::Next},
    {"sunday", Substitute::Sunday},
    {"nearest", Substitute::Nearest},
}};

bool isWeekend(QDate day)
{
    return day.dayOfWeek() >= Qt::Saturday;
}
} // namespace

struct HolidayTable::Region
{
    QString name;
    QStringList without;
    std::vector<Holiday> holidays;
};

struct HolidayTable::Country
{
    QString id;
    QString name;
    QString source;
    QString reviewedBy;
    QString bridge; ///< the name of a weekday between two holidays, where that makes it one
    int knownUntil = 0;
    std::vector<Holiday> holidays;
    std::map<QString, Region> regions;
    QByteArray digest;
};

struct Calendar::Data
{
    QString place;
    QByteArray digest;
    int knownUntil = 0;
    QString bridge;
    std::vector<Holiday> holidays;
    std::map<QDate, QString> own; ///< empty name: a working day
    std::map<int, std::map<QDate, QString>> years;

    /// The days of one year's rules, before anything gives way; those of Saturday and Sunday among them.
    [[nodiscard]] std::vector<std::pair<QDate, const Holiday*>> plain(int year) const
    {
        std::vector<std::pair<QDate, const Holiday*>> days;
        for (const Holiday& holiday : holidays) {
            if (!holiday.isKeptIn(year)) {
                continue;
            }
            for (const HolidayRule& rule : holiday.on) {
                if (const auto day = rule.in(year)) {
                    days.emplace_back(*day, &holiday);
                }
            }
        }
        std::ranges::stable_sort(days, {}, [](const auto& one) { return one.first; });
        return days;
    }

    /// All of a year, with those that the neighbouring years push into it.
    [[nodiscard]] std::map<QDate, QString> allOf(int year) const
    {
        std::vector<std::pair<QDate, const Holiday*>> days;
        for (int one = year - 1; one <= year + 1; ++one) {
            std::ranges::move(plain(one), std::back_inserter(days));
        }
        std::map<QDate, QString> found;
        for (const auto& [day, holiday] : days) {
            found.emplace(day, holiday->name);
        }
        for (const auto& [day, holiday] : days) {
            if (const QDate instead = substituteFor(day, holiday->substitute, found); instead.isValid()) {
                found.emplace(instead, DeadlineText::tr("%1, observed").arg(holiday->name));
            }
        }
        if (!bridge.isEmpty()) {
            const auto all = found;
            for (const auto& [day, name] : all) {
                const QDate between = day.addDays(1);
                if (!isWeekend(between) && all.contains(between.addDays(1)) && !all.contains(between)) {
                    found.emplace(between, bridge);
                }
            }
        }
        std::erase_if(found, [year](const auto& one) { return one.first.year() != year; });
        return found;
    }

    static QDate substituteFor(QDate day, Substitute substitute, const std::map<QDate, QString>& taken)
    {
        const bool isSunday = day.dayOfWeek() == Qt::Sunday;
        if (substitute == Substitute::None || !isWeekend(day) || (substitute == Substitute::Sunday && !isSunday)) {
            return {};
        }
        if (substitute == Substitute::Nearest && !isSunday) {
            return day.addDays(-1);
        }
        QDate next = day.addDays(isSunday ? 1 : 2);
        if (substitute == Substitute::Next || substitute == Substitute::Sunday) {
            while (isWeekend(next) || taken.contains(next)) {
                next = next.addDays(1);
            }
        }
        return next;
    }
};

QString Calendar::holiday(QDate day) const
{
    if (!m_data || day.year() < firstYear || day.year() > lastYear) {
        return {};
    }
    if (const auto own = m_data->own.find(day); own != m_data->own.end()) {
        return own->second;
    }
    auto year = m_data->years.find(day.year());
    if (year == m_data->years.end()) {
        year = m_data->years.emplace(day.year(), m_data->allOf(day.year())).first;
    }
    const auto found = year->second.find(day);
    return found == year->second.end() ? QString() : found->second;
}

int Calendar::knownUntil() const
{
    return m_data ? m_data->knownUntil : 0;
}

QString Calendar::version() const
{
    constexpr int shownBytes = 6;
    return m_data ? m_data->place + u' ' + QString::fromLatin1(m_data->digest.left(shownBytes).toHex()) : QString();
}

/// Reads one file into a table; throws Bad.
struct HolidayTable::Reader
{
    HolidayTable& table;

    static int yearOf(const YAML::Node& node, const QString& key)
    {
        const int year = yaml::numberOf(node, key);
        if (year < firstYear || year > lastYear) {
            throw Bad{yaml::lineOf(node), DeadlineText::tr("“%1” takes a year from 1900 to 2200.").arg(key)};
        }
        return year;
    }

    static HolidayRule ruleOf(const YAML::Node& node, const QString& key)
    {
        auto rule = HolidayRule::parse(yaml::trimmedOf(node, key));
        if (!rule) {
            throw Bad{yaml::lineOf(node), rule.error().message};
        }
        return *rule;
    }

    static Holiday holidayOf(const YAML::Node& node)
    {
        const auto pairs = yaml::pairsOf(
            node, {u"on"_s, u"dates"_s, u"name"_s, u"since"_s, u"until"_s, u"except"_s, u"instead"_s},
            DeadlineText::tr("A holiday"));
        const int line = yaml::lineOf(node);
        Holiday holiday;
        holiday.name = yaml::trimmedOf(yaml::needed(pairs, u"name"_s, line), u"name"_s);
        if (const YAML::Node* dates = yaml::optional(pairs, u"dates"_s)) {
            if (!dates->IsSequence() || pairs.contains(u"on"_s)) {
                throw Bad{line, DeadlineText::tr("a holiday has “on: a rule” or “dates: [a list]”.")};
            }
            for (const auto& one : *dates) {
                holiday.on.push_back(ruleOf(one, u"dates"_s));
            }
        } else {
            holiday.on.push_back(ruleOf(yaml::needed(pairs, u"on"_s, line), u"on"_s));
        }
        if (const YAML::Node* since = yaml::optional(pairs, u"since"_s)) {
            holiday.since = yearOf(*since, u"since"_s);
        }
        if (const YAML::Node* until = yaml::optional(pairs, u"until"_s)) {
            holiday.until = yearOf(*until, u"until"_s);
        }
        if (const YAML::Node* except = yaml::optional(pairs, u"except"_s)) {
            if (!except->IsSequence()) {
                throw Bad{line, DeadlineText::tr("“except” takes a list of years, as in [2020, 2021].")};
            }
            for (const auto& one : *except) {
                holiday.except.push_back(yearOf(one, u"except"_s));
            }
        }
        if (const YAML::Node* instead = yaml::optional(pairs, u"instead"_s)) {
            const QString wanted = yaml::trimmedOf(*instead, u"instead"_s);
            const auto found = std::ranges::find_if(
                substitutes, [&](const auto& one) { return wanted == QLatin1StringView(one.first); });
            if (found == substitutes.end()) {
                throw Bad{yaml::lineOf(*instead), DeadlineText::tr("“instead” takes monday, next, sunday or nearest.")};
            }
            holiday.substitute = found->second;
        }
        return holiday;
    }

    static std::vector<Holiday> holidaysOf(const YAML::Node& node)
    {
        if (!node.IsSequence()) {
            throw Bad{yaml::lineOf(node), DeadlineText::tr("“holidays” takes a list of holidays.")};
        }
        std::vector<Holiday> holidays;
        for (const auto& one : node) {
            holidays.push_back(holidayOf(one));
        }
        return holidays;
    }

    static Region regionOf(const YAML::Node& node, const std::vector<Holiday>& national)
    {
        const auto pairs = yaml::pairsOf(node, {u"name"_s, u"without"_s, u"holidays"_s}, DeadlineText::tr("A region"));
        Region region;
        region.name = yaml::trimmedOf(yaml::needed(pairs, u"name"_s, yaml::lineOf(node)), u"name"_s);
        if (const YAML::Node* without = yaml::optional(pairs, u"without"_s)) {
            region.without = yaml::allTrimmedOf(*without, u"without"_s);
            for (const QString& name : region.without) {
                if (std::ranges::find(national, name, &Holiday::name) == national.end()) {
                    throw Bad{yaml::lineOf(*without),
                              DeadlineText::tr("“without” names “%1”, which is no holiday of the country.").arg(name)};
                }
            }
        }
        if (const YAML::Node* holidays = yaml::optional(pairs, u"holidays"_s)) {
            region.holidays = holidaysOf(*holidays);
        }
        return region;
    }

    void readCountry(const yaml::Pairs& pairs, const QString& id, const QByteArray& digest) const
    {
        const auto text = [&](const QString& key) {
            const YAML::Node* node = yaml::optional(pairs, key);
            return node == nullptr ? QString() : yaml::trimmedOf(*node, key);
        };
        auto country = std::make_shared<Country>();
        country->id = id;
        country->name = yaml::trimmedOf(yaml::needed(pairs, u"name"_s, 1), u"name"_s);
        country->source = yaml::trimmedOf(yaml::needed(pairs, u"source"_s, 1), u"source"_s);
        country->reviewedBy = text(u"reviewed_by"_s);
        country->bridge = text(u"bridge"_s);
        country->digest = digest;
        if (const YAML::Node* known = yaml::optional(pairs, u"known_until"_s)) {
            country->knownUntil = yearOf(*known, u"known_until"_s);
        }
        country->holidays = holidaysOf(yaml::needed(pairs, u"holidays"_s, 1));
        if (const YAML::Node* regions = yaml::optional(pairs, u"regions"_s)) {
            if (!regions->IsMap()) {
                throw Bad{yaml::lineOf(*regions), DeadlineText::tr("“regions” takes “CODE:” lines.")};
            }
            for (const auto& one : *regions) {
                const QString region = yaml::trimmedOf(one.first, u"regions"_s).toUpper();
                if (!country->regions.emplace(region, regionOf(one.second, country->holidays)).second) {
                    throw Bad{yaml::lineOf(one.first), DeadlineText::tr("the region “%1” comes twice.").arg(region)};
                }
            }
        }
        table.m_countries.insert_or_assign(id, std::move(country));
    }

    void readDays(const YAML::Node& days, const QString& place, const QByteArray& digest) const
    {
        if (!days.IsSequence()) {
            throw Bad{yaml::lineOf(days), DeadlineText::tr("“days” takes a list of days.")};
        }
        for (const auto& one : days) {
            const auto pairs = yaml::pairsOf(one, {u"date"_s, u"name"_s, u"working"_s}, DeadlineText::tr("A day"));
            const int line = yaml::lineOf(one);
            const QDate day = QDate::fromString(yaml::trimmedOf(yaml::needed(pairs, u"date"_s, line), u"date"_s),
                                                u"yyyy-MM-dd"_s);
            const YAML::Node* name = yaml::optional(pairs, u"name"_s);
            const YAML::Node* working = yaml::optional(pairs, u"working"_s);
            const bool isWorking = working != nullptr && yaml::truthOf(*working, u"working"_s);
            if (!day.isValid() || isWorking == (name != nullptr)) {
                throw Bad{line,
                          DeadlineText::tr("a day has a date as in 2026-06-19, and either a name or “working: "
                                           "true”.")};
            }
            table.m_ownDays[place].push_back({day, isWorking ? QString() : yaml::trimmedOf(*name, u"name"_s), digest});
        }
    }

    void read(const YAML::Node& node, const QByteArray& text) const
    {
        const auto pairs = yaml::pairsOf(node,
                                         {u"country"_s, u"name"_s, u"source"_s, u"reviewed_by"_s, u"known_until"_s,
                                          u"bridge"_s, u"holidays"_s, u"regions"_s, u"days"_s},
                                         DeadlineText::tr("A table of holidays"));
        const YAML::Node& country = yaml::needed(pairs, u"country"_s, 1);
        const QString place = yaml::trimmedOf(country, u"country"_s).toUpper();
        const QByteArray digest = QCryptographicHash::hash(text, QCryptographicHash::Sha256);
        if (const YAML::Node* days = yaml::optional(pairs, u"days"_s)) {
            readDays(*days, place, digest);
            return;
        }
        if (place.size() != 2) {
            throw Bad{yaml::lineOf(country), DeadlineText::tr("“country” takes a code of two letters, as in DE.")};
        }
        readCountry(pairs, place, digest);
    }
};

Expected<HolidayTable> HolidayTable::load(const QStringList& folders)
{
    HolidayTable table;
    const Reader reader{table};
    for (const QString& folder : folders) {
        for (const QString& path : yaml::filesIn(folder)) {
            CHECK_OK(yaml::readFile(path, tableCode,
                                    [&](const YAML::Node& node, const QByteArray& text) { reader.read(node, text); }));
        }
    }
    return table;
}

Expected<void> HolidayTable::check(const QString& file)
{
    HolidayTable table;
    const Reader reader{table};
    return yaml::readFile(file, tableCode,
                          [&](const YAML::Node& node, const QByteArray& text) { reader.read(node, text); });
}

std::vector<HolidayPlace> HolidayTable::places() const
{
    std::vector<HolidayPlace> found;
    for (const auto& [id, country] : m_countries) {
        found.push_back({id, country->name, country->source, country->reviewedBy, country->knownUntil});
        for (const auto& [letters, region] : country->regions) {
            found.push_back({id + u'-' + letters, country->name + ", "_L1 + region.name, country->source,
                             country->reviewedBy, country->knownUntil});
        }
    }
    return found;
}

Expected<Calendar> HolidayTable::calendar(const QString& place) const
{
    const QString wanted = place.trimmed().toUpper();
    const qsizetype dash = wanted.indexOf(u'-');
    const auto country = m_countries.find(wanted.left(dash < 0 ? wanted.size() : dash));
    if (country == m_countries.end()) {
        QStringList known;
        std::ranges::transform(m_countries, std::back_inserter(known), [](const auto& one) { return one.first; });
        return failure(
            "deadline.country"_L1,
            DeadlineText::tr("There is no table of holidays for “%1”. There are: %2.").arg(place, known.join(", "_L1)));
    }
    const Country& from = *country->second;
    Calendar calendar;
    calendar.m_data = std::make_shared<Calendar::Data>();
    Calendar::Data& data = *calendar.m_data;
    data.place = wanted;
    data.knownUntil = from.knownUntil;
    data.bridge = from.bridge;
    data.holidays = from.holidays;
    QCryptographicHash digest(QCryptographicHash::Sha256);
    digest.addData(from.digest);
    if (dash >= 0) {
        const auto region = from.regions.find(wanted.mid(dash + 1));
        if (region == from.regions.end()) {
            QStringList known;
            std::ranges::transform(from.regions, std::back_inserter(known),
                                   [&](const auto& one) { return from.id + u'-' + one.first; });
            return failure("deadline.country"_L1,
                           known.isEmpty()
                               ? DeadlineText::tr("The table of holidays for %1 has no regions.").arg(from.name)
                               : DeadlineText::tr("There is no region “%1” in the table of holidays for %2. There "
                                                  "are: %3.")
                                     .arg(place, from.name, known.join(", "_L1)));
        }
        std::erase_if(data.holidays, [&](const Holiday& one) { return region->second.without.contains(one.name); });
        std::ranges::copy(region->second.holidays, std::back_inserter(data.holidays));
    }
    QStringList scopes{from.id}; // the region's own days win
    if (wanted != from.id) {
        scopes.append(wanted);
    }
    for (const QString& scope : scopes) {
        if (const auto own = m_ownDays.find(scope); own != m_ownDays.end()) {
            for (const OwnDay& one : own->second) {
                data.own.insert_or_assign(one.day, one.name);
                digest.addData(one.digest);
            }
        }
    }
    data.digest = digest.result();
    return calendar;
}

} // namespace bulkhead::deadline
