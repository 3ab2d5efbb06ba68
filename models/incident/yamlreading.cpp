#include "models/incident/yamlreading.h"

#include "models/incident/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::yaml {

namespace {
constexpr qint64 largestFile = 1 << 20;
}

int lineOf(const YAML::Node& node)
{
    return node.Mark().line + 1;
}

QString textOf(const YAML::Node& node, const QString& key)
{
    if (!node.IsScalar()) {
        throw Bad{lineOf(node), Wording::tr("“%1” takes a text.").arg(key)};
    }
    return QString::fromStdString(node.Scalar());
}

QStringList textsOf(const YAML::Node& node, const QString& key)
{
    if (!node.IsSequence()) {
        throw Bad{lineOf(node), Wording::tr("“%1” takes a list, as in [a, b].").arg(key)};
    }
    QStringList texts;
    for (const auto& one : node) {
        texts.append(textOf(one, key));
    }
    return texts;
}

QString trimmedOf(const YAML::Node& node, const QString& key)
{
    return textOf(node, key).trimmed();
}

QStringList allTrimmedOf(const YAML::Node& node, const QString& key)
{
    QStringList texts = textsOf(node, key);
    std::ranges::for_each(texts, [](QString& text) { text = text.trimmed(); });
    return texts;
}

bool truthOf(const YAML::Node& node, const QString& key)
{
    const QString text = trimmedOf(node, key);
    if (text != "true"_L1 && text != "false"_L1) {
        throw Bad{lineOf(node), Wording::tr("“%1” takes true or false.").arg(key)};
    }
    return text == "true"_L1;
}

int numberOf(const YAML::Node& node, const QString& key)
{
    bool isNumber = false;
    const int number = trimmedOf(node, key).toInt(&isNumber);
    if (!isNumber) {
        throw Bad{lineOf(node), Wording::tr("“%1” takes a whole number.").arg(key)};
    }
    return number;
}

Pairs pairsOf(const YAML::Node& node, const QStringList& known, const QString& what)
{
    if (!node.IsMap()) {
        throw Bad{lineOf(node), Wording::tr("%1 is a list of “key: value” lines.").arg(what)};
    }
    Pairs pairs;
    for (const auto& pair : node) {
        const QString key = trimmedOf(pair.first, what);
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

const YAML::Node* optional(const Pairs& pairs, const QString& key)
{
    const auto found = pairs.find(key);
    return found == pairs.end() || found->second.IsNull() ? nullptr : &found->second;
}

const YAML::Node& needed(const Pairs& pairs, const QString& key, int line)
{
    const YAML::Node* found = optional(pairs, key);
    if (found == nullptr) {
        throw Bad{line, Wording::tr("the key “%1” is missing.").arg(key)};
    }
    return *found;
}

QStringList filesIn(const QString& folder)
{
    QStringList paths;
    for (const QFileInfo& entry : QDir(folder).entryInfoList({u"*.yaml"_s, u"*.yml"_s}, QDir::Files, QDir::Name)) {
        paths.append(entry.filePath());
    }
    return paths;
}

std::map<QString, QString> filesByName(const QStringList& folders)
{
    std::map<QString, QString> files;
    for (const QString& folder : folders) {
        for (const QString& path : filesIn(folder)) {
            files[QFileInfo(path).completeBaseName()] = path;
        }
    }
    return files;
}

std::vector<Error> checkFiles(const QString& folder, Expected<void> (*check)(const QString&), int& files)
{
    std::vector<Error> problems;
    for (const QString& path : filesIn(folder)) {
        ++files;
        if (const auto checked = check(path); !checked) {
            problems.push_back(checked.error());
        }
    }
    return problems;
}

std::unexpected<Error> error(QLatin1StringView code, const QString& file, int line, const QString& reason)
{
    return failure(code, u"%1:%2: %3"_s.arg(file).arg(line).arg(reason));
}

Expected<void> readFile(const QString& file, QLatin1StringView code,
                        const std::function<void(const YAML::Node&, const QByteArray&)>& read)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly)) {
        return error(code, file, 0, Wording::tr("the file cannot be read: %1.").arg(source.errorString()));
    }
    if (source.size() > largestFile) {
        return error(code, file, 0, Wording::tr("the file is larger than such a file may be (1 MiB)."));
    }
    return readDocument(source.readAll(), file, code, read);
}

Expected<void> readDocument(const QByteArray& content, const QString& file, QLatin1StringView code,
                            const std::function<void(const YAML::Node&, const QByteArray&)>& read)
{
    try {
        read(YAML::Load(content.toStdString()), content);
    } catch (const Bad& bad) {
        return error(code, file, bad.line, bad.reason);
    } catch (const YAML::Exception& exception) {
        return error(code, file, exception.mark.line + 1,
                     Wording::tr("this is not YAML: %1.").arg(QString::fromStdString(exception.msg)));
    }
    return {};
}

} // namespace bulkhead::yaml
