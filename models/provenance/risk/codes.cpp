#include "models/provenance/risk/codes.h"

#include "models/provenance/risk/wide.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t narrowOctets = CodeTable::tileRecords * sizeof(quint16);
constexpr int mostDifferent = 32; ///< bits; what two texts without a common pair of letters come to

quint16 narrowAt(const quint8* tile, std::size_t column, std::size_t lane)
{
    quint16 code = 0;
    std::memcpy(&code, tile + column * narrowOctets + lane * sizeof(quint16), sizeof code);
    return code;
}
} // namespace

quint16 CodeShape::levelOf(std::size_t columns)
{
    constexpr std::size_t whole = 65534;
    return static_cast<quint16>(std::min<std::size_t>(greatestLevel, whole / std::max<std::size_t>(columns, 1)));
}

CodeTable::CodeTable(const CodeShape& shape)
    : m_shape(shape)
    , m_tileOctets(narrow() * narrowOctets + shape.texts * planes * tileRecords)
{
}

void CodeTable::add(const Codes& record)
{
    const std::size_t lane = m_size % tileRecords;
    if (lane == 0) {
        m_tiles.resize(m_tiles.size() + m_tileOctets);
    }
    quint8* const tile = m_tiles.data() + m_size / tileRecords * m_tileOctets;
    const auto put = [&](std::size_t column, quint16 code) {
        std::memcpy(tile + column * narrowOctets + lane * sizeof(quint16), &code, sizeof code);
    };
    for (std::size_t i = 0; i < m_shape.numbers; ++i) {
        put(i, record.numbers[i]);
    }
    for (std::size_t i = 0; i < m_shape.categories; ++i) {
        put(m_shape.numbers + i, record.categories[i]);
    }
    quint8* plane = tile + narrow() * narrowOctets + lane;
    for (std::size_t i = 0; i < m_shape.texts; ++i) {
        for (std::size_t octet = 0; octet + 1 < planes; ++octet, plane += tileRecords) {
            *plane = static_cast<quint8>(record.texts[i] >> (8 * octet));
        }
        *plane = record.absent[i];
        plane += tileRecords;
    }
    ++m_size;
}

quint16 CodeTable::distance(const Codes& record, const quint8* tile, std::size_t lane) const
{
    unsigned sum = 0;
    for (std::size_t i = 0; i < m_shape.numbers; ++i) {
        const int difference = int(record.numbers[i]) - int(narrowAt(tile, i, lane));
        sum += static_cast<unsigned>(std::min<int>(std::abs(difference), m_shape.level));
    }
    for (std::size_t i = 0; i < m_shape.categories; ++i) {
        sum += record.categories[i] == narrowAt(tile, m_shape.numbers + i, lane) ? 0U : m_shape.level;
    }
    const quint8* plane = tile + narrow() * narrowOctets + lane;
    for (std::size_t i = 0; i < m_shape.texts; ++i) {
        quint64 signature = 0;
        for (std::size_t octet = 0; octet + 1 < planes; ++octet, plane += tileRecords) {
            signature |= quint64(*plane) << (8 * octet);
        }
        const int different = std::popcount(signature ^ record.texts[i]) + (*plane ^ record.absent[i]);
        plane += tileRecords;
        sum += static_cast<unsigned>(std::min(different, mostDifferent)) * m_shape.level / mostDifferent;
    }
    return static_cast<quint16>(sum);
}

void CodeTable::searchPlainly(const Codes& record, std::size_t from, std::size_t until, Nearest& best) const
{
    const std::size_t end = std::min(until * tileRecords, m_size);
    for (std::size_t at = from * tileRecords; at < end; ++at) {
        const quint8* const tile = m_tiles.data() + at / tileRecords * m_tileOctets;
        best.offer(distance(record, tile, at % tileRecords), static_cast<quint32>(at));
    }
}

void CodeTable::search(const Codes& record, std::size_t from, std::size_t until, Nearest& best) const
{
    if (hasAvx2()) {
        searchWidely(record, from, until, best);
    } else {
        searchPlainly(record, from, until, best);
    }
}

