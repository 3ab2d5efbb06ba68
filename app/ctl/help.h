#pragma once

#include "app/ctl/command.h"

namespace bulkhead::ctl {

/// Help for a path: all commands, a group's, or one command with its options and an example.
[[nodiscard]] QString helpFor(const Catalogue& catalogue, const QStringList& path);
/// The manual page bulkheadctl(1), in roff for man(7).
[[nodiscard]] QString manualPage(const Catalogue& catalogue);
/// Completion for "bash", "zsh" or "fish".
[[nodiscard]] QString completionFor(const Catalogue& catalogue, const QString& shell);
/// The table of commands that stands in README.md, in Markdown.
[[nodiscard]] QString markdownTable(const Catalogue& catalogue);

/// "--name NAME" with its letter before it.
[[nodiscard]] QString optionTerm(const Option& option);
/// Help text of an option with its choices and whether it must be given.
[[nodiscard]] QString optionText(const Option& option);

} // namespace bulkhead::ctl
