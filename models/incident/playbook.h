#pragma once

#include "models/base/error.h"
#include "models/incident/entries.h"

namespace bulkhead {

/// One task of a playbook as its YAML says.
struct PlaybookTask
{
    QString id; ///< "X4"
    QString title;
    QString detail;
    Phase phase = Phase::Declare;
    Roles lane;
    QStringList dependsOn; ///< ids, also of the core playbook; "all": every task of an earlier phase
    QString target;        ///< expression; empty: none
    bool blocksClosure = false;
    QString repeats; ///< "daily"; empty: once
    QStringList frameworks;

    bool operator==(const PlaybookTask&) const = default;
};

struct Playbook
{
    QString id; ///< file name without ending: "core", "api-endpoint", …
    QString title;
    QString version;
    QString source;       ///< citation
    QString reviewedBy;   ///< empty: unreviewed, and board, settings and command line say so
    QStringList surfaces; ///< identifiers of Surface that it opens with; "any": with every incident, as the core does
    std::vector<PlaybookTask> tasks;

    bool operator==(const Playbook&) const = default;
};

/// Reads playbooks from folders (ours, then the organisation's, which add or replace by id). Errors name file, line and
/// reason: `playbook.invalid`.
class Playbooks
{
public:
    [[nodiscard]] static Expected<Playbooks> load(const QStringList& folders);
    [[nodiscard]] static Expected<Playbook> read(const QString& file);
    [[nodiscard]] const std::vector<Playbook>& all() const { return m_all; }
    [[nodiscard]] const Playbook* find(QStringView id) const;
    /// The core, those of each surface and `more` (ids), each once. Pointers into this.
    [[nodiscard]] std::vector<const Playbook*> chosenFor(const QStringList& surfaces,
                                                         const QStringList& more = {}) const;
    /// The core's tasks, those of each surface and those of `more` (ids), in that order, each playbook once.
    [[nodiscard]] std::vector<PlaybookTask> tasksFor(const QStringList& surfaces, const QStringList& more = {}) const;

private:
    std::vector<Playbook> m_all;
};

/// "core 2026.1" for each that nobody has reviewed.
[[nodiscard]] QStringList unreviewed(const std::vector<const Playbook*>& playbooks);

/// A due time as an expression: `declare+60m`, `declare+4h`, `declare+3d`, `min(clock)-25%`, `min(clock)`,
/// `clock(NAME)-24h`.
struct Target
{
    enum class Base { Declare, EarliestClock, NamedClock } base = Base::Declare;
    QString clock; ///< of NamedClock
    qint64 offsetMs = 0;
    int percent = 0; ///< of the clock's whole length, subtracted from its due time

    [[nodiscard]] static Expected<Target> parse(const QString& text); ///< `playbook.bad-target`
    /// Nothing where its clock does not exist (yet): the task waits for it.
    [[nodiscard]] std::optional<qint64> resolve(qint64 declared, const std::vector<IncidentClock>& clocks) const;
    /// Whether a clock that it follows was met or missed, so that the due time it gave stays as it was.
    [[nodiscard]] bool hasEnded(const std::vector<IncidentClock>& clocks) const;
    [[nodiscard]] QString waitsFor() const; ///< translated: "waits for a clock"; empty for times from declaring
};

} // namespace bulkhead
