#pragma once

#include "models/journal/fold.h"
#include "models/journal/indextable.h"

#include <deque>
#include <memory_resource>

namespace bulkhead::journal {

/// Records folded in memory in the form in which they are stored, to compare with what is stored: of most entities a
/// single change speaks, whose cells are written down as they come.
class EncodedFold
{
public:
    struct Entry
    {
        Row stream = 0;
        Kind kind = 0;
        Id entity;
        Bytes cells; ///< as `Record::encoded`; mostly a view into m_written
    };
    using Device = std::function<const Id&(Row device)>;
    using HasSeen = std::function<Expected<bool>(Row change, const Position& position)>;

    EncodedFold(const Schema& schema, Device device, HasSeen hasSeen);

    /// `touched` is given once for each kind and entity that the change wrote, in the order of its facts.
    [[nodiscard]] Expected<void> fold(const Stream& stream, Row change, const View& view, HybridTime clock,
                                      const Body& body, std::vector<const Entry*>& touched);
    /// Null where nothing wrote to it. Quickest in the order in which the entities came.
    [[nodiscard]] const Entry* find(Row stream, Kind kind, const Id& entity) const;
    [[nodiscard]] const std::deque<Entry>& entries() const { return m_entries; }
    void reserve(std::size_t entries) { m_index.reserve(entries); }

private:
    [[nodiscard]] static quint64 codeOf(Row stream, Kind kind, const Id& entity);
    [[nodiscard]] std::optional<std::size_t> locate(Row stream, Kind kind, const Id& entity) const;
    [[nodiscard]] Entry& admit(Row stream, Kind kind, const Id& entity);
    /// The facts of one kind and entity, one field after the other: the cells of an entity that nobody else wrote.
    [[nodiscard]] static bool areInOrder(std::span<const Fact> facts);
    [[nodiscard]] Bytes fresh(std::span<const Fact> facts, Row change, const View& view, HybridTime clock);
    [[nodiscard]] Expected<void> merge(Entry& entry, const Stream& stream, std::span<const Fact> facts, Row change,
                                       const View& view, HybridTime clock);

    FoldContext m_context;
    std::deque<Entry> m_entries; ///< pointers to them stay good
    IndexTable m_index;
    mutable std::size_t m_next = 0; ///< behind what was found last
    cbor::Writer m_writer;
    std::pmr::monotonic_buffer_resource m_written{1 << 20}; ///< cells that a single change wrote, one behind the other
    std::vector<Fact> m_known;                              ///< of the body at hand, where not all of it is
};

} // namespace bulkhead::journal
