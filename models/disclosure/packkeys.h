#pragma once

#include "models/base/secretbytes.h"
#include "models/provenance/record.h"
#include "models/provenance/verdict.h"

#include <compare>
#include <span>

struct evp_mac_ctx_st;

namespace bulkhead::disclosure {

using provenance::Meaning;
using provenance::MeaningSet;

/// What agreement in one key is worth.
enum class PackWeight : quint8 {
    Nothing, ///< not in the pack
    Hint,    ///< in the pack, but does not decide: a phone number or a name alone, an address that many share
    Decides, ///< the engine would decide by it
};

/// 16 octets of HMAC-SHA-256, of which the last bit says whether agreement decides.
struct PackEntry
{
    quint64 high = 0;
    quint64 low = 0;

    auto operator<=>(const PackEntry&) const = default;
    [[nodiscard]] bool decides() const { return (low & 1) != 0; }
    [[nodiscard]] PackEntry as(PackWeight weight) const
    {
        return {high, low | (weight == PackWeight::Decides ? 1 : 0)};
    }
    [[nodiscard]] bool isSameKey(const PackEntry& other) const
    {
        return high == other.high && (low | 1) == (other.low | 1);
    }
};

/// Normalised values of one row by their meanings; empty where it has none.
class RowFields
{
public:
    [[nodiscard]] std::string_view of(Meaning meaning) const { return m_texts[static_cast<std::size_t>(meaning)]; }
    void set(Meaning meaning, std::string_view text);
    [[nodiscard]] MeaningSet present() const { return m_present; }

private:
    std::array<std::string_view, provenance::meaningCount> m_texts = {};
    MeaningSet m_present = 0;
};
/// Of a record's fields: name, its parts, company, place, date of birth.
[[nodiscard]] RowFields fieldsOf(const provenance::Record& record, const std::string& arena);

/// A pack's own key. Move-only, wiped at the end. Confined to one thread.
class PackKey
{
public:
    static constexpr std::size_t size = 32;

    explicit PackKey(SecretBytes secret);
    PackKey(PackKey&& other) noexcept;
    PackKey& operator=(PackKey&&) = delete;
    ~PackKey();

    [[nodiscard]] const SecretBytes& secret() const { return m_secret; }
    /// HMAC-SHA-256(key, set as four octets, little-endian ∥ the values of its meanings, in their order, joined by
    /// 0x1F), of which 127 bits stand in the entry; as a hint.
    [[nodiscard]] PackEntry entry(MeaningSet set, const RowFields& fields);

private:
    SecretBytes m_secret;
    evp_mac_ctx_st* m_context;
    std::string m_message;
};

/// \name Which values and which of them together are keys
///@{
/// By which a record is known: e-mail, phone, name, national id, account, card, record id.
inline constexpr MeaningSet knownBy = provenance::bit(Meaning::Email) | provenance::bit(Meaning::Phone)
    | provenance::bit(Meaning::FullName) | provenance::bit(Meaning::NationalId) | provenance::bit(Meaning::Iban)
    | provenance::bit(Meaning::Card) | provenance::bit(Meaning::RecordId);
/// Values that go together with other fields where they do not decide alone.
inline constexpr MeaningSet anchors = provenance::bit(Meaning::Email) | provenance::bit(Meaning::Phone)
    | provenance::bit(Meaning::FullName) | provenance::bit(Meaning::NationalId);
/// Sets of two fields and more by which the engine may decide, the smallest first. Each holds an anchor.
[[nodiscard]] std::span<const MeaningSet> jointSets();
/// Whether a row with these fields can be decided at all: a phone, a name, a place or a date never decides alone.
[[nodiscard]] bool canDecide(MeaningSet fields);
///@}

} // namespace bulkhead::disclosure
