#pragma once

#include "models/provenance/fingerprint.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bulkhead::provenance {

/// What a mark says: which copy, and which row of it (from 1).
struct RowMark
{
    quint32 copy = 0; ///< serial number of the copy
    quint32 row = 0;

    bool operator==(const RowMark&) const = default;
};

/// Writes and reads row marks. A mark is a UUID as RFC 9562 writes version 4, so that it passes for any other id and
/// survives whatever keeps ids; only the registry's key tells it from a random one, and in one step, whatever the
/// number of copies.
///
/// The 16 octets are AES-256(key, format 1 ∥ attempt, 16 bits ∥ copy, 32 ∥ row, 32 ∥ zeros, 40), the attempt being the
/// first whose ciphertext has the version and variant of a UUID. A random UUID passes as a mark with 2⁻⁴⁸, as one of a
/// copy that exists with 2⁻⁸⁰ times the number of copies. Confined to one thread.
class RowMarks
{
public:
    explicit RowMarks(const RegistryKey& key);
    ~RowMarks();
    RowMarks(const RowMarks&) = delete;
    RowMarks& operator=(const RowMarks&) = delete;

    static constexpr std::size_t textSize = 36;

    /// 36 characters: "3f2a9c1e-5b07-4d8e-9a61-c0d4e7f81b25".
    [[nodiscard]] std::string write(RowMark mark);
    /// Of 32 hexadecimal digits in any case, with or without hyphens; nothing else around them.
    [[nodiscard]] std::optional<RowMark> read(std::string_view uuid);
    /// All marks in a cell, where they stand apart from other letters and digits. False where there is none.
    bool find(std::string_view cell, const std::function<void(RowMark)>& found);

private:
    struct Ciphers;
    std::unique_ptr<Ciphers> m_ciphers;
};

} // namespace bulkhead::provenance
