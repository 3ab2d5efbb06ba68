#include "models/incident/playbookreader.h"

#include "models/incident/tables.h"
#include "models/incident/words.h"
#include "models/incident/yamlreading.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 largestFile = 1 << 20;

using yaml::Bad;
using yaml::lineOf;

QString textOf(const YAML::Node& node, const QString& what)
{
    return yaml::textOf(node, what).trimmed();
}

QStringList textsOf(const YAML::Node& node, const QString& what)
{
    QStringList texts = yaml::textsOf(node, what);
    std::ranges::for_each(texts, [](QString& text) { text = text.trimmed(); });
    return texts;
}

bool truthOf(const YAML::Node& node, const QString& what)
{
    const QString text = textOf(node, what);
    if (text != "true"_L1 && text != "false"_L1) {
        throw Bad{lineOf(node), Wording::tr("“%1” takes true or false.").arg(what)};
    }
    return text == "true"_L1;
}

/// The pairs of a map; a key that is not `known`, or comes twice, is refused.
std::map<QString, YAML::Node> pairsOf(const YAML::Node& node, const QStringList& known, const QString& what)
{
    if (!node.IsMap()) {
        throw Bad{lineOf(node), Wording::tr("%1 is a list of “key: value” lines.").arg(what)};
    }
    std::map<QString, YAML::Node> pairs;
    for (const auto& pair : node) {
        const QString key = textOf(pair.first, what);
        if (!known.contains(key)) {
            throw Bad{lineOf(pair.first),
                      Wording::tr("the key “%1” is not known here. Known are: %2.").arg(key, known.join(", "_L1))};
        }
        if (!pairs.emplace(key, pair.second).second) {
            throw Bad{lineOf(pair.first), Wording::tr("the key “%1” comes twice.").arg(key)};
        }
    }
    return pairs;
}

const YAML::Node& needed(const std::map<QString, YAML::Node>& pairs, const QString& key, int line)
{
    const auto found = pairs.find(key);
    if (found == pairs.end() || found->second.IsNull()) {
        throw Bad{line, Wording::tr("the key “%1” is missing.").arg(key)};
    }
    return found->second;
}

PlaybookTask taskFrom(const YAML::Node& node)
{
    const auto pairs = pairsOf(node,
                               {u"id"_s, u"title"_s, u"detail"_s, u"phase"_s, u"role"_s, u"depends_on"_s, u"target"_s,
                                u"blocks_closure"_s, u"repeats"_s, u"frameworks"_s},
                               Wording::tr("A task"));
    const int line = lineOf(node);
    PlaybookTask task;
    task.id = textOf(needed(pairs, u"id"_s, line), u"id"_s);
    task.title = textOf(needed(pairs, u"title"_s, line), u"title"_s);
    if (task.id.isEmpty() || task.id == "all"_L1 || task.title.isEmpty()) {
        throw Bad{line, Wording::tr("a task needs an id (other than “all”) and a title.")};
    }
    const YAML::Node& phase = needed(pairs, u"phase"_s, line);
    const auto found = choiceFromName<Phase>(textOf(phase, u"phase"_s));
    if (!found || *found == Phase::Closed) {
        throw Bad{lineOf(phase), Wording::tr("there is no phase “%1”.").arg(textOf(phase, u"phase"_s))};
    }
    task.phase = *found;
    const YAML::Node& role = needed(pairs, u"role"_s, line);
    const auto lane = Roles::fromNames({textOf(role, u"role"_s)});
    if (!lane || !lane->meets(readers)) {
        throw Bad{lineOf(role), Wording::tr("there is no role “%1” that takes tasks.").arg(textOf(role, u"role"_s))};
    }
    task.lane = *lane;
    for (const auto& [key, value] : pairs) {
        if (key == "detail"_L1) {
            task.detail = textOf(value, key);
        } else if (key == "depends_on"_L1) {
            task.dependsOn = textsOf(value, key);
        } else if (key == "blocks_closure"_L1) {
            task.blocksClosure = truthOf(value, key);
        } else if (key == "frameworks"_L1) {
            task.frameworks = textsOf(value, key);
        } else if (key == "target"_L1) {
            task.target = textOf(value, key);
            if (const auto target = Target::parse(task.target); !target) {
                throw Bad{lineOf(value), target.error().message};
            }
        } else if (key == "repeats"_L1) {
            task.repeats = textOf(value, key);
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
    playbook.title = textOf(needed(pairs, u"title"_s, 1), u"title"_s);
    playbook.version = textOf(needed(pairs, u"version"_s, 1), u"version"_s);
    playbook.source = textOf(needed(pairs, u"source"_s, 1), u"source"_s);
    if (const auto found = pairs.find(u"reviewed_by"_s); found != pairs.end() && !found->second.IsNull()) {
        playbook.reviewedBy = textOf(found->second, found->first);
    }
    if (const auto found = pairs.find(u"surfaces"_s); found != pairs.end()) {
        playbook.surfaces = textsOf(found->second, found->first);
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
    return failure("playbook.invalid"_L1, u"%1:%2: %3"_s.arg(file).arg(line).arg(reason));
}

Expected<PlaybookFile> readPlaybookFile(const QString& file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        return playbookError(file, 0, Wording::tr("the file cannot be read: %1.").arg(source.errorString()));
    }
    if (source.size() > largestFile) {
        return playbookError(file, 0, Wording::tr("the file is larger than a playbook may be (1 MiB)."));
    }
    const QByteArray text = source.readAll();
    try {
        return playbookFrom(YAML::Load(text.toStdString()), file);
    } catch (const Bad& bad) {
        return playbookError(file, bad.line, bad.reason);
    } catch (const YAML::Exception& exception) {
        return playbookError(file, exception.mark.line + 1,
                             Wording::tr("this is not YAML: %1.").arg(QString::fromStdString(exception.msg)));
    }
}

} // namespace bulkhead
