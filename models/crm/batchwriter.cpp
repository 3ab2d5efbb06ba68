#include "models/crm/batchwriter.h"

#include "models/crm/transport.h"

#include <set>
#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

BatchWriter::BatchWriter(const Batch& batch, std::stop_token stop)
    : m_batch(batch)
    , m_stop(std::move(stop))
{
    for (std::size_t at = 0; at < batch.records.size(); ++at) {
        m_byKey[{batch.records[at].object, batch.records[at].key}] = at;
        m_outcomes.push_back({batch.records[at].key, std::unexpected(Refusal{.error = errorOf("crm.cancelled"_L1)})});
    }
}

BatchWriter::Indexes BatchWriter::nextRun(std::size_t& from, std::size_t largest) const
{
    Indexes run;
    std::set<QString> keys;
    const QString& object = m_batch.records[from].object;
    while (from < m_batch.records.size() && m_batch.records[from].object == object && run.size() < largest
           && keys.insert(m_batch.records[from].key).second) {
        run.push_back(from++);
    }
    return run;
}

const Batch::Target& BatchWriter::targetOf(const Record& record) const
{
    static const Batch::Target none;
    const auto found = m_batch.targets.find(record.object);
    return found == m_batch.targets.end() ? none : found->second;
}

void BatchWriter::refuse(std::span<const std::size_t> indexes, const Refusal& refusal)
{
    for (const std::size_t at : indexes) {
        m_outcomes[at].result = std::unexpected(refusal);
    }
}

std::optional<Expected<QString>> BatchWriter::knownId(const Link& link) const
{
    if (!link.id.isEmpty()) {
        return link.id;
    }
    const auto inBatch = m_byKey.find({link.object, link.key});
    if (inBatch == m_byKey.end()) {
        return std::nullopt;
    }
    const auto& result = m_outcomes[inBatch->second].result;
    return result ? Expected<QString>(result->id) : refused("crm.missing"_L1);
}

} // namespace bulkhead::crm
