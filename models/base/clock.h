#pragma once

#include <QtGlobal>

#include <compare>

namespace bulkhead {

/// Where the present comes from; tests put one of their own in its place. Safe to ask from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    /// Milliseconds since 1970-01-01T00:00:00Z.
    [[nodiscard]] virtual qint64 now() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] qint64 now() const override;
};

/// A reading of the hybrid logical clock (Kulkarni et al. 2014): 48 bits of milliseconds, 16 bits of counter.
/// Orders changes of several devices; says nothing of cause.
struct HybridTime
{
    quint64 value = 0;

    auto operator<=>(const HybridTime&) const = default;
    [[nodiscard]] qint64 ms() const { return static_cast<qint64>(value >> 16); }
    [[nodiscard]] quint16 counter() const { return static_cast<quint16>(value); }
    [[nodiscard]] static HybridTime of(qint64 ms, quint16 counter = 0)
    {
        return {static_cast<quint64>(ms) << 16 | counter};
    }
};

/// Gives readings that grow, whatever the wall clock does. Confined to one thread.
class HybridClock
{
public:
    explicit HybridClock(const Clock& wall);
    /// Later than every reading given or seen so far.
    [[nodiscard]] HybridTime tick();
    /// Takes note of a foreign reading, so that the next own one is later.
    void see(HybridTime other);
    [[nodiscard]] HybridTime last() const { return m_last; }

private:
    const Clock& m_wall;
    HybridTime m_last;
};

} // namespace bulkhead
