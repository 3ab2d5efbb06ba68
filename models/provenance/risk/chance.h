#pragma once

#include <QtGlobal>

#include <algorithm>
#include <cmath>
#include <random>
#include <unordered_map>
#include <vector>

namespace bulkhead::provenance {

/// A share with the bounds that it lies between with a confidence of 95 %.
struct Rate
{
    double value = 0;
    double low = 0;
    double high = 1;
    bool operator==(const Rate&) const = default;
};

/// `found` of `looked`, with Wilson's score interval (JASA 22, 1927). Nothing looked at: from 0 to 1. `together`: as
/// `togetherOf` says; the bounds are those of as many fewer.
[[nodiscard]] inline Rate rateOf(double found, double looked, double together = 1)
{
    found /= together;
    looked /= together;
    constexpr double z = 1.959963984540054;
    if (looked <= 0) {
        return {};
    }
    const double p = found / looked;
    const double whole = 1 + z * z / looked;
    const double middle = (p + z * z / (2 * looked)) / whole;
    const double half = z * std::sqrt(p * (1 - p) / looked + z * z / (4 * looked * looked)) / whole;
    return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

/// How many things that hang together count as one, from how many fell on each of what they have in common: rows that
/// have the same closest record, guesses that single out the same one. 1 where each fell on another (the design effect
/// of clusters, Kish 1965).
[[nodiscard]] inline double togetherOf(const std::unordered_map<quint64, double>& counts)
{
    double all = 0;
    double squares = 0;
    for (const auto& [what, count] : counts) {
        all += count;
        squares += count * count;
    }
    return all > 0 ? std::max(squares / all, 1.0) : 1.0;
}

/// How much more often something succeeds than on the control, of what could be gained at all: (a − c) ÷ (1 − c) of
/// Wilson's centres, with the error propagated (Giomi et al., "A Unified Framework for Quantifying Privacy Risk in
/// Synthetic Data", PoPETs 2023(2), 312-328). Held between 0 and 1.
[[nodiscard]] inline Rate excessOf(const Rate& attack, const Rate& control)
{
    const double a = (attack.low + attack.high) / 2;
    const double c = std::min((control.low + control.high) / 2, 1 - 1e-9);
    const double excess = (a - c) / (1 - c);
    const double byAttack = (attack.high - attack.low) / 2 / (1 - c);
    const double byControl = (control.high - control.low) / 2 * (1 - a) / ((1 - c) * (1 - c));
    const double error = std::sqrt(byAttack * byAttack + byControl * byControl);
    const auto held = [](double value) { return std::clamp(value, 0.0, 1.0); };
    return {held(excess), held(excess - error), held(excess + error)};
}

/// Numbers by chance that are the same on every machine, from a seed that is stated.
class Chance
{
public:
    /// `purpose`: so that one draw does not depend on how much another one took.
    Chance(quint64 seed, quint64 purpose)
        : m_engine(seed * 0x9e3779b97f4a7c15 + purpose)
    {
    }
    /// Below `bound`, which is not 0.
    [[nodiscard]] quint64 below(quint64 bound)
    {
        return static_cast<quint64>((static_cast<Wide>(m_engine()) * bound) >> 64);
    }
    /// `count` of the numbers below `of`, ascending; all of them where there are no more (Knuth's algorithm S).
    [[nodiscard]] std::vector<quint32> choose(quint64 count, quint64 of)
    {
        std::vector<quint32> chosen;
        chosen.reserve(std::min(count, of));
        for (quint64 i = 0; i < of && chosen.size() < count; ++i) {
            if (below(of - i) < count - chosen.size()) {
                chosen.push_back(static_cast<quint32>(i));
            }
        }
        return chosen;
    }
    template<typename T> void shuffle(std::vector<T>& things)
    {
        for (std::size_t i = things.size(); i > 1; --i) {
            std::swap(things[i - 1], things[below(i)]);
        }
    }

private:
    __extension__ using Wide = unsigned __int128;
    std::mt19937_64 m_engine;
};

} // namespace bulkhead::provenance
