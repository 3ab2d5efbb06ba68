#pragma once

#include <QStringList>

#include <yaml-cpp/yaml.h>

namespace bulkhead::yaml {

/// What is wrong with a document, and where. Thrown while one is read into structs; does not leave the reader's file.
struct Bad
{
    int line;
    QString reason;
};

[[nodiscard]] int lineOf(const YAML::Node& node); ///< from 1
/// The value of `key`, as it stands; throws Bad where it is no text.
[[nodiscard]] QString textOf(const YAML::Node& node, const QString& key);
/// A list of texts; throws Bad.
[[nodiscard]] QStringList textsOf(const YAML::Node& node, const QString& key);

} // namespace bulkhead::yaml
