#include "models/vault/crypto.h"

#include "models/vault/sealcontext.h"

#include <QCoreApplication>

#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace bulkhead::crypto {

namespace {
/// OpenSSL fails here only where it cannot get memory or its providers are gone: going on would write garbage.
void must(bool done)
{
    if (!done) {
        std::abort();
    }
}

auto notAuthentic()
{
    return failure(
        QLatin1StringView("crypto.not-authentic"),
        QCoreApplication::translate("Crypto", "This data was not written with this key, or it was changed since."));
}

OSSL_PARAM octetParam(const char* name, BytesView value)
{
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(value.data()),
                                             static_cast<std::size_t>(value.size()));
}

OSSL_PARAM sha256Param(const char* name)
{
    static char digest[] = "SHA256";
    return OSSL_PARAM_construct_utf8_string(name, digest, 0);
}

SecretBytes hkdf(BytesView key, BytesView info, qsizetype size)
{
    static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    EVP_KDF_CTX* context = EVP_KDF_CTX_new(algorithm);
    must(context);
    const OSSL_PARAM parameters[] = {sha256Param("digest"), octetParam("key", key), octetParam("info", info),
                                     OSSL_PARAM_construct_end()};
    SecretBytes derived(static_cast<std::size_t>(size));
    must(EVP_KDF_derive(context, derived.data(), derived.size(), parameters) == 1);
    EVP_KDF_CTX_free(context);
    return derived;
}
} // namespace

Bytes randomBytes(qsizetype size)
{
    Bytes bytes(size, Qt::Uninitialized);
    must(RAND_bytes(octets(bytes), static_cast<int>(size)) == 1);
    return bytes;
}

Bytes seal(const SecretBytes& key, BytesView nonce, BytesView associated, BytesView plain)
{
    Q_ASSERT(key.size() == keySize && nonce.size() == nonceSize);
    Bytes sealed(plain.size() + tagSize, Qt::Uninitialized);
    SealContext& context = SealContext::ofThisThread();
    must(context.seal(key.data(), octets(nonce), associated, plain, octets(sealed)));
    return sealed;
}

Expected<Bytes> open(const SecretBytes& key, BytesView nonce, BytesView associated, BytesView sealed)
{
    Q_ASSERT(key.size() == keySize);
    if (sealed.size() < tagSize || nonce.size() != nonceSize) {
        return notAuthentic();
    }
    Bytes plain(sealed.size() - tagSize, Qt::Uninitialized);
    if (!SealContext::ofThisThread().open(key.data(), octets(nonce), associated, sealed, octets(plain))) {
        return notAuthentic();
    }
    return plain;
}

Expected<SecretBytes> openSecret(const SecretBytes& key, BytesView nonce, BytesView associated, BytesView sealed)
{
    Q_ASSERT(key.size() == keySize);
    if (sealed.size() < tagSize || nonce.size() != nonceSize) {
        return notAuthentic();
    }
    SecretBytes plain(static_cast<std::size_t>(sealed.size() - tagSize));
    if (!SealContext::ofThisThread().open(key.data(), octets(nonce), associated, sealed, plain.data())) {
        return notAuthentic();
    }
    return plain;
}

void forgetKeysOfThisThread()
{
    SealContext::ofThisThread().forget();
    SigningKeys::ofThisThread().forget();
}

SecretBytes derive(const SecretBytes& key, QLatin1StringView purpose, qsizetype size)
{
    return hkdf(key.view(), BytesView(purpose.data(), purpose.size()), size);
}

Bytes mac(const SecretBytes& key, BytesView message)
{
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* context = EVP_MAC_CTX_new(algorithm);
    must(context);
    const OSSL_PARAM parameters[] = {sha256Param("digest"), OSSL_PARAM_construct_end()};
    Bytes code(32, Qt::Uninitialized);
    std::size_t written = 0;
    must(EVP_MAC_init(context, key.data(), key.size(), parameters) == 1
         && EVP_MAC_update(context, octets(message), static_cast<std::size_t>(message.size())) == 1
         && EVP_MAC_final(context, octets(code), &written, 32) == 1);
    EVP_MAC_CTX_free(context);
    return code;
}

