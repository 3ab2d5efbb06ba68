/* SQLCipher as it comes, but for what it makes anew for every page: the contexts of HMAC and AES and their key schedules
 * are made once for each open file and used again, and random octets are drawn for many pages at once; and for how
 * often it writes: a transaction goes into the log at once. What the octets on disk mean is the same. Standard SQLCipher, where the system has it, does without. */
#include "sqlite3.c"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#define BULKHEAD_KEY_SIZE 32
#define BULKHEAD_MAC_SIZE 64
#define BULKHEAD_RANDOM_SIZE 4096

/* What one open file keeps; wiped when it is closed. */
typedef struct {
  EVP_MAC_CTX *mac;
  EVP_CIPHER_CTX *cipher[2]; /* by mode: 0 decrypts, 1 encrypts */
  unsigned char mac_key[BULKHEAD_KEY_SIZE]; /* of `mac`, to know it again */
  unsigned char cipher_key[2][BULKHEAD_KEY_SIZE];
  unsigned char random[BULKHEAD_RANDOM_SIZE]; /* drawn for the pages to come; each octet is given once */
  int random_left;
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

/* The vector of each page: to draw sixteen octets by themselves takes as long as to encrypt half a page. An open file is
 * not used on both sides of a fork, so no two processes give the same octets. */
static int bulkhead_random(void *ctx, void *into, int size) {
  bulkhead_page_keys *keys = ctx;
  if(!keys || size < 0 || size > BULKHEAD_RANDOM_SIZE) {
    return bulkhead_plain.random(ctx, into, size);
  }
  if(keys->random_left < size) {
    keys->random_left = 0;
    if(bulkhead_plain.random(ctx, keys->random, BULKHEAD_RANDOM_SIZE) != SQLITE_OK) {
      return SQLITE_ERROR;
    }
    keys->random_left = BULKHEAD_RANDOM_SIZE;
  }
  keys->random_left -= size;
  memcpy(into, keys->random + keys->random_left, size);
  OPENSSL_cleanse(keys->random + keys->random_left, size);
  return SQLITE_OK;
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

/* A transaction goes into the log with one write. SQLite writes the head and the page of each frame by themselves, some
 * thirty calls for one change. What follows on what was written before waits here until the transaction's last page,
 * or until the file is used in any other way; so it stands in the file before the index of the log names it, and a
 * write that fails is told to the transaction that it belongs to. */
#define BULKHEAD_WAITING (120 * 1024) /* the system's file writes less than 128 KiB at once */
#define BULKHEAD_FRAME_HEAD 24

typedef struct {
  sqlite3_file base;
  sqlite3_int64 at; /* place in the file of the first octet that waits */
  int size;         /* octets that wait */
  int ends;         /* the last head was that of a transaction's last frame */
  unsigned char *waiting;
} bulkhead_log; /* the system's file follows */

static sqlite3_vfs *bulkhead_system;

static sqlite3_file *bulkhead_of(sqlite3_file *file) {
  return (sqlite3_file *)((bulkhead_log *)file + 1);
}

static int bulkhead_flush(sqlite3_file *file) {
  bulkhead_log *log = (bulkhead_log *)file;
  const int size = log->size;
  log->size = 0;
  return size == 0 ? SQLITE_OK : bulkhead_of(file)->pMethods->xWrite(bulkhead_of(file), log->waiting, size, log->at);
}

static int bulkhead_log_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at) {
  bulkhead_log *log = (bulkhead_log *)file;
  const int isEnd = log->ends && size != BULKHEAD_FRAME_HEAD;
  int rc = SQLITE_OK;
  if(log->size > 0 && (at != log->at + log->size || log->size + size > BULKHEAD_WAITING)) {
    rc = bulkhead_flush(file);
  }
  if(size > BULKHEAD_WAITING || rc != SQLITE_OK) {
    return rc != SQLITE_OK ? rc : bulkhead_of(file)->pMethods->xWrite(bulkhead_of(file), data, size, at);
  }
  if(log->size == 0) {
    log->at = at;
  }
  memcpy(log->waiting + log->size, data, size);
  log->size += size;
  /* The second word of a frame's head is the size of the database after a transaction, in its last frame alone. */
  log->ends = size == BULKHEAD_FRAME_HEAD && sqlite3Get4byte((const u8 *)data + 4) != 0;
  return isEnd || size < BULKHEAD_FRAME_HEAD ? bulkhead_flush(file) : SQLITE_OK;
}

static int bulkhead_log_close(sqlite3_file *file) {
  const int flushed = bulkhead_flush(file);
  const int rc = bulkhead_of(file)->pMethods->xClose(bulkhead_of(file));
  sqlite3_free(((bulkhead_log *)file)->waiting);
  return flushed != SQLITE_OK ? flushed : rc;
}

static int bulkhead_log_read(sqlite3_file *file, void *into, int size, sqlite3_int64 at) {
  const int rc = bulkhead_flush(file);
  return rc != SQLITE_OK ? rc : bulkhead_of(file)->pMethods->xRead(bulkhead_of(file), into, size, at);
}

static int bulkhead_log_truncate(sqlite3_file *file, sqlite3_int64 size) {
  const int rc = bulkhead_flush(file);
  return rc != SQLITE_OK ? rc : bulkhead_of(file)->pMethods->xTruncate(bulkhead_of(file), size);
}

static int bulkhead_log_sync(sqlite3_file *file, int flags) {
  const int rc = bulkhead_flush(file);
  return rc != SQLITE_OK ? rc : bulkhead_of(file)->pMethods->xSync(bulkhead_of(file), flags);
}

static int bulkhead_log_size(sqlite3_file *file, sqlite3_int64 *size) {
  const int rc = bulkhead_flush(file);
  return rc != SQLITE_OK ? rc : bulkhead_of(file)->pMethods->xFileSize(bulkhead_of(file), size);
}

static int bulkhead_log_lock(sqlite3_file *file, int lock) {
  return bulkhead_of(file)->pMethods->xLock(bulkhead_of(file), lock);
}

static int bulkhead_log_unlock(sqlite3_file *file, int lock) {
  return bulkhead_of(file)->pMethods->xUnlock(bulkhead_of(file), lock);
}

static int bulkhead_log_reserved(sqlite3_file *file, int *is) {
  return bulkhead_of(file)->pMethods->xCheckReservedLock(bulkhead_of(file), is);
}

static int bulkhead_log_control(sqlite3_file *file, int what, void *about) {
  const int rc = bulkhead_flush(file);
  return rc != SQLITE_OK ? rc : bulkhead_of(file)->pMethods->xFileControl(bulkhead_of(file), what, about);
}

static int bulkhead_log_sector(sqlite3_file *file) {
  return bulkhead_of(file)->pMethods->xSectorSize(bulkhead_of(file));
}

static int bulkhead_log_device(sqlite3_file *file) {
  return bulkhead_of(file)->pMethods->xDeviceCharacteristics(bulkhead_of(file));
}

static const sqlite3_io_methods bulkhead_log_methods = {
    1, /* a log has no shared memory of its own and is never mapped */
    bulkhead_log_close,   bulkhead_log_read,     bulkhead_log_write,  bulkhead_log_truncate,
    bulkhead_log_sync,    bulkhead_log_size,     bulkhead_log_lock,   bulkhead_log_unlock,
    bulkhead_log_reserved, bulkhead_log_control, bulkhead_log_sector, bulkhead_log_device,
};

static int bulkhead_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *given) {
  bulkhead_log *log = (bulkhead_log *)file;
  int rc;
  (void)vfs;
  if((flags & SQLITE_OPEN_WAL) == 0) {
    return bulkhead_system->xOpen(bulkhead_system, name, file, flags, given);
  }
  memset(log, 0, sizeof *log);
  log->waiting = sqlite3_malloc(BULKHEAD_WAITING);
  rc = log->waiting ? bulkhead_system->xOpen(bulkhead_system, name, bulkhead_of(file), flags, given) : SQLITE_NOMEM;
  if(rc == SQLITE_OK) {
    log->base.pMethods = &bulkhead_log_methods;
  } else {
    sqlite3_free(log->waiting);
  }
  return rc;
}

static void bulkhead_gather_logs(void) {
  static sqlite3_vfs vfs;
  if(!bulkhead_system) {
    bulkhead_system = sqlite3_vfs_find(NULL);
    vfs = *bulkhead_system;
    vfs.zName = "bulkhead";
    vfs.szOsFile += (int)sizeof(bulkhead_log);
    vfs.xOpen = bulkhead_open;
    sqlite3_vfs_register(&vfs, 1);
  }
}

/* Called by sqlite3_initialize. */
int bulkhead_sqlcipher_init(const char *unused) {
  const int rc = sqlcipher_extra_init(unused);
  sqlcipher_provider *provider = rc == SQLITE_OK ? sqlcipher_get_provider() : NULL;
  if(provider && provider->hmac != bulkhead_hmac) {
    bulkhead_plain = *provider;
    provider->ctx_init = bulkhead_ctx_init;
    provider->ctx_free = bulkhead_ctx_free;
    provider->random = bulkhead_random;
    provider->hmac = bulkhead_hmac;
    provider->cipher = bulkhead_cipher;
  }
  if(rc == SQLITE_OK) {
    bulkhead_gather_logs();
  }
  return rc;
}
