#include "models/incident/playbookreader.h"

#include "models/incident/tables.h"
#include "models/incident/words.h"
#include "models/incident/yamlreading.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
using yaml::Bad;
using yaml::lineOf;
using yaml::needed;
using yaml::pairsOf;
using yaml::truthOf;

PlaybookTask taskFrom(const YAML::Node& node)
{
    const auto pairs = pairsOf(node,
                               {u"id"_s, u"title"_s, u"detail"_s, u"phase"_s, u"role"_s, u"depends_on"_s, u"target"_s,
                                u"blocks_closure"_s, u"repeats"_s, u"frameworks"_s},
                               Wording::tr("A task"));
    const int line = lineOf(node);
    PlaybookTask task;
    task.id = yaml::trimmedOf(needed(pairs, u"id"_s, line), u"id"_s);
    task.title = yaml::trimmedOf(needed(pairs, u"title"_s, line), u"title"_s);
    if (task.id.isEmpty() || task.id == "all"_L1 || task.title.isEmpty()) {
        throw Bad{line, Wording::tr("a task needs an id (other than “all”) and a title.")};
    }
    const YAML::Node& phase = needed(pairs, u"phase"_s, line);
    const auto found = choiceFromName<Phase>(yaml::trimmedOf(phase, u"phase"_s));
    if (!found || *found == Phase::Closed) {
        throw Bad{lineOf(phase), Wording::tr("there is no phase “%1”.").arg(yaml::trimmedOf(phase, u"phase"_s))};
    }
    task.phase = *found;
    const YAML::Node& role = needed(pairs, u"role"_s, line);
    const auto lane = Roles::fromNames({yaml::trimmedOf(role, u"role"_s)});
    if (!lane || !lane->meets(readers)) {
        throw Bad{lineOf(role),
                  Wording::tr("there is no role “%1” that takes tasks.").arg(yaml::trimmedOf(role, u"role"_s))};
    }
    task.lane = *lane;
    for (const auto& [key, value] : pairs) {
        if (key == "detail"_L1) {
            task.detail = yaml::trimmedOf(value, key);
        } else if (key == "depends_on"_L1) {
            task.dependsOn = yaml::allTrimmedOf(value, key);
        } else if (key == "blocks_closure"_L1) {
            task.blocksClosure = truthOf(value, key);
        } else if (key == "frameworks"_L1) {
            task.frameworks = yaml::allTrimmedOf(value, key);
        } else if (key == "target"_L1) {
            task.target = yaml::trimmedOf(value, key);
            if (const auto target = Target::parse(task.target); !target) {
                throw Bad{lineOf(value), target.error().message};
            }
        } else if (key == "repeats"_L1) {
            task.repeats = yaml::trimmedOf(value, key);
            if (task.repeats != "daily"_L1) {
                throw Bad{lineOf(value), Wording::tr("a task repeats “daily” or not at all.")};
            }
        }
    }
    return task;
}

PlaybookFile playbookFrom(const YAML::Node& node, const QString& file)
{
    const auto pairs = pairsOf(node,
                               {u"title"_s, u"version"_s, u"source"_s, u"reviewed_by"_s, u"surfaces"_s, u"tasks"_s},
                               Wording::tr("A playbook"));
    PlaybookFile result{file, {}, {}};
    Playbook& playbook = result.playbook;
    playbook.id = QFileInfo(file).completeBaseName();
    playbook.title = yaml::trimmedOf(needed(pairs, u"title"_s, 1), u"title"_s);
    playbook.version = yaml::trimmedOf(needed(pairs, u"version"_s, 1), u"version"_s);
    playbook.source = yaml::trimmedOf(needed(pairs, u"source"_s, 1), u"source"_s);
    if (const YAML::Node* found = yaml::optional(pairs, u"reviewed_by"_s)) {
        playbook.reviewedBy = yaml::trimmedOf(*found, u"reviewed_by"_s);
    }
    if (const auto found = pairs.find(u"surfaces"_s); found != pairs.end()) {
        playbook.surfaces = yaml::allTrimmedOf(found->second, found->first);
        for (const QString& surface : playbook.surfaces) {
            if (surface != "any"_L1 && !choiceFromName<Surface>(surface)) {
                throw Bad{lineOf(found->second), Wording::tr("there is no surface “%1”.").arg(surface)};
            }
        }
    }
    const YAML::Node& tasks = needed(pairs, u"tasks"_s, 1);
    if (!tasks.IsSequence() || tasks.size() == 0) {
        throw Bad{lineOf(tasks), Wording::tr("“tasks” takes a list of at least one task.")};
    }
    for (const auto& one : tasks) {
        playbook.tasks.push_back(taskFrom(one));
        const QString& id = playbook.tasks.back().id;
        if (!result.lines.emplace(id, lineOf(one)).second) {
            throw Bad{lineOf(one), Wording::tr("the task id “%1” comes twice.").arg(id)};
        }
    }
    return result;
}
} // namespace

std::unexpected<Error> playbookError(const QString& file, int line, const QString& reason)
{
    return yaml::error("playbook.invalid"_L1, file, line, reason);
}

Expected<PlaybookFile> readPlaybookFile(const QString& file)
{
    PlaybookFile result;
    CHECK_OK(yaml::readFile(file, "playbook.invalid"_L1, [&](const YAML::Node& node, const QByteArray& /*text*/) {
        result = playbookFrom(node, file);
    }));
    return result;
}

} // namespace bulkhead
