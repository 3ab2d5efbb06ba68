#pragma once

#include "models/journal/fold.h"

#include <algorithm>
#include <unordered_map>

namespace bulkhead::journal {

/// Records folded in memory: to compare with what is stored, and for the state at an earlier time.
class MemoryFold
{
public:
    struct Key
    {
        Row stream = 0;
        Kind kind = 0;
        Id entity;

        bool operator==(const Key&) const = default;
    };
    struct Hash
    {
        std::size_t operator()(const Key& key) const noexcept
        {
            return qHash(key.entity, static_cast<std::size_t>(key.stream) * 65537 + key.kind);
        }
    };
    using Records = std::unordered_map<Key, Record, Hash>;
    using Device = std::function<const Id&(Row device)>;
    using HasSeen = std::function<Expected<bool>(Row change, const Position& position)>;

    MemoryFold(const Schema& schema, Device device, HasSeen hasSeen);

    /// In place, without the copies that a projection is shown. `touched` is called once for each entity.
    template<typename Touched>
    [[nodiscard]] Expected<void> fold(const Stream& stream, Row change, const View& view, HybridTime clock,
                                      const Body& body, const Touched& touched)
    {
        m_touched.clear();
        for (const Fact& fact : body.facts) {
            if (!m_context.schema.field(fact.field)) {
                continue;
            }
            const Kind kind = kindOf(fact.field);
            Record& record = m_records[{view.stream, kind, fact.entity}];
            if (record.cells.empty()) {
                record.stream = stream;
                record.kind = kind;
                record.entity = fact.entity;
            }
            CHECK_OK(applyWrite(record.cells[static_cast<quint16>(fact.field & 0xffff)],
                                {clock, view.device, static_cast<quint64>(view.seq), change, fact.value}, view,
                                m_context));
            if (m_touched.empty() || m_touched.back() != fact.entity) {
                m_touched.push_back(fact.entity);
            }
        }
        std::ranges::sort(m_touched);
        const auto repeated = std::ranges::unique(m_touched);
        m_touched.erase(repeated.begin(), repeated.end());
        std::ranges::for_each(m_touched, touched);
        return {};
    }
    [[nodiscard]] const Records& records() const { return m_records; }
    void reserve(std::size_t records) { m_records.reserve(records); }

private:
    FoldContext m_context;
    Records m_records;
    std::vector<Id> m_touched; ///< of the change at hand; kept for its memory
};

} // namespace bulkhead::journal
