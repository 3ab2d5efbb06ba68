#include "models/provenance/risk/signature.h"

#include "models/provenance/risk/wide.h"

#include <array>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t functions = 64;
/// Which bit of the least hash is taken: the upper ones of a least number are mostly zero.
constexpr unsigned takenBit = 3;
/// Longer texts are compared by their beginning.
constexpr std::size_t mostLetters = 512;

/// A permutation of 32 bits that spreads every bit (the finaliser of MurmurHash3).
__attribute__((always_inline)) inline quint32 spread(quint32 word)
{
    word ^= word >> 16;
    word *= 0x85ebca6b;
    word ^= word >> 13;
    word *= 0xc2b2ae35;
    word ^= word >> 16;
    return word;
}

constexpr std::array<quint32, functions> makeSalts()
{
    std::array<quint32, functions> salts{};
    quint64 state = 0x9e3779b97f4a7c15;
    for (quint32& salt : salts) { // SplitMix64
        quint64 z = (state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        salt = static_cast<quint32>((z ^ (z >> 31)) >> 32);
    }
    return salts;
}
constexpr auto salts = makeSalts();

__attribute__((always_inline)) inline quint64 signatureOf(std::string_view text)
{
    alignas(32) std::array<quint32, functions> least;
    least.fill(0xffffffff);
    constexpr quint32 end = 0x100; // no octet
    quint32 before = end;
    const std::size_t letters = text.size() < mostLetters ? text.size() : mostLetters;
    for (std::size_t at = 0; at <= letters; ++at) {
        const quint32 now = at == letters ? end : static_cast<unsigned char>(text[at]);
        const quint32 pair = (before << 16 | now) * 0x9e3779b1;
        for (std::size_t i = 0; i < functions; ++i) {
            const quint32 hash = spread(pair ^ salts[i]);
            least[i] = hash < least[i] ? hash : least[i];
        }
        before = now;
    }
    quint64 bits = 0;
    for (std::size_t i = 0; i < functions; ++i) {
        bits |= static_cast<quint64>(least[i] >> takenBit & 1) << i;
    }
    return bits;
}

#ifdef BULKHEAD_RISK_AVX2
__attribute__((target("avx2"), optimize("O3"))) quint64 signatureWidely(std::string_view text)
{
    return signatureOf(text);
}
#endif
} // namespace

quint64 textSignaturePlainly(std::string_view text)
{
    return signatureOf(text);
}

quint64 textSignature(std::string_view text)
{
#ifdef BULKHEAD_RISK_AVX2
    if (hasAvx2()) {
        return signatureWidely(text);
    }
#endif
    return textSignaturePlainly(text);
}

} // namespace bulkhead::provenance
