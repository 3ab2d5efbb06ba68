#include "models/provenance/tagging/copyindex.h"

#include "models/base/cbor.h"

#include <QtEndian>

#include <algorithm>
#include <bit>

namespace bulkhead::provenance {

namespace {
constexpr quint64 canaryFormat = 1;
constexpr qsizetype printSize = 10; ///< octets: class, fingerprint, rarity
constexpr std::size_t filterBitsEach = 16;
} // namespace

Bytes encodeCanaries(std::span<const Canary> canaries)
{
    cbor::Writer writer;
    writer.array(2);
    writer.unsignedInteger(canaryFormat);
    writer.array(canaries.size());
    for (const Canary& canary : canaries) {
        Bytes prints;
        for (const CanaryPrint& print : canary.prints) {
            char octets[8];
            qToLittleEndian(print.fingerprint, octets);
            prints.append(static_cast<char>(print.keyClass)).append(octets, sizeof octets);
            prints.append(static_cast<char>(print.rarity));
        }
        writer.bytes(prints);
    }
    return writer.take();
}

std::optional<std::vector<Canary>> decodeCanaries(BytesView encoded)
{
    cbor::Reader reader(encoded);
    std::vector<Canary> canaries;
    if (reader.array() != 2 || reader.unsignedInteger() != canaryFormat) {
        return {};
    }
    for (quint64 left = reader.array(); left > 0 && reader.ok(); --left) {
        const BytesView prints = reader.bytes();
        if (prints.size() % printSize != 0) {
            return {};
        }
        Canary canary;
        for (qsizetype at = 0; at < prints.size(); at += printSize) {
            const auto keyClass = static_cast<quint8>(prints[at]);
            if (keyClass >= keyClassLimit) {
                return {};
            }
            canary.prints.push_back({.keyClass = static_cast<KeyClass>(keyClass),
                                     .fingerprint = qFromLittleEndian<quint64>(prints.data() + at + 1),
                                     .rarity = static_cast<quint8>(prints[at + 9])});
        }
        canaries.push_back(std::move(canary));
    }
    return reader.finish() ? std::optional(std::move(canaries)) : std::nullopt;
}

void CopyIndex::add(TaggedCopy copy)
{
    const auto place = static_cast<quint32>(m_copies.size());
    for (std::size_t i = 0; i < copy.canaries.size(); ++i) {
        for (const CanaryPrint& print : copy.canaries[i].prints) {
            m_entries.push_back({print.fingerprint, {place, static_cast<quint32>(i), print.rarity}});
        }
    }
    m_copies.push_back(std::move(copy));
}

void CopyIndex::settle()
{
    std::ranges::sort(m_entries, {}, &Entry::fingerprint);
    if (m_entries.empty()) {
        return;
    }
    const std::size_t bits = std::bit_ceil(std::max<std::size_t>(m_entries.size() * filterBitsEach, 64));
    m_filter.assign(bits / 64, 0);
    m_filterMask = bits - 1;
    for (const Entry& entry : m_entries) {
        m_filter[(entry.fingerprint & m_filterMask) / 64] |= quint64(1) << (entry.fingerprint % 64);
    }
}

std::optional<quint32> CopyIndex::withSerial(quint32 serial) const
{
    const auto found = std::ranges::find(m_copies, serial, &TaggedCopy::serial);
    return found == m_copies.end() ? std::nullopt : std::optional(static_cast<quint32>(found - m_copies.begin()));
}

std::size_t CopyIndex::firstOf(quint64 fingerprint) const
{
    return static_cast<std::size_t>(std::ranges::lower_bound(m_entries, fingerprint, {}, &Entry::fingerprint)
                                    - m_entries.begin());
}

} // namespace bulkhead::provenance
