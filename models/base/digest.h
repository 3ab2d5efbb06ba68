#pragma once

#include "models/base/bytes.h"

#include <array>

struct evp_md_ctx_st;

namespace bulkhead {

/// SHA-256 (FIPS 180-4) of one buffer: 32 bytes.
[[nodiscard]] Bytes sha256(BytesView bytes);
/// The same without an allocation: for what is hashed by the million.
using Sha256Octets = std::array<char, 32>;
[[nodiscard]] Sha256Octets sha256Octets(BytesView bytes);

/// SHA-256 over a stream, a piece at a time.
class Sha256
{
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(BytesView bytes);
    /// The 32 bytes; the object starts afresh.
    [[nodiscard]] Bytes finish();
    [[nodiscard]] Sha256Octets finishOctets();

private:
    evp_md_ctx_st* m_context;
};

} // namespace bulkhead
