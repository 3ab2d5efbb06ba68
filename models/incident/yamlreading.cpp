#include "models/incident/yamlreading.h"

#include "models/incident/words.h"

namespace bulkhead::yaml {

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

} // namespace bulkhead::yaml