#ifdef BULKHEAD_RISK_AVX2
namespace {
#define BULKHEAD_WIDE __attribute__((target("avx2"), always_inline)) inline

/// Distances of 32 records.
struct Sums
{
    __m256i low;
    __m256i high;
};

BULKHEAD_WIDE __m256i wideFrom(const void* from)
{
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
/// Whether any of the sums is below `bound`.
BULKHEAD_WIDE bool isAnyBelow(const Sums& sums, __m256i bound)
{
    const __m256i below = _mm256_or_si256(_mm256_subs_epu16(bound, sums.low), _mm256_subs_epu16(bound, sums.high));
    return _mm256_testz_si256(below, below) == 0;
}
BULKHEAD_WIDE __m256i numberDistance(__m256i codes, __m256i code, __m256i level)
{
    const __m256i difference = _mm256_or_si256(_mm256_subs_epu16(codes, code), _mm256_subs_epu16(code, codes));
    return _mm256_min_epu16(difference, level);
}
BULKHEAD_WIDE void addNumber(Sums& sums, const quint8* codes, quint16 code, __m256i level)
{
    const __m256i mine = _mm256_set1_epi16(static_cast<short>(code));
    sums.low = _mm256_adds_epu16(sums.low, numberDistance(wideFrom(codes), mine, level));
    sums.high = _mm256_adds_epu16(sums.high, numberDistance(wideFrom(codes + 32), mine, level));
}
BULKHEAD_WIDE void addCategory(Sums& sums, const quint8* codes, quint16 code, __m256i level)
{
    const __m256i mine = _mm256_set1_epi16(static_cast<short>(code));
    const auto differing = [&](const quint8* from) __attribute__((target("avx2"), always_inline)) {
        return _mm256_andnot_si256(_mm256_cmpeq_epi16(wideFrom(from), mine), level);
    };
    sums.low = _mm256_adds_epu16(sums.low, differing(codes));
    sums.high = _mm256_adds_epu16(sums.high, differing(codes + 32));
}
/// `twice`: two times the level. Bits are counted by halves of octets (Muła's way).
BULKHEAD_WIDE void addText(Sums& sums, const quint8* planes, quint64 signature, quint8 absent, __m256i twice)
{
    const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1,
                                            2, 2, 3, 2, 3, 3, 4);
    const __m256i half = _mm256_set1_epi8(0x0f);
    __m256i different = _mm256_xor_si256(wideFrom(planes + std::ptrdiff_t(8) * 32),
                                         _mm256_set1_epi8(static_cast<char>(absent)));
    for (int octet = 0; octet < 8; ++octet) {
        const __m256i mine = _mm256_set1_epi8(static_cast<char>(signature >> (8 * octet)));
        const __m256i bits = _mm256_xor_si256(wideFrom(planes + std::ptrdiff_t(octet) * 32), mine);
        const __m256i lower = _mm256_shuffle_epi8(counts, _mm256_and_si256(bits, half));
        const __m256i upper = _mm256_shuffle_epi8(counts, _mm256_and_si256(_mm256_srli_epi16(bits, 4), half));
        different = _mm256_add_epi8(different, _mm256_add_epi8(lower, upper));
    }
    different = _mm256_min_epu8(different, _mm256_set1_epi8(mostDifferent));
    // different × level ÷ 32, as the upper half of (different × 1,024) × (2 × level).
    const __m256i low = _mm256_slli_epi16(_mm256_cvtepu8_epi16(_mm256_castsi256_si128(different)), 10);
    const __m256i high = _mm256_slli_epi16(_mm256_cvtepu8_epi16(_mm256_extracti128_si256(different, 1)), 10);
    sums.low = _mm256_adds_epu16(sums.low, _mm256_mulhi_epu16(low, twice));
    sums.high = _mm256_adds_epu16(sums.high, _mm256_mulhi_epu16(high, twice));
}
#undef BULKHEAD_WIDE
} // namespace

/// Columns are added until no record of the tile can come before the two nearest any more.
__attribute__((target("avx2"))) void CodeTable::searchWidely(const Codes& record, std::size_t from, std::size_t until,
                                                             Nearest& best) const
{
    const __m256i level = _mm256_set1_epi16(static_cast<short>(m_shape.level));
    const __m256i twice = _mm256_set1_epi16(static_cast<short>(2 * m_shape.level));
    until = std::min(until, tiles());
    for (std::size_t at = from; at < until; ++at) {
        const quint8* column = m_tiles.data() + at * m_tileOctets;
        const __m256i bound = _mm256_set1_epi16(static_cast<short>(best.second));
        Sums sums{_mm256_setzero_si256(), _mm256_setzero_si256()};
        for (std::size_t i = 0; i < m_shape.numbers; ++i, column += narrowOctets) {
            addNumber(sums, column, record.numbers[i], level);
        }
        for (std::size_t i = 0; i < m_shape.categories; ++i, column += narrowOctets) {
            addCategory(sums, column, record.categories[i], level);
        }
        bool isOpen = isAnyBelow(sums, bound);
        for (std::size_t i = 0; isOpen && i < m_shape.texts; ++i, column += planes * tileRecords) {
            addText(sums, column, record.texts[i], record.absent[i], twice);
            isOpen = isAnyBelow(sums, bound);
        }
        if (!isOpen) {
            continue;
        }
        alignas(32) std::array<quint16, tileRecords> distances;
        _mm256_store_si256(reinterpret_cast<__m256i*>(distances.data()), sums.low);
        _mm256_store_si256(reinterpret_cast<__m256i*>(distances.data() + tileRecords / 2), sums.high);
        const std::size_t lanes = std::min(tileRecords, m_size - at * tileRecords);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            best.offer(distances[lane], static_cast<quint32>(at * tileRecords + lane));
        }
    }
}
#else
void CodeTable::searchWidely(const Codes& record, std::size_t from, std::size_t until, Nearest& best) const
{
    searchPlainly(record, from, until, best);
}
#endif

} // namespace bulkhead::provenance
