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
    m_areAlike = true;
}

void SipBatch::add(const SipKey& key, std::string_view message)
{
    add(key, 0, 0, message);
}

void SipBatch::addSalted(const SipKey& key, quint64 salt, std::string_view message)
{
    add(key, salt, saltOctets, message);
}

inline void SipBatch::add(const SipKey& key, quint64 salt, std::size_t salted, std::string_view message)
{
    const char* const first = message.data();
    const std::size_t size = salted + message.size();
    Message& made = m_messages.emplace_back();
    made.key = &key;
    made.words = static_cast<quint32>(size / 8);
    made.last = static_cast<quint64>(size) << 56;
    m_areAlike = m_areAlike && made.words == m_messages.front().words;
    if (made.words == 0) {
        made.last |= salt | fewOctets(message.data(), message.size()) << (8 * salted);
        return;
    }
    const char* const second = first + 8 - salted;
    made.front[0] = salted == 0 ? eightOctets(first) : salt | fewOctets(first, 8 - salted) << (8 * salted);
    made.front[1] = made.words > 1 ? eightOctets(second) : 0;
    made.rest = second + 8;
    made.last |= fewOctets(second + 8 * (made.words - std::size_t(1)), size % 8);
}

void SipBatch::addWords(const SipKey& key, quint64 first, quint64 second)
{
    Message& made = m_messages.emplace_back();
    made.key = &key;
    made.words = 2;
    made.front = {first, second};
    made.last = quint64(16) << 56;
    m_areAlike = m_areAlike && m_messages.front().words == 2;
}

inline void SipBatch::hashOne(Message& message)
{
    SipState state(*message.key);
    for (std::size_t i = 0; i < message.words; ++i) {
        state.take(i < 2 ? message.front[i] : eightOctets(message.rest + 8 * (i - 2)));
    }
    state.take(message.last);
    message.hash = state.finish();
}

void SipBatch::hashPlainly()
{
    for (Message& message : m_messages) {
        hashOne(message);
    }
}

void SipBatch::hashAlike()
{
    std::size_t at = 0;
    for (; at + 4 <= m_messages.size(); at += 4) {
        Message* const begin = m_messages.data() + at;
        const std::array four = {begin, begin + 1, begin + 2, begin + 3};
        hashFour(four.data(), begin->words);
    }
    for (; at < m_messages.size(); ++at) {
        hashOne(m_messages[at]);
    }
}

/// Sorted by counting.
void SipBatch::hashSorted()
{
    m_ends.assign(mostWords + 2, 0);
    const auto place = [](const Message& message) { return std::min<std::size_t>(message.words, mostWords + 1); };
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
    std::size_t at = 0;
    for (std::size_t words = 0; words <= mostWords; ++words) {
        for (; at + 4 <= m_ends[words]; at += 4) {
            hashFour(m_sorted.data() + at, words);
        }
        for (; at < m_ends[words]; ++at) {
            hashOne(*m_sorted[at]);
        }
    }
    for (; at < m_sorted.size(); ++at) {
        hashOne(*m_sorted[at]);
    }
}

void SipBatch::hash()
{
    if (!hasWideRegisters() || m_messages.size() < 8) {
        hashPlainly();
    } else if (m_areAlike) {
        hashAlike();
    } else {
        hashSorted();
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
    for (std::size_t i = 0; i < std::min<std::size_t>(words, 2); ++i) {
        takeWord(s, fourOf(a.front[i], b.front[i], c.front[i], d.front[i]));
    }
    for (std::size_t i = 0; i + 2 < words; ++i) {
        const auto word = [i](const Message& message) { return eightOctets(message.rest + 8 * i); };
        takeWord(s, fourOf(word(a), word(b), word(c), word(d)));
    }
    takeWord(s, fourOf(a.last, b.last, c.last, d.last));
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
    std::for_each(four, four + 4, [](Message* message) { hashOne(*message); });
}
#endif

} // namespace bulkhead::provenance
