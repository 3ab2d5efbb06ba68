#pragma once

#include "models/base/secretbytes.h"

struct evp_md_ctx_st;

namespace bulkhead {

namespace pagemac {
inline constexpr qsizetype pageSize = 4096; ///< octets
inline constexpr qsizetype saltSize = 16;   ///< octets at the start of the file
} // namespace pagemac

/// SQLCipher 4's MAC of a page: HMAC-SHA-512 over the encrypted page (the first without the salt), its nonce and its
/// number in little-endian order, under PBKDF2-HMAC-SHA-512(database key, salt ⊕ 0x3a…, 2 rounds). Private to this
/// room.
class PageMac
{
public:
    PageMac(const SecretBytes& databaseKey, BytesView salt);
    PageMac(const PageMac&) = delete;
    PageMac& operator=(const PageMac&) = delete;
    ~PageMac();

    /// Pages count from 1.
    [[nodiscard]] bool fits(BytesView page, quint32 number);

private:
    evp_md_ctx_st* m_inner; ///< has read the padded key
    evp_md_ctx_st* m_outer;
    evp_md_ctx_st* m_at;
};

} // namespace bulkhead
