/* SQLCipher as it comes, but for what it makes anew for every page: the contexts of HMAC and AES and their key schedules
 * are made once for each open file and used again. The octets on disk are the same. Standard SQLCipher, where the
 * system has it, does without. */
#include "sqlite3.c"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#define BULKHEAD_KEY_SIZE 32
#define BULKHEAD_MAC_SIZE 64

/* What one open file keeps; wiped when it is closed. */
typedef struct {
  EVP_MAC_CTX *mac;
  EVP_CIPHER_CTX *cipher[2]; /* by mode: 0 decrypts, 1 encrypts */
  unsigned char mac_key[BULKHEAD_KEY_SIZE]; /* of `mac`, to know it again */
  unsigned char cipher_key[2][BULKHEAD_KEY_SIZE];
} bulkhead_page_keys;

static sqlcipher_provider bulkhead_plain; /* as SQLCipher set it up */

static int bulkhead_ctx_init(void **ctx) {
  const int rc = bulkhead_plain.ctx_init(ctx);
  if(rc == SQLITE_OK) {
    *ctx = OPENSSL_zalloc(sizeof(bulkhead_page_keys));
  }
  return rc;
}

static int bulkhead_ctx_free(void **ctx) {
  bulkhead_page_keys *keys = ctx ? *ctx : NULL;
  if(keys) {
    EVP_MAC_CTX_free(keys->mac);
    EVP_CIPHER_CTX_free(keys->cipher[0]);
    EVP_CIPHER_CTX_free(keys->cipher[1]);
    OPENSSL_clear_free(keys, sizeof(bulkhead_page_keys));
    *ctx = NULL;
  }
  return bulkhead_plain.ctx_free(ctx);
}

static int bulkhead_keyed_mac(bulkhead_page_keys *keys, const unsigned char *key) {
  OSSL_PARAM sha512[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"sha512", 0),
                         OSSL_PARAM_construct_end()};
  if(keys->mac && CRYPTO_memcmp(keys->mac_key, key, BULKHEAD_KEY_SIZE) == 0) {
    return EVP_MAC_init(keys->mac, NULL, 0, NULL);
  }
  if(!keys->mac) {
    EVP_MAC *algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL);
    keys->mac = EVP_MAC_CTX_new(algorithm);
    EVP_MAC_free(algorithm);
  }
  memcpy(keys->mac_key, key, BULKHEAD_KEY_SIZE);
  return keys->mac && EVP_MAC_init(keys->mac, key, BULKHEAD_KEY_SIZE, sha512);
}

static int bulkhead_hmac(void *ctx, int algorithm, const unsigned char *key, int key_sz, const unsigned char *in,
                         int in_sz, const unsigned char *in2, int in2_sz, unsigned char *out) {
  bulkhead_page_keys *keys = ctx;
  size_t written = 0;
  if(!keys || !in || algorithm != SQLCIPHER_HMAC_SHA512 || key_sz != BULKHEAD_KEY_SIZE) {
    return bulkhead_plain.hmac(ctx, algorithm, key, key_sz, in, in_sz, in2, in2_sz, out);
  }
  if(bulkhead_keyed_mac(keys, key) && EVP_MAC_update(keys->mac, in, in_sz)
     && (!in2 || EVP_MAC_update(keys->mac, in2, in2_sz))
     && EVP_MAC_final(keys->mac, out, &written, BULKHEAD_MAC_SIZE)) {
    return SQLITE_OK;
  }
  EVP_MAC_CTX_free(keys->mac);
  keys->mac = NULL;
  return SQLITE_ERROR;
}

static int bulkhead_keyed_cipher(bulkhead_page_keys *keys, int mode, const unsigned char *key,
                                 const unsigned char *iv) {
  if(keys->cipher[mode] && CRYPTO_memcmp(keys->cipher_key[mode], key, BULKHEAD_KEY_SIZE) == 0) {
    return EVP_CipherInit_ex(keys->cipher[mode], NULL, NULL, NULL, iv, mode);
  }
  if(!keys->cipher[mode]) {
    keys->cipher[mode] = EVP_CIPHER_CTX_new();
  }
  memcpy(keys->cipher_key[mode], key, BULKHEAD_KEY_SIZE);
  return keys->cipher[mode] && EVP_CipherInit_ex(keys->cipher[mode], EVP_aes_256_cbc(), NULL, key, iv, mode)
    && EVP_CIPHER_CTX_set_padding(keys->cipher[mode], 0);
}

static int bulkhead_cipher(void *ctx, int mode, const unsigned char *key, int key_sz, const unsigned char *iv,
                           const unsigned char *in, int in_sz, unsigned char *out) {
  bulkhead_page_keys *keys = ctx;
  int written = 0;
  int last = 0;
  if(!keys || key_sz != BULKHEAD_KEY_SIZE || (mode != 0 && mode != 1)) {
    return bulkhead_plain.cipher(ctx, mode, key, key_sz, iv, in, in_sz, out);
  }
  if(bulkhead_keyed_cipher(keys, mode, key, iv) && EVP_CipherUpdate(keys->cipher[mode], out, &written, in, in_sz)
     && EVP_CipherFinal_ex(keys->cipher[mode], out + written, &last) && written + last == in_sz) {
    return SQLITE_OK;
  }
  EVP_CIPHER_CTX_free(keys->cipher[mode]);
  keys->cipher[mode] = NULL;
  return SQLITE_ERROR;
}

/* Called by sqlite3_initialize. */
int bulkhead_sqlcipher_init(const char *unused) {
  const int rc = sqlcipher_extra_init(unused);
  sqlcipher_provider *provider = rc == SQLITE_OK ? sqlcipher_get_provider() : NULL;
  if(provider && provider->hmac != bulkhead_hmac) {
    bulkhead_plain = *provider;
    provider->ctx_init = bulkhead_ctx_init;
    provider->ctx_free = bulkhead_ctx_free;
    provider->hmac = bulkhead_hmac;
    provider->cipher = bulkhead_cipher;
  }
  return rc;
}
