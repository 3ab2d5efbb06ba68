#include "models/timeline/preset.h"

#include "models/incident/yamlreading.h"
#include "models/timeline/timelinetext.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>

namespace bulkhead::timeline {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 largestPreset = 1 << 20;

std::unexpected<Error> badText(qsizetype at, const QString& reason)
{
    return failure("preset.invalid"_L1, TimelineText::tr("character %1: %2").arg(at + 1).arg(reason));
}

using yaml::Bad;
using yaml::lineOf;
using yaml::textOf;
using yaml::textsOf;

RowText rowText(const YAML::Node& node, const QString& key)
{
    auto text = RowText::parse(textOf(node, key));
    if (!text) {
        throw Bad{lineOf(node), TimelineText::tr("“%1”, %2").arg(key, text.error().message)};
    }
    return *std::move(text);
}

Container container(const YAML::Node& node)
{
    const QString name = textOf(node, u"reads"_s);
    const std::pair<QLatin1StringView, Container> known[] = {{"table"_L1, Container::Table},
                                                             {"json-lines"_L1, Container::JsonLines},
                                                             {"json"_L1, Container::Json},
                                                             {"access-log"_L1, Container::AccessLog}};
    for (const auto& [id, value] : known) {
        if (name == id) {
            return value;
        }
    }
    throw Bad{lineOf(node), TimelineText::tr("“reads” is one of table, json-lines, json and access-log.")};
}

void read(Preset& preset, const QString& key, const YAML::Node& value, int line)
{
    if (key == "id"_L1) {
        preset.id = textOf(value, key);
    } else if (key == "name"_L1) {
        preset.name = textOf(value, key);
    } else if (key == "reads"_L1) {
        preset.container = container(value);
    } else if (key == "recognised_by"_L1) {
        preset.recognisedBy = textsOf(value, key);
    } else if (key == "time"_L1) {
        preset.time = textsOf(value, key);
    } else if (key == "offset"_L1) {
        preset.offset = textOf(value, key);
    } else if (key == "zone"_L1) {
        preset.zone = textOf(value, key);
    } else if (key == "check"_L1) {
        preset.check = textOf(value, key);
    } else if (key == "seen"_L1) {
        preset.seen = rowText(value, key);
    } else if (key == "note"_L1) {
        preset.note = rowText(value, key);
    } else if (key == "source"_L1) {
        preset.source = rowText(value, key);
    } else if (key == "tags"_L1) {
        preset.tags = textsOf(value, key);
    } else if (key == "leave_out"_L1) {
        preset.leaveOut = textsOf(value, key);
    } else if (key == "documentation"_L1) {
        preset.documentation = textOf(value, key);
    } else if (key == "identical"_L1) {
        const QString how = textOf(value, key);
        if (how != "once"_L1 && how != "each"_L1) {
            throw Bad{lineOf(value), TimelineText::tr("“identical” is once or each.")};
        }
        preset.countsIdenticalOnce = how == "once"_L1;
    } else {
        throw Bad{line, TimelineText::tr("the key “%1” is not known here.").arg(key)};
    }
}

Preset presetFrom(const YAML::Node& root)
{
    if (!root.IsMap()) {
        throw Bad{lineOf(root), TimelineText::tr("a preset is a list of “key: value” lines.")};
    }
    Preset preset;
    QSet<QString> seen;
    for (const auto& pair : root) {
        const QString key = textOf(pair.first, u"key"_s);
        if (seen.contains(key)) {
            throw Bad{lineOf(pair.first), TimelineText::tr("the key “%1” comes twice.").arg(key)};
        }
        seen.insert(key);
        read(preset, key, pair.second, lineOf(pair.first));
    }
    for (const auto needed :
         {"id"_L1, "name"_L1, "reads"_L1, "recognised_by"_L1, "time"_L1, "seen"_L1, "documentation"_L1}) {
        if (!seen.contains(QString(needed))) {
            throw Bad{1, TimelineText::tr("the key “%1” is missing.").arg(needed)};
        }
    }
    return preset;
}
} // namespace

