#include "models/crm/sync/ledger.h"

#include "models/crm/sync/standing.h"

#include <algorithm>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t factsOfADraft = 1000;

/// Who has written what there, as far as the CRM says.
void setTheirs(CrmConflict& conflict, const QString& text, const Record& theirs)
{
    conflict.theirs = text;
    conflict.theirAuthor = theirs.modifiedBy;
    conflict.theirAt = theirs.modifiedAt.ms == 0 ? std::nullopt : std::optional(theirs.modifiedAt.ms);
}
} // namespace

SyncLedger::SyncLedger(const SyncStart& start, qint64 now)
    : m_start(start)
    , m_now(now)
{
    for (const LocalRecord& record : start.records) {
        m_local.emplace(record.entity, &record);
        if (!record.link.remote.isEmpty()) {
            m_byRemote.emplace(std::pair(record.mapping->object, record.link.remote), &record);
        }
    }
}

const LocalRecord* SyncLedger::find(const Record& theirs) const
{
    if (!theirs.isDeleted) {
        return find(CrmLink::entityOf(theirs.key));
    }
    const auto found = m_byRemote.find({theirs.object, theirs.id});
    return found == m_byRemote.end() ? nullptr : found->second;
}

const LocalRecord* SyncLedger::find(const Id& entity) const
{
    const auto found = m_local.find(entity);
    return found == m_local.end() ? nullptr : found->second;
}

CrmLink& SyncLedger::link(const LocalRecord& local)
{
    return m_links.try_emplace(local.entity, local.link).first->second;
}

void SyncLedger::agree(const LocalRecord& local, const std::map<QString, QString>& texts)
{
    if (texts.empty()) {
        return;
    }
    CrmLink& after = link(local);
    auto synced = unpacked(after.synced);
    for (const auto& [field, text] : texts) {
        synced.insert_or_assign(field, text);
    }
    after.synced = packed(synced);
    after.syncedAt = m_now;
}

void SyncLedger::dispute(const LocalRecord& local, const Clash& clash, const Record& theirs, const QString& label)
{
    CrmConflict conflict;
    conflict.incident = local.incident;
    conflict.link = CrmLink::idFor(m_start.connector, local.entity);
    conflict.field = clash.field.ours;
    conflict.label = label;
    conflict.ours = clash.ours;
    setTheirs(conflict, clash.theirs, theirs);
    conflict.foundAt = m_now;
    m_conflicts.push_back(std::move(conflict));
}

void SyncLedger::move(const Kept<CrmConflict>& conflict, const QString& text, const Record& theirs)
{
    CrmConflict after = conflict.value;
    setTheirs(after, text, theirs);
    m_moved.emplace_back(conflict.stream, factsBetween(conflict.id, conflict.value, after));
}

std::vector<Draft> SyncLedger::drafts(const Exchange& exchange, const QString& run) const
{
    std::vector<Draft> result;
    const auto put = [&result](const Stream& stream, std::vector<Fact> facts) {
        if (facts.empty()) {
            return;
        }
        if (result.empty() || result.back().stream != stream
            || result.back().facts.size() + facts.size() > factsOfADraft) {
            result.push_back({stream, u"crm.sync"_s, {}});
        }
        std::ranges::move(facts, std::back_inserter(result.back().facts));
    };
    for (const auto& [entity, after] : m_links) {
        const LocalRecord& before = *m_local.at(entity);
        put({before.incident, Compartment::Team},
            factsBetween(CrmLink::idFor(m_start.connector, entity), before.hasLink ? before.link : CrmLink(), after));
    }
    for (const auto& [stream, facts] : m_moved) {
        put(stream, facts);
    }
    for (const CrmConflict& conflict : m_conflicts) {
        put({conflict.incident, Compartment::Team}, factsOf(Id::make(m_now), conflict));
    }
    CrmConnector settings = m_start.settings;
    auto cursors = m_start.cursors;
    for (const auto& [object, cursor] : exchange.cursors) {
        cursors.insert_or_assign(object, cursor);
    }
    if (!run.isEmpty()) {
        cursors.insert_or_assign(RunOutcome::key, run);
    }
    settings.watermarks = packed(cursors);
    put({registryIncident(), Compartment::Team}, factsBetween(m_start.connector, m_start.settings, settings));
    return result;
}

} // namespace bulkhead::crm
