#include "models/deadline/checking.h"

#include "models/deadline/holidays.h"
#include "models/deadline/regime.h"
#include "models/incident/resources.h"
#include "models/incident/yamlreading.h"

#include <QDir>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace bulkhead::deadline {

std::vector<Error> checkLaw(const QString& folder, int& files)
{
    const QString packs = QDir(folder).filePath(u"regimes"_s);
    int ofPacks = 0;
    std::vector<Error> problems = yaml::checkFiles(packs, &Regimes::check, ofPacks);
    files += ofPacks;
    std::ranges::move(yaml::checkFiles(QDir(folder).filePath(u"holidays"_s), &HolidayTable::check, files),
                      std::back_inserter(problems));
    // Which facts there are shows only with our packs beside.
    if (problems.empty() && ofPacks > 0) {
        const QString ours = resourceFolder(u"regimes"_s);
        if (const auto all = Regimes::load(ours.isEmpty() ? QStringList{packs} : QStringList{ours, packs}); !all) {
            problems.push_back(all.error());
        }
    }
    return problems;
}

} // namespace bulkhead::deadline
