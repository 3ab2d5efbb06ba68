#include "models/provenance/sipbatch.h"

#include "models/provenance/octets.h"

#include <algorithm>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#define BULKHEAD_SIP_AVX2
#endif

namespace bulkhead::provenance {

namespace {
/// Longer messages are hashed one by one.
constexpr std::size_t mostWords = 15;

bool hasWideRegisters()
{
#ifdef BULKHEAD_SIP_AVX2
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
#else
    return false;
#endif
}
} // namespace

void SipBatch::clear()
{
    m_messages.clear();
    m_text.clear();
}

void SipBatch::add(const SipKey& key, std::string_view message)
{
    m_messages.push_back({&key, message.data(), 0, static_cast<quint32>(message.size()), 0});
}

void SipBatch::addCopy(const SipKey& key, std::string_view first, std::string_view second)
{
    const auto begin = m_text.size();
    const auto size = first.size() + second.size();
    m_text.resize_and_overwrite(begin + size, [&](char* text, std::size_t) {
        copyOctets(text + begin, first.data(), first.size());
        copyOctets(text + begin + first.size(), second.data(), second.size());
        return begin + size;
    });
    m_messages.push_back({&key, nullptr, static_cast<quint32>(begin), static_cast<quint32>(size), 0});
}

/// The text does not move any more.
void SipBatch::settle()
{
    for (Message& message : m_messages) {
        message.data = message.data == nullptr ? m_text.data() + message.offset : message.data;
    }
}

void SipBatch::hashPlainly()
{
    settle();
    for (Message& message : m_messages) {
        message.hash = sipHash24(*message.key, message.data, message.size);
    }
}

/// By counting.
void SipBatch::sort()
{
    m_ends.assign(mostWords + 2, 0);
    const auto place = [](const Message& message) { return std::min<std::size_t>(message.size / 8, mostWords + 1); };
    for (const Message& message : m_messages) {
        ++m_ends[place(message)];
    }
    quint32 before = 0;
    for (quint32& end : m_ends) {
        before += std::exchange(end, before);
    }
    m_sorted.resize(m_messages.size());
    for (Message& message : m_messages) {
        m_sorted[m_ends[place(message)]++] = &message;
    }
}

void SipBatch::hash()
{
    if (!hasWideRegisters() || m_messages.size() < 8) {
        hashPlainly();
        return;
    }
    settle();
    sort();
    std::size_t at = 0;
    for (std::size_t words = 0; words <= mostWords; ++words) {
        for (; at + 4 <= m_ends[words]; at += 4) {
            hashFour(m_sorted.data() + at, words);
        }
        for (; at < m_ends[words]; ++at) {
            m_sorted[at]->hash = sipHash24(*m_sorted[at]->key, m_sorted[at]->data, m_sorted[at]->size);
        }
    }
    for (; at < m_sorted.size(); ++at) {
        m_sorted[at]->hash = sipHash24(*m_sorted[at]->key, m_sorted[at]->data, m_sorted[at]->size);
    }
}

#ifdef BULKHEAD_SIP_AVX2
namespace {
/// The state of four hashes, one in each quarter.
struct FourStates
{
    __m256i v0;
    __m256i v1;
    __m256i v2;
    __m256i v3;
};

template<int Bits> __attribute__((target("avx2"), always_inline)) inline __m256i rotated(__m256i words)
{
    return _mm256_or_si256(_mm256_slli_epi64(words, Bits), _mm256_srli_epi64(words, 64 - Bits));
}
template<> __attribute__((target("avx2"), always_inline)) inline __m256i rotated<32>(__m256i words)
{
    return _mm256_shuffle_epi32(words, 0xB1);
}

__attribute__((target("avx2"), always_inline)) inline void sipRound(FourStates& s)
{
    s.v0 = _mm256_add_epi64(s.v0, s.v1);
    s.v2 = _mm256_add_epi64(s.v2, s.v3);
    s.v1 = _mm256_xor_si256(rotated<13>(s.v1), s.v0);
    s.v3 = _mm256_xor_si256(rotated<16>(s.v3), s.v2);
    s.v0 = rotated<32>(s.v0);
    s.v0 = _mm256_add_epi64(s.v0, s.v3);
    s.v2 = _mm256_add_epi64(s.v2, s.v1);
    s.v3 = _mm256_xor_si256(rotated<21>(s.v3), s.v0);
    s.v1 = _mm256_xor_si256(rotated<17>(s.v1), s.v2);
    s.v2 = rotated<32>(s.v2);
}

__attribute__((target("avx2"), always_inline)) inline __m256i fourOf(quint64 a, quint64 b, quint64 c, quint64 d)
{
    return _mm256_set_epi64x(static_cast<qint64>(d), static_cast<qint64>(c), static_cast<qint64>(b),
                             static_cast<qint64>(a));
}

__attribute__((target("avx2"), always_inline)) inline void takeWord(FourStates& s, __m256i word)
{
    s.v3 = _mm256_xor_si256(s.v3, word);
    sipRound(s);
    sipRound(s);
    s.v0 = _mm256_xor_si256(s.v0, word);
}
} // namespace

/// Four messages that have the same number of whole words.
__attribute__((target("avx2"))) void SipBatch::hashFour(Message* const* four, std::size_t words)
{
    Message& a = *four[0];
    Message& b = *four[1];
    Message& c = *four[2];
    Message& d = *four[3];
    const __m256i k0 = fourOf(a.key->k0, b.key->k0, c.key->k0, d.key->k0);
    const __m256i k1 = fourOf(a.key->k1, b.key->k1, c.key->k1, d.key->k1);
    FourStates s{_mm256_xor_si256(k0, _mm256_set1_epi64x(0x736f6d6570736575LL)),
                 _mm256_xor_si256(k1, _mm256_set1_epi64x(0x646f72616e646f6dLL)),
                 _mm256_xor_si256(k0, _mm256_set1_epi64x(0x6c7967656e657261LL)),
                 _mm256_xor_si256(k1, _mm256_set1_epi64x(0x7465646279746573LL))};
    std::size_t i = 0;
    for (; i < 8 * words; i += 8) {
        takeWord(s, fourOf(eightOctets(a.data + i), eightOctets(b.data + i), eightOctets(c.data + i),
                           eightOctets(d.data + i)));
    }
    const auto last = [i](const Message& message) {
        return static_cast<quint64>(message.size) << 56 | fewOctets(message.data + i, message.size - i);
    };
    takeWord(s, fourOf(last(a), last(b), last(c), last(d)));
    s.v2 = _mm256_xor_si256(s.v2, _mm256_set1_epi64x(0xff));
    sipRound(s);
    sipRound(s);
    sipRound(s);
    sipRound(s);
    alignas(32) quint64 hashes[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(hashes),
                       _mm256_xor_si256(_mm256_xor_si256(s.v0, s.v1), _mm256_xor_si256(s.v2, s.v3)));
    a.hash = hashes[0];
    b.hash = hashes[1];
    c.hash = hashes[2];
    d.hash = hashes[3];
}
#else
void SipBatch::hashFour(Message* const* four, std::size_t)
{
    for (Message* const message : std::span(four, 4)) {
        message->hash = sipHash24(*message->key, message->data, message->size);
    }
}
#endif

} // namespace bulkhead::provenance
