#include "models/journal/encodedfold.h"

#include <algorithm>

namespace bulkhead::journal {

namespace {
quint16 fieldOf(const Fact& fact)
{
    return static_cast<quint16>(fact.field & 0xffff);
}
} // namespace

EncodedFold::EncodedFold(const Schema& schema, Device device, HasSeen hasSeen)
    : m_context{.schema = schema, .device = std::move(device), .hasSeen = std::move(hasSeen), .find = {}}
{
}

quint64 EncodedFold::codeOf(Row stream, Kind kind, const Id& entity)
{
    return qHash(entity, static_cast<std::size_t>(stream) * 65537 + kind);
}

std::optional<std::size_t> EncodedFold::locate(Row stream, Kind kind, const Id& entity) const
{
    return m_index.find(codeOf(stream, kind, entity), [&](std::size_t index) {
        const Entry& entry = m_entries[index];
        return entry.entity == entity && entry.kind == kind && entry.stream == stream;
    });
}

const EncodedFold::Entry* EncodedFold::find(Row stream, Kind kind, const Id& entity) const
{
    if (m_next < m_entries.size()) {
        const Entry& next = m_entries[m_next];
        if (next.entity == entity && next.kind == kind && next.stream == stream) {
            return &m_entries[m_next++];
        }
    }
    const auto found = locate(stream, kind, entity);
    m_next = found ? *found + 1 : m_next;
    return found ? &m_entries[*found] : nullptr;
}

EncodedFold::Entry& EncodedFold::admit(Row stream, Kind kind, const Id& entity)
{
    if (const auto found = locate(stream, kind, entity)) {
        return m_entries[*found];
    }
    m_index.add(codeOf(stream, kind, entity), m_entries.size());
    return m_entries.emplace_back(stream, kind, entity, Bytes());
}

bool EncodedFold::areInOrder(std::span<const Fact> facts)
{
    return std::ranges::adjacent_find(facts, std::greater_equal(), fieldOf) == facts.end();
}

Bytes EncodedFold::fresh(std::span<const Fact> facts, Row change, const View& view, HybridTime clock)
{
    m_writer.clear();
    m_writer.map(facts.size());
    const Write write{clock, view.device, static_cast<quint64>(view.seq), change, {}};
    for (const Fact& fact : facts) {
        m_writer.unsignedInteger(fieldOf(fact));
        m_writer.array(1);
        writeWrite(m_writer, write, fact.value);
    }
    const Bytes& written = m_writer.result();
    auto* const place = static_cast<char*>(m_written.allocate(static_cast<std::size_t>(written.size()), 1));
    std::ranges::copy(written, place);
    return Bytes::fromRawData(place, written.size());
}

Expected<void> EncodedFold::merge(Entry& entry, const Stream& stream, std::span<const Fact> facts, Row change,
                                  const View& view, HybridTime clock)
{
    Record record{stream, entry.kind, entry.entity, {}};
    if (!entry.cells.isEmpty()) {
        TRY(record, Record::decode(stream, entry.kind, entry.entity, entry.cells));
    }
    for (const Fact& fact : facts) {
        CHECK_OK(applyWrite(record.cells[fieldOf(fact)],
                            {clock, view.device, static_cast<quint64>(view.seq), change, fact.value}, view, m_context));
    }
    entry.cells = record.encoded();
    return {};
}

Expected<void> EncodedFold::fold(const Stream& stream, Row change, const View& view, HybridTime clock, const Body& body,
                                 std::vector<const Entry*>& touched)
{
    touched.clear();
    std::span<const Fact> left = body.facts;
    const auto isKnown = [this](const Fact& fact) { return m_context.schema.field(fact.field) != nullptr; };
    if (!std::ranges::all_of(left, isKnown)) {
        m_known.clear();
        std::ranges::copy_if(body.facts, std::back_inserter(m_known), isKnown);
        left = m_known;
    }
    while (!left.empty()) {
        const Kind kind = kindOf(left.front().field);
        const Id& entity = left.front().entity;
        const auto end = std::ranges::find_if_not(
            left, [&](const Fact& fact) { return kindOf(fact.field) == kind && fact.entity == entity; });
        const auto facts = left.first(static_cast<std::size_t>(end - left.begin()));
        Entry& entry = admit(view.stream, kind, entity);
        if (entry.cells.isEmpty() && areInOrder(facts)) {
            entry.cells = fresh(facts, change, view, clock);
        } else {
            CHECK_OK(merge(entry, stream, facts, change, view, clock));
        }
        if (std::ranges::find(touched, &entry) == touched.end()) {
            touched.push_back(&entry);
        }
        left = left.subspan(facts.size());
    }
    return {};
}

} // namespace bulkhead::journal
