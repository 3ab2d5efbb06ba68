#pragma once

#include <QtGlobal>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace bulkhead::journal {

/// Finds entries of a list by a 64-bit code in one flat table of 8 octets a place: a million of them are found without
/// a million small allocations. Codes may repeat; the caller says which entry is meant. Up to 2³¹ entries.
class IndexTable
{
public:
    void reserve(std::size_t entries)
    {
        std::size_t places = 16;
        while (places < entries * 2) {
            places *= 2;
        }
        if (places > m_places.size()) {
            resize(places);
        }
    }
    void add(quint64 code, std::size_t index)
    {
        if (++m_size * 2 > m_places.size()) {
            resize(std::max<std::size_t>(16, m_places.size() * 2));
        }
        put({mixed(code), static_cast<quint32>(index + 1)});
    }
    /// An entry with that code for which `isMeant(index)` holds.
    template<typename IsMeant> [[nodiscard]] std::optional<std::size_t> find(quint64 code, const IsMeant& isMeant) const
    {
        if (m_places.empty()) {
            return std::nullopt;
        }
        const quint32 tag = mixed(code);
        for (std::size_t at = tag;; ++at) {
            const Place& place = m_places[at & (m_places.size() - 1)];
            if (place.index == 0) {
                return std::nullopt;
            }
            if (place.tag == tag && isMeant(std::size_t(place.index) - 1)) {
                return std::size_t(place.index) - 1;
            }
        }
    }

private:
    struct Place
    {
        quint32 tag = 0;
        quint32 index = 0; ///< from 1; 0: free
    };

    [[nodiscard]] static quint32 mixed(quint64 code)
    {
        return static_cast<quint32>(((code ^ code >> 32) * 0x9e3779b97f4a7c15ULL) >> 32);
    }
    void put(const Place& entry)
    {
        std::size_t at = entry.tag;
        while (m_places[at & (m_places.size() - 1)].index != 0) {
            ++at;
        }
        m_places[at & (m_places.size() - 1)] = entry;
    }
    void resize(std::size_t places)
    {
        const auto before = std::exchange(m_places, std::vector<Place>(places));
        for (const Place& entry : before) {
            if (entry.index != 0) {
                put(entry);
            }
        }
    }

    std::vector<Place> m_places; ///< a power of two
    std::size_t m_size = 0;
};

} // namespace bulkhead::journal
