#pragma once

#include "models/crm/sync/standing.h"

#include <array>

namespace bulkhead::crm {

/// How often a connector may synchronise by itself, in minutes; 0: never.
inline constexpr std::array selfIntervals = {0, 5, 15, 60};

/// Milliseconds until the next run, after so many failures in a row: each doubles the wait, up to four hours.
[[nodiscard]] qint64 waitFor(int minutes, int failures);
/// Whether to go on by itself would only fail again, until a person signs in anew.
[[nodiscard]] bool needsPerson(QStringView code);

/// What this machine knows of a connector's runs and the journal does not.
struct SelfRunMemory
{
    qint64 at = 0;       ///< ms since 1970: of the last run, written down or not
    int failures = 0;    ///< that could not be written down, in a row
    qint64 signedIn = 0; ///< ms since 1970: when somebody signed in anew
};

/// When a connector synchronises next by itself; and where it rests, why.
struct SelfRun
{
    enum class Rest { None, Off, NotReleased, Suspect, SignIn };

    Rest rest = Rest::Off;
    qint64 due = 0;   ///< ms since 1970
    int failures = 0; ///< in a row, by which it waits longer

    bool operator==(const SelfRun&) const = default;
};
/// `minutes` 0: never. What other machines have run counts too.
[[nodiscard]] SelfRun nextSelfRun(const ConnectorStanding& standing, int minutes, const SelfRunMemory& memory = {});

/// Whether a run by itself came to nothing that has to be written down: nothing moved on either side, and the journal
/// says of the last hour that all is well. Its cursors stay where they were, so nothing is missed.
[[nodiscard]] bool isQuiet(const SyncStart& start, const Exchange& talked, qint64 now);

} // namespace bulkhead::crm
