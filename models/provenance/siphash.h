#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bulkhead::provenance {

/// A 128-bit key of SipHash, as two little-endian words.
struct SipKey
{
    std::uint64_t k0 = 0;
    std::uint64_t k1 = 0;
};

/// The state of SipHash-2-4 with 64 bits of output (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012).
struct SipState
{
    explicit SipState(const SipKey& key)
        : v0(key.k0 ^ 0x736f6d6570736575ULL)
        , v1(key.k1 ^ 0x646f72616e646f6dULL)
        , v2(key.k0 ^ 0x6c7967656e657261ULL)
        , v3(key.k1 ^ 0x7465646279746573ULL)
    {
    }
    __attribute__((always_inline)) void round()
    {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
    __attribute__((always_inline)) void take(std::uint64_t word)
    {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
    [[nodiscard]] __attribute__((always_inline)) std::uint64_t finish()
    {
        v2 ^= 0xff;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    std::uint64_t v0;
    std::uint64_t v1;
    std::uint64_t v2;
    std::uint64_t v3;
};

[[nodiscard]] inline std::uint64_t sipHash24(const SipKey& key, const char* data, std::size_t size)
{
    static_assert(std::endian::native == std::endian::little);
    SipState state(key);
    const std::size_t whole = size & ~std::size_t(7);
    std::size_t i = 0;
    for (; i < whole; i += 8) {
        std::uint64_t word;
        std::memcpy(&word, data + i, 8);
        state.take(word);
    }
    std::uint64_t last = static_cast<std::uint64_t>(size) << 56;
    const std::size_t rest = size - i;
    if (rest >= 4) {
        std::uint32_t front;
        std::uint32_t back; // overlaps
        std::memcpy(&front, data + i, 4);
        std::memcpy(&back, data + size - 4, 4);
        last |= front | static_cast<std::uint64_t>(back) << (8 * (rest - 4));
    } else if (rest > 0) {
        const auto octet = [&](std::size_t at) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(data[i + at]));
        };
        last |= octet(0) | octet(rest / 2) << (8 * (rest / 2)) | octet(rest - 1) << (8 * (rest - 1));
    }
    state.take(last);
    return state.finish();
}

[[nodiscard]] inline std::uint64_t sipHash24(const SipKey& key, std::string_view text)
{
    return sipHash24(key, text.data(), text.size());
}

} // namespace bulkhead::provenance
