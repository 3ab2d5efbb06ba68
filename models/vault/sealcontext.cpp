#include "models/vault/sealcontext.h"

#include "models/vault/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace bulkhead::crypto {

namespace {
/// EVP counts in int: longer buffers go in pieces.
constexpr qsizetype piece = qsizetype(1) << 30;

const EVP_CIPHER* aes256Gcm()
{
    static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return algorithm;
}

template<typename Update> bool inPieces(Update update, EVP_CIPHER_CTX* context, unsigned char* out, BytesView in)
{
    for (qsizetype at = 0; at < in.size(); at += piece) {
        int written = 0;
        const auto length = static_cast<int>(std::min(piece, in.size() - at));
        if (update(context, out ? out + at : nullptr, &written, octets(in) + at, length) != 1) {
            return false;
        }
    }
    return true;
}
} // namespace

SealContext& SealContext::ofThisThread()
{
    thread_local SealContext context;
    return context;
}

SealContext::SealContext()
    : m_encrypt(EVP_CIPHER_CTX_new())
    , m_decrypt(EVP_CIPHER_CTX_new())
{
    if (!m_encrypt || !m_decrypt || EVP_EncryptInit_ex2(m_encrypt, aes256Gcm(), nullptr, nullptr, nullptr) != 1
        || EVP_DecryptInit_ex2(m_decrypt, aes256Gcm(), nullptr, nullptr, nullptr) != 1) {
        std::abort();
    }
}

SealContext::~SealContext()
{
    EVP_CIPHER_CTX_free(m_encrypt);
    EVP_CIPHER_CTX_free(m_decrypt);
}

const unsigned char* SealContext::fresh(SecretBytes& last, const unsigned char* key)
{
    if (last.size() == keySize && CRYPTO_memcmp(last.data(), key, keySize) == 0) {
        return nullptr;
    }
    if (last.isEmpty()) {
        last = SecretBytes(keySize);
    }
    std::memcpy(last.data(), key, keySize);
    return key;
}

bool SealContext::seal(const unsigned char* key, const unsigned char* nonce, BytesView associated, BytesView plain,
                       unsigned char* out)
{
    int written = 0;
    return EVP_EncryptInit_ex2(m_encrypt, nullptr, fresh(m_encryptKey, key), nonce, nullptr) == 1
        && inPieces(EVP_EncryptUpdate, m_encrypt, nullptr, associated)
        && inPieces(EVP_EncryptUpdate, m_encrypt, out, plain)
        && EVP_EncryptFinal_ex(m_encrypt, out + plain.size(), &written) == 1
        && EVP_CIPHER_CTX_ctrl(m_encrypt, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tagSize), out + plain.size()) == 1;
}

bool SealContext::open(const unsigned char* key, const unsigned char* nonce, BytesView associated, BytesView sealed,
                       unsigned char* out)
{
    const BytesView text = sealed.chopped(tagSize);
    auto* tag = const_cast<char*>(sealed.last(tagSize).data()); // OpenSSL only reads it.
    int written = 0;
    unsigned char none = 0; // An empty message has no buffer of its own.
    const bool good = EVP_DecryptInit_ex2(m_decrypt, nullptr, fresh(m_decryptKey, key), nonce, nullptr) == 1
        && inPieces(EVP_DecryptUpdate, m_decrypt, nullptr, associated)
        && inPieces(EVP_DecryptUpdate, m_decrypt, out, text)
        && EVP_CIPHER_CTX_ctrl(m_decrypt, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tagSize), tag) == 1
        && EVP_DecryptFinal_ex(m_decrypt, out ? out + text.size() : &none, &written) == 1;
    if (!good && out) {
        wipe(out, static_cast<std::size_t>(text.size()));
    }
    return good;
}

void SealContext::forget()
{
    m_encryptKey = {};
    m_decryptKey = {};
    static constexpr unsigned char zeros[keySize] = {};
    EVP_EncryptInit_ex2(m_encrypt, nullptr, zeros, zeros, nullptr);
    EVP_DecryptInit_ex2(m_decrypt, nullptr, zeros, zeros, nullptr);
}

SigningKeys& SigningKeys::ofThisThread()
{
    thread_local SigningKeys keys;
    return keys;
}

SigningKeys::~SigningKeys()
{
    forget();
}

EVP_PKEY* SigningKeys::secret(const SecretBytes& seed)
{
    if (m_secret && m_seed.equals(seed)) {
        return m_secret;
    }
    EVP_PKEY_free(m_secret);
    m_secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size());
    if (!m_secret) {
        std::abort();
    }
    m_seed = seed.clone();
    return m_secret;
}

EVP_PKEY* SigningKeys::open(BytesView publicKey)
{
    const auto found = std::ranges::find_if(m_public, [&](const Public& known) { return known.bytes == publicKey; });
    if (found != m_public.end()) {
        return found->key;
    }
    EVP_PKEY* key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(publicKey), keySize);
    if (key) {
        Public& place = m_public[m_next++ % m_public.size()];
        EVP_PKEY_free(place.key);
        place = {publicKey.toByteArray(), key};
    }
    return key;
}

void SigningKeys::forget()
{
    EVP_PKEY_free(std::exchange(m_secret, nullptr));
    m_seed = {};
    for (Public& known : m_public) {
        EVP_PKEY_free(std::exchange(known.key, nullptr));
        known.bytes.clear();
    }
}

} // namespace bulkhead::crypto