Bytes signingPublicKey(const SecretBytes& seed)
{
    Bytes key(keySize, Qt::Uninitialized);
    std::size_t size = keySize;
    must(EVP_PKEY_get_raw_public_key(SigningKeys::ofThisThread().secret(seed), octets(key), &size) == 1);
    return key;
}

Bytes sign(const SecretBytes& seed, BytesView message)
{
    EVP_PKEY* key = SigningKeys::ofThisThread().secret(seed);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    Bytes signature(signatureSize, Qt::Uninitialized);
    std::size_t size = signatureSize;
    must(context && EVP_DigestSignInit(context, nullptr, nullptr, nullptr, key) == 1
         && EVP_DigestSign(context, octets(signature), &size, octets(message), static_cast<std::size_t>(message.size()))
             == 1);
    EVP_MD_CTX_free(context);
    return signature;
}

bool verify(BytesView publicKey, BytesView message, BytesView signature)
{
    if (publicKey.size() != keySize || signature.size() != signatureSize) {
        return false;
    }
    EVP_PKEY* key = SigningKeys::ofThisThread().open(publicKey);
    if (!key) {
        return false;
    }
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    const bool good = context && EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key) == 1
        && EVP_DigestVerify(context, octets(signature), signatureSize, octets(message),
                            static_cast<std::size_t>(message.size()))
            == 1;
    EVP_MD_CTX_free(context);
    return good;
}

Bytes exchangePublicKey(const SecretBytes& secret)
{
    EVP_PKEY* key = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), secret.size());
    Bytes publicKey(keySize, Qt::Uninitialized);
    std::size_t size = keySize;
    must(key && EVP_PKEY_get_raw_public_key(key, octets(publicKey), &size) == 1);
    EVP_PKEY_free(key);
    return publicKey;
}

namespace {
/// X25519, and nothing where the other side's key is of small order (all-zero result, RFC 7748 §6.1).
std::optional<SecretBytes> agree(const SecretBytes& secret, BytesView publicKey)
{
    if (publicKey.size() != keySize || secret.size() != keySize) {
        return std::nullopt;
    }
    EVP_PKEY* own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), keySize);
    EVP_PKEY* peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, octets(publicKey), keySize);
    EVP_PKEY_CTX* context = own ? EVP_PKEY_CTX_new(own, nullptr) : nullptr;
    SecretBytes shared(keySize);
    std::size_t size = keySize;
    const bool agreed = peer && context && EVP_PKEY_derive_init(context) == 1
        && EVP_PKEY_derive_set_peer(context, peer) == 1 && EVP_PKEY_derive(context, shared.data(), &size) == 1;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(peer);
    EVP_PKEY_free(own);
    if (!agreed || size != keySize) {
        return std::nullopt;
    }
    return shared;
}

SecretBytes boxKey(const SecretBytes& shared, QLatin1StringView purpose, BytesView ephemeral, BytesView receiver)
{
    Bytes info(purpose.data(), purpose.size());
    info.append(ephemeral).append(receiver);
    return hkdf(shared.view(), info, keySize);
}

const Bytes& zeroNonce()
{
    static const Bytes zero(nonceSize, '\0');
    return zero;
}
} // namespace

Expected<Bytes> sealTo(BytesView publicKey, QLatin1StringView purpose, const SecretBytes& secret)
{
    const auto ephemeral = SecretBytes::random(keySize);
    const auto shared = agree(ephemeral, publicKey);
    if (!shared) {
        return failure(QLatin1StringView("crypto.bad-key"),
                       QCoreApplication::translate("Crypto", "The recipient's public key is not usable."));
    }
    const Bytes ephemeralPublic = exchangePublicKey(ephemeral);
    return ephemeralPublic + seal(boxKey(*shared, purpose, ephemeralPublic, publicKey), zeroNonce(), {}, secret.view());
}

Expected<SecretBytes> openBox(const SecretBytes& secretKey, QLatin1StringView purpose, BytesView box)
{
    if (box.size() < keySize + tagSize) {
        return notAuthentic();
    }
    const BytesView ephemeral = box.first(keySize);
    const auto shared = agree(secretKey, ephemeral);
    if (!shared) {
        return notAuthentic();
    }
    return openSecret(boxKey(*shared, purpose, ephemeral, exchangePublicKey(secretKey)), zeroNonce(), {},
                      box.sliced(keySize));
}

} // namespace bulkhead::crypto
