#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"
#include "models/provenance/meaning.h"
#include "models/provenance/siphash.h"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace bulkhead::provenance {

/// What a fingerprint was computed over: a meaning (same number) or a combination. Numbers are stored; never reused.
enum class KeyClass : quint8 {
    Email = 1,
    Phone = 2,
    Name = 5,
    Company = 6,
    NationalId = 12,
    Iban = 13,
    Card = 14,
    RecordId = 15,
    Url = 16,
    Ip = 17,
    NameBirthDate = 32,
    NameCompany = 33,
    NamePostcode = 34,
    NameStreet = 35,
    NameCity = 36, ///< of canaries only; not in segments
};
inline constexpr int keyClassLimit = 40;

/// Stable identifier: "email", "fullName+birthDate".
[[nodiscard]] QString keyClassId(KeyClass keyClass);

/// The registry's key and what is derived from it. Move-only; wiped at the end.
///
/// The 128-bit (or longer, up to 512) registry key is created with the vault and belongs to the registry. Sub-keys are
/// HMAC-SHA-256(registry key, "bulkhead.provenance.v1." ∥ label [∥ salt]), so that fingerprints, masks, seals and
/// authentication codes share nothing. Immutable; safe from any thread.
class RegistryKey
{
public:
    /// Errors: `provenance.bad-key` for less than 16 or more than 64 octets.
    [[nodiscard]] static Expected<RegistryKey> from(const SecretBytes& secret);

    RegistryKey(RegistryKey&&) noexcept = default;
    RegistryKey& operator=(RegistryKey&&) noexcept = default;

    /// 16 octets that name the key and tell nothing of it.
    [[nodiscard]] const Bytes& id() const { return m_id; }
    [[nodiscard]] const SipKey& fingerprintKey() const
    {
        return *reinterpret_cast<const SipKey*>(m_fingerprint.data());
    }
    /// 32 octets for `label` and `salt`.
    [[nodiscard]] SecretBytes derived(QByteArrayView label, BytesView salt = {}) const;

private:
    RegistryKey() = default;
    SecretBytes m_secret;
    SecretBytes m_fingerprint;
    Bytes m_id;
};

/// SipHash-2-4(key, class ∥ value): `classAndValue` begins with the octet of the class.
[[nodiscard]] inline quint64 fingerprintOf(const RegistryKey& key, std::string_view classAndValue)
{
    return sipHash24(key.fingerprintKey(), classAndValue);
}
/// Over class ∥ parts joined by the octet 0x1F, which no normalised value holds.
[[nodiscard]] quint64 fingerprint(const RegistryKey& key, KeyClass keyClass,
                                  std::initializer_list<std::string_view> parts);

} // namespace bulkhead::provenance
