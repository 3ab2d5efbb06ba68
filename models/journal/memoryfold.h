#pragma once

#include "models/journal/fold.h"

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
        const Id* last = nullptr;
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
            if (!last || *last != fact.entity) {
                touched(fact.entity);
                last = &fact.entity;
            }
        }
        return {};
    }
    [[nodiscard]] const Records& records() const { return m_records; }
    void reserve(std::size_t records) { m_records.reserve(records); }

private:
    FoldContext m_context;
    Records m_records;
};

} // namespace bulkhead::journal
