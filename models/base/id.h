#pragma once

#include "models/base/bytes.h"

#include <QHash>
#include <QMetaType>
#include <QString>

#include <array>
#include <compare>
#include <cstdint>
#include <optional>

namespace bulkhead {

/// A sortable 128-bit identifier: 48 bits of milliseconds since 1970, 80 random bits (the layout of a ULID).
///
/// Shown as 26 characters of Crockford's base 32 in lower case, which sort like the bytes.
class Id
{
public:
    constexpr Id() = default;
    /// A fresh id for that instant.
    [[nodiscard]] static Id make(qint64 msSinceEpoch);
    /// From exactly 16 bytes; anything else is nothing.
    [[nodiscard]] static std::optional<Id> fromBytes(BytesView bytes);
    [[nodiscard]] static std::optional<Id> fromText(QStringView text);
    /// The first 16 bytes of SHA-256 over `seed`: ids that follow from content.
    [[nodiscard]] static Id derived(BytesView seed);

    [[nodiscard]] bool isNull() const { return *this == Id(); }
    [[nodiscard]] Bytes bytes() const { return view().toByteArray(); }
    /// Into this id.
    [[nodiscard]] BytesView view() const { return {reinterpret_cast<const char*>(m_octets.data()), 16}; }
    [[nodiscard]] QString text() const;
    [[nodiscard]] qint64 msSinceEpoch() const;

    auto operator<=>(const Id&) const = default;
    [[nodiscard]] const std::array<std::uint8_t, 16>& octets() const { return m_octets; }

private:
    std::array<std::uint8_t, 16> m_octets = {};
};

[[nodiscard]] inline size_t qHash(const Id& id, size_t seed = 0)
{
    return qHashBits(id.octets().data(), 16, seed);
}

} // namespace bulkhead

template<> struct std::hash<bulkhead::Id>
{
    std::size_t operator()(const bulkhead::Id& id) const noexcept { return bulkhead::qHash(id); }
};

Q_DECLARE_METATYPE(bulkhead::Id)
