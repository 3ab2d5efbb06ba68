#pragma once

#include "models/base/error.h"

#include <vector>

namespace bulkhead::ctl {

/// The exit codes of the command line; a contract with scripts.
enum class Exit : int {
    Done = 0,
    No = 1,           ///< done, and the answer is "no" or "found something"
    Usage = 2,        ///< wrong usage
    Vault = 3,        ///< locked, missing, held by another process, wrong passphrase
    Input = 4,        ///< the input is bad
    NotPermitted = 5, ///< for this user's roles
    Outside = 6,      ///< an outside system failed or refused
    Machine = 7,      ///< the disk or the machine failed
    Cancelled = 130,  ///< by SIGINT or SIGTERM, as shells expect it
};

/// The code of an error by its stable name. What the command line alone shows to be wrong is Usage; what only a file or
/// the vault can tell is Input.
[[nodiscard]] Exit exitFor(const Error& error);

/// True for damage inside a recognised vault: `verify` answers "no" to it instead of failing.
[[nodiscard]] bool isDamage(const Error& error);

/// One line for each code, for help and manual.
struct ExitMeaning
{
    Exit code;
    QString text;
};
[[nodiscard]] std::vector<ExitMeaning> exitMeanings();

} // namespace bulkhead::ctl
