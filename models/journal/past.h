#pragma once

#include "models/base/bytes.h"

#include <optional>
#include <vector>

namespace bulkhead::journal {

/// A row of one of the journal's tables. Local to one vault; never part of what is signed or sent.
using Row = qint64;

/// A place in a device's chain of a stream.
struct Position
{
    Row stream = 0;
    Row device = 0;
    qint64 seq = 0;
};

/// What a change had seen of its own stream and of the vault stream: for each chain the last sequence number. Shared by
/// neighbours of a chain, so it leaves their own chain out; `View` adds it.
class Past
{
public:
    struct Seen
    {
        Row stream = 0;
        Row device = 0;
        qint64 seq = 0;

        bool operator==(const Seen&) const = default;
    };

    bool operator==(const Past&) const = default;
    /// -1 where nothing of the chain was seen.
    [[nodiscard]] qint64 lastSeen(Row stream, Row device) const;
    void raise(const Position& position);
    void merge(const Past& other);
    [[nodiscard]] const std::vector<Seen>& all() const { return m_seen; }

    [[nodiscard]] Bytes encoded() const;
    [[nodiscard]] static std::optional<Past> decode(BytesView bytes);

private:
    std::vector<Seen> m_seen; ///< ordered by stream and device
};

/// The causal past of one change: its shared vector and its own chain.
struct View
{
    const Past* past = nullptr;
    Row stream = 0;
    Row device = 0;
    qint64 seq = 0;

    [[nodiscard]] bool sees(const Position& other) const
    {
        return other.stream == stream && other.device == device
            ? other.seq < seq
            : past->lastSeen(other.stream, other.device) >= other.seq;
    }
};

} // namespace bulkhead::journal
