#include "models/deadline/checking.h"

#include "models/deadline/holidays.h"
#include "models/deadline/regime.h"
#include "models/incident/resources.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

std::vector<Error> checkLaw(const QString& folder, int& files)
{
    std::vector<Error> problems;
    const auto each = [&](const QString& kind, Expected<void> (*check)(const QString&)) {
        const auto entries
            = QDir(QDir(folder).filePath(kind)).entryInfoList({u"*.yaml"_s, u"*.yml"_s}, QDir::Files, QDir::Name);
        for (const QFileInfo& entry : entries) {
            ++files;
            if (const auto checked = check(entry.filePath()); !checked) {
                problems.push_back(checked.error());
            }
        }
        return !entries.isEmpty();
    };
    const bool hasRegimes = each(u"regimes"_s, &Regimes::check);
    (void)each(u"holidays"_s, &HolidayTable::check);
    // Which facts there are shows only with our packs beside.
    if (problems.empty() && hasRegimes) {
        const QString own = QDir(folder).filePath(u"regimes"_s);
        const QString ours = resourceFolder(u"regimes"_s);
        if (const auto all = Regimes::load(ours.isEmpty() ? QStringList{own} : QStringList{ours, own}); !all) {
            problems.push_back(all.error());
        }
    }
    return problems;
}

} // namespace bulkhead::deadline
