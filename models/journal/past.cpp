#include "models/journal/past.h"

#include "models/base/cbor.h"

#include <algorithm>

namespace bulkhead::journal {

namespace {
constexpr auto chainOf = [](const Past::Seen& seen) { return std::pair(seen.stream, seen.device); };
} // namespace

qint64 Past::lastSeen(Row stream, Row device) const
{
    const auto found = std::ranges::lower_bound(m_seen, std::pair(stream, device), {}, chainOf);
    return found != m_seen.end() && found->stream == stream && found->device == device ? found->seq : -1;
}

void Past::raise(const Position& position)
{
    const auto chain = std::pair(position.stream, position.device);
    const auto found = std::ranges::lower_bound(m_seen, chain, {}, chainOf);
    if (found != m_seen.end() && chainOf(*found) == chain) {
        found->seq = std::max(found->seq, position.seq);
    } else {
        m_seen.insert(found, Seen{position.stream, position.device, position.seq});
    }
}

void Past::merge(const Past& other)
{
    for (const Seen& seen : other.m_seen) {
        raise({seen.stream, seen.device, seen.seq});
    }
}

Bytes Past::encoded() const
{
    cbor::Writer writer;
    writer.array(m_seen.size() * 3);
    for (const Seen& seen : m_seen) {
        writer.integer(seen.stream);
        writer.integer(seen.device);
        writer.integer(seen.seq);
    }
    return writer.take();
}

std::optional<Past> Past::decode(BytesView bytes)
{
    cbor::Reader reader(bytes);
    const quint64 size = reader.array();
    Past past;
    for (quint64 i = 0; i + 2 < size && reader.ok(); i += 3) {
        const Row stream = reader.integer();
        const Row device = reader.integer();
        past.raise({stream, device, reader.integer()});
    }
    if (!reader.finish() || past.m_seen.size() * 3 != size) {
        return std::nullopt;
    }
    return past;
}

} // namespace bulkhead::journal
