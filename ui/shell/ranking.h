#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace bulkhead {

/// How well a text answers what was typed: nothing where a letter is missing; more is better. Each word of the pattern
/// must be found; a start of a word counts more than its middle, neighbours more than scattered letters, short texts
/// more than long ones. Case and marks over letters do not matter.
[[nodiscard]] std::optional<int> rank(QStringView pattern, QStringView text);

/// The places of `candidates` that answer the pattern, best first; equal ones keep their order. An empty pattern
/// answers with all.
[[nodiscard]] std::vector<std::size_t> ranked(QStringView pattern, const std::vector<QString>& candidates);

} // namespace bulkhead
