#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#define BULKHEAD_RISK_AVX2
#endif

namespace bulkhead::provenance {

/// Whether the machine has AVX2, asked at run time.
[[nodiscard]] inline bool hasAvx2()
{
#ifdef BULKHEAD_RISK_AVX2
    static const bool has = __builtin_cpu_supports("avx2") != 0;
    return has;
#else
    return false;
#endif
}

} // namespace bulkhead::provenance
