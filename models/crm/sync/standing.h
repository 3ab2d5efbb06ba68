#pragma once

#include "models/crm/sync/syncing.h"

namespace bulkhead::crm {

/// What a run came to, as a connector keeps it of the last one: beside what was read, under a name that no kind has.
struct RunOutcome
{
    qint64 at = 0;     ///< ms since 1970; 0: there was none
    qint64 pushed = 0; ///< records
    qint64 pulled = 0;
    qint64 failed = 0;
    qint64 conflicts = 0; ///< that it found
    QString error = {};   ///< "<code>: <sentence>", why it broke off; empty: it did not
    Identity identity = {};

    [[nodiscard]] static RunOutcome of(qint64 at, const SyncReport& report, qint64 conflicts, const Identity& identity);
    static constexpr auto key = QLatin1StringView("*run");
    [[nodiscard]] QString text() const;
    /// Of `CrmConnector::watermarks`.
    [[nodiscard]] static RunOutcome last(const QStringList& watermarks);
    /// It went through, and nothing waits for a person.
    [[nodiscard]] bool isClean() const { return error.isEmpty() && failed == 0 && conflicts == 0; }
};

struct PastRun
{
    qint64 change = 0; ///< row of the change that says so
    QString author = {};
    RunOutcome outcome = {};
};

/// A record that is not there as it should be.
struct Trouble
{
    Kept<CrmLink> link;
    QString title; ///< of the entity here
};

/// A field that was changed on both sides, with who changed it here.
struct Difference
{
    Kept<CrmConflict> conflict;
    QString ourAuthor = {};
    std::optional<qint64> ourAt = {};
};

/// All that a person has to know of a connector.
struct ConnectorStanding
{
    Kept<CrmConnector> connector;
    bool isSignedIn = false;
    std::vector<Kept<CrmRelease>> releases = {}; ///< that stand
    qint64 records = 0;                          ///< that are there
    std::vector<Trouble> troubles = {};
    std::vector<Difference> differences = {}; ///< open
    std::vector<PastRun> runs = {};           ///< the newest first

    [[nodiscard]] qint64 parked() const;
    [[nodiscard]] std::optional<CrmScope> scopeOf(const Id& incident) const; ///< nothing: not released
};

/// Of all connectors that stand, by name. On the casework's thread. Errors: those of the journal.
[[nodiscard]] Expected<std::vector<ConnectorStanding>> standings(Casework& casework, const Mappings& mappings);

} // namespace bulkhead::crm
