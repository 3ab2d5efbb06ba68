#include "models/incident/playbook.h"

#include "models/incident/playbookreader.h"
#include "models/incident/words.h"
#include "models/incident/yamlreading.h"

#include <algorithm>
#include <functional>
#include <set>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
/// Each dependency must be a task of the same playbook or of the core, and nothing may wait for itself.
Expected<void> checkDependencies(const PlaybookFile& read, const PlaybookFile* core)
{
    std::map<QString, QStringList> order;
    for (const PlaybookFile* one : {core, &read}) {
        for (const PlaybookTask& task : one ? one->playbook.tasks : std::vector<PlaybookTask>()) {
            order[task.id] = task.dependsOn;
        }
    }
    for (const PlaybookTask& task : read.playbook.tasks) {
        const int line = read.lines.at(task.id);
        for (const QString& needed : task.dependsOn) {
            if (needed != "all"_L1 && !order.contains(needed)) {
                return playbookError(
                    read.file, line,
                    Wording::tr("task %1 depends on %2, which is neither here nor in the core.").arg(task.id, needed));
            }
        }
        std::set<QString> seen;
        const std::function<bool(const QString&)> reaches = [&](const QString& from) {
            return std::ranges::any_of(order[from], [&](const QString& next) {
                return next == task.id || (next != "all"_L1 && seen.insert(next).second && reaches(next));
            });
        };
        if (reaches(task.id)) {
            return playbookError(read.file, line, Wording::tr("task %1 would wait for itself.").arg(task.id));
        }
    }
    return {};
}
} // namespace

Expected<Playbook> Playbooks::read(const QString& file)
{
    TRY(auto read, readPlaybookFile(file));
    return std::move(read.playbook);
}

Expected<Playbooks> Playbooks::load(const QStringList& folders)
{
    std::map<QString, PlaybookFile> files;
    for (const QString& folder : folders) {
        for (const QString& path : yaml::filesIn(folder)) {
            TRY(auto read, readPlaybookFile(path));
            files.insert_or_assign(read.playbook.id, std::move(read));
        }
    }
    const auto core = files.find(u"core"_s);
    Playbooks result;
    for (const auto& [id, file] : files) {
        CHECK_OK(checkDependencies(file, core == files.end() ? nullptr : &core->second));
        result.m_all.push_back(file.playbook);
    }
    std::ranges::stable_sort(result.m_all, {}, [](const Playbook& one) { return one.id != "core"_L1; });
    return result;
}

const Playbook* Playbooks::find(QStringView id) const
{
    const auto found = std::ranges::find_if(m_all, [&](const Playbook& one) { return one.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

std::vector<const Playbook*> Playbooks::chosenFor(const QStringList& surfaces, const QStringList& more) const
{
    std::vector<const Playbook*> chosen;
    for (const Playbook& playbook : m_all) {
        const bool opens = playbook.id == "core"_L1 || more.contains(playbook.id)
            || std::ranges::any_of(playbook.surfaces, [&](const QString& surface) {
                               return surface == "any"_L1 || surfaces.contains(surface);
                           });
        if (opens) {
            chosen.push_back(&playbook);
        }
    }
    return chosen;
}

QStringList unreviewed(const std::vector<const Playbook*>& playbooks)
{
    QStringList names;
    for (const Playbook* playbook : playbooks) {
        if (playbook->reviewedBy.isEmpty()) {
            names.append(playbook->id + u' ' + playbook->version);
        }
    }
    return names;
}

std::vector<PlaybookTask> Playbooks::tasksFor(const QStringList& surfaces, const QStringList& more) const
{
    std::vector<PlaybookTask> tasks;
    for (const Playbook* playbook : chosenFor(surfaces, more)) {
        tasks.insert(tasks.end(), playbook->tasks.begin(), playbook->tasks.end());
    }
    return tasks;
}

} // namespace bulkhead
