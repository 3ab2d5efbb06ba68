#pragma once

#include "models/deadline/holidayrule.h"

#include <QStringList>

#include <map>
#include <memory>
#include <vector>

namespace bulkhead::deadline {

/// The public holidays of one country, or of one of its regions. Cheap to copy; may be asked by one thread at a time.
class Calendar
{
public:
    Calendar() = default; ///< without holidays

    /// The name of the holiday on that day; empty on others. Saturdays and Sundays are nobody's business here.
    [[nodiscard]] QString holiday(QDate day) const;
    /// The last year of which all holidays are known, where they are announced year by year; 0 where rules give them.
    [[nodiscard]] int knownUntil() const;
    /// "DE-BY 3f2a91c07d11": place, and the beginning of the SHA-256 of the files it was read from.
    [[nodiscard]] QString version() const;

private:
    friend class HolidayTable;
    struct Data;
    std::shared_ptr<Data> m_data;
};

/// Where holidays are known.
struct HolidayPlace
{
    QString id;   ///< "DE", "DE-BY"
    QString name; ///< "Germany", "Germany, Bavaria"
    QString source;
    QString reviewedBy; ///< empty: nobody has
    int knownUntil = 0;
};

/// The tables of all countries: ours, and what an organisation's own files change.
class HolidayTable
{
public:
    /// Reads the `*.yaml` of each folder in turn. A file with `holidays` is a country's table, and replaces one that
    /// was read before; a file with `days` adds single days or makes them working days, and wins over every table.
    /// `deadline.holidays` names file, line and reason.
    [[nodiscard]] static Expected<HolidayTable> load(const QStringList& folders);
    [[nodiscard]] static Expected<void> check(const QString& file);

    [[nodiscard]] std::vector<HolidayPlace> places() const; ///< by id
    /// By "DE" or "DE-BY", in any case. `deadline.country` where there is none, naming those there are.
    [[nodiscard]] Expected<Calendar> calendar(const QString& place) const;

private:
    struct Region;
    struct Country;
    struct OwnDay
    {
        QDate day;
        QString name; ///< empty: a working day
        QByteArray digest;
    };
    struct Reader;
    std::map<QString, std::shared_ptr<const Country>> m_countries;
    std::map<QString, std::vector<OwnDay>> m_ownDays; ///< by place
};

} // namespace bulkhead::deadline
