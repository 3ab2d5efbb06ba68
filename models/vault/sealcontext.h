#pragma once

#include "models/base/secretbytes.h"

#include <array>

struct evp_cipher_ctx_st;
struct evp_pkey_st;

namespace bulkhead::crypto {

/// Octets as OpenSSL takes them.
inline const unsigned char* octets(BytesView bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

inline unsigned char* octets(Bytes& bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// AES-256-GCM contexts of one thread, made once and keyed anew where the key is another. Private to this room.
class SealContext
{
public:
    [[nodiscard]] static SealContext& ofThisThread();
    SealContext();
    SealContext(const SealContext&) = delete;
    SealContext& operator=(const SealContext&) = delete;
    ~SealContext();

    /// Writes plain.size() + 16 octets to `out`.
    [[nodiscard]] bool seal(const unsigned char* key, const unsigned char* nonce, BytesView associated, BytesView plain,
                            unsigned char* out);
    /// Writes sealed.size() - 16 octets to `out`, and wipes them again where the tag is wrong.
    [[nodiscard]] bool open(const unsigned char* key, const unsigned char* nonce, BytesView associated,
                            BytesView sealed, unsigned char* out);
    /// Overwrites the key schedules that the last message left.
    void forget();

private:
    /// Null where the context has this key already: a key schedule costs as much as opening a change.
    [[nodiscard]] static const unsigned char* fresh(SecretBytes& last, const unsigned char* key);

    evp_cipher_ctx_st* m_encrypt;
    evp_cipher_ctx_st* m_decrypt;
    SecretBytes m_encryptKey; ///< the last; empty where there was none
    SecretBytes m_decryptKey;
};

/// Ed25519 keys in OpenSSL's form: making one from its 32 bytes costs as much as signing. One secret key and the last
/// few public keys for each thread.
class SigningKeys
{
public:
    [[nodiscard]] static SigningKeys& ofThisThread();
    SigningKeys() = default;
    SigningKeys(const SigningKeys&) = delete;
    SigningKeys& operator=(const SigningKeys&) = delete;
    ~SigningKeys();

    [[nodiscard]] evp_pkey_st* secret(const SecretBytes& seed);
    /// Null where the bytes are no key.
    [[nodiscard]] evp_pkey_st* open(BytesView publicKey);
    void forget();

private:
    struct Public
    {
        Bytes bytes;
        evp_pkey_st* key = nullptr;
    };
    SecretBytes m_seed;
    evp_pkey_st* m_secret = nullptr;
    std::array<Public, 16> m_public;
    std::size_t m_next = 0;
};

} // namespace bulkhead::crypto