Expected<RowText> RowText::parse(const QString& text)
{
    RowText result;
    Part part;
    QString literal;
    const auto endLiteral = [&] {
        if (!literal.isEmpty()) {
            part.pieces.push_back({std::exchange(literal, {}), {}});
        }
    };
    const auto endPart = [&] {
        endLiteral();
        if (!part.pieces.empty()) {
            result.m_parts.push_back(std::exchange(part, {}));
        }
        part = {};
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'{') {
            const qsizetype end = text.indexOf(u'}', i);
            const QStringList columns = end < 0 ? QStringList() : text.mid(i + 1, end - i - 1).split(u'|');
            if (end < 0 || columns.contains(QString())) {
                return badText(i, TimelineText::tr("a column in {braces} is opened and not closed, or has no name."));
            }
            endLiteral();
            part.pieces.push_back({{}, columns});
            i = end;
        } else if (c == u'[') {
            if (part.isOptional) {
                return badText(i, TimelineText::tr("a bracket stands inside a bracket."));
            }
            endPart();
            part.isOptional = true;
        } else if (c == u']') {
            if (!part.isOptional) {
                return badText(i, TimelineText::tr("this bracket was not opened."));
            }
            endPart();
        } else {
            literal += c;
        }
    }
    if (part.isOptional) {
        return badText(text.size(), TimelineText::tr("a bracket is not closed."));
    }
    endPart();
    return result;
}

QStringList RowText::columns() const
{
    QStringList result;
    for (const Part& part : m_parts) {
        for (const Piece& piece : part.pieces) {
            result += piece.columns;
        }
    }
    return result;
}

QStringList Preset::columns() const
{
    QStringList result = time + tags + leaveOut + seen.columns() + note.columns() + source.columns();
    for (const QString& one : {offset, check}) {
        if (!one.isEmpty()) {
            result.append(one);
        }
    }
    result.removeDuplicates();
    return result;
}

Expected<Preset> readPreset(const QString& file)
{
    const auto problem = [&](int line, const QString& reason) {
        return failure("preset.invalid"_L1, u"%1:%2: %3"_s.arg(QFileInfo(file).fileName()).arg(line).arg(reason));
    };
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly) || source.size() > largestPreset) {
        return problem(1, TimelineText::tr("the file cannot be read, or is larger than 1 MiB."));
    }
    try {
        return presetFrom(YAML::Load(source.readAll().toStdString()));
    } catch (const Bad& bad) {
        return problem(bad.line, bad.reason);
    } catch (const YAML::Exception& exception) {
        return problem(std::max(exception.mark.line + 1, 1), QString::fromStdString(exception.msg));
    }
}

Expected<Presets> Presets::load(const QStringList& folders)
{
    Presets result;
    for (const QString& folder : folders) {
        QStringList here;
        for (const QString& name : QDir(folder).entryList({u"*.yaml"_s}, QDir::Files, QDir::Name)) {
            TRY(Preset preset, readPreset(QDir(folder).filePath(name)));
            if (here.contains(preset.id)) {
                return failure("preset.invalid"_L1,
                               TimelineText::tr("%1:1: the id “%2” is another file's, too.").arg(name, preset.id));
            }
            here.append(preset.id);
            std::erase_if(result.m_presets, [&](const Preset& one) { return one.id == preset.id; });
            result.m_presets.push_back(std::move(preset));
        }
    }
    return result;
}

std::vector<Error> checkPresets(const QString& folder, int& files)
{
    std::vector<Error> problems;
    const QStringList names = QDir(folder).entryList({u"*.yaml"_s}, QDir::Files, QDir::Name);
    files += static_cast<int>(names.size());
    for (const QString& name : names) {
        if (const auto preset = readPreset(QDir(folder).filePath(name)); !preset) {
            problems.push_back(preset.error());
        }
    }
    if (problems.empty()) {
        if (const auto all = Presets::load({folder}); !all) {
            problems.push_back(all.error());
        }
    }
    return problems;
}

const Preset* Presets::find(const QString& id) const
{
    const auto found = std::ranges::find(m_presets, id, &Preset::id);
    return found == m_presets.end() ? nullptr : &*found;
}

const Preset* Presets::recognise(Container container, const QStringList& columns) const
{
    const Preset* best = nullptr;
    for (const Preset& preset : m_presets) {
        const bool fits = preset.container == container
            && std::ranges::all_of(preset.recognisedBy,
                                   [&](const QString& one) { return columns.contains(one, Qt::CaseInsensitive); });
        if (fits && (!best || preset.recognisedBy.size() > best->recognisedBy.size())) {
            best = &preset;
        }
    }
    return best;
}

} // namespace bulkhead::timeline
