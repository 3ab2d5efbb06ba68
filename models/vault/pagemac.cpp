#include "models/vault/pagemac.h"

#include "models/vault/sealcontext.h"

#include <QtEndian>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>

namespace bulkhead {

namespace {
constexpr qsizetype macSize = 64;    ///< octets of HMAC-SHA-512, at the end of a page
constexpr qsizetype blockSize = 128; ///< octets that SHA-512 takes at once
constexpr int keyRounds = 2;
constexpr char saltMask = 0x3a;

void ensure(bool done)
{
    if (!done) {
        std::abort(); // OpenSSL has no memory, or its providers are gone
    }
}

EVP_MD_CTX* keyed(const SecretBytes& key, unsigned char pad)
{
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA512", nullptr);
    SecretBytes block(blockSize);
    for (std::size_t i = 0; i < blockSize; ++i) {
        block.data()[i] = static_cast<unsigned char>((i < key.size() ? key.data()[i] : 0) ^ pad);
    }
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ensure(context && EVP_DigestInit_ex2(context, algorithm, nullptr) == 1
           && EVP_DigestUpdate(context, block.data(), block.size()) == 1);
    return context;
}
} // namespace

PageMac::PageMac(const SecretBytes& databaseKey, BytesView salt)
{
    Bytes masked = salt.toByteArray();
    for (char& octet : masked) {
        octet ^= saltMask;
    }
    SecretBytes key(databaseKey.size());
    ensure(PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(databaseKey.data()), static_cast<int>(databaseKey.size()),
                             crypto::octets(masked), static_cast<int>(masked.size()), keyRounds, EVP_sha512(),
                             static_cast<int>(key.size()), key.data())
           == 1);
    m_inner = keyed(key, 0x36);
    m_outer = keyed(key, 0x5c);
    m_at = EVP_MD_CTX_new();
    ensure(m_at);
}

PageMac::~PageMac()
{
    EVP_MD_CTX_free(m_inner);
    EVP_MD_CTX_free(m_outer);
    EVP_MD_CTX_free(m_at);
}

bool PageMac::fits(BytesView page, quint32 number)
{
    const BytesView mac = page.last(macSize);
    const BytesView covered = page.chopped(macSize).sliced(number == 1 ? pagemac::saltSize : 0);
    const quint32 written = qToLittleEndian(number);
    std::array<unsigned char, macSize> digest;
    ensure(EVP_MD_CTX_copy_ex(m_at, m_inner) == 1
           && EVP_DigestUpdate(m_at, covered.data(), static_cast<std::size_t>(covered.size())) == 1
           && EVP_DigestUpdate(m_at, &written, sizeof written) == 1
           && EVP_DigestFinal_ex(m_at, digest.data(), nullptr) == 1 && EVP_MD_CTX_copy_ex(m_at, m_outer) == 1
           && EVP_DigestUpdate(m_at, digest.data(), digest.size()) == 1
           && EVP_DigestFinal_ex(m_at, digest.data(), nullptr) == 1);
    return CRYPTO_memcmp(digest.data(), mac.data(), digest.size()) == 0;
}

} // namespace bulkhead
