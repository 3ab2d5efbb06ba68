#pragma once

#include "models/base/bytes.h"
#include "models/base/id.h"
#include "models/provenance/fingerprint.h"

#include <optional>
#include <span>
#include <vector>

namespace bulkhead::provenance {

/// One value of a canary row, keyed.
struct CanaryPrint
{
    KeyClass keyClass = KeyClass::Email;
    quint64 fingerprint = 0;
    /// Tenths of decades: the chance that an unrelated row holds this very value is at most 10^(−rarity∕10).
    quint8 rarity = 0;

    bool operator==(const CanaryPrint&) const = default;
};

/// A row that stands in one copy only.
struct Canary
{
    std::vector<CanaryPrint> prints;

    bool operator==(const Canary&) const = default;
};

/// Canonical CBOR [1, [[class, fingerprint (8 octets, little-endian), rarity] flat by canary, …]]: what the journal
/// keeps of a copy. Fingerprints only, which say nothing without the registry's key.
[[nodiscard]] Bytes encodeCanaries(std::span<const Canary> canaries);
/// Nothing where it is not that.
[[nodiscard]] std::optional<std::vector<Canary>> decodeCanaries(BytesView encoded);

/// A copy that was made for somebody, as far as it can be recognised.
struct TaggedCopy
{
    Id id;
    quint32 serial = 0;
    quint64 rows = 0; ///< of the copy, canaries among them
    std::vector<Canary> canaries;
};

/// All copies, to look values up in. Immutable once filled; safe from any thread then.
class CopyIndex
{
public:
    struct Place
    {
        quint32 copy = 0; ///< place in `copies()`
        quint32 canary = 0;
        quint8 rarity = 0;
    };

    void add(TaggedCopy copy);
    /// After the last `add`, before the first `find`.
    void settle();

    [[nodiscard]] bool isEmpty() const { return m_copies.empty(); }
    [[nodiscard]] std::span<const TaggedCopy> copies() const { return m_copies; }
    /// Place of the copy with that serial number; nothing where there is none.
    [[nodiscard]] std::optional<quint32> withSerial(quint32 serial) const;
    /// Every canary that holds the value; mostly none, which is quick.
    template<typename Visit> void find(quint64 fingerprint, const Visit& visit) const
    {
        if (m_filter.empty() || !(m_filter[(fingerprint & m_filterMask) / 64] >> (fingerprint % 64) & 1)) {
            return;
        }
        for (auto at = firstOf(fingerprint); at < m_entries.size() && m_entries[at].fingerprint == fingerprint; ++at) {
            visit(m_entries[at].place);
        }
    }

private:
    struct Entry
    {
        quint64 fingerprint = 0;
        Place place;
    };
    [[nodiscard]] std::size_t firstOf(quint64 fingerprint) const;

    std::vector<TaggedCopy> m_copies;
    std::vector<Entry> m_entries;  ///< by fingerprint
    std::vector<quint64> m_filter; ///< one bit for the low bits of each fingerprint
    quint64 m_filterMask = 0;
};

} // namespace bulkhead::provenance
