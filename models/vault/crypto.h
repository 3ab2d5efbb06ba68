#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"

/// The few primitives that Bulkhead uses, over OpenSSL 3 and libargon2. All functions are safe on any thread; contexts
/// are kept per thread, because fetching an algorithm costs more than sealing a change.
namespace bulkhead::crypto {

inline constexpr qsizetype keySize = 32;       ///< bytes of every symmetric key and of every Ed25519/X25519 key
inline constexpr qsizetype nonceSize = 12;     ///< bytes of an AES-256-GCM nonce
inline constexpr qsizetype tagSize = 16;       ///< bytes of its tag
inline constexpr qsizetype signatureSize = 64; ///< bytes of an Ed25519 signature

[[nodiscard]] Bytes randomBytes(qsizetype size);

/// AES-256-GCM (SP 800-38D): ciphertext ∥ tag.
[[nodiscard]] Bytes seal(const SecretBytes& key, BytesView nonce, BytesView associated, BytesView plain);
/// The plaintext, or `crypto.not-authentic` where key, nonce, associated data or ciphertext are not those of `seal`.
[[nodiscard]] Expected<Bytes> open(const SecretBytes& key, BytesView nonce, BytesView associated, BytesView sealed);
/// The same for key material, which never touches ordinary memory.
[[nodiscard]] Expected<SecretBytes> openSecret(const SecretBytes& key, BytesView nonce, BytesView associated,
                                               BytesView sealed);

/// HKDF-SHA-256 (RFC 5869) with an empty salt; `purpose` is the info string.
[[nodiscard]] SecretBytes derive(const SecretBytes& key, QLatin1StringView purpose, qsizetype size = keySize);
/// HMAC-SHA-256: 32 bytes.
[[nodiscard]] Bytes mac(const SecretBytes& key, BytesView message);

/// Ed25519 (RFC 8032). Secret keys are 32-byte seeds.
[[nodiscard]] Bytes signingPublicKey(const SecretBytes& seed);
[[nodiscard]] Bytes sign(const SecretBytes& seed, BytesView message);
[[nodiscard]] bool verify(BytesView publicKey, BytesView message, BytesView signature);

/// X25519 (RFC 7748).
[[nodiscard]] Bytes exchangePublicKey(const SecretBytes& secret);
/// A sealed box for the holder of `publicKey`: ephemeral public key ∥ ciphertext ∥ tag. The key is
/// HKDF(X25519(ephemeral, public), purpose ∥ both public keys); nonce zero, since each box has a key of its own.
[[nodiscard]] Expected<Bytes> sealTo(BytesView publicKey, QLatin1StringView purpose, const SecretBytes& secret);
[[nodiscard]] Expected<SecretBytes> openBox(const SecretBytes& secretKey, QLatin1StringView purpose, BytesView box);

/// Argon2id (RFC 9106) parameters as they stand in a slot.
struct KdfParameters
{
    quint32 passes = 3;
    quint32 memoryKiB = 64 * 1024;
    quint32 lanes = 1;
    Bytes salt; ///< 16 bytes

    bool operator==(const KdfParameters&) const = default;
    /// Below 64 MiB and 3 passes, above 4 GiB or 60 passes: refused before anything runs.
    [[nodiscard]] bool isAcceptable() const;
    /// Parameters with a fresh salt that take about `seconds` here, never below the floor.
    [[nodiscard]] static KdfParameters tuned(double seconds);
};
[[nodiscard]] Expected<SecretBytes> stretch(const SecretBytes& passphrase, const KdfParameters& parameters);

/// Overwrites what the contexts of the calling thread still hold of the last keys used: for the end of a vault.
void forgetKeysOfThisThread();

} // namespace bulkhead::crypto
