#pragma once

#include "models/base/error.h"

#include <QStringList>

#include <yaml-cpp/yaml.h>

#include <functional>
#include <map>
#include <vector>

namespace bulkhead::yaml {

/// What is wrong with a document, and where. Thrown while one is read into structs; does not leave `readFile`.
struct Bad
{
    int line;
    QString reason;
};
using Pairs = std::map<QString, YAML::Node>;

[[nodiscard]] int lineOf(const YAML::Node& node); ///< from 1
/// The value of `key`, as it stands; throws Bad where it is no text.
[[nodiscard]] QString textOf(const YAML::Node& node, const QString& key);
/// A list of texts; throws Bad.
[[nodiscard]] QStringList textsOf(const YAML::Node& node, const QString& key);
/// Each without blanks around it.
[[nodiscard]] QString trimmedOf(const YAML::Node& node, const QString& key);
[[nodiscard]] QStringList allTrimmedOf(const YAML::Node& node, const QString& key);
[[nodiscard]] bool truthOf(const YAML::Node& node, const QString& key);
[[nodiscard]] int numberOf(const YAML::Node& node, const QString& key);
/// The pairs of a map, called `what` in errors; throws Bad where a key is not `known`, or comes twice.
[[nodiscard]] Pairs pairsOf(const YAML::Node& node, const QStringList& known, const QString& what);
/// Throws Bad with `line` where the key is missing or has no value.
[[nodiscard]] const YAML::Node& needed(const Pairs& pairs, const QString& key, int line);
/// Null where there is none.
[[nodiscard]] const YAML::Node* optional(const Pairs& pairs, const QString& key);

/// Reads a file of at most 1 MiB with `read`, which may throw Bad. The error has `code`; its message names file, line
/// and reason.
[[nodiscard]] Expected<void> readFile(const QString& file, QLatin1StringView code,
                                      const std::function<void(const YAML::Node&, const QByteArray&)>& read);
/// The same of content that was read from `file` already.
[[nodiscard]] Expected<void> readDocument(const QByteArray& content, const QString& file, QLatin1StringView code,
                                          const std::function<void(const YAML::Node&, const QByteArray&)>& read);
/// Paths of the YAML files of a folder, by name.
[[nodiscard]] QStringList filesIn(const QString& folder);
/// The same of several folders by the names of the files; one of a later folder replaces its namesake.
[[nodiscard]] std::map<QString, QString> filesByName(const QStringList& folders);
/// What `check` finds wrong with the files of a folder; counts them.
[[nodiscard]] std::vector<Error> checkFiles(const QString& folder, Expected<void> (*check)(const QString&), int& files);
[[nodiscard]] std::unexpected<Error> error(QLatin1StringView code, const QString& file, int line,
                                           const QString& reason);

} // namespace bulkhead::yaml
