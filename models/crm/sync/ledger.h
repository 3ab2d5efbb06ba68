#pragma once

#include "models/crm/sync/syncing.h"

namespace bulkhead::crm {

/// What a run changes in links and conflicts, gathered so that it is written in one transaction. The start outlives it.
class SyncLedger
{
public:
    SyncLedger(const SyncStart& start, qint64 now);

    /// The entity that a record over there is of; null where it is none of the run's.
    [[nodiscard]] const LocalRecord* find(const Record& theirs) const;
    [[nodiscard]] const LocalRecord* find(const Id& entity) const;
    /// The link as it will stand.
    [[nodiscard]] CrmLink& link(const LocalRecord& local);
    [[nodiscard]] bool has(const LocalRecord& local) const { return m_links.contains(local.entity); }
    /// Both sides have these texts.
    void agree(const LocalRecord& local, const std::map<QString, QString>& texts);
    /// A person has to choose.
    void dispute(const LocalRecord& local, const Clash& clash, const Record& theirs, const QString& label);
    /// They went on while nobody has chosen yet.
    void move(const Kept<CrmConflict>& conflict, const QString& text, const Record& theirs);
    /// Nobody was asked about these before.
    [[nodiscard]] qint64 disputes() const { return static_cast<qint64>(m_conflicts.size()); }
    [[nodiscard]] std::vector<Draft> drafts(const Exchange& exchange, const QString& run = {}) const;

private:
    const SyncStart& m_start;
    qint64 m_now;
    std::map<Id, const LocalRecord*> m_local;
    std::map<std::pair<QString, QString>, const LocalRecord*> m_byRemote; ///< kind and id there
    std::map<Id, CrmLink> m_links;                                        ///< by entity
    std::vector<CrmConflict> m_conflicts;
    std::vector<std::pair<Stream, std::vector<Fact>>> m_moved;
};

} // namespace bulkhead::crm
