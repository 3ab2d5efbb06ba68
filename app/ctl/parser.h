#pragma once

#include "app/ctl/command.h"

#include <map>

namespace bulkhead::ctl {

/// A command line as understood.
struct Invocation
{
    const Command* command = nullptr;            ///< null: help for `group`
    QStringList group;                           ///< what help is asked for
    bool wantsHelp = false;                      ///< --help, or nothing at all
    std::map<QString, QStringList> options = {}; ///< values by long name; a switch has one empty value
    QStringList arguments;
};

/// Reads the words behind the program's name. Errors: `usage.unknown-command`, `usage.unknown-option` (both with the
/// nearest one), `usage.missing`, `usage.value`, `usage.too-many`.
[[nodiscard]] Expected<Invocation> parse(const Catalogue& catalogue, const QStringList& words);

/// The nearest of `known` by edit distance, if it is near enough to be meant.
[[nodiscard]] QString nearest(const QString& word, const QStringList& known);

} // namespace bulkhead::ctl
